"""Asking a web archive of others for a page: which captures it has, and the bytes of one of them.

Nothing is asked of the page's own site. All that was asked on the way is kept in order, also where
nothing came of it.
"""

from __future__ import annotations

import threading
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from dragoman.archiver.body.content_coding import first_of, unpack
from dragoman.archiver.memento.handed_out import (
    dated,
    is_memento,
    leads_to,
    no_list,
    place_of,
    sent_on,
    why_not,
)
from dragoman.archiver.memento.timemap import MOST, Memento, TimeMap, read_timemap
from dragoman.archiver.memento.web_archive import WebArchive, agrees, page_of, told_digest
from dragoman.archiver.visits.host_clock import HostClock
from dragoman.archiver.visits.politeness import wait_before_retry
from dragoman.archiver.web.fetch import Fetcher
from dragoman.archiver.web.fetch_options import FetchOptions
from dragoman.archiver.web.fetched import Fetch
from dragoman.errors import ExtractionError
from dragoman.holdings import Holdings

TRIES = 5  # mementos of one archive that are asked for, of one page
HOPS = 5  # redirects within an archive, and from one archived page to another
PAGES = 5  # of a TimeMap that has several
MOST_ASKED = 30  # questions to one archive about one page, with those that redirects lead to
LONGEST_ANSWER = 30_000_000  # bytes of a list of captures: as it comes, and unpacked
# Where an archive is not to be had at all, so that no further capture is asked for.
NOT_HAD = frozenset({"dns", "proxy", "tcp", "tls", "timeout", "refused"})


@dataclass(frozen=True, slots=True)
class Recovered:
    """A memento that came: `fetch` its bytes, the rest what its archive says of it.

    `list_cut`: its list of captures is longer than is read, so that it may have nearer ones.
    """

    fetch: Fetch
    archive: WebArchive
    memento: str
    url: str
    captured_at: datetime
    mementos: int
    digest: str | None = None
    digest_agrees: bool | None = None
    list_cut: bool = False

    def to_json(self) -> dict[str, Any]:
        cut = {"list_cut": True} if self.list_cut else {}
        return {
            **cut,
            "archive": self.archive.base,
            "memento": self.memento,
            "url": self.url,
            "captured_at": self.captured_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "mementos": self.mementos,
            "digest": self.digest,
            "digest_agrees": self.digest_agrees,
        }


Suits = Callable[[Recovered], str | None]


@dataclass(slots=True)
class Search:
    """What was asked of one archive about a page, and of which pages its redirects told.

    `at`: what was captured nearest to it is wanted; None: the newest. `suits` says why what came is
    not what is wanted, where it is a capture all the same. `failed`: it was not to be had, or not
    understood, so that it is not known what it has; `named`: it says that it has some; `cut`: its
    list of them is longer than is read.
    """

    archive: WebArchive
    asked: list[Fetch]
    reasons: list[str]
    most: int
    at: datetime | None = None
    suits: Suits | None = None
    failed: bool = False
    named: bool = False
    cut: bool = False
    pages: set[str] = field(default_factory=set)

    @property
    def is_long(self) -> bool:
        """Whether so much was asked that no further capture is."""
        return len(self.asked) >= self.most

    def refuse(self, why: str) -> None:
        self.reasons.append(f"{self.archive.name}: {why}")


