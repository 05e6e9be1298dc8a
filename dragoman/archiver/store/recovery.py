"""What a crash left: found by the next append, chained where it is whole, set aside where not.

The checkpoint tells a crash from a loss. A ledger that no longer holds the line of the checkpoint
has lost what was once synced: nothing is appended until a repair. With that line in place, whatever
lies past the chained end of the newest WARC file, in a newer file or an import that no line names,
or past the last linked line of the ledger, was left by a crash.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dragoman.archiver.records.reader import read_member_header
from dragoman.archiver.store.tail import Tail, leftovers, read_tail, unnamed_imports
from dragoman.archiver.store.warc_file import stretch, whole_members
from dragoman.errors import ArchiveError
from dragoman.provenance import checkpoint, durable
from dragoman.provenance.digest import file_sha256
from dragoman.provenance.ledger import ORIGIN, Head, follow, read_backwards, read_head, read_lines

RECOVERED = "recovered"


def ask_for_repair(folder: Path, what: str) -> ArchiveError:
    return ArchiveError(
        f"{folder} {what}, as where an archive was copied while a program wrote to it; nothing is "
        'appended until "dragoman repair" has looked at it, or it was copied again while none does',
        subject=str(folder),
    )


def holds(ledger: Path, noted: Head) -> bool:
    """Whether the ledger still holds the line of the checkpoint, where it was."""
    if noted == ORIGIN:
        return True
    if ledger.stat().st_size < noted.size:
        return False
    try:
        return read_head(ledger, noted.size) == noted
    except ArchiveError:
        return False


def set_aside(folder: Path, path: Path, start: int) -> str:
    """Move the bytes from `start` on, or a file that holds nothing else, to `set-aside/`.

    Returns a sentence that says so.
    """
    aside = folder / "set-aside"
    durable.make_folder(aside)
    stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S%f")
    kept = aside / f"{path.name}.{start}.{stamp}"
    if start == 0:
        path.replace(kept)
        durable.sync_folder(aside)
    else:
        durable.move_end(path, start, kept)
    return (
        f"{path.name}: {kept.stat().st_size} bytes of an interrupted write were set aside "
        f"as set-aside/{kept.name}"
    )


@dataclass(frozen=True, slots=True)
class Recovery:
    """Brings an archive to where appending can go on. To be used under the archive's lock.

    What was done is appended to `notices`, a sentence each.
    """

    folder: Path
    ledger: Path
    checkpoint: Path
    notices: list[str]

    def tail(self, known: Tail | None) -> Tail:
        """The ledger's end as it is now, once what a crash left has been dealt with.

        `known` is the tail as this process last saw it. ArchiveError where it was no crash.
        """
        noted = checkpoint.read_checkpoint(self.checkpoint)
        head = self._head(noted)
        if known is None or known.head != head:  # another process has appended since, or a crash
            known = read_tail(self.folder, self.ledger, head, known)
        self._chain_leftovers(known, crashed=noted is not None)
        if noted != known.head:
            checkpoint.write_checkpoint(self.checkpoint, known.head)
        return known

    def _head(self, noted: Head | None) -> Head:
        """The last linked line; what a crash left of another line is set aside."""
        if not self.ledger.exists():
            raise ask_for_repair(self.folder, "has no ledger")
        size = self.ledger.stat().st_size
        if noted is None:
            head = read_head(self.ledger)
        else:
            if not holds(self.ledger, noted):
                what = "has lost lines of its ledger, or they were changed"
                raise ask_for_repair(self.folder, what)
            head = follow(self.ledger, noted)
        if head.size < size:
            # Past a checkpoint lies what one append wrote, in whatever pieces the disk took. Where
            # there is none, whole lines that do not link may be all that a damage in the middle has
            # left of the rest: cutting them off would make a loss of it.
            if head == ORIGIN or (noted in (None, ORIGIN) and self._has_lines_after(head)):
                raise ask_for_repair(self.folder, "has a damaged ledger")
            self._set_aside(self.ledger, head.size)
        return head

    def _has_lines_after(self, head: Head) -> bool:
        return any(line.whole for line in read_lines(self.ledger, head.size))

    def _chain_leftovers(self, tail: Tail, *, crashed: bool) -> None:
        ends = leftovers(self.folder, tail)
        imports = unnamed_imports(self.folder, self.ledger, tail)
        # Without a checkpoint nothing tells records whose lines were never written from records
        # whose lines were lost, and these must not come back as if they had always been there.
        if (ends or imports) and not crashed:
            raise ask_for_repair(self.folder, "has records that its ledger does not name")
        for path, end in ends:
            self._recover_records(path, end, tail)
        for path in imports:
            self._recover_import(path, tail)

    def _recover_records(self, path: Path, start: int, tail: Tail) -> None:
        """Chain the whole records past the last chained one and set the torn rest aside."""
        fields = self._unchained(path, start, tail.head)
        end = fields[-1]["offset"] + fields[-1]["length"] if fields else start
        if path.stat().st_size > end:
            self._set_aside(path, end)
        elif end == 0:
            path.unlink()  # a file that was just begun, and holds nothing
        if fields:
            self._chain(path, fields, tail)
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
                found = stretch(path, offset, length, record.id, record.type, digest)
                fields.append(found | {"mark": RECOVERED})
        ids = {each["id"] for each in fields}
        lines = read_backwards(self.ledger, head.size)
        seen = {line.get("id") for _, line in lines} & ids
        for place, each in enumerate(fields):
            if each["id"] in seen:
                return fields[:place]
            seen.add(each["id"])
        return fields

    def _recover_import(self, path: Path, tail: Tail) -> None:
        """Chain a file that came into `imports/` and got no line; it was whole before it came."""
        length, digest = path.stat().st_size, file_sha256(path)
        found = stretch(path, 0, length, str(uuid.uuid4()), "import", digest)
        self._chain(path, [found | {"mark": RECOVERED}], tail)
        self.notices.append(
            f"imports/{path.name}: an interrupted import left it without a line in the ledger; it "
            "was chained and marked recovered. Import the file again to have its pages listed"
        )

    def _chain(self, path: Path, fields: Sequence[dict[str, Any]], tail: Tail) -> None:
        """What a crash left is synced before its lines are: nobody knows whether it was."""
        durable.sync_file(path)
        tail.append(self.ledger, fields)

    def _set_aside(self, path: Path, start: int) -> None:
        self.notices.append(set_aside(self.folder, path, start))
