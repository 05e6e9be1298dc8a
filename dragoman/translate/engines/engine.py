"""What every translation engine gives, and the one seam where another engine can be put in."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dragoman.errors import DragomanError
from dragoman.translate.models.model import Model

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


class TranslationCancelled(DragomanError):
    """The caller's `cancelled` said so; nothing of this call was kept."""

    kind = "cancelled"


@dataclass(frozen=True, slots=True)
class Output:
    """What an engine made of one sentence.

    `score` is the mean log-probability of its tokens (natural logarithm, 0 is certainty), or None
    where the engine has none or was not asked. `cut` says that the decoder reached its length
    limit before it ended the sentence, `again` that it was decoded a second time, with other
    settings, since the first output was none.
    """

    text: str
    score: float | None
    cut: bool = False
    again: bool = False


class Plan(Protocol):
    """How a package's texts are cut and put together in batches."""

    @property
    def limit(self) -> int: ...
    def measure(self, text: str) -> int: ...
    def batches(self, parts: Sequence[str]) -> list[list[int]]: ...


class Engine(Protocol):
    """A loaded model. It is handed clean text in parts of at most `limit` units by `measure`."""

    @property
    def model(self) -> Model: ...

    @property
    def settings(self) -> Mapping[str, object]:
        """Everything that changes the output, for the record."""
        ...

    @property
    def limit(self) -> int:
        """The longest part that is decoded in one go, in the units of `measure`."""
        ...

    def measure(self, text: str) -> int:
        """The length of a text in this engine's units (tokens, characters)."""
        ...

    def decode(
        self,
        parts: Sequence[str],
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> list[Output]:
        """One output for each part, in order. Raises `TranslationCancelled` or `ModelInvalid`."""
        ...

    def decode_again(
        self, parts: Sequence[str], cancelled: Cancelled | None = None
    ) -> list[Output] | None:
        """The same with other settings, against loops; None where the engine has no others."""
        ...

    def close(self) -> None:
        """Frees the model; the engine is not used again."""
        ...


class BatchEngine(Engine, Protocol):
    """An engine that also decodes single batches of its plan, for a process that has no plan."""

    def decode_batch(self, texts: Sequence[str], *, again: bool) -> list[Output]:
        """Texts that are one batch of a plan, of this process's or another's. Thread-safe."""
        ...


def cores() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1
