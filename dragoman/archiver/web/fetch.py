"""Fetching one page: the request, its redirects, and what came of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from http.cookiejar import Cookie, CookieJar
from pathlib import Path
from typing import Protocol

from dragoman.archiver.web.connection import Dialing
from dragoman.archiver.web.cookies import cookie_header, load_cookies, take_cookies
from dragoman.archiver.web.fetch_options import FetchOptions
from dragoman.archiver.web.fetched import REDIRECTS, Fetch, PageSession, shortcoming
from dragoman.archiver.web.http_exchange import Exchange
from dragoman.archiver.web.transport import RecordingTransport
from dragoman.archiver.web.urls import host_of, normalise, origin_of, redirect_target, referer_of
from dragoman.errors import FetchError
from dragoman.provenance.stamp import utc_now

# No deflate and no zstd, though we can undo both: ReplayWeb.page undoes neither, pywb shows zstd
# as noise, and whoever has them has gzip.
CODINGS = "gzip, br"
# A header that the operator adds may be a secret; these never are, so they follow a redirect.
HARMLESS = frozenset({"accept", "accept-language", "dnt", "sec-gpc"})


class Turns(Protocol):
    """Says when a host may be asked. Threads share it."""

    def visit(self, host: str) -> AbstractContextManager[None]:
        """Wait for the host, and keep it until the end of the block."""
        ...

    def touch(self, host: str) -> None:
        """The host has just answered somebody who did not wait for it."""
        ...


class NoTurns:
    """Nobody waits."""

    def visit(self, host: str) -> AbstractContextManager[None]:  # noqa: ARG002 - the protocol's
        return nullcontext()

    def touch(self, host: str) -> None:
        pass


def _leads_nowhere(_: Exchange) -> None:
    """Pages stay where they are."""


class Fetcher:
    """Fetches pages over one recording transport. Threads may share it.

    Each request for a page waits for its host's turn; without `turns` it waits for nobody.
    """

    def __init__(
        self,
        options: FetchOptions,
        spool_dir: Path,
        turns: Turns | None = None,
        leads: Callable[[Exchange], str | None] = _leads_nowhere,
    ) -> None:
        """`leads` says where a page leads that is nothing but the way to another."""
        self.options = options
        self.turns: Turns = turns or NoTurns()
        self._leads = leads
        dialing = Dialing(
            options.limits,
            options.allow_private,
            options.ca_file,
            options.proxy,
            options.allow_bad_certificate,
        )
        self._transport = RecordingTransport(dialing, spool_dir)
        self._cookies = load_cookies(options.cookies) if options.cookies else None
        self._lock = threading.Lock()

    def close(self) -> None:
        self._transport.close()

    def fetch(self, url: str) -> Fetch:
        """Fetch `url`, following redirects; never raises FetchError, but says it in the result."""
        try:
            clean = normalise(url)
        except FetchError as error:
            return Fetch(url, url, utc_now(), error=error)
        result = Fetch(url, clean, utc_now(), session=self._session())
        try:
            self._follow(result, lambda each: self._in_turn(result, each))
        except FetchError as error:
            result.error = error
        self._go_on(result)
        return result

    def fetch_requisite(self, url: str, page: Fetch, accept: str, seconds: float) -> Fetch:
        """Fetch what a page needs, in its session and as part of the visit: it waits for no turn.

        Ends within `seconds`; never raises FetchError, but says it in the result.
        """
        result = Fetch(url, url, utc_now(), session=page.session)
        ends = time.monotonic() + seconds
        try:
            result.url = normalise(url)
            self._follow(result, lambda each: self._beside(page, each, accept, ends))
        except FetchError as error:
            result.error = error
        return result

    def ask(
        self,
        method: str,
        url: str,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        *,
        first: str,
        seconds: float,
    ) -> Exchange:
        """One exchange for a browser that shows the page `first`; redirects are its own affair.

        FetchError where no answer came.
        """
        more = self._headers(url, first)
        own = [each for each in headers if each[0].lower() not in map(str.lower, more)]
        fields = [*own, *more.items(), ("Accept-Encoding", CODINGS)]
        exchange = self._transport.ask(method, url, fields, body, seconds=seconds)
        self.turns.touch(host_of(url))
        return exchange

    @property
    def cookies(self) -> list[Cookie]:
        """Those that the operator handed over."""
        return list(self._cookies or ())

    def _in_turn(self, result: Fetch, url: str) -> Exchange:
        with self.turns.visit(host_of(url)):
            return self._exchange(result.session, url, self._headers(url, result.url))

    def _beside(self, page: Fetch, url: str, accept: str, ends: float) -> Exchange:
        headers = self._headers(url, page.url) | {"Accept": accept}
        referer = referer_of(page.final_url or page.url, url)
        if referer is not None:
            headers["Referer"] = referer
        left = ends - time.monotonic()
        if left <= 0:
            raise FetchError("there was no time left for it", step="timeout", subject=url)
        exchange = self._exchange(page.session, url, headers, left)
        self.turns.touch(host_of(url))
        return exchange

    def _follow(self, result: Fetch, ask: Callable[[str], Exchange]) -> None:
        url = result.url
        # A page may send one back to itself once a cookie is set, so only their number ends them.
        while True:
            if len(result.exchanges) > self.options.limits.max_redirects:
                raise FetchError(
                    f"{result.url} redirects without end", step="redirect", subject=result.url
                )
            exchange = ask(url)
            result.exchanges.append(exchange)
            target = exchange.header("location") if exchange.status in REDIRECTS else None
            if target is None:
                break
            url = redirect_target(url, target)
        result.arrived = True
        result.error = shortcoming(exchange)

    def _go_on(self, result: Fetch) -> None:
        """Follow pages that are nothing but the way to another, as a browser would.

        Where the other cannot be had, the page stays what it is, and the attempt is kept with it.
        """
        for _ in range(self.options.limits.max_redirects):
            last = result.last
            if result.error is not None or last is None or not result.arrived:
                return
            target = self._leads(last)
            if target is None or any(each.url == target for each in result.exchanges):
                return
            beyond = self._fetch_beyond(result, target)
            if not beyond.arrived:
                result.beyond.append(beyond)
                return
            result.exchanges += beyond.exchanges
            result.error = beyond.error

    def _fetch_beyond(self, result: Fetch, target: str) -> Fetch:
        """What comes from there, in the session of the page and with its headers."""
        beyond = Fetch(target, target, utc_now(), session=result.session)
        try:
            beyond.url = normalise(target)
            self._follow(beyond, lambda each: self._in_turn(result, each))
        except FetchError as error:
            beyond.error = error
        return beyond

    def _exchange(
        self,
        session: PageSession | None,
        url: str,
        headers: dict[str, str],
        seconds: float | None = None,
    ) -> Exchange:
        session = session or self._session()
        try:
            fields = merged(session.headers, headers)
            cookies = cookie_header(session.cookies, url)
            if cookies is not None:
                fields.setdefault("cookie", ("Cookie", cookies))
            exchange = self._transport.ask("GET", url, list(fields.values()), seconds=seconds)
        except (UnicodeError, ValueError) as error:
            raise FetchError(
                f"{url} cannot be asked for: {error}", step="url", subject=url
            ) from error
        take_cookies(session.cookies, exchange)
        return exchange

    def _headers(self, url: str, first: str) -> dict[str, str]:
        """The operator's own headers go to the host they were meant for and to no other."""
        same_origin = origin_of(url) == origin_of(first)
        return {
            name: value
            for name, value in self.options.headers.items()
            if same_origin or name.lower() in HARMLESS
        }

    def _session(self) -> PageSession:
        """One for each page: pages share connections, never cookies."""
        headers = {
            "User-Agent": self.options.user_agent,
            "Accept": "text/html,application/xhtml+xml,application/pdf,*/*;q=0.8",
            "Accept-Language": "az,ru;q=0.8,en;q=0.6",
            "Accept-Encoding": CODINGS,
            "Connection": "keep-alive",
        }
        session = PageSession(headers, CookieJar())
        with self._lock:
            for cookie in self._cookies or ():
                session.cookies.set_cookie(cookie)
        return session


def merged(base: Mapping[str, str], own: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Header fields by their name in lower case; `own` ones take the place of those in `base`.

    ValueError for one that would bring another with it.
    """
    for name, value in own.items():
        if not {"\r", "\n"}.isdisjoint(name + value):
            raise ValueError(f"the header {name!r} holds a line end")
    return {name.lower(): (name, value) for name, value in (*base.items(), *own.items())}
