"""What was published about the quality of models, for choosing among those that are installed.

Mozilla's evaluation of translation models on the FLORES-200 devtest set, as published in
mozilla/firefox-translations-models (`evaluation/`): BLEU, and COMET where it is given. The scores
are of the newest models at that time; another version of a model may do better or worse.
"""

from __future__ import annotations

from dataclasses import dataclass

SOURCE = "Mozilla, firefox-translations-models, evaluation on FLORES-200 devtest"


@dataclass(frozen=True, slots=True)
class Score:
    """`bleu` 0 to 100, `comet` about 0 to 1; higher is better."""

    bleu: float
    comet: float


PUBLISHED: dict[tuple[str, str, str], Score] = {
    ("argos", "az", "en"): Score(8.8, 0.644),
    ("argos", "ru", "en"): Score(26.4, 0.802),
    ("firefox", "az", "en"): Score(19.4, 0.832),
    ("firefox", "ru", "en"): Score(30.3, 0.843),
}
# Where nothing was published about a pair: Firefox's models did better on all pairs above.
_ORDER = ("argos", "firefox")  # of those that `auto` chooses among


def published(engine: str, source: str, target: str) -> Score | None:
    """None where nothing was published about an engine's models for a pair."""
    return PUBLISHED.get((engine, source, target))


def best_first(source: str, target: str) -> tuple[str, ...]:
    """The engines, the one to be preferred for a pair first."""
    return tuple(sorted(_ORDER, key=lambda engine: rank(engine, source, target), reverse=True))


def rank(engine: str, source: str, target: str) -> tuple[float, int]:
    """Sorts the engines of a pair, the best last."""
    score = published(engine, source, target)
    order = _ORDER.index(engine) if engine in _ORDER else -1
    return (score.bleu if score else 0.0, order)
