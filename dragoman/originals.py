"""Responses that are in the archive already, read back before anything is said to be one of them.

The index says where to look and decides nothing: a body is left out of the archive only where the
record that has it was found whole.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from dragoman.archiver.records.capture import CHUNKED
from dragoman.archiver.records.checking import read_checked
from dragoman.archiver.records.record import Original, bare_id
from dragoman.archiver.store.file_state import Appended, State
from dragoman.archiver.web.framing import is_chunked
from dragoman.errors import ArchiveError, IndexUnusable
from dragoman.index.asking import query
from dragoman.index.building.view import Index
from dragoman.provenance.digest import read_digest
from dragoman.provenance.ledger import INSIDE

REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class _Whole:
    """A response that was read back whole."""

    original: Original
    chunked: bool


class CheckedOriginals:
    """Knows by a payload the response that has it. Threads may share it.

    A record is read once for as long as nobody but us has changed its file; one that is found
    damaged, cut or not there is no original, and what came is stored again.
    """

    def __init__(self, folder: Path, index: Index, appended: Appended) -> None:
        self._folder = folder
        self._appended = appended
        self._index = index
        self._read: OrderedDict[tuple[str, str, int], tuple[State, _Whole | None]] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, payload: str) -> Original | None:
        """The oldest response that has a payload and is whole; `payload` as `payload_key` gives."""
        digest, chunked = read_digest(payload.removesuffix(CHUNKED)), payload.endswith(CHUNKED)
        try:
            rows = self._index.ask(lambda source: query.originals(source.connection, payload))
        except IndexUnusable:
            return None
        for row in rows:
            whole = self._read_back(row["record_id"], row["file"], row["offset"])
            if (
                whole is not None
                and whole.chunked == chunked
                and read_digest(whole.original.payload_digest) == digest
            ):
                return whole.original
        return None

    def _read_back(self, identity: str, file: str, offset: int) -> _Whole | None:
        if not INSIDE.fullmatch(file):
            return None
        key, path = (identity, file, offset), self._folder / file
        state = self._appended.state(path)
        with self._lock:
            before = self._read.get(key)
        if before is not None and before[0] == state:
            return before[1]
        whole = _whole(path, offset, identity)
        with self._lock:
            self._read[key] = state, whole
            if len(self._read) > REMEMBERED:
                self._read.popitem(last=False)
        return whole


def _whole(path: Path, offset: int, identity: str) -> _Whole | None:
    """The response `identity` at a place in a file, where its bytes are what its digests say."""
    try:
        checked = read_checked(path, offset)
    except (ArchiveError, TypeError):  # an index may say anything of a place
        return None
    headers = checked.headers
    if headers.get("WARC-Type") != "response" or "WARC-Truncated" in headers:
        return None
    if bare_id(headers.get("WARC-Record-ID", "")) != identity:
        return None
    url, date, digest = (
        headers.get(f"WARC-{name}", "") for name in ("Target-URI", "Date", "Payload-Digest")
    )
    if not (url and date and digest):
        return None
    return _Whole(Original(identity, url, date, digest), is_chunked(checked.http))
