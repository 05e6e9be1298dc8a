"""The other archive: its ledger as it is now, and what lies where.

It may come from anybody. Its names lead through no link, its ledger has to be a chain, and of each
record nothing is believed but what its bytes show; its settings and its `names.csv` stay there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dragoman.archiver.store.archive_folder import require_archive
from dragoman.archiver.store.claimed import claimed_folder
from dragoman.archiver.store.warc_file import whole_members
from dragoman.errors import ArchiveError, DamageFound, ImportFailed, UsageError
from dragoman.merging.packed import is_wacz_of_ours, unpack
from dragoman.provenance.anchors.anchor_check import check_anchors
from dragoman.provenance.ledger import (
    ORIGIN,
    PROFILE,
    Entry,
    Head,
    follow,
    read_head,
    read_lines,
)
from dragoman.provenance.own_files import is_own

LEDGER = "ledger.jsonl"
WARCINFO = "warcinfo"  # says what begins a file there, and nothing of what is in ours


@dataclass(frozen=True, slots=True)
class Other:
    """Another archive: its name, where its ledger ends, its records, the files in its `imports/`,
    its anchors that hold, and by name why others are `broken`. `whole`: all that its ledger names
    should be there, as in a folder."""

    folder: Path
    archive: str
    head: Head
    records: tuple[Entry, ...]
    imports: tuple[Entry, ...]
    anchors: tuple[Path, ...]
    broken: dict[str, str]
    whole: bool = True
    names: Path | None = None
    ids: frozenset[str] = field(default_factory=frozenset)

    @property
    def ledger(self) -> Path:
        return self.folder / LEDGER


@contextmanager
def opened(path: Path, spool: Path, lock: AbstractContextManager[None]) -> Iterator[Other]:
    """The archive in a folder or a WACZ; what has to be unpacked lies in `spool` meanwhile.

    `lock` is that of the archive whose spool it is: of who is killed, the next one clears it.

    ArchiveMissing or UsageError where there is none, DamageFound where its ledger is no chain.
    """
    if path.is_dir():
        yield _of_folder(path)
    elif path.is_file():
        if not is_wacz_of_ours(path):
            raise UsageError(
                f"{path} is no archive of ours, and no WACZ of one; other web archives are taken "
                'in by "dragoman import FILE"',
                subject=str(path),
            )
        with claimed_folder(spool, lock) as work:
            unpack(path, work)
            yield _of_wacz(work)
    else:
        require_archive(path)


def _of_folder(folder: Path) -> Other:
    require_archive(folder)
    archive, head, entries = _read(folder / LEDGER)
    records = [each for each in entries if each.type not in ("import", WARCINFO)]
    imports = [each for each in entries if each.type == "import"]
    names = folder / "names.csv"
    anchors, broken = _anchors(folder)
    return Other(
        folder, archive, head, tuple(records), tuple(imports), anchors, broken,
        names=names if is_own(names) else None,
        ids=frozenset(each.id for each in records),
    )  # fmt: skip


def _of_wacz(folder: Path) -> Other:
    """Its records are the members of the archive that it was made of: the ledger names each by its
    digest, and says nothing of where it lies here."""
    archive, head, entries = _read(folder / LEDGER)
    said = {each.sha256: each for each in entries}
    found: dict[str, Entry] = {}
    for path in sorted((folder / "warc").iterdir()):
        with path.open("rb") as stream:
            for offset, length, sha256 in whole_members(stream, 0):
                line = said.get(sha256)
                if line is not None and line.type not in ("import", WARCINFO):
                    place = (f"warc/{path.name}", offset, length)
                    found[line.id] = Entry(line.n, *place, line.id, line.type, sha256)
    records = sorted(found.values(), key=lambda each: each.n)
    if not records:
        raise ImportFailed("no record in the WACZ is one that its ledger names")
    ids = frozenset(found)
    anchors, broken = _anchors(folder)
    return Other(folder, archive, head, tuple(records), (), anchors, broken, whole=False, ids=ids)


def _read(ledger: Path) -> tuple[str, Head, list[Entry]]:
    if not is_own(ledger):
        raise ArchiveError("the other archive has no ledger, so nothing tells what is in it")
    head = read_head(ledger)
    if follow(ledger, ORIGIN) != head:
        raise DamageFound(
            "the ledger of the other archive was changed, or lines of it are missing; nothing was "
            "taken. verify, run on that archive, says what is wrong"
        )
    archive, entries = "", []
    for line in read_lines(ledger):
        if line.end > head.size:
            break
        fields = line.parse()
        if fields["type"] == "archive":
            _check_version(str(fields.get("profile") or ""))
            archive = archive or str(fields["archive"])
        elif "file" in fields:
            entries.append(Entry.from_json(fields))
    return archive, head, entries


def _check_version(profile: str) -> None:
    """Of a later version nobody here knows what its records say of each other."""
    theirs, ours = (tuple(map(int, re.findall(r"\d+", each))) for each in (profile[:40], PROFILE))
    if theirs > ours:
        raise ArchiveError(
            f"the other archive was begun by a later version of Dragoman ({profile[:40]}; this one "
            f"knows {PROFILE}); nothing was taken. Bring Dragoman up to date here, and merge again"
        )


def _anchors(folder: Path) -> tuple[tuple[Path, ...], dict[str, str]]:
    """The anchors that hold over its ledger, and by name why others do not."""
    sound, broken = [], {}
    for check in check_anchors(folder):
        path = folder / check.anchor
        if check.ok:
            sound.append(path)
        elif is_own(path):
            broken[check.anchor] = check.message
    return tuple(sound), broken
