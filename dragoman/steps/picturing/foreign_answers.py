"""The answers that lie beside a page in a file made elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from dragoman.archiver.foreign.foreign import UNREADABLE
from dragoman.archiver.foreign.out.along import ANSWERS, FileRecords, Noted
from dragoman.archiver.records.reader import StoredRecord
from dragoman.archiver.records.record import bare_id
from dragoman.archiver.replay.answers import Recorded
from dragoman.errors import ArchiveError
from dragoman.holdings import Holdings
from dragoman.page import Page
from dragoman.provenance.digest import one_form

OWN = "page"


class ForeignAnswers:
    """Finds and reads them; `walked` keeps what was found in the file that was walked last."""

    def __init__(self, holdings: Holdings, page: Page, walked: dict[str, FileRecords]) -> None:
        self._holdings = holdings
        self._page = page
        self._walked = walked
        self._noted: dict[str, Noted] = {}
        self._own: StoredRecord | None = None

    @property
    def _where(self) -> Mapping[str, Any]:
        return self._page.foreign or {}

    def recorded(self, url: str) -> list[Recorded]:
        """The page's own under `url`, then those of the file, the nearest to the page first.

        ArchiveError where the file cannot be read.
        """
        self._own = self._page.response()
        if self._where.get("revisit"):  # of which the content alone is that of the record read
            self._own = replace(self._own, target_uri=url)
        noted = [each for each in self._file().noted if each.type in ANSWERS and each.url]
        here = (self._where.get("member"), int(self._where.get("offset") or 0))
        places = [(each.spot.member, each.spot.place.offset) for each in noted]
        own = places.index(here) if here in places else 0
        by_distance = sorted(range(len(noted)), key=lambda n: abs(n - own))
        found = [Recorded("GET", url, OWN)]
        for n in by_distance:
            if noted[n].url != url:
                self._noted[f"{n}"] = noted[n]
                found.append(Recorded("GET", noted[n].url, f"{n}"))
        return found

    def __call__(self, identity: str) -> StoredRecord:
        """ArchiveError where it cannot be read."""
        if identity == OWN and self._own is not None:
            return self._own
        noted = self._noted[identity]
        record = self._read(noted)
        if record.type != "revisit":
            return record
        for each in self._likely(record, noted):
            original = self._read(each)
            if _is_of(record, original):
                # Some say the headers once only, with what came first.
                said = record if record.http_status is not None else original
                return replace(said, target_uri=record.target_uri, body=original.body)
        raise ArchiveError("what it is the same as is not in the file", subject=noted.url)

    def _likely(self, revisit: StoredRecord, noted: Noted) -> Iterator[Noted]:
        """What it may be the same as: the record that it names, then those of the same address."""
        named = bare_id(revisit.headers.get("WARC-Refers-To", ""))
        url = revisit.headers.get("WARC-Refers-To-Target-URI", "").strip("<>") or noted.url
        others = [each for each in self._noted.values() if each.type != "revisit"]
        yield from (each for each in others if named and each.identity == named)
        yield from (each for each in others if each.url == url and each.identity != named)

    def _read(self, noted: Noted) -> StoredRecord:
        return self._holdings.foreign.read({"file": self._where["file"], **noted.spot.to_json()})

    def _file(self) -> FileRecords:
        file = str(self._where["file"])
        if file not in self._walked:
            self._walked.clear()
            try:
                self._walked[file] = FileRecords.of(self._holdings.folder / file)
            except UNREADABLE as error:
                raise ArchiveError(f"{file} cannot be read back: {error}", subject=file) from error
        return self._walked[file]


def _is_of(revisit: StoredRecord, original: StoredRecord) -> bool:
    """Whether their payloads have one digest, where both say one of the same kind."""
    said, held = (
        one_form(each.headers.get("WARC-Payload-Digest")) or "" for each in (revisit, original)
    )
    if said.partition(":")[0] != held.partition(":")[0]:
        return True
    return said == held
