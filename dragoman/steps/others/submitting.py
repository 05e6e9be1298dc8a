"""Asking web archives to capture a page as well, when that was asked for; recorded, whatever came.

They are told the page's address, and nothing else: no cookie and no header of the operator's.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from dragoman.archiver.memento.timemap import links
from dragoman.archiver.records.capture import keep, seen
from dragoman.archiver.records.record import Record, json_record, new_id
from dragoman.archiver.web.fetch_options import FetchOptions
from dragoman.archiver.web.fetched import REDIRECTS, Fetch
from dragoman.archiver.web.http_exchange import Exchange
from dragoman.archiver.web.urls import normalise
from dragoman.errors import DragomanError, FetchError, UsageError
from dragoman.holdings import Holdings
from dragoman.index.records.documents import SUBMISSION
from dragoman.page import Page
from dragoman.steps.options import fetch_options
from dragoman.steps.others.asking import Asking


@dataclass(frozen=True, slots=True)
class Submission:
    """That a web archive was asked to capture a page. `id` is its record's, None where there is
    none; `kept_at` where the archive says that its capture is, None where it does not say; `error`
    says why it did not take it."""

    page: str
    url: str
    archive: str
    id: str | None = None
    asked_at: str | None = None
    http_status: int | None = None
    kept_at: str | None = None
    error: DragomanError | None = None


def addresses(archives: Sequence[str]) -> list[str]:
    """Where archives take requests, each once; UsageError for what is no address."""
    try:
        return [normalise(each).rstrip("/") for each in dict.fromkeys(archives)]
    except FetchError as error:
        said = f"{error.subject} is no address to ask at, such as https://web.archive.org/save"
        raise UsageError(said) from error


def submitting(
    holdings: Holdings,
    archives: Sequence[str],
    options: FetchOptions | None,
    cancel: threading.Event | None,
) -> Callable[[Sequence[str]], Iterator[Submission]]:
    """What asks for pages, by their ids; UsageError for an archive that is no address."""
    named = addresses(archives)
    told = replace(options or fetch_options(holdings), headers={}, cookies=None)

    def run(ids: Sequence[str]) -> Iterator[Submission]:
        asking = Asking(holdings, told, cancel)
        try:
            for identity in ids:
                page = Page.find(holdings, identity)
                for archive in named:
                    if asking.cancel.is_set():
                        return
                    yield _asked(holdings, asking, page, archive)
        finally:
            asking.close()

    return run


def _asked(holdings: Holdings, asking: Asking, page: Page, archive: str) -> Submission:
    """One question, and its answer as it was; on the disk before it is told."""
    try:
        url = normalise(page.url)
    except FetchError as error:
        return Submission(page.id, page.url, archive, error=error)
    fetch = asking.ask(f"{archive}/{url}")
    try:
        last = fetch.last
        said = Submission(
            page.id,
            url,
            archive,
            new_id(),
            fetch.started,
            last.status if last is not None else None,
            _kept_at(last) if last is not None else None,
            _refused(fetch),
        )
        _keep(holdings, asking, fetch, said)
        return said
    finally:
        fetch.close()


def _refused(fetch: Fetch) -> DragomanError | None:
    """That it sends on to the capture is how such an archive says that it has it."""
    last = fetch.last
    taken = last is not None and last.status in REDIRECTS
    return None if taken else fetch.error


def _kept_at(last: Exchange) -> str | None:
    """Where the archive says that its capture is: within itself, by a header that says so."""
    mementos = (
        target
        for target, parameters in links(last.combined("link") or "")
        if "memento" in parameters.get("rel", "").split()
    )
    told = last.header("content-location") or last.header("location") or next(mementos, None)
    if not told:
        return None
    try:
        place = urljoin(last.url, told)
        return place if urlsplit(place).netloc == urlsplit(last.url).netloc else None
    except ValueError:
        return None


def _keep(holdings: Holdings, asking: Asking, fetch: Fetch, said: Submission) -> None:
    records: list[Record] = []
    exchanges = keep(fetch, records, lambda _: None)
    content: dict[str, Any] = {
        "page": said.page,
        "url": said.url,
        "archive": said.archive,
        "asked_at": said.asked_at,
        "http_status": said.http_status,
        "kept_at": said.kept_at,
        "exchanges": exchanges,
        "error": seen(fetch) if said.error is not None else None,
        "told_server": asking.options.disclosed(),
        "stamp": holdings.stamp("submit").to_json(),
    }
    record = json_record(SUBMISSION, said.url, content, refers_to=said.page, record_id=said.id)
    holdings.append([*records, record], "captures")
