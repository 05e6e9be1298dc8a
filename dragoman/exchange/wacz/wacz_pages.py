"""The list of pages in a WACZ: what a reader shows, searches, and opens them by."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from dragoman.archiver.records.reader import read_chained
from dragoman.archiver.records.record import derived_uri
from dragoman.archiver.records.rendered import RENDERED_TEXT
from dragoman.exchange.evidence.evidence import Evidence
from dragoman.exchange.wacz.asked import findable
from dragoman.exchange.wacz.foreign_records import date_of

HEAD = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": True}


class PagesFile:
    """`pages.jsonl` while it is written, a page at a time: their texts need not be in memory."""

    def __init__(self, path: Path, folder: Path) -> None:
        self._folder = folder
        self._stream = path.open("wb")
        self.count = 0
        self._first: Mapping[str, Any] = {}
        self._write(HEAD)

    def add(self, evidence: Evidence) -> None:
        """Add a page; its URL and time are those of the record that holds it."""
        page = evidence.page
        article = (evidence.articles[-1].content or {}) if evidence.articles else {}
        line = {
            "id": evidence.capture.id,
            "url": page.uri if page is not None else findable(evidence.url),
            "ts": thousandths(page.date if page is not None else date_of(evidence)),
            "title": article.get("headline"),
            "text": article.get("articleBody") or self._rendered_text(evidence),
            "language": article.get("inLanguage"),
        }
        self._write({name: value for name, value in line.items() if value is not None})
        self._first = self._first or line
        self.count += 1

    @property
    def main_page(self) -> dict[str, Any]:
        """What the package says of the page to be opened first; nothing where there are several."""
        if self.count != 1:
            return {}
        url, when = self._first["url"], self._first["ts"]
        # As WACZ 1.1.1 has it, and as 1.2 does.
        return {"mainPageUrl": url, "mainPageDate": when, "home": {"url": url, "ts": when}}

    def _rendered_text(self, evidence: Evidence) -> str | None:
        """What a browser showed of a page in which no article was found."""
        kind = derived_uri(RENDERED_TEXT, "")
        for held in evidence.beside:
            if (place := held.place) and held.uri.startswith(kind):
                record = read_chained(self._folder, place.file, place.offset, held.id)
                return record.body.decode("utf-8", "replace")
        return None

    def _write(self, line: Mapping[str, Any]) -> None:
        text = json.dumps(line, ensure_ascii=False)
        self._stream.write(text.encode("utf-8", "backslashreplace") + b"\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stream.close()


def thousandths(date: str) -> str:
    """A date as the index has it: to the thousandth of a second."""
    seconds, _, fraction = date.removesuffix("Z").partition(".")
    return f"{seconds}.{fraction[:3]:0<3}Z"
