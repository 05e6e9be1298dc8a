"""What a second engine made of a sentence, and how much of it the first one wrote as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.translate.checks.case import words
from dragoman.translate.checks.denials import denies
from dragoman.translate.likelihood.chrf import chrf
from dragoman.translate.text.flag import Flag

CODE = "witness"
APART = 30.0  # less in common, and the two hardly say the same
FEWEST_WORDS = 4  # two ways to say three words may have nothing in common


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A witness's words for a sentence.

    `target` is None where the checks refused them, `machine` what it wrote in any case, `score` as
    in an output. `agreement` is the chrF (0 to 100) of the translation against the witness's, None
    where the witness's was refused. `flags` are of its own words.
    """

    machine: str
    target: str | None
    score: float | None
    agreement: float | None
    engine: str
    model: str
    flags: tuple[Flag, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As a sentence's `witness` in JSON."""
        return {
            "target": self.target,
            "machine": self.machine,
            "score": None if self.score is None else round(self.score, 6),
            "agreement": None if self.agreement is None else round(self.agreement, 1),
            "engine": self.engine,
            "model": self.model,
        }


def agreement(translation: str, other: str) -> float:
    return chrf(translation, other)


def disagreement(
    source_words: Sequence[str], translation: str, seen: Witnessed, target_code: str
) -> Iterator[Flag]:
    """Where the two say what cannot both be true, or hardly anything in common."""
    if seen.target is None or seen.agreement is None:
        return
    told = []
    if seen.agreement < APART and len(source_words) >= FEWEST_WORDS:
        told.append(f"puts it otherwise (they have {seen.agreement:.0f} of 100 in common)")
    if target_code == "en" and denies(translation) != denies(seen.target):
        told.append("denies what this does not" if denies(seen.target) else "denies nothing")
    if told and words(seen.target):
        yield Flag(CODE, "warn", f"The witness, {seen.model}, {' and '.join(told)}.")
