"""What other processes are asked to decode, what they answer, and who can be asked.

Only plain text and outputs pass between them.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Protocol, Self

from dragoman.translate.engines.engine import Output
from dragoman.translate.models.model import Model
from dragoman.translate.text.word_alignment import Alignment


@dataclass(frozen=True, slots=True)
class Order:
    """The model that a worker is to use, by what it is, and how; `models_dir` on this machine."""

    source: str
    target: str
    engine: str
    sha256: str
    beam: int | None = None
    models_dir: str | None = None

    @classmethod
    def of(cls, model: Model, beam: int | None, models_dir: Path | None) -> Self:
        folder = str(models_dir) if models_dir else None
        return cls(model.source, model.target, model.engine, model.sha256, beam, folder)


@dataclass(frozen=True, slots=True)
class Bundle:
    """Batches that are handed over together, each decoded by itself.

    `numbers` has for each batch the numbers of its texts, which the worker is not told. `again` and
    `aligned` are the engine's.
    """

    numbers: tuple[tuple[int, ...], ...]
    batches: tuple[tuple[str, ...], ...]
    again: bool = False
    aligned: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A bundle's outputs, batch by batch, and the settings they were made with (JSON values)."""

    outputs: tuple[tuple[Output, ...], ...]
    settings: Mapping[str, object]


class Workers(Protocol):
    """Processes that answer orders. A thread may share it; close it when all is translated."""

    @property
    def kind(self) -> str:
        """What the record says of them."""
        ...

    @property
    def notice(self) -> str:
        """What a person is told before they are given anything."""
        ...

    def count(self) -> int:
        """How many batches they decode at once."""
        ...

    def results(self, order: Order, bundles: Iterator[Bundle]) -> Generator[tuple[Bundle, Answer]]:
        """Each bundle with its answer, in any order; closed, it asks for no more."""
        ...

    def close(self) -> None:
        """End them, or let go of them where they are others'."""
        ...


def output_json(output: Output) -> list[Any]:
    """What `output_from_json` makes an output of again."""
    *plain, alignment = (getattr(output, each.name) for each in fields(output))
    return [*plain, alignment.to_json()]


def output_from_json(told: list[Any]) -> Output:
    *plain, gone, alignment = told
    return replace(Output(*plain), gone=tuple(gone), alignment=Alignment.from_json(alignment))
