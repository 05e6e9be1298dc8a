"""Pages to a file, and decisions back out of one that was worked on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.errors import ArchiveError, IndexUnusable, UsageError
from dragoman.holdings import Holdings
from dragoman.index.asking.choice import Choice, Filters, page_ids
from dragoman.index.asking.query import page_row
from dragoman.index.search.aside import found_aside
from dragoman.index.search.search import pages_found
from dragoman.page import Page
from dragoman.provenance.own_files import archive_around
from dragoman.steps.elsewhere.withheld import Withheld, check
from dragoman.steps.people.whole_page import decide_many
from dragoman.version import SOFTWARE

if TYPE_CHECKING:
    from dragoman.exchange import Document, Exported, Matched, Proposal
    from dragoman.exchange.wacz.wacz_signature import WaczSigner


def export_pages(
    holdings: Holdings,
    ids: Iterable[str] | None,
    format: str,
    path: Path,
    *,
    to: str | None,
    machine: bool,
    omegat: bool,
    signer: WaczSigner | None,
    search: str | None,
    filters: Filters,
    notes: bool = False,
    clean: bool = False,
    withhold: Path | None = None,
    openings: Path | None = None,
    language: str = "en",
) -> Exported:
    """See `Archive.export`."""
    from dragoman.exchange import Exported
    from dragoman.exchange.evidence_export import EVIDENCE_FORMATS

    for place in filter(None, (path, openings)):
        _check_place(place)
    _check_language(language, format)
    _check_wishes(format, omegat, notes, clean)
    check(format, withhold, openings)
    _check_choice(ids, search, filters)
    wanted = _wanted(holdings.index.connection, search, Choice(**filters)) if ids is None else ids
    pages = [Page.find(holdings, each) for each in wanted]
    set_aside = _set_aside(holdings.index.connection, search, filters) if ids is None else []
    if not pages and (search is not None or filters):
        return Exported(set_aside=len(set_aside))
    withheld = Withheld(holdings, withhold, openings) if withhold is not None else None
    asked = _Asked(holdings, format, withheld)
    if format == "ftm":
        return _to_ftm(holdings, pages, path, holdings.target(to))
    if format in EVIDENCE_FORMATS:
        # What failed is evidence too, and a report tells it.
        chosen = [p for p in pages if ids is not None or format == "report" or p.held]
        result = asked.written(
            path, lambda place: asked.evidence(chosen, place, signer, language, set_aside)
        )
    else:
        target = holdings.target(to)
        chosen = [page for page in pages if ids is not None or page.has_translation(target)]
        wishes = {"machine": machine, "omegat": omegat, "notes": notes, "clean": clean}

        def write(place: Path) -> Exported:
            return asked.documents(chosen, target, place, wishes)

        result = asked.written(path, write) if chosen else Exported()
        result.skipped = sum(page.article is not None for page in pages) - len(chosen)
        chosen = [page for page in chosen if page.id not in asked.unread]
    result.pages = tuple(page.id for page in chosen)
    result.set_aside = len(set_aside)
    return result


def _set_aside(connection: sqlite3.Connection, search: str | None, filters: Filters) -> list[str]:
    """Why pages that fit as well are left out: the reasons for which each was set aside."""
    if filters.get("mistaken", False) is not False:
        return []
    found = list(page_ids(connection, Choice(**(filters | {"mistaken": True}))))
    if search is not None:
        held = found_aside(connection, search, found)
        found = [each for each in found if each in held]
    rows = (page_row(connection, each) for each in found)
    return [str(row["mistaken"] or "") for row in rows if row is not None]


class _Asked:
    """One export: how its pages are written, and what of them is withheld."""

    def __init__(self, holdings: Holdings, format: str, withheld: Withheld | None) -> None:
        self._holdings = holdings
        self._format = format
        self._withheld = withheld
        self.unread: dict[str, str] = {}  # by page: which record cannot be read, and why

    def written(self, path: Path, write: Callable[[Path], Exported]) -> Exported:
        if self._withheld is None:
            return write(path)
        return self._withheld.handed_out(path, self._format, write)

    def evidence(
        self,
        pages: Sequence[Page],
        path: Path,
        signer: WaczSigner | None,
        language: str,
        set_aside: Sequence[str],
    ) -> Exported:
        from dragoman.exchange.evidence_export import export_evidence

        held = self._holdings
        return export_evidence(
            held.index.connection, held.folder, [page.id for page in pages], self._format, path,
            software=SOFTWARE, signer=signer, language=language,
            change=self._withheld.evidence() if self._withheld else None,
            look=self._withheld.look if self._withheld else None,
            set_aside=set_aside,
            own=self._withheld.own_pages() if self._withheld and self._format == "wacz" else None,
        )  # fmt: skip

    def documents(
        self, pages: Sequence[Page], target: str, path: Path, wishes: Mapping[str, bool]
    ) -> Exported:
        from dragoman.exchange import export

        documents = self._read(pages, target)
        if self._withheld is not None:
            documents = self._withheld.documents(documents, pages)
        result = export(
            documents, self._format, path, withheld=self._withheld is not None, **wishes
        )
        if self.unread:
            result.unread, result.notes = len(self.unread), tuple(self.unread.values())
        return result

    def _read(self, pages: Sequence[Page], target: str) -> Iterator[Document]:
        """Without pages of which a record cannot be read; ArchiveError where none is left, and
        where something is to be withheld: what cannot be read cannot be searched for names."""
        from dragoman.exchange import read_document

        for page in pages:
            try:
                provenance = page.provenance(target)
            except IndexUnusable:  # which says nothing of the page
                raise
            except ArchiveError as error:
                if self._withheld is not None:
                    raise
                self.unread[page.id] = f"{page.url}: left out, since {error.message}"
                continue
            yield read_document(self._holdings.index.connection, page.id, target, provenance)
        if self.unread and len(self.unread) == len(pages):
            raise ArchiveError(f"nothing was exported: {next(iter(self.unread.values()))}")


def _to_ftm(holdings: Holdings, pages: Sequence[Page], path: Path, target: str) -> Exported:
    from dragoman.exchange.evidence_export import told
    from dragoman.steps.named.handing_on import export_ftm

    with told(path, "nothing was exported: "):
        return export_ftm(holdings, pages, path, target)


def _check_wishes(format: str, omegat: bool, notes: bool, clean: bool) -> None:
    if omegat and format != "xliff12":
        raise UsageError("`omegat=True` is of the format xliff12", subject=format)
    if notes and format != "docx":
        raise UsageError("`notes=True` is of the format docx", subject=format)
    if clean and format != "html":
        raise UsageError("`clean=True` is of the format html", subject=format)


def _check_choice(ids: Iterable[str] | None, search: str | None, filters: Filters) -> None:
    if ids is not None and (search is not None or filters):
        raise UsageError("what is named by its id is not searched for or filtered as well")
    if search is not None and filters.get("mistaken", False) is not False:
        raise UsageError(
            "what was set aside as mistaken is not searched; leave out the search, or mistaken"
        )


def _check_place(path: Path) -> None:
    """UsageError where the export would take the place of what an archive is made of."""
    kept = archive_around(path)
    if kept is not None:
        raise UsageError(
            f"{path} is a place of the archive {kept} itself; name another", subject=str(path)
        )


def _check_language(language: str, format: str) -> None:
    """Before anything is read: a report's own sentences are there in some languages."""
    from dragoman.exchange.report.words import Words

    if format == "report":
        Words.of(language)
    elif language != "en":
        raise UsageError("`report_language=` is of the format report", subject=format)


def _wanted(connection: sqlite3.Connection, search: str | None, choice: Choice) -> Iterator[str]:
    """All the pages that are chosen and, where something is searched for, in which it is found."""
    found = None if search is None else pages_found(connection, search)
    return (each for each in page_ids(connection, choice) if found is None or each in found)


def import_review(holdings: Holdings, path: Path, *, reviewer: str) -> Matched:
    """See `Archive.import_review`."""
    from dragoman.exchange import Bringer, match, read_returned

    bringer = Bringer(reviewer, holdings.settings.approvals)
    matched = match(holdings.index.connection, read_returned(path), bringer)
    told = {"reviewer": reviewer, "comment": f"from {path.name}"}
    by_page: dict[tuple[str, str], list[Proposal]] = {}
    for each in matched.proposals:
        by_page.setdefault((each.page, each.language), []).append(each)
    for (page, language), proposals in by_page.items():
        wanted = [(each.n, each.state, each.text) for each in proposals]
        decide_many(holdings, Page.find(holdings, page), wanted, to=language, **told)
    return matched
