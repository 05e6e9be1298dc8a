"""Writing evidence out: where pages are from and what became of them, in three formats."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from dragoman.errors import ArchiveError
from dragoman.exchange.evidence.evidence import Evidence
from dragoman.exchange.evidence.gathering import gather
from dragoman.exchange.evidence.own_page import OwnPage
from dragoman.exchange.export import Exported, TextFormat
from dragoman.exchange.files.pending_file import PendingFile
from dragoman.exchange.wacz.wacz_signature import WaczSigner
from dragoman.index.elsewhere import imported

# The last has who is named as well, and is written by steps/named/handing_on.py.
EvidenceFormat = Literal["wacz", "prov", "report", "ftm"]
EVIDENCE_FORMATS: tuple[EvidenceFormat, ...] = get_args(EvidenceFormat)
Format = TextFormat | EvidenceFormat
# What a record leads to that holds JSON, and not what it should. An archive may be anybody's.
MISFITS = (LookupError, TypeError, AttributeError, ValueError, OverflowError, RecursionError)


def export_evidence(
    connection: sqlite3.Connection,
    folder: Path,
    ids: Sequence[str],
    format: str,
    path: Path,
    software: str,
    signer: WaczSigner | None = None,
    language: str = "en",
    change: Callable[[Evidence], Evidence] | None = None,
    own: Callable[[Iterable[Evidence]], Iterable[OwnPage]] | None = None,
    look: Callable[[Path], None] | None = None,
    set_aside: Sequence[str] = (),
) -> Exported:
    """Write pages of the archive in `folder` to `path`, whole or not at all.

    `format` is one of EVIDENCE_FORMATS; `signer` signs a WACZ; `language` is that of a report's own
    sentences, which is a PDF where the path ends so; `change` is what becomes of the evidence on
    each page before it is told, where something is withheld, and `own` makes of them what goes into
    a WACZ then; `look` is handed the HTML of a report before it is printed. `set_aside` are the
    reasons for which pages are not among them, which a report tells.

    A record of them that cannot be read is named in `notes`: a report and PROV say so in its place,
    a WACZ is written without its page, and nothing at all is where something is to be withheld.
    So are those that are not as the ledger says. A file that is not there is named once, with how
    many records of which it is that cannot be read for it.
    ArchiveError where no page is left.
    """
    unread = _Unread(folder, leaving_out=format == "wacz", refusing=bool(change or own))
    with told(path, "nothing was exported: "):
        if format == "report":
            from dragoman.exchange.report.report_file import write_report_file

            count = write_report_file(
                connection, folder, ids, path, software=software, language=language, change=change,
                look=look, noted=unread, changed=unread.changed, set_aside=set_aside,
            )  # fmt: skip
            return unread.told(Exported((path,), count))
        pages: Iterable[Evidence] = unread(gather(connection, folder, ids))
        pages = pages if change is None else map(change, pages)
        if format == "wacz" and own is not None:
            from dragoman.exchange.wacz.withheld_wacz import write_withheld_wacz

            count = write_withheld_wacz(
                own(unread(gather(connection, folder, ids))), path, software=software, signer=signer
            )
            return Exported((path,), count)
        if format == "wacz":
            from dragoman.exchange.wacz.wacz import write_wacz

            def listed(file: str) -> int:
                return len(imported.foreign_pages(connection, file))

            count = write_wacz(
                pages, folder, path, software=software, signer=signer, listed=listed,
                changed=unread.changed,
            )  # fmt: skip
            return unread.told(Exported((path,), count))
        return _to_prov(pages, folder, path, unread)


def _to_prov(pages: Iterable[Evidence], folder: Path, path: Path, unread: _Unread) -> Exported:
    from dragoman.exchange.evidence.prov import write_prov

    with PendingFile(path) as pending:
        count = write_prov(pages, pending.stream, folder, unread.changed)
        return unread.told(Exported((pending.commit(),), count))


class _Unread:
    """Pages as they pass, and the records of theirs that cannot be read."""

    def __init__(self, folder: Path, *, leaving_out: bool, refusing: bool) -> None:
        self._folder = folder
        self._leaving_out = leaving_out
        self._refusing = refusing
        self._notes: dict[str, str] = {}  # by record, since a PDF is written twice
        self._gone: dict[str, _Gone] = {}  # by file

    def __call__(self, pages: Iterable[Evidence]) -> Iterator[Evidence]:
        passed = False
        for evidence in pages:
            for each in evidence.unread:
                if self._refusing:  # what cannot be read cannot be searched for names
                    raise ArchiveError(f"nothing was exported: {each.unread}", subject=each.id)
                left_out = "left out, since " if self._leaving_out else ""
                what = f"{left_out}record {each.id} cannot be read: {each.unread}"
                self._notes[each.id] = f"{evidence.url}: {what}"
                if each.place is not None and not (self._folder / each.place.file).exists():
                    gone = self._gone.setdefault(each.place.file, _Gone())
                    gone.records.add(each.id)
                    gone.pages.add(evidence.capture.id)
            if not (self._leaving_out and evidence.unread):
                passed = True
                yield evidence
        if not passed and self._notes:
            said = next(iter(self._notes.values()))
            raise ArchiveError(f"nothing was exported: {said}")

    def changed(self, url: str, identity: str, why: str) -> None:
        """A record that was changed, and may have been said to be unreadable: that is more."""
        left_out = "left out, since " if self._leaving_out else ""
        self._notes.setdefault(identity, f"{url}: {left_out}{why}")

    def told(self, result: Exported) -> Exported:
        result.unread = len(self._notes)
        lost = set().union(*(each.records for each in self._gone.values()))
        said = [each.said(file, self._leaving_out) for file, each in self._gone.items()]
        said += [note for identity, note in self._notes.items() if identity not in lost]
        result.notes = tuple(said)
        return result


@dataclass(slots=True)
class _Gone:
    """A file that is not there: the records that were in it, and the pages that they are of."""

    records: set[str] = field(default_factory=set)
    pages: set[str] = field(default_factory=set)

    def said(self, file: str, leaving_out: bool) -> str:
        records, pages = len(self.records), len(self.pages)
        many = f"{records:,} record{'s' * (records != 1)} of {pages:,} page{'s' * (pages != 1)}"
        rest = ", so they were left out" if leaving_out else ""
        return f'{file} is not there: {many} cannot be read{rest}; run "dragoman verify"'


@contextmanager
def told(path: Path, what: str = "") -> Iterator[None]:
    """A record that does not say what it should, as one sentence that begins with `what`."""
    try:
        yield
    except MISFITS as error:
        raise ArchiveError(
            f"{what}a record of these pages does not say what it should "
            f'({type(error).__name__}: {error}); "dragoman verify" says whether it was changed',
            subject=str(path),
        ) from error
