"""The archive on disk: appending members to WARC files and lines to the ledger, in durable order.

Members are appended, their file is synced (and its folder, for a new file); the ledger's lines are
appended and the ledger is synced; only then does `append` return. So a record that was reported is
on the disk, and a line in the ledger never names bytes that are not. Threads that append at the
same time share both syncs: whoever gets the turn writes for all that wait.

After the ledger's sync its head is noted in the checkpoint, without waiting (see
`provenance.checkpoint`). The next append reads it. A ledger that no longer holds the line of the
checkpoint has lost what was once synced: that is no crash, and nothing is appended until a repair.
With the checkpoint's line in place, whatever lies past the chained end of the newest WARC file, in
a newer file that no line names, or past the last linked line of the ledger, was left by a crash. A
whole record there gets a line marked `recovered`; the rest is moved to `set-aside/`, never deleted.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import threading
import uuid
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from dragoman.archiver.reader import read_member_header
from dragoman.archiver.record import Member, Record, compress, warcinfo_record
from dragoman.errors import ArchiveError
from dragoman.provenance.checkpoint import NAME as CHECKPOINT
from dragoman.provenance.checkpoint import read_checkpoint, write_checkpoint
from dragoman.provenance.digest import CHUNK
from dragoman.provenance.ledger import (
    ORIGIN,
    PROFILE,
    Entry,
    Head,
    chain,
    first_line,
    follow,
    read_backwards,
    read_entries,
    read_head,
)

ROLL_AT = 1_000_000_000
LOCK_SECONDS = 120.0
LOCK_POLL = 0.005
KINDS = frozenset({"captures", "derived"})
# Our own files and no others: a ledger handed to us by somebody may name anything.
WARC_NAME = re.compile(r"([a-z]+)-([0-9]{14})-([0-9]{5})\.warc\.gz")


@dataclass(slots=True)
class _Tail:
    """The ledger's head and, by kind, the newest chained file: its name and its chained end."""

    head: Head
    current: dict[str, tuple[str, int]]


@dataclass(slots=True, eq=False)
class _Batch:
    """The members of one `append`, and what became of them."""

    members: list[Member]
    kind: str
    entries: list[Entry] | None = None
    failure: str | None = None

    @property
    def done(self) -> bool:
        return self.entries is not None or self.failure is not None

    def close(self) -> None:
        for member in self.members:
            member.stream.close()


