"""`Flag`: one thing that a check noticed about a translation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from dragoman.translate.text.word_alignment import Span

Severity = Literal["note", "warn", "refuse"]


@dataclass(frozen=True, slots=True)
class Flag:
    """`code` names the rule (docs/translation.md lists them), `message` is one sentence.

    "note" is worth knowing, "warn" wants a person's eye, "refuse" says that the output is no
    translation of its source and is not shown as one. `source` and `target` are where it is seen,
    as characters of the sentence and of its translation, where that is known.
    """

    code: str
    severity: Severity
    message: str
    source: tuple[Span, ...] = ()
    target: tuple[Span, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """With `places` only where one is known."""
        told: dict[str, Any] = {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
        }
        if self.source or self.target:
            told["places"] = {
                "source": [list(span) for span in self.source],
                "target": [list(span) for span in self.target],
            }
        return told

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """What `to_json` gave. LookupError, TypeError or ValueError for anything else."""
        places = told.get("places") or {}
        source, target = (
            tuple((int(start), int(stop)) for start, stop in places.get(side) or ())
            for side in ("source", "target")
        )
        return cls(told["code"], told["severity"], told.get("message") or "", source, target)
