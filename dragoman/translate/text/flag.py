"""`Flag`: one thing that a check noticed about a translation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["note", "warn", "refuse"]


@dataclass(frozen=True, slots=True)
class Flag:
    """`code` names the rule (docs/translation.md lists them), `message` is one sentence.

    "note" is worth knowing, "warn" wants a person's eye, "refuse" says that the output is no
    translation of its source and is not shown as one.
    """

    code: str
    severity: Severity
    message: str
