"""Another archive's records into this one: see `Archive.merge_archive`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.archiver.foreign.foreign_import import safe_name
from dragoman.archiver.records.capture import WAITING
from dragoman.archiver.records.record import Member, json_record
from dragoman.archiver.store.claimed import claimed_file
from dragoman.archiver.web.spool import new_spool
from dragoman.decisions import Decision
from dragoman.errors import ArchiveError, UsageError
from dragoman.holdings import Holdings
from dragoman.index.asking import query
from dragoman.index.elsewhere.handed import (
    decided_otherwise,
    mistaken_pages,
    open_disputes,
    passed_over,
    refiled_pages,
    set_apart,
)
from dragoman.index.records.documents import MERGE
from dragoman.page import Page
from dragoman.provenance import durable
from dragoman.provenance.digest import CHUNK, file_sha256
from dragoman.provenance.own_files import is_own, open_own
from dragoman.steps.people.deciding import records_of

if TYPE_CHECKING:
    import sqlite3

    from dragoman.merging.other import Other
    from dragoman.merging.sound import Candidates
    from dragoman.provenance.ledger import Entry

AT_ONCE, BYTES_AT_ONCE = 500, 64 << 20
WHY = 300  # characters of why a record was left out, in the record of the merging
MOST_LEFT_OUT = 10_000
SHOWN = 5  # of what is named one by one
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merging brought: how many records, pages and decisions, and which archive's.

    `disputes` are the sentences that both archives had decided on otherwise and nobody has settled,
    by page and number, of this merging and earlier ones; `left_out` has by record why it was not
    taken, `notes` are sentences on what else was not. `ids`: the other's pages that are here now;
    `ledger_sha256`: the SHA-256 of its ledger.
    """

    archive: str
    records: int
    pages: int
    decisions: int
    disputes: tuple[sqlite3.Row, ...]
    left_out: dict[str, str]
    notes: tuple[str, ...]
    ids: tuple[str, ...] = ()
    ledger_sha256: str = ""


def merge(holdings: Holdings, path: Path, progress: Progress | None = None) -> Merged:
    """See `Archive.merge_archive`."""
    from dragoman.merging.other import opened

    if path.is_dir() and path.resolve() == holdings.folder.resolve():
        raise UsageError(f"{path} is this archive itself")
    store = holdings.store
    with opened(path, store.spool_dir, store.locked()) as other:
        return _Merging(holdings, other).run(progress)


