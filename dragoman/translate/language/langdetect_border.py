"""The one place that speaks to langdetect, which has no Azerbaijani of its own: we add a profile.

langdetect draws random numbers; ours are seeded afresh for each text, so the answer is always the
same. The factory is our own: threads may share it.
"""

from __future__ import annotations

import functools
import json
import threading
from importlib import resources
from pathlib import Path
from typing import Any

_SEED = 0
_CAP = 200
_TRIALS = 1  # of 7 that are its habit: a second opinion need not be so sure of itself

_lock = threading.Lock()


def versions() -> dict[str, str]:
    """The library's version, for a record of how a detection was made."""
    from importlib.metadata import version

    return {"langdetect": version("langdetect")}


def opinion(text: str) -> str | None:
    """The language (ISO 639-1) of the first 200 characters; None where langdetect finds nothing."""
    from langdetect.lang_detect_exception import LangDetectException

    detector = _factory().create()
    detector.n_trial = _TRIALS
    detector.append(text[:_CAP])
    try:
        best = detector.get_probabilities()
    except LangDetectException:
        return None
    return str(best[0].lang) if best else None


def knows(code: str) -> bool:
    """Whether langdetect has a profile of this language, so that asking it makes sense."""
    return code in _factory().get_lang_list()


def _factory() -> Any:
    with _lock:
        return _loaded()


@functools.cache
def _loaded() -> Any:
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    ours = resources.files("dragoman.translate.language").joinpath("profiles/az.json")
    theirs = sorted(path for path in Path(PROFILES_DIRECTORY).iterdir() if path.is_file())
    profiles = [json.loads(path.read_bytes()) for path in theirs]
    profiles.append(json.loads(ours.read_bytes()))
    factory = DetectorFactory()
    factory.langlist = [each["name"] for each in profiles]
    factory.word_lang_prob_map = _Probabilities(profiles)
    factory.set_seed(_SEED)
    return factory


class _Probabilities(dict[str, list[float]]):
    """How likely each language is, in the order of the profiles, by a piece of a word.

    The library works that out for all pieces of its profiles as it loads them, which takes three
    times as long as reading them, and 40 MB: here for those that are asked for. Which pieces there
    are is asked of every one in a text, most of which no language has: that is one set.
    """

    def __init__(self, profiles: list[dict[str, Any]]) -> None:
        super().__init__()
        self._counts = [(each["freq"], each["n_words"]) for each in profiles]
        self._pieces = frozenset().union(*(freq for freq, _ in self._counts))

    def __contains__(self, piece: object) -> bool:
        return piece in self._pieces

    def __missing__(self, piece: str) -> list[float]:
        found = [
            freq[piece] / of_length[len(piece) - 1] if piece in freq else 0.0
            for freq, of_length in self._counts
        ]
        self[piece] = found
        return found
