"""Models that there are for a pair, as far as it is known without asking anybody.

A score stands here with where it was published. Scores of two sources were counted by two harnesses
and are not to be compared; BLEU is 0 to 100, COMET about 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.translate.models.ct2_families import forbids_commerce
from dragoman.translate.models.quality import PUBLISHED, SOURCE

TEACHER = "Mozilla's teacher"
MAKERS = "the model's publishers, by a harness of their own"


@dataclass(frozen=True, slots=True)
class Available:
    """One model for one pair. `size` in words; `how` is what gets it."""

    engine: str
    name: str
    source: str
    target: str
    size: str
    licence: str
    bleu: float | None
    comet: float | None
    score_source: str | None
    how: str

    @property
    def forbids_commerce(self) -> bool:
        return forbids_commerce(self.licence)


_FOLDER = "models install FOLDER"
_NC = "CC-BY-NC-4.0"
_NLLB = "distilled, 600 million weights", "1.3 billion weights", "3.3 billion weights"
# By pair: name, size, licence, BLEU, COMET, and who published the score.
Row = tuple[str, str, str, float | None, float | None, str]
_OTHERS: dict[tuple[str, str], tuple[Row, ...]] = {
    ("az", "en"): (
        ("NLLB-200", _NLLB[0], _NC, 18.3, 0.805, SOURCE),
        ("NLLB-200", _NLLB[1], _NC, 24.8, None, MAKERS),
        ("NLLB-200", _NLLB[2], _NC, 24.7, None, MAKERS),
        ("OPUS-MT", "not stated", "CC-BY-4.0", 5.5, 0.584, SOURCE),
        (TEACHER, "not stated", "not stated", None, 0.854, "Mozilla's registry of models"),
    ),
    ("ru", "en"): (
        ("NLLB-200", _NLLB[0], _NC, 32.8, 0.853, SOURCE),
        ("NLLB-200", _NLLB[1], _NC, 36.2, None, MAKERS),
        ("NLLB-200", _NLLB[2], _NC, 35.7, None, MAKERS),
        ("OPUS-MT", "not stated", "CC-BY-4.0", 29.4, 0.839, SOURCE),
        ("OPUS-MT tc-big zle-en", "not stated", "CC-BY-4.0", 35.2, None, MAKERS),
        ("wmt19-ru-en (fairseq)", "not stated", "Apache-2.0", 37.3, None, MAKERS),
    ),
}  # fmt: skip
_OF_A_PAIR = {
    "argos": ("Argos", "mostly not stated"),
    "firefox": ("Firefox", "MPL-2.0"),
}


def available(source: str | None = None, target: str | None = None) -> list[Available]:
    """What is known for a pair, or for all pairs of which anything is."""
    pairs = sorted({*_OTHERS, *((here, there) for _, here, there in PUBLISHED)})
    wanted = [(source, target)] if source and target else pairs
    return [each for pair in wanted for each in _for(*pair)]


def _for(source: str, target: str) -> list[Available]:
    found = []
    for engine, (name, licence) in _OF_A_PAIR.items():
        if score := PUBLISHED.get((engine, source, target)):
            how = f"models install {source}-{target} --engine {engine}"
            found.append(
                Available(engine, name, source, target, "not stated", licence, score.bleu,
                          score.comet, SOURCE, how)
            )  # fmt: skip
    for name, size, licence, bleu, comet, said in _OTHERS.get((source, target), ()):
        found.append(
            Available(
                "ct2",
                name,
                source,
                target,
                size,
                licence,
                bleu,
                comet,
                said,
                f"models install {source}-{target} --engine ct2" if name == TEACHER else _FOLDER,
            )
        )
    return found
