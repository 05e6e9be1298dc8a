"""The one place that speaks to py3langid."""

from __future__ import annotations

import functools
import math
import threading
from typing import Any

_lock = threading.Lock()


def versions() -> dict[str, str]:
    """The library's version, for a record of how a detection was made."""
    from importlib.metadata import version

    return {"py3langid": version("py3langid")}


def scores(text: str) -> dict[str, float]:
    """A score a language (ISO 639 codes), higher is likelier; empty where no feature was found.

    The log-likelihoods are divided by the square root of the length in bytes, as py3langid itself
    does for its probabilities, so that margins of short and of long texts can be compared.
    """
    identifier = _identifier()
    encoded = text.encode("utf-8", "ignore")
    ranking = identifier.rank(encoded.decode("utf-8"))
    if ranking[0][1] == ranking[-1][1]:
        return {}
    root = math.sqrt(len(encoded) or 1)
    return {language: score / root for language, score in ranking}


def _identifier() -> Any:
    with _lock:
        return _loaded()


@functools.cache
def _loaded() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    # An identifier of our own: another user of the library may restrict its shared one.
    return LanguageIdentifier.from_model_file(MODEL_FILE)