class Asking:
    """Asks web archives, one question after the other, as patiently as the options say.

    They may send on to the page's own site, which is not asked here. `first` is called once, before
    anybody is asked.
    """

    def __init__(
        self,
        holdings: Holdings,
        options: FetchOptions,
        cancel: threading.Event | None = None,
        first: Callable[[], None] | None = None,
    ) -> None:
        self._first = first
        limits = replace(options.limits, max_redirects=0)
        self.options = replace(options, limits=limits, requisites=False, browser=False)
        self.cancel = cancel or threading.Event()
        clock = HostClock(options.politeness.delay)
        self._fetcher = Fetcher(self.options, holdings.store.spool_dir, clock)
        shorter = replace(limits, max_body=min(limits.max_body, LONGEST_ANSWER))
        lists = replace(self.options, limits=shorter)
        self._lists = Fetcher(lists, holdings.store.spool_dir, clock)

    def begin(self) -> None:
        """Say, once, that somebody is about to be asked."""
        first, self._first = self._first, None
        if first is not None:
            first()

    def close(self) -> None:
        self._fetcher.close()
        self._lists.close()

    def found(self, search: Search, url: str, hops: int = HOPS) -> Recovered | None:
        """What an archive hands out of a page; None, and why, where it does not."""
        search.pages.add(url)
        mementos, why = self._mementos(search, url)
        if not mementos:
            search.refuse(why)
            return None
        search.named = True
        refused = "what it hands out is not what it names"
        for memento in _in_order(mementos, search.at)[:TRIES]:
            raw = search.archive.raw(memento.url)
            if raw is None or search.is_long or self.cancel.is_set():
                continue
            came = self._memento(search.archive, raw, url)
            if (when := dated(came)) and is_memento(came, url):
                named = memento.url if came.final_url == raw else came.final_url or raw
                had = Recovered(came, search.archive, named, url, when, len(mementos),
                                list_cut=search.cut)  # fmt: skip
                had = self._with_digest(search, had)
                unfit = search.suits(had) if search.suits else None
                if unfit is None:
                    return had
                refused = unfit
            search.asked.append(came)
            onward = leads_to(search.archive, came, url)
            if onward is not None and hops and onward not in search.pages:
                if beyond := self.found(search, onward, hops - 1):
                    return beyond
            elif came.error is not None:
                refused = why_not(came)
                search.failed = search.failed or came.error.step != "status"
            if search.suits and came.error is not None and came.error.step in NOT_HAD:
                break
        of = "of those read, since its list was cut, " if search.cut else ""
        search.refuse(f"{of}none of its captures came ({refused})")
        return None

    def _mementos(self, search: Search, url: str) -> tuple[list[Memento], str]:
        """Those of its own that an archive names, oldest first; where there is none, why."""
        archive = search.archive
        found: list[Memento] = []
        waiting, known = [archive.timemap(url)], set[str]()
        why = "its list names no capture of this page"
        while waiting and len(known) < PAGES and not self.cancel.is_set():
            address = waiting.pop(0)
            known.add(address)
            answer = self.ask(address, self._lists)
            search.asked.append(answer)
            if answer.error is not None and not _is_cut(answer):
                why = no_list(answer)
                search.failed = search.failed or answer.last is None or answer.last.status != 404
                continue
            timemap = _timemap(answer)
            if timemap is None:
                why = "its list cannot be unpacked"
                search.failed = True
                continue
            search.cut = search.cut or timemap.cut
            if not timemap.is_one:
                why = "what it answered is no list of captures (TimeMap)"
                search.failed = True
            elif any(archive.holds(each.url) for each in timemap.mementos):
                why = "it hands out no raw bytes of the captures that it names"
            elif timemap.mementos:
                why = "the captures that it names are not its own"
            found += [each for each in timemap.mementos if archive.raw(each.url)]
            further = [archive.as_asked(each) for each in timemap.further if archive.holds(each)]
            waiting += [each for each in further if each not in known]
        if search.cut:
            search.failed = search.failed or not found
            most = f"{LONGEST_ANSWER:,} bytes, {MOST:,} captures"
            why = (
                f"its list is longer than is read ({most}), and what was read names none of its own"
            )
        return sorted(found, key=lambda each: each.captured_at), why

    def _memento(self, archive: WebArchive, address: str, url: str) -> Fetch:
        """The bytes of a memento; an archive sends on to the exact moment, within itself."""
        came = self.ask(address)
        for _ in range(HOPS):
            raw = sent_on(archive, came)
            if raw is None or any(each.url == raw for each in came.exchanges):
                break
            if place_of(page_of(raw) or "") != place_of(url):
                break  # a captured redirect, whose target is another page
            beyond = self.ask(raw)
            came.exchanges += beyond.exchanges
            came.arrived, came.error = beyond.arrived, beyond.error
        return came

    def ask(self, url: str, fetcher: Fetcher | None = None) -> Fetch:
        """One answer, asked for again where that may help, as patiently as is wished."""
        tries = 0
        while True:
            fetch = (fetcher or self._fetcher).fetch(url)
            wait = wait_before_retry(fetch, tries, self.options.politeness)
            if wait is None or self.cancel.wait(wait):
                return fetch
            fetch.close()
            tries += 1

    def _text(self, answer: Fetch) -> str | None:
        """None for what cannot be unpacked, and for what is longer than is read."""
        last = answer.last
        if last is None:
            return None
        try:
            content = unpack(last.payload(), last.header("content-encoding"), LONGEST_ANSWER)
        except ExtractionError:
            return None
        finally:
            last.block.seek(0)  # from where it is written to a record
        return content.decode("utf-8", "replace")

    def _with_digest(self, search: Search, found: Recovered) -> Recovered:
        """With the digest that the archive's own index has of its capture, and whether it fits."""
        last, timestamp = found.fetch.exchanges[-1], found.captured_at.strftime("%Y%m%d%H%M%S")
        answer = self.ask(search.archive.digests(found.url, timestamp), self._lists)
        search.asked.append(answer)
        text = None if answer.error else self._text(answer)
        told = told_digest(text, timestamp) if text else None
        if told is None:
            return found
        fits = agrees(told, last.payload())
        last.block.seek(0)
        return replace(found, digest=told, digest_agrees=fits)


def _is_cut(answer: Fetch) -> bool:
    """Whether it came as far as is read, and goes on."""
    last = answer.last
    return last is not None and last.status == 200 and last.truncated == "length"


def _timemap(answer: Fetch) -> TimeMap | None:
    """What can be read of a list of captures, as it is unpacked; None where it cannot be."""
    last = answer.last
    if last is None:
        return None
    pieces = first_of(last.payload(), last.header("content-encoding"), LONGEST_ANSWER)
    decoder, length = getincrementaldecoder("utf-8")("replace"), 0

    def texts() -> Iterator[str]:
        nonlocal length
        for piece in pieces:
            length += len(piece)
            yield decoder.decode(piece)
        yield decoder.decode(b"", True)

    try:
        found = read_timemap(texts())
    except ExtractionError:
        return None
    finally:
        last.block.seek(0)  # from where it is written to a record
    return replace(found, cut=found.cut or length > LONGEST_ANSWER or _is_cut(answer))


def _in_order(mementos: Sequence[Memento], at: datetime | None) -> list[Memento]:
    """The newest first, or those nearest to the moment that was asked for."""
    if at is None:
        return list(reversed(mementos))
    return sorted(mementos, key=lambda each: abs(each.captured_at - at))
