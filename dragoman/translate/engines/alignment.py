"""What stands for what in a text and its translation, for engines that know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from dragoman.translate.engines.engine import Output

Span = tuple[int, int]  # characters, from and up to


@dataclass(frozen=True, slots=True)
class Link:
    """A piece of the output, and the piece of the source that it was written for."""

    source: Span
    target: Span


@dataclass(frozen=True, slots=True)
class Aligned:
    """An output with its links, in the order of the output; punctuation may have none."""

    output: Output
    links: tuple[Link, ...]


class AligningEngine(Protocol):
    """An engine that also says what stands for what."""

    def aligned(self, parts: Sequence[str]) -> list[Aligned]:
        """As `decode`, with links; it takes a little longer."""
        ...
