"""The archive on disk: appending members to WARC files and lines to the ledger, in durable order.

Members are appended, their file is synced (and its folder, for a new file); the ledger's lines are
appended and the ledger is synced; only then does `append` return. So a record that was reported is
on the disk, and a line in the ledger never names bytes that are not. Threads that append at the
same time share both syncs: whoever gets the turn writes for all that wait.

After the ledger's sync its head is noted in the checkpoint, without waiting. Each append begins by
looking at what an earlier one may have left when it was killed (see `recovery`).
"""

from __future__ import annotations

import contextlib
import threading
import unicodedata
import uuid
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.archiver.records.reader import profile_of
from dragoman.archiver.records.record import Member, Record, compress, warcinfo_record
from dragoman.archiver.store.archive_folder import holds_records, require_archive, require_room
from dragoman.archiver.store.claimed import remove_stale
from dragoman.archiver.store.file_state import Appended, state_of
from dragoman.archiver.store.recovery import Recovery, ask_for_repair, set_aside
from dragoman.archiver.store.tail import Tail
from dragoman.archiver.store.warc_file import next_name, stretch
from dragoman.errors import ArchiveError
from dragoman.provenance import checkpoint, durable
from dragoman.provenance.digest import sha256_hex
from dragoman.provenance.ledger import MERGED, PROFILE, Entry, Head, first_line, read_entries
from dragoman.provenance.lock import ArchiveLock
from dragoman.provenance.own_files import check_own_files, open_own

