"""Formats in and out. Nothing here writes a record: what came back is proposed, not applied."""

from __future__ import annotations

from dragoman.exchange.document import Document, read_document
from dragoman.exchange.export import FORMATS, Exported, export
from dragoman.exchange.matching import Conflict, Matched, Proposal, match
from dragoman.exchange.returned import Returned, read_returned

__all__ = [
    "FORMATS",
    "Conflict",
    "Document",
    "Exported",
    "Matched",
    "Proposal",
    "Returned",
    "export",
    "match",
    "read_document",
    "read_returned",
]
