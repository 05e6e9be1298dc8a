"""Translating by way of a third language, where a person asked for it: two models in a row.

What the first gets wrong the second cannot mend, so nothing chooses this by itself, and the record
names both models.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Protocol

from dragoman.translate.engines.engine import Cancelled, Context, Output, Progress, each_once
from dragoman.translate.models.model import Model

WHOLE = 1 << 30  # each of the two cuts what is too long for it


class Way(Protocol):
    """A translator, as far as it is needed here."""

    @property
    def model(self) -> Model: ...
    @property
    def settings(self) -> Mapping[str, object]: ...
    def translate(
        self,
        sentences: Sequence[str],
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        context: Context | None = None,
        *,
        aligned: bool = False,
    ) -> list[Output]: ...
    def close(self) -> None: ...


class Pivot:
    """An engine out of two translators, which it owns."""

    def __init__(self, first: Way, second: Way) -> None:
        self._first = first
        self._second = second

    @property
    def model(self) -> Model:
        """Both as one: its SHA-256 is that of the two digests, a line each."""
        first, second = self._first.model, self._second.model
        licences = [each.licence or "not stated" for each in (first, second)]
        return Model(
            engine=first.engine if first.engine == second.engine else "pivot",
            name=f"{first.name} and {second.name}",
            source=first.source,
            target=second.target,
            version=f"{first.version} and {second.version}",
            sha256=hashlib.sha256(f"{first.sha256}\n{second.sha256}\n".encode()).hexdigest(),
            path=second.path,
            licence="; ".join(dict.fromkeys(licences)),
            demo=first.demo or second.demo,
        )

    @property
    def settings(self) -> Mapping[str, object]:
        return {
            "via": self._first.model.target,
            "models": [
                {**each.model.identity(), "settings": each.settings}
                for each in (self._first, self._second)
            ],
        }

    @property
    def limit(self) -> int:
        return WHOLE

    def measure(self, text: str) -> int:
        return len(text)

    def decode(
        self,
        parts: Sequence[str],
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        *,
        aligned: bool = False,
    ) -> list[Output]:
        """`progress` counts both ways as one. A part's score is the lower of its two."""

        def half(before: int) -> Progress | None:
            if progress is None:
                return None
            return lambda done, total: progress((before * total + done) // 2, total)

        between = self._first.translate(parts, half(0), cancelled, aligned=aligned)
        texts = [output.text for output in between]
        outputs = self._second.translate(texts, half(1), cancelled, aligned=aligned)
        return [_joined(a, b) for a, b in zip(between, outputs, strict=True)]

    def decode_again(
        self,
        parts: Sequence[str],  # noqa: ARG002 - the protocol's
        cancelled: Cancelled | None = None,  # noqa: ARG002
        *,
        aligned: bool = False,  # noqa: ARG002
    ) -> list[Output] | None:
        return None

    def close(self) -> None:
        self._first.close()
        self._second.close()


def _joined(first: Output, second: Output) -> Output:
    scores = [each.score for each in (first, second) if each.score is not None]
    return Output(
        second.text,
        min(scores, default=None),
        cut=first.cut or second.cut,
        again=each_once(each.again for each in (first, second)),
        fault=first.fault or second.fault,
        alignment=second.alignment.after(first.alignment),
    )
