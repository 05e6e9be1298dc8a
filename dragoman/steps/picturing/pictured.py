"""What became of the picture of one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dragoman.errors import DragomanError
from dragoman.page import Page

TOLD = ("of", "scripts", "why", "pictures", "pdf", "left_out", "not_captured", "replay")


@dataclass(frozen=True, slots=True)
class Pictured:
    """A page, and the content of the record on its picture (docs/pictures.md); None where none is.

    `error` says why there is no picture.
    """

    page: Page
    record: str | None = None
    content: Mapping[str, Any] | None = None
    error: DragomanError | None = None

    def to_json(self) -> dict[str, Any]:
        """`id url record of scripts why pictures pdf left_out not_captured replay error`."""
        told = self.content or {}
        error = self.error
        return {
            "id": self.page.id,
            "url": self.page.url,
            "record": self.record,
            **{name: told.get(name) for name in TOLD},
            "error": {"kind": error.kind, "message": error.message} if error else None,
        }
