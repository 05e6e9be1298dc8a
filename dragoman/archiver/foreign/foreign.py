"""Reading a page back out of a file that another program made and `imports/` keeps."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

from dragoman.archiver.foreign.collection import Collection
from dragoman.archiver.foreign.effort import TooMuch
from dragoman.archiver.foreign.foreign_head import Bad, Head, http_message, read_block, read_head
from dragoman.archiver.foreign.unpacked import Damaged, Place, Unpacked
from dragoman.archiver.records.reader import StoredRecord, split_http
from dragoman.archiver.records.record import bare_id
from dragoman.errors import ArchiveError, ImportFailed
from dragoman.provenance.ledger import INSIDE
from dragoman.provenance.own_files import open_own

# No page is larger: an article is read out of no more than `limits.max_decoded`.
MAX_BLOCK = 64_000_000
FOLDER = "imports"
UNREADABLE = (
    OSError,
    KeyError,
    TypeError,
    ValueError,
    OverflowError,
    ImportFailed,
    Damaged,
    TooMuch,
)
UPPER = frozenset({"warc", "id", "uri", "ip"})


class ForeignReader:
    """Reads records back, many in a row: the file that was read last stays open, and what comes
    later in it is gone on to, since a file may be one gzip member from its first page to its last.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._open = ExitStack()
        self._what: tuple[str, str | None] | None = None
        self._source: Unpacked | None = None

    def read(self, foreign: Mapping[str, Any]) -> StoredRecord:
        """The record that `foreign` (out of an import's metadata record) is about.

        Its headers are under the names that the standard gives them, those of an ARC record too.
        ArchiveError where it cannot be read, or is larger than MAX_BLOCK bytes.
        """
        if not isinstance(foreign, Mapping):
            raise ArchiveError("the record does not say where in a file made elsewhere the page is")
        file = str(foreign.get("file"))
        with self._lock:
            try:
                return self._read(file, foreign)
            except UNREADABLE as error:
                self._close()
                raise ArchiveError(f"{file} cannot be read back: {error}", subject=file) from error

    def kept_text(self, foreign: Mapping[str, Any]) -> str:
        """The text that a crawler kept of what it showed of a page: a record, or a line of a list.

        ArchiveError where it cannot be read.
        """
        at, file = foreign["kept"]["text"], str(foreign.get("listed_in") or foreign.get("file"))
        if "line" not in at or at["line"] is None:
            return self.read({**at, "file": file}).body.decode("utf-8", "replace")
        try:
            with closing(Collection(_path(self._folder, file), file)) as wacz:
                return wacz.text(str(at["member"]), int(at["line"]))
        except UNREADABLE as error:
            raise ArchiveError(f"{file} cannot be read back: {error}", subject=file) from error

    def close(self) -> None:
        with self._lock:
            self._close()

    def _close(self) -> None:
        self._what = self._source = None
        self._open.close()

    def _read(self, file: str, foreign: Mapping[str, Any]) -> StoredRecord:
        member = foreign.get("member")
        place = Place(int(foreign["offset"]), int(foreign.get("skip") or 0))
        source = self._at_hand(file, member, place)
        try:
            source.seek(place)
            head = read_head(source)
            if head.length > MAX_BLOCK:
                raise Bad(f"has {head.length:,} bytes, more than the limit of {MAX_BLOCK:,}")
            return _stored(head, b"".join(read_block(source, head)))
        except Bad as error:
            raise ArchiveError(f"{file}: the record at {place} {error}", subject=file) from error

    def _at_hand(self, file: str, member: str | None, place: Place) -> Unpacked:
        """The file, opened anew unless it is open and has not passed the place."""
        source = self._source
        if source is None or self._what != (file, member) or place < source.place:
            self._close()
            path = _path(self._folder, file)
            source = self._source = self._open.enter_context(opened(path, member))
            self._what = file, member
        return source


def read_foreign(folder: Path, foreign: Mapping[str, Any]) -> StoredRecord:
    """One record; see `ForeignReader.read`."""
    with closing(ForeignReader(folder)) as reader:
        return reader.read(foreign)


@contextmanager
def opened(path: Path, member: str | None) -> Iterator[Unpacked]:
    """A WARC or ARC file, or one in a WACZ, to read from."""
    if member is None:
        with open_own(path) as stream:
            yield Unpacked(stream, path.stat().st_size)
        return
    with closing(Collection(path, path.name)) as wacz:
        yield wacz.open(member)


def _path(folder: Path, file: str) -> Path:
    """The file below `imports/`; an archive may come from others, so nothing leads out of it."""
    if not INSIDE.fullmatch(file) or not file.startswith(f"{FOLDER}/"):
        raise ValueError(f"{file} is no name in {FOLDER}/")
    return folder / file


def _stored(head: Head, block: bytes) -> StoredRecord:
    headers = {_named(name): value for name, value in head.headers.items()}
    status: int | None = None
    http: dict[str, str] = {}
    body, message = block, http_message(head, block)
    if message.startswith(b"HTTP/"):
        status, http, body = split_http(message)
    return StoredRecord(
        id=bare_id(headers.get("WARC-Record-ID", "")),
        type=head.type,
        target_uri=headers.get("WARC-Target-URI", "").strip("<>"),
        date=headers.get("WARC-Date", ""),
        headers=headers,
        http_status=status,
        http_headers=http,
        body=body,
        block=block,
    )


def _named(name: str) -> str:
    """`warc-record-id` as `WARC-Record-ID`: names are read in any case."""
    return "-".join(
        each.upper() if each in UPPER else each.capitalize() for each in name.split("-")
    )
