"""Taking in files made elsewhere, byte for byte: one page, or an archive of any number."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dragoman.archiver.foreign.one_page import import_records
from dragoman.errors import ImportFailed
from dragoman.holdings import Holdings
from dragoman.index.asking import query
from dragoman.page import Page
from dragoman.steps.outcome import Outcome
from dragoman.steps.reading import try_article


def import_file(
    holdings: Holdings, path: Path, *, note: str | None = None, tags: Sequence[str] = ()
) -> list[Outcome]:
    """See `Archive.import_file`."""
    from dragoman.archiver.foreign.foreign_import import is_web_archive
    from dragoman.merging.packed import is_wacz_of_ours

    if is_web_archive(path) and is_wacz_of_ours(path):
        return _import_own(holdings, path)
    if is_web_archive(path):
        return _import_web_archive(holdings, path, note, tags)
    capture, records = import_records(
        path, note=note, tags=tags, stamp=holdings.stamp("import"), limit=holdings.body_limit
    )
    holdings.append(records, "captures")
    error = try_article(holdings, Page.recorded(holdings, capture.id))
    return [Outcome(capture.url, Page.recorded(holdings, capture.id), error=error)]


def _import_own(holdings: Holdings, path: Path) -> list[Outcome]:
    """A WACZ that was made of an archive of ours brings what merging with that archive does."""
    from dragoman.steps.elsewhere.merging import merge

    merged = merge(holdings, path)
    holdings.notices.extend(merged.notes)
    left_out = [
        ImportFailed(f"{path.name}: {identity} is left out: {why}", subject=path.name)
        for identity, why in merged.left_out.items()
    ]
    return [
        *(Outcome(page.url, page) for page in (Page.find(holdings, each) for each in merged.ids)),
        *(Outcome(path.name, None, error=error) for error in left_out),
    ]


def _import_web_archive(
    holdings: Holdings, path: Path, note: str | None, tags: Sequence[str]
) -> list[Outcome]:
    """Pages that an earlier import of the same file listed are not listed again."""
    from dragoman.archiver.foreign.foreign_import import keep_web_archive, page_records

    kept = keep_web_archive(path, holdings.store)
    holdings.notices.extend(kept.problems)
    listed = query.foreign_pages(holdings.index.connection, kept.file)
    stamp = holdings.stamp("import")
    for records in page_records(kept, listed, note=note, tags=tags, stamp=stamp):
        holdings.store.append(records, "captures")
    holdings.index.catch_up()
    ids = query.foreign_pages(holdings.index.connection, kept.file)
    unread = [ImportFailed(each, subject=kept.name) for each in kept.unread]
    return [
        *(_outcome(holdings, ids[key]) for key in kept.keys if key in ids),
        *(Outcome(kept.name, error=error) for error in unread),
    ]


def _outcome(holdings: Holdings, identity: str) -> Outcome:
    page = Page.find(holdings, identity)
    error = try_article(holdings, page) if page.article is None else None
    return Outcome(page.url, Page.find(holdings, identity), error=error)
