"""What every translation engine gives, and the one seam where another engine can be put in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from dragoman.errors import DragomanError
from dragoman.translate.models.model import Model
from dragoman.translate.text.word_alignment import NONE, Alignment

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
    limit before it ended the sentence, `again` in what way it was decoded a second time, since the
    first output was none; empty where it was not. `fault` says why an engine itself takes `text`
    for no translation. `gone` are words that what had to come out as it went in was put in the
    place of. `alignment` says what stands for what, where an engine was asked and knows.
    """

    text: str
    score: float | None
    cut: bool = False
    again: str = ""
    fault: str | None = None
    gone: tuple[str, ...] = ()
    alignment: Alignment = NONE


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around the sentences that an engine is given, for one that can read it.

    `before` has, by sentence, those that stand before it on its page, at most `most_before`;
    `names` gives the listed names in a sentence and how they are to be written.
    """

    before: Mapping[str, Sequence[str]] = field(default_factory=dict)
    names: Callable[[str], Sequence[tuple[str, str]]] = lambda _: ()
    most_before: int = 0


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
        *,
        aligned: bool = False,
    ) -> list[Output]:
        """One output for each part, in order, the same whether it is to be `aligned` or not.

        Raises `TranslationCancelled` or `ModelInvalid`.
        """
        ...

    def decode_again(
        self, parts: Sequence[str], cancelled: Cancelled | None = None, *, aligned: bool = False
    ) -> list[Output] | None:
        """The same with other settings, against loops; None where the engine has no others."""
        ...

    def close(self) -> None:
        """Frees the model; the engine is not used again."""
        ...


@runtime_checkable
class ReadingEngine(Protocol):
    """An engine that also takes what stands around its sentences."""

    def take_context(self, context: Context) -> None:
        """For all that is decoded from now on."""
        ...


class BatchEngine(Engine, Protocol):
    """An engine that also decodes single batches of its plan, for a process that has no plan."""

    def decode_batch(
        self, texts: Sequence[str], *, again: bool, aligned: bool = False
    ) -> list[Output]:
        """Texts that are one batch of a plan, of this process's or another's. Thread-safe."""
        ...


def each_once(said: Iterable[str | None]) -> str:
    """What is said in any of them, as one text."""
    return "; ".join(dict.fromkeys(each for each in said if each))


def cores() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1
