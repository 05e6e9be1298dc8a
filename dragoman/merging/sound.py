"""Which records of the other archive can be taken: those whose bytes, shape and references hold.

A record may be of any shape and still fit its digests. What `verify` would call a problem here is
left out and said, so that an archive that was sound stays so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dragoman.archiver.records.checking import check_record
from dragoman.archiver.records.reader import RecordReader, StoredRecord
from dragoman.archiver.records.record import bare_id
from dragoman.archiver.store.warc_file import whole_members
from dragoman.errors import ArchiveError
from dragoman.index.building.handed_rows import NAMED
from dragoman.index.records.record_shapes import SHAPES, record_kind, sound_content
from dragoman.index.records.referring import Placed, Referring
from dragoman.merging.other import LEDGER, Other
from dragoman.provenance.digest import file_sha256
from dragoman.provenance.ledger import MERGED, TELLING, Entry, read_entries
from dragoman.provenance.own_files import is_holes, is_own, open_own

DERIVED = frozenset({"metadata", "conversion"})
READ = frozenset({"import", "decision", "merge", "waiting"})  # what is asked of them besides
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Candidates:
    """Records that are not here yet: those to be taken, and by id why others are left out.

    `said` is what those of the kinds in READ say, by id.
    """

    taken: list[Entry] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    said: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)


def candidates(
    other: Other,
    folder: Path,
    here: Mapping[str, str],
    kinds: Mapping[str, str],
    progress: Progress | None,
) -> Candidates:
    """Look at each record that is not `here` (ids, each with its SHA-256), in our `folder`.

    `kinds` are the types of the records that are here, which others may speak of.
    """
    found = Candidates()
    found.left_out |= other.broken
    wanted: list[Entry] = []
    twice = Counter(entry.id for entry in other.records)
    for entry in other.records:
        if twice[entry.id] > 1:
            found.left_out[entry.id] = "its ledger names it twice"
            continue
        digest = here.get(entry.id)
        if digest is None:
            wanted.append(entry)
        elif digest != entry.sha256:
            found.left_out[entry.id] = "another record is here under its id"
    referring = Referring(keep_all=True)
    referring.kinds.update(kinds)
    _look(other, wanted, referring, found, progress)
    _know_ours(folder, referring.unsettled() & here.keys(), referring)
    _leave_out(found, referring.wrong(), here)
    _without_file(other, found)
    _leave_out(found, referring.without(found.left_out.keys() - here.keys()), here)
    found.taken = [each for each in wanted if each.id not in found.left_out]
    return found


def _leave_out(
    found: Candidates, wrong: Iterable[tuple[Placed, str]], here: Mapping[str, str]
) -> None:
    for place, why in wrong:
        if place.id not in here:
            found.left_out.setdefault(place.id, why)


def _look(
    other: Other,
    wanted: Sequence[Entry],
    referring: Referring,
    found: Candidates,
    progress: Progress | None,
) -> None:
    with closing(RecordReader(other.folder)) as reader:
        for count, entry in enumerate(wanted, start=1):
            try:
                _see(other, entry, reader, referring, found)
            except (ArchiveError, OSError) as error:
                found.left_out[entry.id] = str(getattr(error, "message", error))
            if progress is not None:
                progress(count, len(wanted))


def _know_ours(folder: Path, ids: Set[str], referring: Referring) -> None:
    """What the records here are that others speak of. Of one that is damaged `verify` tells."""
    if not ids:
        return
    with closing(RecordReader(folder)) as reader:
        for _, line in read_entries(folder / LEDGER):
            if line.get("id") in ids and line["type"] not in TELLING:
                with suppress(ArchiveError, OSError):
                    _know(folder, Entry.from_json(line), reader, referring)


def _know(folder: Path, entry: Entry, reader: RecordReader, referring: Referring) -> None:
    if entry.type == "response":
        headers = check_record(folder / entry.file, entry.offset)
        referring.see(headers, Placed(entry.file, entry.offset, entry.id))
    elif entry.type in DERIVED:
        record = reader.read_chained(entry.file, entry.offset, entry.id)
        kind = record_kind(record.target_uri) or ""
        if kind in SHAPES:
            referring.kinds[entry.id] = kind


def _see(
    other: Other, entry: Entry, reader: RecordReader, referring: Referring, found: Candidates
) -> None:
    path = other.folder / entry.file
    if not _is_one_member(path, entry):
        raise ArchiveError("it is not as it was written")
    headers = check_record(path, entry.offset)
    own = bare_id(headers.get("WARC-Record-ID", "")), headers.get("WARC-Type")
    if own != (entry.id, entry.type):
        raise ArchiveError("it is another record than its ledger says")
    place = Placed(entry.file, entry.offset, entry.id)
    referring.kinds[entry.id] = entry.type
    if entry.type in DERIVED:
        record = reader.read_chained(entry.file, entry.offset, entry.id)
        referring.hear(record, place)
        _read(record, found)
    referring.see(headers, place)


def _read(record: StoredRecord, found: Candidates) -> None:
    kind = record_kind(record.target_uri) or ""
    if kind in READ and kind in SHAPES:
        found.said[record.id] = kind, sound_content(record)


def _files(other: Other) -> set[str]:
    """The names of the files in its `imports/` that are as they were."""
    held = set()
    for entry in other.imports:
        path = other.folder / entry.file
        if is_own(path) and _is_as_long(path, entry) and file_sha256(path) == entry.sha256:
            held.add(entry.file)
    return held


def _is_as_long(path: Path, entry: Entry) -> bool:
    """Else it is another; and what is nothing but holes would be read for ever."""
    return path.stat().st_size == entry.length and not is_holes(path)


def names_of(content: Mapping[str, Any]) -> Iterator[str]:
    """The files of `imports/` that a page's own record names."""
    foreign = content.get("foreign") or {}
    yield from (foreign[key] for key in NAMED if foreign.get(key))


def refiled_there(other: Other, found: Candidates) -> dict[tuple[str, str], str]:
    """By page and name: the name that a file has in the other archive, where merging changed it."""
    came = {each.id for each in other.records if each.mark == MERGED}
    there: dict[tuple[str, str], str] = {}
    for identity, (kind, content) in found.said.items():
        if kind == "merge" and identity not in came:
            there |= {(each["record"], each["was"]): each["file"] for each in content["files"]}
    return there


def _without_file(other: Other, found: Candidates) -> None:
    there, held = refiled_there(other, found), _files(other)
    for identity, (kind, content) in found.said.items():
        for name in names_of(content) if kind == "import" else ():
            file = there.get((identity, name), name)
            if file not in held:
                why = f"{file}, in which its page lies, is not there as it was"
                found.left_out.setdefault(identity, why)


def _is_one_member(path: Path, entry: Entry) -> bool:
    """Whether there is one gzip member in its place, as long as its line says, and unchanged."""
    with open_own(path) as stream:
        found = next(whole_members(stream, entry.offset), None)
    return found == (entry.offset, entry.length, entry.sha256)
