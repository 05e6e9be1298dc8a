"""Keeping what was fetched: the page's records first, then what it shows, then its article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dragoman.archiver.lists.listed_page import LONGEST_TAG, ListedPage
from dragoman.archiver.records.capture import Listed, capture_records
from dragoman.archiver.records.record import Record
from dragoman.archiver.records.rendered import rendered_records
from dragoman.archiver.requisites.remembered import Remembered
from dragoman.archiver.requisites.requisites import BATCH, Collector, Requisites, requisites_record
from dragoman.archiver.visits.frontier import Visit
from dragoman.archiver.visits.job import Job
from dragoman.archiver.visits.politeness import best
from dragoman.archiver.web.fetch import Fetcher
from dragoman.archiver.web.fetched import Fetch
from dragoman.archiver.web.urls import normalise, route_of
from dragoman.errors import DragomanError, FetchError, IndexUnusable, UsageError
from dragoman.holdings import Holdings
from dragoman.page import Page
from dragoman.reader.page_reader import CalledOff, never
from dragoman.steps.reading import read_articles

if TYPE_CHECKING:
    from dragoman.archiver.web.fetched import Rendered

# Pages whose articles are read before any of them is handed out.
READ_TOGETHER = 8


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a list of URLs is captured.

    `resume` goes on with the same list where an earlier call was interrupted; `read` reads the
    articles as well, which `translate` does otherwise. `listed` has, by URL, what is to be noted of
    that one alone. `posts` tells of the posts on a page as well, `history` walks back through so
    many; `media` has the recordings of each page too, with up to `comments` comments
    each. `ocr_pictures` has a machine read the text in pictures of pages. UsageError for a tag that
    is too long to be read back.
    """

    note: str | None = None
    tags: Sequence[str] = ()
    concurrency: int = 1
    resume: bool = False
    read: bool = True
    listed: Mapping[str, Sequence[ListedPage]] = field(default_factory=dict)
    history: int = 0
    posts: bool = True
    media: bool = False
    comments: int = 0
    ocr_pictures: bool = False

    def __post_init__(self) -> None:
        if any(len(each) > LONGEST_TAG for each in self.tags_of(list(self.listed))):
            raise UsageError(f"a tag has {LONGEST_TAG:,} characters at most")

    def note_of(self, urls: Sequence[str]) -> str | None:
        """What is to be kept with the page that some URLs name: its own note, then that of all."""
        own = [each.note for url in urls for each in self.listed.get(url, ())]
        return "\n".join(dict.fromkeys(filter(None, [*own, self.note]))) or None

    def tags_of(self, urls: Sequence[str]) -> list[str]:
        own = [tag for url in urls for each in self.listed.get(url, ()) for tag in each.tags]
        return list(dict.fromkeys([*own, *self.tags]))


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a page: ids, since pages with their texts may wait long to be handed out.

    `elsewhere`: another program has captured it, and tells of it.
    """

    place: int
    url: str
    page_id: str | None
    error: DragomanError | None
    elsewhere: bool = False


class Keeper:
    """Puts fetched pages into an archive. Threads may share it."""

    def __init__(
        self,
        holdings: Holdings,
        fetcher: Fetcher,
        wishes: Wishes,
        remembered: Remembered | None = None,
    ) -> None:
        self._holdings = holdings
        self._fetcher = fetcher
        self._wishes = wishes
        self.remembered = remembered or Remembered()
        self.called_off: CalledOff = never  # nothing more is read then

    def keep(self, visits: Sequence[Visit], job: Job | None) -> Iterator[list[Kept]]:
        """Put the best of each page's tries into the archive, with its others beside it.

        All the pages are on the disk before anything else is fetched for one of them, or read.
        Yields what became of them, in order, a few at a time.
        """
        fetches = [best(list(visit.attempts)) for visit in visits]
        try:
            ids = self._keep_pages(visits, fetches, job)
            for fetch, page_id in zip(fetches, ids, strict=True):
                if page_id is not None:
                    self._keep_what_it_shows(fetch, page_id)
        finally:
            for visit in visits:
                for each in visit.attempts:
                    each.close()
        kept = [
            Kept(visit.place, visit.url, page_id, fetch.error)
            for visit, fetch, page_id in zip(visits, fetches, ids, strict=True)
        ]
        for start in range(0, len(kept), READ_TOGETHER):
            yield self._read(kept[start : start + READ_TOGETHER])

    def _keep_pages(
        self, visits: Sequence[Visit], fetches: Sequence[Fetch], job: Job | None
    ) -> list[str | None]:
        """The ids of the pages, on the disk; None for what is not a URL, of which nothing is."""
        ids: list[str | None] = []
        records: list[Record] = []
        for visit, fetch in zip(visits, fetches, strict=True):
            if fetch.error is not None and fetch.error.step == "url":
                ids.append(None)
                continue
            page_id, its_records = self._page_records(visit, fetch, job)
            ids.append(page_id)
            records += its_records
        self._append(records)
        return ids

    def _page_records(
        self, visit: Visit, fetch: Fetch, job: Job | None
    ) -> tuple[str, list[Record]]:
        rendered = fetch.rendered
        resources, browser = rendered_records(rendered, fetch.url) if rendered else ([], None)
        capture, records = capture_records(
            fetch,
            told=self._fetcher.options.disclosed(),
            note=self._wishes.note_of(visit.page.urls),
            tags=self._wishes.tags_of(visit.page.urls),
            stamp=self._holdings.stamp("capture"),
            earlier=[each for each in visit.attempts if each is not fetch],
            listed=_listed(visit, job),
            originals=self._holdings.originals,
            more={"browser": browser} if browser else None,
        )
        return capture.id, [*resources, *records]

    def _keep_what_it_shows(self, fetch: Fetch, page_id: str) -> None:
        if fetch.rendered is not None:
            self.keep_others(fetch, fetch.rendered, page_id)
            if fetch.rendered.unfinished:
                said = f"{fetch.rendered.unfinished}; what was there then was taken"
                self._holdings.notices.append(f"{fetch.requested}: {said}")
        elif self._fetcher.options.requisites:
            self._keep_requisites(fetch, page_id)

    def keep_others(self, fetch: Fetch, rendered: Rendered, page_id: str) -> None:
        """What the browser asked for besides the page."""
        from dragoman.archiver.requisites.asked_by_browser import keep_others

        found = Requisites()
        for start in range(0, len(rendered.others), BATCH):
            records: list[Record] = []
            keep_others(
                rendered.others[start : start + BATCH], records, self._holdings.originals, found
            )
            self._append(records)
        self._tell_of_requisites(fetch, found, page_id)

    def _keep_requisites(self, fetch: Fetch, page_id: str) -> None:
        collector = Collector(
            self._fetcher, fetch, self._append, self._holdings.originals, self.remembered
        )
        self._tell_of_requisites(fetch, collector.collect(), page_id)

    def _tell_of_requisites(self, fetch: Fetch, found: Requisites, page_id: str) -> None:
        if not found.entries and not found.left_out:
            return
        stamp = self._holdings.stamp("requisites")
        self._append([requisites_record(found, capture_id=page_id, url=fetch.url, stamp=stamp)])
        if found.missing or found.left_out:
            out = sum(found.left_out.values())
            self._holdings.notices.append(
                f"{fetch.requested}: of what the page shows, {found.missing} could not be had"
                + (f" and {out} were left out ({', '.join(found.left_out)})" if out else "")
            )

    def _append(self, records: Sequence[Record]) -> None:
        self._holdings.append(records, "captures")

    def _read(self, kept: list[Kept]) -> list[Kept]:
        """Read the articles of pages, where that is wished; why there is none is an error too."""
        ids = [each.page_id for each in kept if each.page_id is not None]
        if not ids or not self._wishes.read:
            return kept
        try:
            recorded = [Page.recorded(self._holdings, each) for each in ids]
        except IndexUnusable as error:
            return [replace(each, error=each.error or error) for each in kept]
        errors = read_articles(
            self._holdings, recorded, self.called_off, pictures=self._wishes.ocr_pictures
        )
        unread = dict(zip([page.id for page in recorded], errors, strict=True))
        return [replace(each, error=each.error or unread.get(each.page_id or "")) for each in kept]


def _listed(visit: Visit, job: Job | None) -> Listed:
    page = visit.page
    return Listed(
        job=job.id if job else None,
        same_page=tuple(url for url in page.urls if url != visit.url),
        canonical_url=page.canonical if page.canonical != _clean(visit.url) else None,
    )


def _clean(url: str) -> str | None:
    try:
        return normalise(url) + route_of(url)
    except FetchError:
        return None
