"""Formats in and out. Nothing here writes a record: what came back is proposed, not applied.

Pages and records come in out of the index and the WARC files; files go out, a folder a family of
formats, and `back/` reads what returns. Read `export.py` first, then `bilingual/document.py`.
"""

from __future__ import annotations

from dragoman.exchange.back.matched import Bringer, Conflict, Matched, Proposal, match
from dragoman.exchange.back.returned import Returned, read_returned
from dragoman.exchange.bilingual.document import Document, read_document
from dragoman.exchange.export import FORMATS, Exported, export

__all__ = [
    "FORMATS",
    "Bringer",
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
