"""The one place that speaks to py3langid."""

from __future__ import annotations

import copy
import functools
import math
import threading
from collections.abc import Mapping
from typing import Any

_lock = threading.Lock()


def versions() -> dict[str, str]:
    """The library's version, for a record of how a detection was made."""
    from importlib.metadata import version

    return {"py3langid": version("py3langid")}


@functools.cache
def languages() -> frozenset[str]:
    """The codes (ISO 639) of all that it can tell apart."""
    return frozenset(_identifier().labels)


def scores(text: str, added: Mapping[str, float]) -> dict[str, float]:
    """A score for each language of `added`, its value added; higher is likelier.

    Empty where no feature was found. The log-likelihoods are divided by the square root of the
    length in bytes, as py3langid itself does for its probabilities, so that margins of short and of
    long texts can be compared.
    """
    encoded = text.encode("utf-8", "ignore")
    ranking = _identifier(frozenset(added)).rank(encoded.decode("utf-8"))
    if ranking[0][1] == ranking[-1][1]:
        return {}
    root = math.sqrt(len(encoded) or 1)
    return {code: score / root + added[code] for code, score in ranking}


def _identifier(codes: frozenset[str] | None = None) -> Any:
    """The identifier, held to some languages (which makes it faster)."""
    with _lock:
        return _loaded() if codes is None else _restricted(codes)


@functools.cache
def _restricted(codes: frozenset[str]) -> Any:
    identifier = copy.copy(_loaded())
    identifier.set_languages(codes)
    return identifier


@functools.cache
def _loaded() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    # An identifier of our own: another user of the library may restrict its shared one.
    return LanguageIdentifier.from_model_file(MODEL_FILE)
