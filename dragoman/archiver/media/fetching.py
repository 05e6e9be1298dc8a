"""Fetching the recordings of a page: yt-dlp asks, and our own proxy fetches and keeps all of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from http.cookiejar import CookieJar
from pathlib import Path

from dragoman.archiver.browser.browser_proxy import Asked, BrowserProxy
from dragoman.archiver.media import ytdlp
from dragoman.archiver.media.ytdlp import Found
from dragoman.archiver.web.cookies import cookie_header
from dragoman.archiver.web.fetch import Fetcher
from dragoman.archiver.web.fetched import Answered
from dragoman.archiver.web.http_exchange import Exchange
from dragoman.archiver.web.urls import host_of
from dragoman.errors import FetchError

# What was answered is handed on to be kept, so many at a time, or bytes; the last ones may still be
# on their way to yt-dlp.
BATCH, BATCH_BYTES, UNDER_WAY = 16, 8_000_000, 2

# By address and the range that was asked for: an answer that is here already.
Held = Mapping[tuple[str, str], Callable[[], Exchange]]
Keep = Callable[[list[Answered]], None]


class MediaVisit:
    """One page's recordings: asks within limits, and hands what came to `keep` as it comes."""

    def __init__(
        self, fetcher: Fetcher, url: str, held: Held, keep: Keep, comments: int = 0
    ) -> None:
        """`comments`: so many of each recording as well."""
        self._fetcher = fetcher
        self._url = url
        self._held = held
        self._keep = keep
        self._comments = comments
        limits = fetcher.options.limits
        self._ends = time.monotonic() + limits.media_timeout
        self._left = limits.max_media_requests
        self._bytes = limits.max_media_bytes
        self._lock = threading.Lock()
        self._cookies = CookieJar()
        for cookie in fetcher.cookies:
            self._cookies.set_cookie(cookie)
        self.from_here: list[tuple[str, str]] = []
        self._proxy = BrowserProxy(self._ask)

    def fetch(self, folder: Path, called_off: Callable[[], bool]) -> Found:
        """Run yt-dlp in an empty folder, and keep all that it asked for. MediaFailed where there is
        none."""
        with self._fetcher.turns.visit(host_of(self._url)):
            try:
                with self._proxy as proxy:
                    address = f"http://{proxy.username}:{proxy.password}@127.0.0.1:{proxy.port}"
                    limits = self._fetcher.options.limits
                    told = ytdlp.arguments(self._url, address, limits, self._comments)
                    return ytdlp.run(
                        folder,
                        proxy.port,
                        told,
                        limits.media_timeout,
                        called_off,
                        limits.max_media_bytes,
                        self._comments,
                    )
            finally:
                self._hand_on(0)

    def _ask(self, asked: Asked) -> Exchange:
        self._hand_on(UNDER_WAY)
        key = (asked.url, _range_of(asked))
        if asked.method == "GET" and key in self._held:
            with self._lock:
                self.from_here.append(key)
            return self._held[key]()
        with self._lock:
            self._left -= 1
            if self._left < 0 or self._bytes <= 0:
                raise _refused(asked.url)
        seconds = self._ends - time.monotonic()
        if seconds <= 0:
            raise FetchError("the time for it is over", step="timeout", subject=asked.url)
        exchange = self._fetcher.ask(
            asked.method,
            asked.url,
            self._with_cookies(asked),
            asked.body,
            first=self._url,
            seconds=seconds,
        )
        with self._lock:
            self._bytes -= exchange.block_length
        if exchange.truncated is not None:
            self._cut(asked, exchange)
        return exchange

    def _with_cookies(self, asked: Asked) -> list[tuple[str, str]]:
        """Those that the operator handed over go where they belong, before yt-dlp's own."""
        ours = cookie_header(self._cookies, asked.url)
        own = [value for name, value in asked.headers if name.lower() == "cookie"]
        said = "; ".join(filter(None, [ours, *own]))
        rest = [each for each in asked.headers if each[0].lower() != "cookie"]
        return [*rest, ("Cookie", said)] if said else rest

    def _cut(self, asked: Asked, exchange: Exchange) -> None:
        """What broke off is kept as such, and yt-dlp is not told that it was whole."""
        self._proxy.note(Answered(asked.method, asked.url, exchange.started, exchange, None))
        said = exchange.shortfall or "the answer broke off"
        raise FetchError(said, step="truncated", subject=asked.url)

    def _hand_on(self, leave: int) -> None:
        """Hand what was answered on to be kept, but for the last `leave`."""
        with self._lock:
            answered = self._proxy.answered
            ready = answered[: len(answered) - leave] if leave else list(answered)
            size = sum(each.exchange.block_length for each in ready if each.exchange is not None)
            if leave and len(ready) < BATCH and size < BATCH_BYTES:
                return
            del answered[: len(ready)]
            fresh = [each for each in ready if not _is_from_here(each)]
            try:
                if fresh:
                    self._keep(fresh)
            finally:
                for each in ready:
                    if each.exchange is not None:
                        each.exchange.block.close()


FROM_HERE = {"from_here": True}


def from_here(exchange: Exchange) -> Exchange:
    """An answer out of the archive, which is not kept again."""
    return replace(exchange, connection=FROM_HERE)


def _is_from_here(answered: Answered) -> bool:
    return answered.exchange is not None and answered.exchange.connection is FROM_HERE


def _range_of(asked: Asked) -> str:
    return next((value for name, value in asked.headers if name.lower() == "range"), "")


def _refused(url: str) -> FetchError:
    return FetchError(
        "the recording takes more than limits.max_media_bytes or max_media_requests allows",
        step="refused",
        subject=url,
    )
