"""A second engine for a pair, to be the witness of what a first one writes."""

from __future__ import annotations

from pathlib import Path

from dragoman.errors import ModelInvalid, ModelMissing
from dragoman.translate.models.model import BY_THEMSELVES, CT2, Model, choose
from dragoman.translate.models.quality import best_first


def second_engine(first: Model, models_dir: Path | None) -> str | None:
    """The engine whose model is to be witness to `first`, where another is installed.

    A model of another family first, since it was made of other texts by others; then the best of
    those that `auto` chooses among. Never a language model, and to a demo model nothing.
    """
    if first.demo:
        return None
    best = [name for name in best_first(first.source, first.target) if name in BY_THEMSELVES]
    for name in (CT2, *best):
        try:
            model = Model.of(choose(first.source, first.target, name, models_dir))
        except (ModelMissing, ModelInvalid):
            continue
        if model.sha256 != first.sha256:
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
