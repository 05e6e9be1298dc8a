"""Taking in files made elsewhere, byte for byte: one page, or an archive of any number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.archiver.foreign.one_page import import_records
from dragoman.errors import DragomanError, ImportFailed
from dragoman.holdings import Holdings
from dragoman.index.asking import query
from dragoman.index.elsewhere import imported
from dragoman.page import Page
from dragoman.provenance.own_files import is_own
from dragoman.steps.outcome import Outcome
from dragoman.steps.reading_ahead import read_ahead

if TYPE_CHECKING:
    from dragoman.archiver.foreign.foreign_import import KeptFile
    from dragoman.archiver.foreign.pages.foreign_page import ForeignPage
    from dragoman.translate.workers.orders import Workers


@dataclass(frozen=True, slots=True)
class Said:
    """What the operator says of the files: a note, tags; and who, or how many, read pages."""

    note: str | None = None
    tags: Sequence[str] = ()
    workers: int | Workers = 1


def import_files(holdings: Holdings, paths: Iterable[Path], said: Said) -> Iterator[Outcome]:
    """See `Archive.import_files`."""
    for path in paths:
        try:
            yield from import_file(holdings, path, said)
        except DragomanError as error:
            yield Outcome(str(path), error=error)


def import_file(holdings: Holdings, path: Path, said: Said) -> Iterator[Outcome]:
    """An Outcome a page, as soon as it is read; errors as of `Archive.import_file`."""
    from dragoman.archiver.foreign.foreign_import import is_web_archive, refuse_special
    from dragoman.merging.packed import is_wacz_of_ours

    refuse_special(path)
    if is_web_archive(path) and is_wacz_of_ours(path):
        yield from _import_own(holdings, path, said)
        return
    if is_web_archive(path):
        yield from _import_web_archive(holdings, path, said)
        return
    capture, records = import_records(
        path,
        note=said.note,
        tags=said.tags,
        stamp=holdings.stamp("import"),
        limit=holdings.body_limit,
        notices=holdings.notices,
    )
    holdings.append(records, "captures")
    yield from _read(holdings, [capture.id], said)


def _import_own(holdings: Holdings, path: Path, said: Said) -> Iterator[Outcome]:
    """A WACZ that was made of an archive of ours brings what merging with that archive does.

    Pages that lay there in files made elsewhere, which are not in it, come out of it as out of any
    other.
    """
    from dragoman.steps.elsewhere.merging import merge

    merged = merge(holdings, path)
    holdings.notices.extend(merged.notes)
    for identity in merged.ids:
        page = Page.find(holdings, identity)
        yield Outcome(page.url, page)
    for identity, why in merged.left_out.items():
        message = f"{path.name}: {identity} is left out: {why}"
        yield Outcome(path.name, None, error=ImportFailed(message, subject=path.name))
    if merged.left_out:
        yield from _import_web_archive(holdings, path, said, merged=True)


def _import_web_archive(
    holdings: Holdings, path: Path, said: Said, *, merged: bool = False
) -> Iterator[Outcome]:
    """Pages that an earlier import of the same file listed are not listed again; nor those whose
    records are here, where it was `merged`."""
    from dragoman.archiver.foreign.foreign_import import found_again, keep_web_archive

    known = _Elsewhere(holdings)
    kept = keep_web_archive(path, holdings.store, known)
    if merged:
        kept = replace(kept, pages=tuple(e for e in kept.pages if not _is_here(holdings, e)))
    holdings.notices.extend(kept.problems)
    ids = _listed(holdings, kept, said)
    yield from _read(holdings, (ids[key] for key in kept.keys if key in ids), said)
    for part in kept.unread:
        yield Outcome(kept.name, error=ImportFailed(part, subject=kept.name))
    for file in imported.waiting_files(holdings.index.connection):
        if file != kept.file and is_own(holdings.folder / file):
            try:
                found = found_again(holdings.folder, file, known)
            except (ImportFailed, OSError) as error:
                # It is another file's trouble: what was taken in now is taken in.
                holdings.notices.append(f"{file} was not looked at again for its pages: {error}")
                continue
            before = imported.foreign_pages(holdings.index.connection, file)
            ids = _listed(holdings, found, said)
            new = [ids[key] for key in found.keys if key not in before and key in ids]
            if new:
                holdings.notices.append(_found_later(found, len(new), kept.name))
            yield from _read(holdings, new, said)


def _is_here(holdings: Holdings, page: ForeignPage) -> bool:
    """Whether the record of a page is one of the archive's own."""
    return query.record_row(holdings.index.connection, page.record_id or "") is not None


def _found_later(found: KeptFile, count: int, name: str) -> str:
    pages = "a page" if count == 1 else f"{count:,} pages"
    return f"{found.name}: {pages} of it, found unchanged, could be listed now: {name} holds them"


def _listed(holdings: Holdings, kept: KeptFile, said: Said) -> dict[tuple[object, ...], str]:
    """Keep the records of a file's pages, but for those that are there; their ids by their keys."""
    from dragoman.archiver.foreign.foreign_import import page_records, waiting_record

    stamp = holdings.stamp("import")
    listed = imported.foreign_pages(holdings.index.connection, kept.file)
    waits = kept.file in imported.waiting_files(holdings.index.connection)
    for records in page_records(kept, listed, note=said.note, tags=said.tags, stamp=stamp):
        holdings.store.append(records, "captures")
    if kept.waiting or waits:
        holdings.store.append([waiting_record(kept, stamp)], "captures")
    holdings.index.catch_up()
    return imported.foreign_pages(holdings.index.connection, kept.file)


def _read(holdings: Holdings, ids: Iterable[str], said: Said) -> Iterator[Outcome]:
    """Read the articles of pages that have none; an Outcome each, in order."""
    for page, error in read_ahead(holdings, ids, said.workers):
        yield Outcome(page.url, Page.recorded(holdings, page.id), error=error)


class _Elsewhere:
    """Finds the originals of revisits among the pages of files that were taken in before."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings

    def __call__(self, keys: set[str]) -> Iterator[ForeignPage]:
        from dragoman.archiver.foreign.pages.foreign_page import restored
        from dragoman.archiver.foreign.pages.revisits import keys_of

        for said in imported.foreign_originals(self._holdings.index.connection):
            page = restored(said)
            if any(key in keys for key in keys_of(page)):
                yield page
