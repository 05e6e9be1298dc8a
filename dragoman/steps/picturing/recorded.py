"""Which answers the archive has of a page and of what it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from dragoman.archiver.records.capture import read_payload_key
from dragoman.archiver.records.reader import StoredRecord, read_chained
from dragoman.archiver.records.record import bare_id
from dragoman.archiver.replay.answers import Recorded
from dragoman.errors import ArchiveError, RecordNotFound
from dragoman.exchange.evidence.shown import Shown
from dragoman.holdings import Holdings
from dragoman.index.asking import query
from dragoman.page import Page
from dragoman.provenance.digest import read_digest

Document = Mapping[str, Any]
ANSWERS = frozenset({"response", "revisit"})


class Reader:
    """Reads answers with their bodies. Threads may share it: where each lies was asked before."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self._places: dict[str, tuple[str, int] | None] = {}

    def place(self, identity: str) -> str | None:
        """Look up where a record lies, and its original's; of which type it is, None for none."""
        row = query.record_row(self._holdings.index.connection, identity)
        if row is None:
            self._places[identity] = None
            return None
        self._places[identity] = row["file"], row["offset"]
        if row["type"] == "revisit":
            with suppress(ArchiveError):  # who reads it will be told
                self._place_original(identity)
        return str(row["type"])

    def __call__(self, identity: str) -> StoredRecord:
        """ArchiveError where it cannot be read, or is no answer."""
        record = self._stored(identity)
        if record.type != "revisit":
            return record
        original = self._stored(bare_id(record.headers.get("WARC-Refers-To", "")))
        if read_digest(record.headers.get("WARC-Payload-Digest", "")) != read_digest(
            original.headers.get("WARC-Payload-Digest", "")
        ):
            raise ArchiveError(f"record {original.id} does not hold what came again", subject="")
        return replace(record, body=original.body)

    def _place_original(self, revisit: str) -> None:
        self.place(bare_id(self._stored(revisit).headers.get("WARC-Refers-To", "")))

    def _stored(self, identity: str) -> StoredRecord:
        place = self._places.get(identity)
        if place is None:
            raise RecordNotFound(f"no record has the id {identity}", subject=identity)
        return read_chained(self._holdings.folder, *place, identity)


def recorded(holdings: Holdings, page: Page, reader: Reader) -> list[Recorded]:
    """The answers of a page and of what it shows, those of tries that brought less at the end.

    ArchiveError where one of the records that name them cannot be read.
    """
    connection = holdings.index.connection
    content = page.told_at_capture
    found = dict.fromkeys(_of_entry(content))
    for identity in query.requisites_records(connection, page.id):
        for entry in page.record(identity).json()["requisites"]:
            found.update(dict.fromkeys(_of_entry(entry)))
    for one in content.get("attempts") or []:
        found.update(dict.fromkeys(_of_entry(one)))
    known = {each.record for each in found}
    lost: dict[str, str] = {}
    others = Shown(connection, holdings.record, lost).records(page.id, content)
    for identity, why in lost.items():  # what it names would be held against nothing
        raise ArchiveError(why, subject=identity)
    kept = [each for each in found if reader.place(each.record) in (*ANSWERS, None)]
    return [*kept, *_old(reader, [each for each in others if each not in known])]


def _of_entry(entry: Document) -> Iterator[Recorded]:
    """Its exchanges in order; the failure of an entry is that of its last one."""
    exchanges = entry.get("exchanges") or []
    for place, each in enumerate(exchanges):
        key = read_payload_key(str(each.get("payload") or ""))
        failed = _failure(entry.get("error")) if place == len(exchanges) - 1 else None
        if (each.get("http_status") or 0) >= 400:
            failed = failed or f"the server answered {each['http_status']}"
        yield Recorded(
            method=each.get("method") or entry.get("method") or "GET",
            url=each["url"],
            record=each["response"],
            payload=read_digest(key.partition(" ")[0]) if key else None,
            failed=failed,
        )


def _failure(error: object) -> str | None:
    return str(error.get("message") or "it failed") if isinstance(error, dict) else None


def _old(reader: Reader, identities: list[str]) -> Iterator[Recorded]:
    """What version 0.1 named by its record alone; where it stood, the record itself says."""
    for identity in identities:
        if reader.place(identity) not in ANSWERS:
            continue
        try:
            record = reader(identity)
        except ArchiveError:
            continue
        failed = f"the server answered {record.http_status}" * ((record.http_status or 0) >= 400)
        yield Recorded("GET", record.target_uri, identity, None, failed or None)
