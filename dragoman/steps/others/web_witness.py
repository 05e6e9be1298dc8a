"""What a web archive holds of a page of ours: the capture nearest in time to ours, raw."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from dragoman.archiver.article.page_body import PageBody
from dragoman.archiver.body.content_coding import unpack
from dragoman.archiver.memento.web_archive import WebArchive
from dragoman.archiver.web.urls import normalise
from dragoman.errors import ExtractionError, FetchError
from dragoman.holdings import Holdings
from dragoman.steps.others.asking import MOST_ASKED, Asking, Recovered, Search
from dragoman.steps.others.witness import Ours, Witness, read_into

LOOKED_AT = 2_000_000  # bytes of an answer in which marks of rewriting are looked for
UNPACKED = 64_000_000  # bytes to which it may unpack for that


@dataclass(frozen=True, slots=True)
class OfWeb:
    """A web archive that is asked."""

    archive: WebArchive
    asking: Asking

    @property
    def holder(self) -> str:
        return self.archive.base

    def witness(self, ours: Ours, holdings: Holdings) -> Witness:
        """What it holds; a capture that cannot be compared is passed over for the next nearest."""
        base = self.archive.base
        witness = Witness(base, "web archive", base)

        def suits(had: Recovered) -> str | None:
            return self._compared(witness, had, ours, holdings)

        search = Search(self.archive, witness.asked, [], MOST_ASKED, ours.captured_at, suits)
        try:
            url = normalise(ours.page.stood_at)
        except FetchError as error:
            witness.state, witness.why = "none", error.message
            return witness
        had = self.asking.found(search, url)
        if had is None:
            witness.state = "failed" if search.failed else "unfit" if search.named else "none"
            witness.why = "; ".join(each.partition(": ")[2] for each in search.reasons)
            witness.found = None
        else:
            witness.asked.append(had.fetch)
        return witness

    def _compared(
        self, witness: Witness, had: Recovered, ours: Ours, holdings: Holdings
    ) -> str | None:
        last = had.fetch.exchanges[-1]
        witness.url, witness.captured_at, witness.memento = had.url, had.captured_at, had.memento
        witness.mementos, witness.digest = had.mementos, had.digest
        witness.digest_agrees, witness.payload = had.digest_agrees, None
        if last.payload_length > holdings.body_limit:
            return f"it has {last.payload_length:,} bytes, more than are read"
        content = b"".join(last.payload())
        last.block.seek(0)  # from where it is written to a record
        kind, encoding = last.combined("content-type"), last.combined("content-encoding")
        if had.digest_agrees is not True and is_rewritten(content, encoding, self.archive):
            return "it hands out no raw bytes: what came is rewritten by the archive"
        body = PageBody(content, had.url, kind, encoding, last.status, had.url)
        return read_into(witness, body, ours, holdings)


def is_rewritten(content: bytes, encoding: str | None, archive: WebArchive) -> bool:
    """Whether a page's links lead into the archive that hands it out, as in a replay of it."""
    with suppress(ExtractionError):  # then it is read as it came, or not at all
        content = unpack([content], encoding, UNPACKED)
    place = re.escape(urlsplit(archive.base).path.encode())  # empty where it is all of the host
    inside = rb"[\"'(=]\s*(?:https?:)?(?://[^/\"'<>\s]+)?" + place + rb"/[0-9]{14}[a-z_]*/https?:"
    return re.search(inside, content[:LOOKED_AT]) is not None