ROLL_AT = 1_000_000_000
OWNER_ONLY = 0o700


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

    def __init__(
        self,
        folder: Path,
        *,
        software: str,
        roll_at: int = ROLL_AT,
        notices: list[str] | None = None,
    ) -> None:
        """`notices`: a list of the caller's own, to have what is said whatever happens.

        ArchiveError where one of the archive's own names is no ordinary file or folder.
        """
        check_own_files(folder)
        self.folder = folder
        self.spool_dir = folder / "spool"
        self.notices: list[str] = [] if notices is None else notices
        self.appended = Appended()
        self._software = software
        self._roll_at = roll_at
        self._tail: Tail | None = None
        self._profiles: dict[str, str | None] = {}
        self._spool_cleared = False
        self._lock = ArchiveLock(folder)
        self._turn = threading.Lock()
        self._waiting: list[_Batch] = []
        self._waiting_lock = threading.Lock()

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger.jsonl"

    @property
    def checkpoint(self) -> Path:
        return self.folder / checkpoint.NAME

    def open(self) -> None:
        """Open an archive that is there; ArchiveMissing where none is."""
        require_archive(self.folder)
        self.create()

    def create(self) -> None:
        """Make the folders and, for a new archive, the ledger's first line.

        An archive that is there can be read where nothing can be written: then nothing is.
        ArchiveError where it would be begun among other files.
        """
        try:
            if self.ledger.exists():
                with contextlib.suppress(OSError):
                    self._make_folders()
                return
            require_room(self.folder)
            self._make_folders()
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
        return self._append_batch(_Batch(self._compressed(records), kind))

    def _append_batch(self, batch: _Batch) -> list[Entry]:
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

    def append_merged(self, members: Sequence[Member]) -> None:
        """Append records that came with another archive, as they lay there, durably.

        They go to files of their own, and their lines are marked. All of them or ArchiveError.
        """
        if members:
            self._append_batch(_Batch(list(members), MERGED))

    def recover(self) -> None:
        """Chain what a killed program had written and not chained, as each append does first."""
        try:
            with self._turn, self.locked():
                self._refresh()
        except OSError as error:
            raise ArchiveError(self._unwritable(error), subject=str(self.folder)) from error

    def append_import(self, copy: Path, name: str, *, sha256: str, length: int) -> str:
        """Move a synced file out of the spool into `imports/`, under one line of the ledger.

        Returns its name below the archive: `name`, or one like it where that is taken.
        """
        try:
            with self._turn, self.locked():
                tail = self._refresh()
                path = self._free_import_name(name)
                fields = stretch(path, 0, length, str(uuid.uuid4()), "import", sha256)
                self._move_import(copy, path, fields, tail)
                self._clear_spool()
        except OSError as error:
            raise ArchiveError(self._unwritable(error), subject=str(self.folder)) from error
        return f"imports/{path.name}"

    def entries(self, start: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
        """The ledger's lines from byte `start` on, each with the offset after it."""
        return read_entries(self.ledger, start)

    def locked(self) -> AbstractContextManager[None]:
        """Hold the archive against every other thread and program that writes to it."""
        return self._lock.held()

    def set_aside(self, path: Path, start: int) -> None:
        """Move the bytes from `start` on out of the way. To be called under the lock."""
        self.notices.append(set_aside(self.folder, path, start))

    # -- beginning ---------------------------------------------------------------------------

    def _make_folders(self) -> None:
        """The archive's folder is its owner's alone, unless they open it themselves afterwards."""
        if not self.ledger.exists():
            durable.make_folder(self.folder, OWNER_ONLY)
            if not any(self.folder.iterdir()):
                self.folder.chmod(OWNER_ONLY)
        for name in ("warc", "spool"):
            (self.folder / name).mkdir(exist_ok=True)

    def _begin_ledger(self) -> None:
        if holds_records(self.folder):
            raise ask_for_repair(self.folder, "has records but no ledger")
        line = first_line()
        head = Head(len(line) + 1, 0, sha256_hex(line))
        checkpoint.begin(self.checkpoint, head)
        durable.write_new(self.ledger, line + b"\n")

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
                self._clear_spool()
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

    def _refresh(self) -> Tail:
        recovery = Recovery(self.folder, self.ledger, self.checkpoint, self.notices)
        self._tail = recovery.tail(self._tail)
        return self._tail

    def _clear_spool(self) -> None:
        """Once in a store's life: what killed programs left in the spool is nobody's."""
        if not self._spool_cleared:
            remove_stale(self.spool_dir)
            self._spool_cleared = True

    def _write(self, batches: Sequence[_Batch], tail: Tail) -> None:
        """All batches or none: what was written of them is taken back when a write fails."""
        undo = [(self.ledger, tail.head.size)]
        try:
            fields: list[dict[str, Any]] = []
            for kind in dict.fromkeys(batch.kind for batch in batches):
                members = [each for b in batches if b.kind == kind for each in b.members]
                fields += self._append_members(kind, members, tail, undo)
            entries = {entry.id: entry for entry in tail.append(self.ledger, fields)}
        except BaseException:
            durable.cut_back(undo)
            raise
        for batch in batches:
            batch.entries = [entries[member.id] for member in batch.members]
        checkpoint.write_checkpoint(self.checkpoint, tail.head)

    def _append_members(
        self, kind: str, members: list[Member], tail: Tail, undo: list[tuple[Path, int]]
    ) -> list[dict[str, Any]]:
        path, offset = self._current_file(kind, tail)
        fresh = offset == 0
        if fresh:
            info = warcinfo_record(path.name, self._software, PROFILE)
            members = [compress(info, self.spool_dir), *members]
        before = state_of(path)
        mark = {"mark": MERGED} if kind == MERGED else {}
        fields: list[dict[str, Any]] = []
        with open_own(path, "xb" if fresh else "ab") as stream:
            undo.append((path, offset))
            for member in members:
                found = stretch(path, offset, member.length, member.id, member.type, member.sha256)
                fields.append(found | mark)
                durable.copy(member.stream, stream)
                offset += member.length
            durable.sync(stream)
        self.appended.note(path, before)
        if fresh:
            members[0].stream.close()
            durable.sync_place(path)
        return fields

    def _current_file(self, kind: str, tail: Tail) -> tuple[Path, int]:
        """The file to append to and the offset where its chained bytes end."""
        folder = self.folder / "warc"
        name, end = tail.current.get(kind, ("", 0))
        if name and durable.size_of(folder / name) != end:
            self.notices.append(
                f"{name} is missing or shorter than the ledger says, as where an archive was "
                "copied while a program wrote to it; it is left as it is and a new file is begun "
                '("dragoman verify" says what is lost)'
            )
        elif name and end < self._roll_at and self._is_of_this_profile(folder / name):
            return folder / name, end
        return folder / next_name(folder, kind, name), 0

    def _is_of_this_profile(self, path: Path) -> bool:
        """Whether what its `warcinfo` says is true of what would be appended.

        A file of an earlier version is not gone on with; one whose beginning is damaged is.
        """
        if path.name not in self._profiles:
            self._profiles[path.name] = profile_of(path)
        return self._profiles[path.name] in (PROFILE, None)

    # -- files made elsewhere ----------------------------------------------------------------

    def _free_import_name(self, name: str) -> Path:
        folder = self.folder / "imports"
        folder.mkdir(exist_ok=True)
        stem, dot, suffixes = name.partition(".")
        path, serial = folder / name, 1
        taken = {_on_any_disk(each.name) for each in folder.iterdir()}
        while _on_any_disk(path.name) in taken:
            serial += 1
            path = folder / f"{stem}-{serial}{dot}{suffixes}"
        return path

    def _move_import(self, copy: Path, path: Path, fields: dict[str, Any], tail: Tail) -> None:
        undo = [(self.ledger, tail.head.size), (path, 0)]
        try:
            copy.replace(path)
            durable.sync_place(path)
            tail.append(self.ledger, [fields])
        except BaseException:
            self._tail = None
            durable.cut_back(undo)
            raise
        checkpoint.write_checkpoint(self.checkpoint, tail.head)

    # -- sentences ---------------------------------------------------------------------------

    def _unwritable(self, error: OSError) -> str:
        return (
            f"nothing more can be written to {self.folder}: {error.strerror or error}; "
            "what was reported done before is safe"
        )


def _on_any_disk(name: str) -> str:
    """What two names have in common that are one to a disk of macOS or Windows: an archive may be
    copied to such a one, where the second file would take the place of the first."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
