"""What an estimate rests on: what can be counted in a translation, and beside a second one.

None of it knows an engine or a language by name, so that it holds for those that it was not fitted
to as well.
"""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.translate.checks.case import Case
from dragoman.translate.checks.estimate import FEATURES, features
from dragoman.translate.text.flag import Flag

COUNTED = (
    "length", "length away", "names kept", "names lost", "names invented, share", "names invented",
    "different long words", "numbers kept", "numbers lost",
)  # fmt: skip
_PLACES = [FEATURES.index(name) for name in COUNTED]
MOST_WARNINGS = 3
# Flags that are no finding on the words themselves, or come with every other sentence.
NOT_COUNTED = frozenset({
    "pronoun", "witness", "name_replaced", "name_missing", "name_ambiguous", "name_spelling",
    "rejected_elsewhere",
})  # fmt: skip
# Letters a word: what is said in long words can be said in fewer ways.
WORD_LENGTHS = ("word length", "source word length")
USUAL_LENGTH = 5.0
ALONE = (*COUNTED, *WORD_LENGTHS, "warned", "refused")
# Where two differ widely, what one of them holds more of the source tells which of them is wrong.
BETTER = (
    "length away", "names kept", "names invented, share", "names invented", "different long words",
    "numbers kept", "warned", "refused",
)  # fmt: skip
APART_ALONE = ("names kept", "names invented, share", "different long words")
APART_BETTER = ("names kept", "names invented, share", "names invented", "different long words")
BENDS = (35.0, 50.0)  # above each of them an agreement tells less
APART_FROM, APART_UNIT = 50.0, 20.0
BESIDE = (
    *ALONE,
    *(f"{name}, better" for name in BETTER),
    "agreement",
    *(f"agreement up to {bend:.0f}" for bend in BENDS),
    *(f"{name}, apart" for name in APART_ALONE),
    *(f"{name}, better, apart" for name in APART_BETTER),
)

Traits = dict[str, float]


def traits(case: Case, flags: Sequence[Flag]) -> Traits:
    """By name, in the order of `ALONE`."""
    counted = features(case)
    found = {name: counted[place] for name, place in zip(COUNTED, _PLACES, strict=True)}
    for name, words in zip(WORD_LENGTHS, (case.target_words, case.source_words), strict=True):
        found[name] = sum(map(len, words)) / len(words) if words else USUAL_LENGTH
    warned = sum(f.severity == "warn" and f.code not in NOT_COUNTED for f in flags)
    found["warned"] = float(min(warned, MOST_WARNINGS))
    found["refused"] = float(any(flag.severity == "refuse" for flag in flags))
    return found


def alone(own: Traits) -> list[float]:
    return [own[name] for name in ALONE]


def beside(own: Traits, other: Traits, agreement: float) -> list[float]:
    """Those of a translation beside a witness's, in the order of `BESIDE`."""
    better = {name: own[name] - other[name] for name in BETTER}
    apart = max(0.0, APART_FROM - agreement) / APART_UNIT
    return [
        *alone(own),
        *better.values(),
        agreement,
        *(min(agreement, bend) for bend in BENDS),
        *(apart * own[name] for name in APART_ALONE),
        *(apart * better[name] for name in APART_BETTER),
    ]
