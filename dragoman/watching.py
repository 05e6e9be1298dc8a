"""Looking at the originals again: fetch, compare with what was captured, record what was seen."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dragoman.archiver.capture import capture_records, keep, media_type, seen
from dragoman.archiver.charset import decode
from dragoman.archiver.extract import extract
from dragoman.archiver.fetch import Fetch, Fetcher, FetchOptions
from dragoman.archiver.host_clock import HostClock
from dragoman.archiver.html_plain import plain_parts, plain_title
from dragoman.archiver.politeness import best
from dragoman.archiver.record import Record, json_record, new_id
from dragoman.archiver.sighting import Look, Sighting, Version, compare
from dragoman.archiver.unpack import unpack
from dragoman.errors import DragomanError
from dragoman.provenance.digest import sha256_hex

if TYPE_CHECKING:
    from dragoman.archive import Archive
    from dragoman.page import Page

OBSERVATION = "observation"
HTML = ("text/html", "application/xhtml+xml", None)


@dataclass(frozen=True, slots=True)
class Observation:
    """One look back. `id` is its record's UUID, `compared_with` the capture's.

    `finding` is one of `present changed moved gone blocked unreachable`, `reason` a sentence,
    `difference` lines that begin with `- ` or `+ `; `captured` the id of the new capture that a
    changed or moved page becomes.
    """

    id: str
    url: str
    observed_at: str
    finding: str
    http_status: int | None
    compared_with: str
    reason: str
    difference: list[str] = field(default_factory=list)
    captured: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "url": self.url,
            "observed_at": self.observed_at,
            "finding": self.finding,
            "http_status": self.http_status,
            "compared_with": self.compared_with,
        }


class Watching:
    """One call to watch: the pages, and the connections that they are looked at over."""

    def __init__(self, archive: Archive, options: FetchOptions) -> None:
        self._archive = archive
        self._options = options
        clock = HostClock(options.politeness.delay)
        self._fetcher = Fetcher(options, archive.store.spool_dir, clock)

    def run(self, ids: Sequence[str], concurrency: int) -> Iterator[Observation]:
        """Look at each page again; an Observation each, in order."""
        pool = ThreadPoolExecutor(max_workers=max(1, concurrency))
        try:
            yield from pool.map(self._look, ids)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            self._fetcher.close()

    def _look(self, identity: str) -> Observation:
        page = self._archive.page(identity)
        fetch = self._fetch(page.url)
        try:
            sighting = compare(
                _captured(page, self._limit), self._now(fetch), self._archive.settings.mirrors
            )
            return self._keep(page, fetch, sighting)
        finally:
            fetch.close()

    @property
    def _limit(self) -> int:
        return self._options.limits.max_decoded

    def _fetch(self, url: str) -> Fetch:
        """The best of several tries: a moment's trouble is no finding."""
        tries = [self._fetcher.fetch(url)]
        while True:
            wait = self._options.politeness.wait_before_retry(tries[-1], len(tries) - 1)
            if wait is None:
                break
            time.sleep(wait)
            tries.append(self._fetcher.fetch(url))
        chosen = best(tries)
        for each in tries:
            if each is not chosen:
                each.close()
        return chosen

    def _now(self, fetch: Fetch) -> Look:
        step = fetch.error.step if fetch.error else None
        last = fetch.last
        if last is None or not fetch.arrived:
            return Look(None, step, None)
        try:
            body = unpack(last.payload(), last.header("content-encoding"), self._limit)
        except DragomanError:
            return Look(last.status, "too_large", None)
        version = _version(body, last.url, last.header("content-type"), media_type(last))
        return Look(
            last.status,
            step,
            version,
            redirected=len(fetch.exchanges) > 1,
            relayed=bool(last.connection.get("relayed")),
        )

    def _keep(self, page: Page, fetch: Fetch, sighting: Sighting) -> Observation:
        """The observation; a page that changed or moved is captured, so that it can be read."""
        records: list[Record] = []
        captured: str | None = None
        exchanges: list[dict[str, Any]] = []
        if sighting.finding in ("changed", "moved"):
            capture, records = capture_records(
                fetch,
                told=self._options.disclosed(),
                note=None,
                tags=(),
                stamp=self._archive.stamp("watch"),
                originals=self._archive.originals,
            )
            captured = capture.id
        else:
            exchanges = keep(fetch, records, self._archive.originals)
        last = fetch.last if fetch.arrived else None
        observation = Observation(
            id=new_id(),
            url=page.url,
            observed_at=last.started if last is not None else fetch.started,
            finding=sighting.finding,
            http_status=last.status if last is not None else None,
            compared_with=page.id,
            reason=sighting.reason,
            difference=sighting.difference,
            captured=captured,
        )
        content = {
            **observation.to_json(),
            "reason": sighting.reason,
            "difference": sighting.difference,
            "final_url": last.url if last is not None else None,
            "captured": captured,
            "exchanges": exchanges,
            "error": seen(fetch),
            "told_server": self._options.disclosed(),
            "stamp": self._archive.stamp("watch").to_json(),
        }
        del content["id"]
        records.append(
            json_record(
                OBSERVATION,
                page.url,
                content,
                refers_to=page.id,
                record_id=observation.id,
                date=observation.observed_at,
            )
        )
        self._archive.store.append(records, "captures")
        self._archive.index.keep_up()
        if captured is not None:
            self._archive.try_article(self._archive.recorded(captured))
        return observation


def _captured(page: Page, limit: int) -> Version:
    """The page as it was captured; without a payload where none was there (a 404, a failure)."""
    where = page.final_url or page.url
    if not page.has_article_to_read:
        return Version(where)
    record = page.response()
    try:
        body = unpack([record.body], record.http_headers.get("content-encoding"), limit)
    except DragomanError:
        body = record.body
    kept = _version(body, where, record.http_headers.get("content-type") or page.mime, page.mime)
    if page.article is None:
        return kept
    return Version(
        url=where,
        title=page.title,
        article=page.text or "",
        page=kept.page,
        html=kept.html,
        canonical=page.article["canonical_url"],
        payload=kept.payload,
    )


def _version(body: bytes, url: str, content_type: str | None, mime: str | None) -> Version:
    """What a program reads out of a page: its article, and all the text that it shows."""
    payload = sha256_hex(body)
    html = decode(body, content_type).text if mime in HTML and b"%PDF-" not in body[:1024] else ""
    shown = "\n".join(part.text for part in plain_parts(html)) if html else ""
    try:
        article = extract(body, url=url, content_type=content_type)
    except DragomanError:
        return Version(url, plain_title(html) if html else None, "", shown, html, None, payload)
    return Version(
        url=url,
        title=article.title,
        article=article.text,
        page=f"{shown}\n{article.text}",
        html=html,
        canonical=article.canonical_url,
        payload=payload,
    )