class Store:
    """The WARC files and the ledger of one archive. Threads and processes may share it."""

    def __init__(self, folder: Path, *, software: str, roll_at: int = ROLL_AT) -> None:
        self.folder = folder
        self.spool_dir = folder / "spool"
        self.notices: list[str] = []
        self._software = software
        self._roll_at = roll_at
        self._tail: _Tail | None = None
        self._turn = threading.Lock()
        self._waiting: list[_Batch] = []
        self._waiting_lock = threading.Lock()

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger.jsonl"

    @property
    def checkpoint(self) -> Path:
        return self.folder / CHECKPOINT

    def create(self) -> None:
        """Make the folders and, for a new archive, the ledger's first line."""
        try:
            for name in ("warc", "spool"):
                (self.folder / name).mkdir(parents=True, exist_ok=True)
            if self.ledger.exists():
                return
            with self.locked():
                if not self.ledger.exists():
                    self._begin_ledger()
        except OSError as error:
            raise ArchiveError(
                f"the archive {self.folder} cannot be written: {error.strerror or error}",
                subject=str(self.folder),
            ) from error

    def append(self, records: Sequence[Record], kind: str) -> list[Entry]:
        """Append records to the current file of `kind` (`captures` or `derived`), durably.

        Their ledger entries, in order. Either all of them are chained when this returns, or
        ArchiveError is raised and none is.
        """
        if not records:
            return []
        batch = _Batch(self._compressed(records), kind)
        with self._waiting_lock:
            self._waiting.append(batch)
        try:
            with self._turn:
                if not batch.done:
                    self._append_waiting()
        finally:
            self._leave(batch)
        if batch.entries is None:
            raise ArchiveError(batch.failure or "interrupted", subject=str(self.folder))
        return batch.entries

    def entries(self, start: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
        """The ledger's lines from byte `start` on, each with the offset after it."""
        return read_entries(self.ledger, start)

    # -- beginning ---------------------------------------------------------------------------

    def _begin_ledger(self) -> None:
        noted = read_checkpoint(self.checkpoint)
        if (noted is not None and noted.n > 0) or any(
            any((self.folder / name).glob("*")) for name in ("warc", "imports")
        ):
            raise self._ask_for_repair("has records but no ledger")
        line = first_line()
        head = Head(len(line) + 1, 0, hashlib.sha256(line).hexdigest())
        write_checkpoint(self.checkpoint, head, durable=True)
        temporary = self.ledger.with_suffix(".new")
        with temporary.open("wb") as stream:
            stream.write(line + b"\n")
            _sync(stream)
        temporary.replace(self.ledger)
        _sync_folder(self.folder)
        _sync_folder(self.folder.parent)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the archive against every other program that appends."""
        from filelock import FileLock, Timeout

        lock = FileLock(str(self.folder / ".lock"), timeout=LOCK_SECONDS)
        try:
            lock.acquire(poll_interval=LOCK_POLL)
        except Timeout as error:
            raise ArchiveError(
                f"another program has held {self.folder} for {LOCK_SECONDS:.0f} seconds; "
                "try again when it is done",
                subject=str(self.folder),
            ) from error
        try:
            yield
        finally:
            lock.release()

    # -- appending ---------------------------------------------------------------------------

    def _compressed(self, records: Sequence[Record]) -> list[Member]:
        members: list[Member] = []
        try:
            for record in records:
                members.append(compress(record, self.spool_dir))
        except OSError as error:
            for member in members:
                member.stream.close()
            raise ArchiveError(self._unwritable(error), subject=str(self.folder)) from error
        return members

    def _append_waiting(self) -> None:
        """Write what all threads wait for, in one go; each batch learns how it went."""
        with self._waiting_lock:
            batches, self._waiting = self._waiting, []
        failure = "the write was interrupted"
        try:
            with self.locked():
                self._write(batches, self._refresh())
        except OSError as error:
            failure = self._unwritable(error)
        except ArchiveError as error:
            failure = error.message
        finally:
            for batch in batches:
                if not batch.done:
                    self._tail = None
                    batch.failure = failure

    def _leave(self, batch: _Batch) -> None:
        """Whoever was interrupted takes the batch back, unless it is being written."""
        with self._waiting_lock:
            if batch in self._waiting:
                self._waiting.remove(batch)
                batch.close()
            elif batch.done:
                batch.close()

    def _write(self, batches: Sequence[_Batch], tail: _Tail) -> None:
        """All batches or none: what was written of them is taken back when a write fails."""
        undo = [(self.ledger, tail.head.size)]
        try:
            fields: list[dict[str, Any]] = []
            for kind in dict.fromkeys(batch.kind for batch in batches):
                members = [each for b in batches if b.kind == kind for each in b.members]
                fields += self._append_members(kind, members, tail, undo)
            entries = {entry.id: entry for entry in self._chain(fields, tail)}
        except BaseException:
            _cut_back(undo)
            raise
        for batch in batches:
            batch.entries = [entries[member.id] for member in batch.members]
        write_checkpoint(self.checkpoint, tail.head)

    def _append_members(
        self, kind: str, members: list[Member], tail: _Tail, undo: list[tuple[Path, int]]
    ) -> list[dict[str, Any]]:
        path, offset = self._current_file(kind, tail)
        fresh = offset == 0
        if fresh:
            info = warcinfo_record(path.name, self._software, PROFILE)
            members = [compress(info, self.spool_dir), *members]
        fields: list[dict[str, Any]] = []
        with path.open("xb" if fresh else "ab") as stream:
            undo.append((path, offset))
            for member in members:
                fields.append(
                    _fields(path, offset, member.length, member.id, member.type, member.sha256)
                )
                _copy(member.stream, stream)
                offset += member.length
            _sync(stream)
        if fresh:
            members[0].stream.close()
            _sync_folder(path.parent)
        return fields

    def _chain(self, fields: list[dict[str, Any]], tail: _Tail) -> list[Entry]:
        data, head = chain(tail.head, fields)
        with self.ledger.open("ab") as stream:
            stream.write(data)
            _sync(stream)
        first = tail.head.n + 1
        entries = [Entry.from_json(each | {"n": first + i}) for i, each in enumerate(fields)]
        tail.head = head
        for entry in entries:
            room, _, name = entry.file.partition("/")
            if room == "warc":
                tail.current[_kind(name)] = (name, entry.end)
        return entries

    def _current_file(self, kind: str, tail: _Tail) -> tuple[Path, int]:
        """The file to append to and the offset where its chained bytes end."""
        name, end = tail.current.get(kind, ("", 0))
        path = self.folder / "warc" / name
        if name and _size(path) != end:
            self.notices.append(
                f"{name} is missing or shorter than the ledger says; it is left as it is and a new "
                'file is begun ("dragoman verify" says what is lost)'
            )
        elif name and end < self._roll_at:
            return path, end
        return self._new_file(kind, name), 0

    def _new_file(self, kind: str, newest: str) -> Path:
        """A name that sorts after every other of its kind, whatever the clock does."""
        names = [path.name for path in self._own_files() if _kind(path.name) == kind]
        newest = max([*names, newest])
        stamp, serial = datetime.now(UTC).strftime("%Y%m%d%H%M%S"), 0
        match = WARC_NAME.fullmatch(newest)
        if match and match[2] >= stamp:
            stamp, serial = match[2], int(match[3]) + 1
        return self.folder / "warc" / f"{kind}-{stamp}-{serial:05d}.warc.gz"

    def _own_files(self) -> list[Path]:
        """The WARC files that bear a name of ours, by name."""
        with os.scandir(self.folder / "warc") as found:
            return sorted(
                Path(each.path)
                for each in found
                if WARC_NAME.fullmatch(each.name) and each.is_file(follow_symlinks=False)
            )

    # -- after a crash, or another process ---------------------------------------------------

    def _refresh(self) -> _Tail:
        """The ledger's end as it is now, once what a crash left has been dealt with."""
        noted = read_checkpoint(self.checkpoint)
        head = self._head(noted)
        if self._tail is None or self._tail.head != head:
            self._tail = _Tail(head, self._newest_chained(head))
        leftovers = self._leftovers(self._tail)
        if leftovers and noted is None:
            raise self._ask_for_repair("has records that its ledger does not name")
        for path, end in leftovers:
            self._recover(path, end, self._tail)
        if noted != self._tail.head:
            write_checkpoint(self.checkpoint, self._tail.head)
        return self._tail

    def _head(self, noted: Head | None) -> Head:
        """The last linked line; what a crash left of another line is set aside."""
        if not self.ledger.exists():
            raise self._ask_for_repair("has no ledger")
        size = self.ledger.stat().st_size
        if noted is None:
            head = read_head(self.ledger)
        else:
            if not self._holds(noted):
                raise self._ask_for_repair("has lost lines of its ledger, or they were changed")
            head = follow(self.ledger, noted)
        if head.size < size:
            if head == ORIGIN or (noted in (None, ORIGIN) and self._has_lines_after(head)):
                raise self._ask_for_repair("has a damaged ledger")
            self.set_aside(self.ledger, head.size)
        return head

    def _holds(self, noted: Head) -> bool:
        """Whether the ledger still holds the line of the checkpoint, where it was."""
        if noted == ORIGIN:
            return True
        if self.ledger.stat().st_size < noted.size:
            return False
        try:
            return read_head(self.ledger, noted.size) == noted
        except ArchiveError:
            return False

    def _has_lines_after(self, head: Head) -> bool:
        with self.ledger.open("rb") as stream:
            stream.seek(head.size)
            return any(line.endswith(b"\n") for line in stream)

    def _newest_chained(self, head: Head) -> dict[str, tuple[str, int]]:
        """By kind, the newest file that the ledger names; read from the ledger's end."""
        wanted = KINDS | {_kind(path.name) for path in self._own_files()}
        known = self._tail or _Tail(ORIGIN, {})
        newest: dict[str, tuple[str, int]] = {}
        for line in read_backwards(self.ledger, head.size):
            if wanted <= newest.keys() or line.get("n") == known.head.n:
                break
            room, _, name = str(line.get("file")).partition("/")
            if room == "warc" and WARC_NAME.fullmatch(name):
                newest.setdefault(_kind(name), (name, Entry.from_json(line).end))
        return known.current | newest

    def _leftovers(self, tail: _Tail) -> list[tuple[Path, int]]:
        """Files with bytes that no line names, and where those begin."""
        found: list[tuple[Path, int]] = []
        for path in self._own_files():
            name, end = tail.current.get(_kind(path.name), ("", 0))
            if path.name > name:
                found.append((path, 0))
            elif path.name == name and path.stat().st_size > end:
                found.append((path, end))
        return found

    def _recover(self, path: Path, start: int, tail: _Tail) -> None:
        """Chain the whole records past the last chained one and set the torn rest aside."""
        fields = self._unchained(path, start, tail.head)
        end = fields[-1]["offset"] + fields[-1]["length"] if fields else start
        if path.stat().st_size > end:
            self.set_aside(path, end)
        elif end == 0:
            path.unlink()  # a file that was just begun, and holds nothing
        if not fields:
            return
        with path.open("r+b") as stream:
            _sync(stream)
        _sync_folder(path.parent)
        self._chain(fields, tail)
        self.notices.append(
            f"{path.name}: {len(fields)} whole record(s) without a line in the ledger, left "
            "by an interrupted write, were chained and marked recovered"
        )

    def _unchained(self, path: Path, start: int, head: Head) -> list[dict[str, Any]]:
        """The ledger fields of the whole records from `start` on.

        They end before one whose id the ledger has already: a copy is not what a crash leaves.
        """
        fields: list[dict[str, Any]] = []
        with path.open("rb") as stream:
            for offset, length, digest in whole_members(stream, start):
                record = read_member_header(path, offset)
                if record is None:
                    break
                fields.append(
                    _fields(path, offset, length, record.id, record.type, digest)
                    | {"mark": "recovered"}
                )
        ids = {each["id"] for each in fields}
        seen = {each.get("id") for each in read_backwards(self.ledger, head.size)} & ids
        for place, each in enumerate(fields):
            if each["id"] in seen:
                return fields[:place]
            seen.add(each["id"])
        return fields

    def set_aside(self, path: Path, start: int) -> None:
        """Move the bytes from `start` on, or a file that holds nothing else, out of the way."""
        aside = self.folder / "set-aside"
        aside.mkdir(exist_ok=True)
        stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S%f")
        kept = aside / f"{path.name}.{start}.{stamp}"
        if start == 0:
            path.replace(kept)
        else:
            _move_end(path, start, kept)
        _sync_folder(aside)
        _sync_folder(path.parent)
        self.notices.append(
            f"{path.name}: {kept.stat().st_size} bytes of an interrupted write were set aside "
            f"as set-aside/{kept.name}"
        )

    # -- sentences ---------------------------------------------------------------------------

    def _unwritable(self, error: OSError) -> str:
        return (
            f"nothing more can be written to {self.folder}: {error.strerror or error}; "
            "what was reported done before is safe"
        )

    def _ask_for_repair(self, what: str) -> ArchiveError:
        return ArchiveError(
            f'{self.folder} {what}; nothing is appended until "dragoman repair" has looked at it',
            subject=str(self.folder),
        )

    # -- files made elsewhere ----------------------------------------------------------------

    def append_import(self, copy: Path, name: str, *, sha256: str, length: int) -> str:
        """Move a synced file out of the spool into `imports/`, under one line of the ledger.

        Returns its name below the archive: `name`, or one like it where that is taken.
        """
        folder = self.folder / "imports"
        try:
            with self._turn, self.locked():
                tail = self._refresh()
                folder.mkdir(exist_ok=True)
                stem, dot, suffixes = name.partition(".")
                path, serial = folder / name, 1
                while path.exists():
                    serial += 1
                    path = folder / f"{stem}-{serial}{dot}{suffixes}"
                undo = [(self.ledger, tail.head.size), (path, 0)]
                try:
                    copy.replace(path)
                    _sync_folder(folder)
                    _sync_folder(self.folder)
                    fields = _fields(path, 0, length, str(uuid.uuid4()), "import", sha256)
                    self._chain([fields | {"file": f"imports/{path.name}"}], tail)
                except BaseException:
                    self._tail = None
                    _cut_back(undo)
                    raise
                write_checkpoint(self.checkpoint, tail.head)
        except OSError as error:
            raise ArchiveError(self._unwritable(error), subject=str(self.folder)) from error
        return f"imports/{path.name}"


def whole_members(stream: BinaryIO, start: int) -> Iterator[tuple[int, int, str]]:
    """Offset, length and SHA-256 of each whole gzip member from `start` on, until one is not."""
    offset = start
    while True:
        stream.seek(offset)
        engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
        digest, length = hashlib.sha256(), 0
        while not engine.eof:
            data = engine.unconsumed_tail or stream.read(CHUNK)
            if not data:
                return
            fed = len(data)
            try:
                engine.decompress(data, CHUNK)
            except zlib.error:
                return
            used = fed - len(engine.unconsumed_tail) - len(engine.unused_data)
            digest.update(data[:used])
            length += used
        yield offset, length, digest.hexdigest()
        offset += length


def _fields(
    path: Path, offset: int, length: int, record_id: str, record_type: str, sha256: str
) -> dict[str, Any]:
    return {
        "file": f"warc/{path.name}",
        "offset": offset,
        "length": length,
        "id": record_id,
        "type": record_type,
        "sha256": sha256,
    }


def _kind(name: str) -> str:
    return name.partition("-")[0]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return -1


def _copy(source: BinaryIO, target: BinaryIO) -> None:
    source.seek(0)
    shutil.copyfileobj(source, target, CHUNK)


def _move_end(path: Path, start: int, kept: Path) -> None:
    """Copy what follows `start` to `kept` and, once that is on the disk, cut it off."""
    with path.open("r+b") as stream:
        stream.seek(start)
        try:
            with kept.open("xb") as copy:
                shutil.copyfileobj(stream, copy, CHUNK)
                _sync(copy)
            _sync_folder(kept.parent)
        except OSError:
            kept.unlink(missing_ok=True)
            raise
        stream.truncate(start)
        _sync(stream)


def _cut_back(undo: Sequence[tuple[Path, int]]) -> None:
    """Take back what a full disk let through of a write that failed; nobody was told of it.

    The ledger comes first: where it cannot be cut, the bytes that it names must stay.
    """
    with contextlib.suppress(OSError):
        for path, size in undo:
            if size == 0:
                path.unlink(missing_ok=True)
            elif path.stat().st_size > size:
                with path.open("r+b") as stream:
                    stream.truncate(size)
                    _sync(stream)


def _sync(stream: BinaryIO) -> None:
    stream.flush()
    os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    """Make a new name durable; Windows has no such call, and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
