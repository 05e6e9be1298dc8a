"""An estimate of how good an Azerbaijani→English translation is, from what can be counted in it.

A linear model of a few features (`FEATURES`), fitted to the chrF of real Argos output by
`tools/make_estimator.py`, which writes `profiles/estimate.json` and prints what it does on
sentences that it was not fitted to. It catches fluent nonsense: outputs without the names and
numbers of their source, too short for it, full of names that it does not hold.
"""

from __future__ import annotations

import functools
import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from typing import Any

from dragoman.translate.checks.case import Case, Spelled, begins
from dragoman.translate.text.flag import Flag
from dragoman.translate.text.spelling import name_key, stems

FEATURES = (
    "length", "length away", "names kept", "names lost", "names invented, share", "names invented",
    "different words", "different long words", "numbers kept", "numbers lost", "source words",
)  # fmt: skip
FEWEST_WORDS = 8  # it was fitted to sentences of news
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
# A person says much in few words. What is short is no translation where it also lost a name or a
# number, says things twice, or is shorter than people are.
_SHORTEST = math.log(0.42)
_SAID_TWICE = 0.7
_LONG = 4
_MOST_INVENTED = 6


def estimate(case: Case) -> float | None:
    """The chrF (0 to 100) that may be expected of a translation; None where it cannot be told."""
    if (case.source_code, case.target_code) != ("az", "en"):
        return None
    if len(case.source_words) < FEWEST_WORDS:
        return None
    model = _model()
    values = zip(features(case), model["mean"], model["deviation"], model["weights"], strict=True)
    told = sum((value - mean) / deviation * weight for value, mean, deviation, weight in values)
    return float(model["base"] + told)


def unlike(case: Case) -> Iterator[Flag]:
    expected = estimate(case)
    if expected is not None and expected < _model()["refuse_below"] and _is_more_than_short(case):
        message = "By its length, names and numbers the output is no translation of this sentence."
        yield Flag("unlike", "refuse", message)


def _is_more_than_short(case: Case) -> bool:
    told = dict(zip(FEATURES, features(case), strict=True))
    return (
        not _SHORTEST < told["length"] < 0
        or told["names lost"] > 0
        or told["numbers lost"] > 0
        or told["names invented"] > 1
        or min(told["different words"], told["different long words"]) < _SAID_TWICE
    )


def features(case: Case) -> list[float]:
    """What is counted, in the order of `FEATURES`."""
    named = _capitalised(case.source, case.source_spelled)
    kept = _how_many_held(named, case.target_spelled)
    said = [w for w in _capitalised(case.target, case.target_spelled) if len(w) >= _LONG]
    invented = len(said) - _how_many_held(said, case.source_spelled)
    numbers, found = _numbers(case.source), set(_numbers(case.target))
    numbers_kept = sum(number in found for number in numbers)
    words = [word.lower() for word in case.target_words]
    long = [word for word in words if len(word) >= _LONG]
    length = math.log((len(case.target) + 1) / (len(case.source) + 1))
    return [
        length,
        abs(length),
        kept / len(named) if named else 0.75,
        len(named) - kept,
        invented / max(1, len(words)),
        min(invented, _MOST_INVENTED),
        len(set(words)) / max(1, len(words)),
        len(set(long)) / max(1, len(long)),
        numbers_kept / len(numbers) if numbers else 0.9,
        len(numbers) - numbers_kept,
        len(case.source_words) / 30,
    ]


def _numbers(text: str) -> list[str]:
    return [re.sub("[.,]", "", number) for number in _DIGITS.findall(text)]


def _capitalised(text: str, words: Sequence[Spelled]) -> list[str]:
    """Words that are probably names: with a capital, and not the first of what is said."""
    return [
        word
        for word, start in words
        if word[0].isupper() and len(word) > 2 and not begins(text, start)
    ]


def _how_many_held(names: Sequence[str], words: Sequence[Spelled]) -> int:
    """How many of the names some word speaks for. Mostly one with a capital does."""
    keys = _keys(word for word, _ in words if word[0].isupper())
    left = [forms for forms in map(_forms, names) if keys.isdisjoint(forms)]
    if left:
        keys = _keys(word for word, _ in words)
    return len(names) - sum(keys.isdisjoint(forms) for forms in left)


def _keys(words: Iterable[str]) -> set[str]:
    return set().union(*(_forms(word) for word in words if len(word) > 2))


@functools.lru_cache(maxsize=1 << 15)
def _forms(word: str) -> frozenset[str]:
    return frozenset(filter(None, map(name_key, stems(word))))


@functools.cache
def _model() -> dict[str, Any]:
    file = resources.files("dragoman.translate.checks").joinpath("profiles/estimate.json")
    model: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return model
