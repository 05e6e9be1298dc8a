"""What a page needs to be shown: fetched as part of the visit, recorded as it comes.

The page itself is in the archive before any of this begins, and nothing that goes wrong here is the
page's failure: it stands in the record of the requisites.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from dragoman.archiver.records.capture import Originals, keep, seen
from dragoman.archiver.records.record import Record, json_record
from dragoman.archiver.requisites.link import Kind, Link
from dragoman.archiver.requisites.page_links import FOLLOWED, links_within
from dragoman.archiver.requisites.remembered import Remembered
from dragoman.archiver.web.fetch import Fetcher
from dragoman.archiver.web.fetched import Fetch
from dragoman.archiver.web.http_exchange import Exchange
from dragoman.archiver.web.limits import Limits
from dragoman.provenance.stamp import Stamp

REQUISITES = "requisites"
AT_ONCE = 4
DEEPEST_FRAME = 3
DEEPEST_MODULE = 30  # modules import modules; each is fetched once
ACCEPT = {
    "image": "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5",
    "icon": "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5",
    "style": "text/css,*/*;q=0.1",
    "frame": "text/html,application/xhtml+xml,*/*;q=0.8",
}
# What is held before it is appended: exchanges, and bytes of their bodies.
BATCH, BATCH_BYTES = 32, 8_000_000

Append = Callable[[Sequence[Record]], None]


@dataclass(slots=True)
class Requisites:
    """What became of a page's requisites; `entries` and `left_out` as the record has them."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)

    @property
    def missing(self) -> int:
        """How many could not be had; the picture beside a page's address is none of the page."""
        return sum(
            entry["error"] is not None and not _is_icon(entry["url"]) for entry in self.entries
        )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A link, and how deep it was found: what it names in turn is one deeper."""

    link: Link
    depth: int

    @property
    def is_followed(self) -> bool:
        """Whether it is near enough for its own links to be read, where it has any."""
        kind = self.link.kind
        deepest = DEEPEST_MODULE if kind == "module" else DEEPEST_FRAME
        return kind not in FOLLOWED or self.depth <= deepest


@dataclass(frozen=True, slots=True)
class _Came:
    """What became of a link, and what it names in turn."""

    wanted: _Wanted
    fetch: Fetch
    links: Sequence[Link]


class Collector:
    """Fetches the requisites of one page and hands their records to `append`, a batch at a time."""

    def __init__(
        self,
        fetcher: Fetcher,
        page: Fetch,
        append: Append,
        originals: Originals,
        remembered: Remembered,
    ) -> None:
        self._fetcher = fetcher
        self._page = page
        self._append = append
        self._originals = originals
        self._remembered = remembered
        self._limits: Limits = fetcher.options.limits
        self._ends = time.monotonic() + self._limits.requisites_timeout
        self._waiting: deque[_Wanted] = deque()
        self._known: set[str] = {page.url, page.final_url or page.url}
        self._bytes = 0
        self._batch: list[_Came] = []
        self._batch_bytes = 0
        self.found = Requisites()

    def collect(self) -> Requisites:
        """Fetch everything, within the limits."""
        last = self._page.last
        if last is None or not self._page.arrived or last.status >= 400:
            return self.found
        self._want(self._links_in(last, "frame", documents=True), 0)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            running: dict[Future[Fetch], _Wanted] = {}
            try:
                while self._waiting or running:
                    while self._waiting and len(running) < AT_ONCE:
                        self._begin(pool, running, self._waiting.popleft())
                    if running:
                        done, _ = wait(running, return_when=FIRST_COMPLETED)
                        for future in done:
                            self._take(running.pop(future), future.result())
                self._flush()
            finally:
                for future in running:
                    future.add_done_callback(_close)
        return self.found

    def _begin(
        self, pool: ThreadPoolExecutor, running: dict[Future[Fetch], _Wanted], wanted: _Wanted
    ) -> None:
        earlier = self._remembered.get(wanted.link)
        reason = self._over()
        if earlier is not None:
            self.found.entries.append({**earlier.entry, "found": wanted.link.found})
            self._want(earlier.links if wanted.is_followed else (), wanted.depth + 1)
        elif reason is not None:
            self.found.left_out[reason] = self.found.left_out.get(reason, 0) + 1
        else:
            accept = ACCEPT.get(wanted.link.kind, "*/*")
            seconds = max(0.01, self._ends - time.monotonic())
            running[
                pool.submit(
                    self._fetcher.fetch_requisite, wanted.link.url, self._page, accept, seconds
                )
            ] = wanted

    def _over(self) -> str | None:
        """The limit that is reached, by its name in the settings."""
        if len(self.found.entries) + len(self._batch) >= self._limits.max_requisites:
            return "max_requisites"
        if self._bytes >= self._limits.max_requisites_bytes:
            return "max_requisites_bytes"
        return "requisites_timeout" if time.monotonic() >= self._ends else None

    def _want(self, links: Sequence[Link], depth: int) -> None:
        for link in links:
            if link.url not in self._known:
                self._known.add(link.url)
                self._waiting.append(_Wanted(link, depth))

    def _take(self, wanted: _Wanted, fetch: Fetch) -> None:
        last = fetch.last
        links: Sequence[Link] = ()
        if last is not None and fetch.arrived and last.status < 400 and wanted.is_followed:
            links = self._links_in(last, wanted.link.kind, documents=wanted.depth == 0)
            self._want(links, wanted.depth + 1)
        size = sum(exchange.block_length for exchange in fetch.exchanges)
        self._bytes += size
        self._batch_bytes += size
        self._batch.append(_Came(wanted, fetch, links))
        if len(self._batch) >= BATCH or self._batch_bytes >= BATCH_BYTES:
            self._flush()

    def _flush(self) -> None:
        """Put what has come so far into the archive."""
        batch, self._batch, self._batch_bytes = self._batch, [], 0
        records: list[Record] = []
        try:
            entries = [self._entry(came, records) for came in batch]
            self._append(records)
        finally:
            for came in batch:
                came.fetch.close()
        for came, entry in zip(batch, entries, strict=True):
            # What was too deep to be followed may be needed nearer to another page.
            if entry["error"] is None and came.wanted.is_followed:
                self._remembered.add(came.wanted.link, entry, came.links)
        self.found.entries.extend(entries)

    def _entry(self, came: _Came, records: list[Record]) -> dict[str, Any]:
        fetch, wanted = came.fetch, came.wanted
        exchanges = keep(fetch, records, self._originals)
        last = fetch.last if fetch.arrived else None
        return {
            "url": wanted.link.url,
            "found": wanted.link.found,
            "response": exchanges[-1]["response"] if last is not None else None,
            "http_status": last.status if last is not None else None,
            "error": seen(fetch),
            "exchanges": exchanges,
        }

    def _links_in(self, exchange: Exchange, kind: Kind, *, documents: bool) -> list[Link]:
        """What a page, a style sheet or a module needs in turn."""
        return links_within(
            exchange.payload(),
            exchange.url,
            kind,
            content_type=exchange.combined("content-type"),
            encoding=exchange.combined("content-encoding"),
            limit=self._limits.max_decoded,
            documents=documents and self._fetcher.options.documents,
        )


def requisites_record(
    found: Requisites,
    *,
    capture_id: str,
    url: str,
    stamp: Stamp,
    more: Mapping[str, Any] | None = None,
) -> Record:
    """The record of what a page needed, with the certificates of all servers once each."""
    certificates: dict[str, str] = {}
    content = {
        "capture": capture_id,
        "url": url,
        "requisites": [_without_certificates(entry, certificates) for entry in found.entries],
        "left_out": found.left_out,
        "certificates": certificates,
        **(more or {}),
        "stamp": stamp.to_json(),
    }
    return json_record(REQUISITES, url, content, refers_to=capture_id)


def _without_certificates(entry: dict[str, Any], certificates: dict[str, str]) -> dict[str, Any]:
    """The entry with each certificate of a chain by its digest; the PEM goes to `certificates`."""
    exchanges = []
    for exchange in entry["exchanges"]:
        tls = exchange.get("tls")
        if tls:
            certificates.update({each["sha256"]: each["pem"] for each in tls["chain"]})
            tls = {**tls, "chain": [{"sha256": each["sha256"]} for each in tls["chain"]]}
        exchanges.append({**exchange, "tls": tls})
    return {**entry, "exchanges": exchanges}


def _is_icon(url: str) -> bool:
    return urlsplit(url).path.endswith("/favicon.ico")


def _close(future: Future[Fetch]) -> None:
    if not future.cancelled() and future.exception() is None:
        future.result().close()
