"""The pages that a WACZ lists, found among its records."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from dragoman.archiver.foreign.foreign_facts import clean, utc
from dragoman.archiver.foreign.pages.foreign_page import ForeignPage, Hop, Kept, Spot
from dragoman.archiver.foreign.pages.url_forms import bare, loose, loosest
from dragoman.archiver.foreign.wacz_reader import ListedPage

MAX_REDIRECTS = 20
# From what is written alike to what is only nearly so.
FORMS: tuple[Callable[[str], str], ...] = (bare, loose, loosest)


@dataclass(slots=True)
class Chosen:
    """What became of a list: the pages, and how many of its entries were found only under another
    form of their URL."""

    pages: list[ForeignPage]
    otherwise: int
    missing: list[str]


def chosen(
    found: Sequence[ForeignPage],
    listed: Sequence[ListedPage],
    redirects: Mapping[str, Hop],
    texts: Mapping[str, Spot],
) -> Chosen:
    """The pages of a list, each once, under the URLs that it has them by, redirects followed.

    `redirects` are by the URL they lead from, `texts` what a crawler kept of what it showed.
    """
    forms = _Forms(found, redirects)
    outcome = Chosen([], 0, [])
    given: set[tuple[Any, ...]] = set()
    for entry in listed:
        page, exactly = forms.find(entry.url, entry.time)
        if page is None:
            outcome.missing.append(entry.url)
            continue
        outcome.otherwise += not exactly
        if page.key not in given:
            given.add(page.key)
            outcome.pages.append(_as_listed(page, entry, texts))
    return outcome


def _as_listed(page: ForeignPage, entry: ListedPage, texts: Mapping[str, Spot]) -> ForeignPage:
    url = clean(bare(entry.url))
    spot = texts.get(bare(entry.url)) or texts.get(page.url)
    kept = Kept(entry.title, spot, entry.text if spot is None else None)
    return replace(
        page,
        listed_as=url if url != page.url else None,
        kept=kept if kept != Kept() else None,
    )


class _Forms:
    """The pages by each form of their URLs; the loose ones are made once one is needed."""

    def __init__(self, pages: Sequence[ForeignPage], redirects: Mapping[str, Hop]) -> None:
        self._of = pages, redirects
        self._made: list[_Form] = []

    def find(self, url: str, time: str | None) -> tuple[ForeignPage | None, bool]:
        """The page at a URL, and whether it has it as it is written."""
        for number, form in enumerate(FORMS):
            if number == len(self._made):
                self._made.append(_Form(form, *self._of))
            page = self._made[number].find(url, time)
            if page is not None:
                return page, number == 0
        return None, False


class _Form:
    """Pages by one form of their URLs."""

    def __init__(
        self,
        form: Callable[[str], str],
        pages: Sequence[ForeignPage],
        redirects: Mapping[str, Hop],
    ) -> None:
        self._form = form
        together: dict[str, list[ForeignPage]] = {}
        for page in pages:
            together.setdefault(form(page.url), []).append(page)
        self._by_url = {url: Captures(each) for url, each in together.items()}
        self._redirects = {form(url): hop for url, hop in redirects.items()}

    def find(self, url: str, time: str | None) -> ForeignPage | None:
        hops: list[Hop] = []
        key = self._form(url)
        while key not in self._by_url:
            hop = self._redirects.get(key)
            if hop is None or len(hops) == MAX_REDIRECTS:
                return None
            hops.append(hop)
            key = self._form(hop.target)
        return replace(self._by_url[key].nearest(time), hops=tuple(hops))


class Captures:
    """The captures of one URL, in the order of the file; answers to a GET, where there are some."""

    def __init__(self, pages: Sequence[ForeignPage]) -> None:
        self._pages = [page for page in pages if not page.method] or pages
        times = ((_time(page.date), n) for n, page in enumerate(self._pages))
        self._times = sorted((time, n) for time, n in times if time is not None)

    def nearest(self, wanted: str | None) -> ForeignPage:
        """The one nearest to a time, or the first where no time can be read."""
        time = _time(wanted or "")
        if time is None or not self._times:
            return self._pages[0]
        at = bisect_left(self._times, (time, 0))
        before = [bisect_left(self._times, (self._times[at - 1][0], 0))] if at else []
        near = [self._times[each] for each in (*before, at) if each < len(self._times)]
        return self._pages[min(near, key=lambda each: (abs(each[0] - time), each[1]))[1]]


def _time(written: str) -> datetime | None:
    found = utc(written)
    return datetime.fromisoformat(found) if found else None
