"""A second engine for a pair, to be the witness of what a first one writes."""

from __future__ import annotations

from pathlib import Path

from dragoman.errors import ModelInvalid, ModelMissing
from dragoman.translate.models.ct2_families import FAMILIES
from dragoman.translate.models.model import BY_THEMSELVES, CT2, FIREFOX, Model, choose
from dragoman.translate.models.quality import best_first


def second_engine(first: Model, models_dir: Path | None) -> str | None:
    """The engine whose model is to be witness to `first`, where another is installed.

    A model of another family first, since it was made of other texts by others; then the best of
    those that `auto` chooses among. Never a language model, nor one that the other may have learned
    from, and to a demo model nothing.
    """
    if first.demo:
        return None
    best = [name for name in best_first(first.source, first.target) if name in BY_THEMSELVES]
    for name in (CT2, *best):
        try:
            model = Model.of(choose(first.source, first.target, name, models_dir))
        except (ModelMissing, ModelInvalid):
            continue
        if model.sha256 != first.sha256 and not of_one_training(first, model):
            return name
    return None


def same_model(first: Model, other: Model) -> bool:
    """Whether one would be witness to itself. Of a server's model the digest may not be known."""
    return (first.engine, first.name, first.version, first.sha256) == (
        other.engine,
        other.name,
        other.version,
        other.sha256,
    )


def of_one_training(first: Model, other: Model) -> bool:
    """Whether one may have learned from the other, so that both agreeing says no more than one.

    Firefox's models are students of Marian models: what those wrote is what they were trained on.
    Which Marian model it was, neither of them says.
    """
    by_engine = {each.engine: each for each in (first, other)}
    teacher = by_engine.get(CT2)
    marian = f"{FAMILIES['marian'].title} "
    return FIREFOX in by_engine and teacher is not None and teacher.name.startswith(marian)
