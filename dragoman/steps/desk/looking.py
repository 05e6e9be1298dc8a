"""Lists as somebody brings them, each row looked at before anything is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dragoman.desk.house import ListedRow, Looked
from dragoman.index.asking.jobs import had, not_had

if TYPE_CHECKING:
    from dragoman.archiver.lists.listed_page import UrlList
    from dragoman.holdings import Holdings

# A text is a list where so many of its lines that say something name a page.
SHARE = 0.5


def look(holdings: Holdings, data: bytes, name: str) -> Looked:
    """The rows of a list, and what is to be said of them; a text that is none says so.

    UsageError where it cannot be read for certain.
    """
    from dragoman.archiver.lists.url_list import read_url_list

    found = read_url_list(data, name)
    lines = sum(1 for line in data.splitlines() if line.strip())
    is_text = name.casefold().endswith((".txt", ".text", ".md"))
    if is_text and len(found.pages) < SHARE * max(1, lines):
        return Looked(is_list=False)
    return Looked(list(_rows(holdings, found)), list(found.notices))


def _rows(holdings: Holdings, found: UrlList) -> Iterator[ListedRow]:
    before = had(holdings.index.connection, [page.url for page in found.pages])
    mended = set(found.mended)
    first: dict[str, str] = {}
    for page in found.pages:
        said = []
        if page.completed:
            said.append("had no https://; it was put before it")
        if page.where in mended:
            said.append("marks that nobody sees were taken out of it")
        if page.url in first:
            said.append(f"the same as {first[page.url]}; captured once")
        elif page.url in before:
            said.append(
                f"is here since {before[page.url][:10]}; captured again, as another capture of it"
            )
        first.setdefault(page.url, page.where)
        yield ListedRow(page.where, page.url, page.note or "", page.tags, "; ".join(said))
    for row in found.misread:
        yield ListedRow(row.where, row.text[:500], wrong=row.message)


def failed_rows(holdings: Holdings) -> list[ListedRow]:
    """What failed and was not had since, as `capture --retry-failed` takes it."""
    holdings.index.catch_up()
    return [
        ListedRow(str(number), url, note or "", tuple(tags), "failed before, and was not had since")
        for number, (url, note, tags) in enumerate(not_had(holdings.index.connection), start=1)
    ]