class _Merging:
    def __init__(self, holdings: Holdings, other: Other) -> None:
        self._holdings = holdings
        self._other = other
        self._here: dict[str, str] = {}
        self._kinds: dict[str, str] = {}
        self._files: dict[str, str] = {}
        self._took = False
        self._brought: set[str] = set()  # files that were not here, by their names there
        self._changed: list[str] = []
        for _, line in holdings.store.entries():
            if line.get("type") == "import":
                self._files.setdefault(str(line["sha256"]), str(line["file"]))
            elif "file" in line:
                self._here[line["id"]] = line["sha256"]
                self._kinds[line["id"]] = line["type"]

    def run(self, progress: Progress | None) -> Merged:
        from dragoman.merging.differing import disputes
        from dragoman.merging.sound import candidates

        holdings, other = self._holdings, self._other
        holdings.index.catch_up()
        found = candidates(other, holdings.folder, self._here, self._kinds, progress)
        differing = list(disputes(holdings.index.connection, other, found))
        if self._brings(found):
            names = dict(self._imports(found))
            said = self._evidence(found, names, [each.to_json() for each in differing])
            record = json_record(MERGE, f"urn:uuid:{other.archive}", said)
            holdings.append([record], "derived")
            apart, mistaken = self._out_of_sight()
            self._take(found.taken)
            self._wait(found, names)
            holdings.index.catch_up()
            self._took = True
            new = {entry.id for entry in found.taken}
            self._join(new)
            self._changed += self._what_changed(apart, mistaken)
            self._changed += self._in_two_translations(new)
        return self._merged(found)

    def _brings(self, found: Candidates) -> bool:
        """Whether anything there is new but that it merged others, or us: else there is no end of
        two archives that merge each other."""
        evidence: set[str] = set()
        merges = set()
        for identity, (kind, content) in found.said.items():
            if kind == "merge":
                merges.add(identity)
                evidence |= {content["ledger"], *content["anchors"]}
        anchors = self._holdings.folder / "anchors"
        own = [*anchors.glob("*.json"), *anchors.glob("*.ots")]
        had = {*self._files, *(file_sha256(each) for each in own if is_own(each))}
        return (
            any(entry.id not in merges for entry in found.taken)
            or any(e.sha256 not in had and e.file not in evidence for e in self._other.imports)
            or any(file_sha256(each) not in had for each in self._other.anchors)
        )

    # -- files ------------------------------------------------------------------------------

    def _imports(self, found: Candidates) -> Iterator[tuple[str, str]]:
        """By its name there: the name that each file of the other's `imports/` has here."""
        for entry in self._other.imports:
            if entry.sha256 not in self._files:
                self._brought.add(entry.file)
                source = self._other.folder / entry.file
                try:
                    self._keep(source, entry.file.partition("/")[2], entry.sha256)
                except (ArchiveError, OSError) as error:
                    found.left_out[entry.id] = str(getattr(error, "message", error))
                    continue
            yield entry.file, self._files[entry.sha256]

    def _keep(self, source: Path, name: str, sha256: str, length: int | None = None) -> str:
        """The file in `imports/`, under a line of our ledger; ArchiveError where it is another."""
        if sha256 in self._files:
            return self._files[sha256]
        store = self._holdings.store
        with claimed_file(store.spool_dir, store.locked()) as copy:
            with open_own(source) as stream, copy.open("wb") as target:
                left = length
                while piece := stream.read(CHUNK if left is None else min(left, CHUNK)):
                    target.write(piece)
                    left = None if left is None else left - len(piece)
                durable.sync(target)
            if file_sha256(copy) != sha256:
                raise ArchiveError(f"{name} is not as it was written", subject=name)
            size = copy.stat().st_size
            file = store.append_import(copy, safe_name(name), sha256=sha256, length=size)
        self._files[sha256] = file
        return file

    def _evidence(
        self, found: Candidates, names: dict[str, str], disputes: list[dict[str, Any]]
    ) -> dict[str, Any]:
        """What the record of the merging says; the ledger and anchors that it names are kept."""
        other = self._other
        short = other.archive[:8]
        sha256 = self._ledger_sha256()
        ledger = self._keep(
            other.ledger, f"merged-{short}-{other.head.n}.ledger.jsonl", sha256, other.head.size
        )
        anchors = [
            self._keep(each, f"merged-{short}-{each.name}", file_sha256(each))
            for each in other.anchors
        ]
        left_out = [
            {"record": identity, "why": why[:WHY]}
            for identity, why in list(found.left_out.items())[:MOST_LEFT_OUT]
        ]
        return {
            "archive": other.archive,
            "ledger": ledger,
            "line": other.head.n,
            "sha256": other.head.sha256,
            "whole": other.whole,
            "anchors": anchors,
            "files": self._refiled(found, names),
            "disputes": disputes,
            "left_out": left_out,
            "stamp": self._holdings.stamp("merge").to_json(),
        }

    def _ledger_sha256(self) -> str:
        digest, left = hashlib.sha256(), self._other.head.size
        with open_own(self._other.ledger) as stream:
            while left and (piece := stream.read(min(left, CHUNK))):
                digest.update(piece)
                left -= len(piece)
        return digest.hexdigest()

    def _refiled(self, found: Candidates, names: dict[str, str]) -> list[dict[str, str]]:
        """The pages whose file has another name here than their own record says."""
        from dragoman.merging.sound import names_of, refiled_there

        there = refiled_there(self._other, found)
        known, changed = refiled_pages(self._holdings.index.connection), []
        for identity, (kind, content) in found.said.items():
            if kind != "import" or identity in known:
                continue
            for said in dict.fromkeys(names_of(content)):
                there_named = there.get((identity, said), said)
                file = names.get(there_named, there_named)
                if file != said:
                    changed.append({"record": identity, "was": said, "file": file})
        return changed

    # -- records ----------------------------------------------------------------------------

    def _take(self, entries: Sequence[Entry]) -> None:
        start = 0
        while start < len(entries):
            stop, size = start, 0
            while stop < len(entries) and stop - start < AT_ONCE and size < BYTES_AT_ONCE:
                size += entries[stop].length
                stop += 1
            with ExitStack() as stack:
                members = [self._member(each, stack) for each in entries[start:stop]]
                self._holdings.store.append_merged(members)
            start = stop

    def _wait(self, found: Candidates, names: Mapping[str, str]) -> None:
        """That a file which came has revisits of what no file held there: so it has here, until
        one comes. What the other says of it speaks of the other, and may name it otherwise."""
        said = {
            content["file"]: int(content["revisits"])
            for identity, (kind, content) in found.said.items()
            if kind == "waiting" and identity not in found.left_out
        }
        stamp = self._holdings.stamp("merge").to_json()
        records = [
            json_record(
                WAITING,
                f"urn:dragoman:file:{Path(names[file]).name}",
                {"file": names[file], "revisits": revisits, "stamp": stamp},
            )
            for file, revisits in said.items()
            if file in self._brought and file in names
        ]
        if records:
            self._holdings.store.append(records, "captures")

    def _member(self, entry: Entry, stack: ExitStack) -> Member:
        """The record as it lies there, byte for byte; it may have been changed meanwhile."""
        spool = stack.enter_context(closing(new_spool(self._holdings.store.spool_dir)))
        left, digest = entry.length, hashlib.sha256()
        with open_own(self._other.folder / entry.file) as stream:
            stream.seek(entry.offset)
            while left and (piece := stream.read(min(left, CHUNK))):
                spool.write(piece)
                digest.update(piece)
                left -= len(piece)
        if left or digest.hexdigest() != entry.sha256:
            raise ArchiveError(f"record {entry.id} changed while it was taken", subject=entry.id)
        return Member(entry.id, entry.type, spool, entry.length, entry.sha256)

    def _join(self, new: set[str]) -> None:
        """What was decided on a translation of theirs, or of ours, that is not the one that counts
        holds in the one that does."""
        holdings = self._holdings
        by_page: dict[str, list[Decision]] = {}
        for page, decision in passed_over(holdings.index.connection, new):
            by_page.setdefault(page, []).append(decision)
        for page, decisions in by_page.items():
            records = records_of(holdings, Page.find(holdings, page), decisions)
            holdings.append(records, "derived", asked_next=True)

    def _out_of_sight(self) -> tuple[int, set[str]]:
        connection = self._holdings.index.connection
        return set_apart(connection), mistaken_pages(connection)

    def _what_changed(self, apart: int, mistaken: set[str]) -> Iterator[str]:
        """What is out of sight by what came: it is kept, and nobody would look for it."""
        now_apart, now_mistaken = self._out_of_sight()
        if now_apart > apart:
            yield (
                f"{now_apart - apart:,} sentence(s) that people decided on, here or there, do not "
                "stand in the text as it is cut now; the decisions are kept, and count again where "
                "the sentence stands"
            )
        pages = sorted((now_mistaken - mistaken) & self._here.keys())
        if pages:
            yield (
                f"{len(pages):,} page(s) that were here are marked as mistaken by what came, and "
                f'so in no list: {", ".join(pages[:SHOWN])}; "dragoman annotate ID --not-mistaken" '
                "takes that back"
            )

    def _in_two_translations(self, new: set[str]) -> Iterator[str]:
        """No dispute on one translation, which `conflicts` would list; and yet one goes unseen."""
        found = decided_otherwise(self._holdings.index.connection, new, self._other.ids)
        if found:
            shown = ", ".join(f"{page}:{n}" for page, n in found[:SHOWN])
            yield (
                f"{len(found):,} sentence(s) were decided on otherwise in two translations of one "
                f"article; what was decided in the one that counts stands, look at it: {shown}"
            )

    # -- what came of it --------------------------------------------------------------------

    def _merged(self, found: Candidates) -> Merged:
        connection = self._holdings.index.connection
        taken = {entry.id for entry in found.taken} if self._took else set()
        kinds = [kind for identity, (kind, _) in found.said.items() if identity in taken]
        pages = query.page_ids(connection)
        return Merged(
            self._other.archive,
            len(taken),
            sum(page in taken for page in pages),
            kinds.count("decision"),
            tuple(open_disputes(connection)),
            found.left_out,
            tuple(self._notes()),
            tuple(page for page in pages if page in self._other.ids),
            self._ledger_sha256(),
        )

    def _notes(self) -> Iterator[str]:
        yield from self._changed
        names = self._other.names
        if names is None:
            return
        own = self._holdings.folder / "names.csv"
        if not own.is_file() or file_sha256(own) != file_sha256(names):
            yield (
                f"{names} was not taken: which spelling of a name counts here is for people to "
                "say; compare it with names.csv of this archive"
            )
