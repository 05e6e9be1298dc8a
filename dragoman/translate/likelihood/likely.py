"""Three words for how likely a translation is right, with an estimate and the reasons.

The estimate is the chrF against a person's translation that may be expected, everything above 50
counted as 50: a linear model of `traits.py`, fitted by `tools/make_likelihood.py` to the output of
several engines. The limits are absolute, and `python -m benchmarks.witness` prints what was called
what against what was found. A sentence is called likely right only where a second engine wrote
nearly the same: what one engine wrote, however fluent, never tells that by itself.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal, get_args

from dragoman.translate.checks.case import Case
from dragoman.translate.checks.estimate import FEWEST_WORDS
from dragoman.translate.likelihood.traits import Traits, alone, beside, traits
from dragoman.translate.likelihood.witnessed import APART, Witnessed
from dragoman.translate.text.flag import Flag
from dragoman.translate.text.script import letters_by_script

Word = Literal["likely right", "doubtful", "likely wrong"]
# By what an estimate rests on, `alone` or `beside` a witness: `base mean deviation weights`.
Models = Mapping[str, Mapping[str, Any]]
WORDS: tuple[Word, ...] = get_args(Word)
RIGHT, WRONG = WORDS[0], WORDS[2]
WRONG_BELOW = 27.0
RIGHT_FROM = 44.0
ALIKE = 65.0  # agreement
# The mean log-probability below which an engine gave its own words less than 37 % each.
UNSURE = -1.0
INTO = "en"
SCRIPTS = frozenset({"Latn", "Cyrl"})


@dataclass(frozen=True, slots=True)
class Likely:
    """A word, what it rests on (`checks`, `witness`, `score`), and why, a few words a reason.

    `estimate` is None where there was too little to go by: then the word rests on flags alone.
    """

    word: Word
    estimate: float | None
    reasons: tuple[str, ...]
    rests_on: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As a sentence's `likely` in JSON."""
        return {
            "word": self.word,
            "estimate": None if self.estimate is None else round(self.estimate, 1),
            "reasons": list(self.reasons),
            "rests_on": list(self.rests_on),
        }


def likely(
    case: Case,
    flags: Sequence[Flag],
    score: float | None,
    seen: Witnessed | None = None,
    *,
    invents: bool = False,
    models: Models | None = None,
) -> Likely | None:
    """What may be said of a translation; None where nothing was looked at that would tell.

    `flags` are all that were raised, `seen` what a witness made of the sentence. `invents`: the
    engine is known to make things up, so that nothing it writes is called likely right. `models`
    are those to estimate by, where not our own.
    """
    witness = seen if seen is not None and seen.agreement is not None else None
    own = traits(case, flags)
    guess = _estimate(case, own, witness, models or _models())
    doubts = [flag for flag in flags if flag.severity != "note"]
    unsure = score is not None and score < UNSURE
    word: Word | None = None
    if guess is not None and guess < WRONG_BELOW:
        word = WRONG
    elif doubts or unsure:
        word = "doubtful"
    elif guess is not None and witness is not None:
        alike = (witness.agreement or 0.0) >= ALIKE and guess >= RIGHT_FROM
        word = RIGHT if alike and not invents else "doubtful"
    if word is None:
        return None
    rests = ["checks"] + ["witness"] * (witness is not None) + ["score"] * (score is not None)
    reasons = [*_of_witness(witness), *_of_flags(doubts)]
    if word != RIGHT:
        reasons += [*_of_traits(own)] if guess is not None else []
        reasons += ["the engine itself was unsure of its words"] * unsure
        reasons += ["the engine is known to invent"] * invents
    return Likely(word, guess, tuple(reasons), tuple(rests))


def estimated(values: Sequence[float], model: Mapping[str, Any]) -> float:
    """What a fitted model makes of the values of its traits."""
    told = zip(values, model["mean"], model["deviation"], model["weights"], strict=True)
    return float(model["base"] + sum((v - mean) / d * weight for v, mean, d, weight in told))


def is_measurable(case: Case) -> bool:
    """Whether a sentence is of the kind that the estimate was fitted to."""
    return (
        case.target_code == INTO
        and len(case.source_words) >= FEWEST_WORDS
        and not SCRIPTS.isdisjoint(_commonest(letters_by_script(case.source)))
    )


def _commonest(counts: Mapping[str, int]) -> list[str]:
    return sorted(counts, key=counts.__getitem__)[-1:]


def values(case: Case, own: Traits, seen: Witnessed | None) -> list[float]:
    if seen is None or seen.agreement is None:
        return alone(own)
    other = Case(case.source, seen.machine, case.source_code, case.target_code)
    return beside(own, traits(other, seen.flags), seen.agreement)


def _estimate(case: Case, own: Traits, seen: Witnessed | None, models: Models) -> float | None:
    if not is_measurable(case):
        return None
    return estimated(values(case, own, seen), models["alone" if seen is None else "beside"])


def _of_witness(seen: Witnessed | None) -> Iterator[str]:
    if seen is None or seen.agreement is None:
        return
    common = f"{seen.agreement:.0f} of 100 in common"
    if seen.agreement >= ALIKE:
        yield f"two engines wrote nearly the same ({common})"
    else:
        apart = "otherwise" if seen.agreement < APART else "partly otherwise"
        yield f"a second engine put it {apart} ({common})"


def _of_flags(doubts: Sequence[Flag]) -> Iterator[str]:
    codes = dict.fromkeys(flag.code for flag in doubts)
    if codes:
        yield f"flagged: {', '.join(codes)}"


def _of_traits(own: Traits) -> Iterator[str]:
    if own["names lost"]:
        yield "it lacks names of the original"
    if own["names invented"] > 1:
        yield "it has names that the original has not"
    if own["numbers lost"]:
        yield "it lacks numbers of the original"
    if own["length away"] > 0.5:
        shorter = "shorter" if own["length"] < 0 else "longer"
        yield f"it is much {shorter} than the original"
    if own["different long words"] < 0.75:
        yield "it says the same words again"


@functools.cache
def _models() -> Models:
    file = resources.files("dragoman.translate.likelihood").joinpath("profiles/likely.json")
    models: Models = json.loads(file.read_text(encoding="utf-8"))
    return models
