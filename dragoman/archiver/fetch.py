"""Fetching one page: the request, its redirects, and what came of it."""

from __future__ import annotations

import contextlib
import functools
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.cookiejar import Cookie, CookieJar
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from dragoman.archiver.connection import Dialing
from dragoman.archiver.cookies import cookie_header, load_cookies, take_cookies
from dragoman.archiver.exchange import Exchange
from dragoman.archiver.host_clock import HostClock
from dragoman.archiver.limits import Limits
from dragoman.archiver.politeness import Politeness
from dragoman.archiver.proxy import ProxyAddress
from dragoman.archiver.transport import RecordingTransport, origin_of
from dragoman.errors import FetchError
from dragoman.provenance.stamp import utc_now

if TYPE_CHECKING:
    from dragoman.archiver.rendered import Rendered

REDIRECTS = frozenset({301, 302, 303, 307, 308})
BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# A URL that `normalise` leaves as it is, told without the library that would find nothing to do.
CHARACTER = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[89A-F][0-9A-F])"
CLEAN_URL = re.compile(
    r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[1-9][0-9]{0,4})?"
    rf"(?:/(?!\.){CHARACTER}*)+(?:\?(?:{CHARACTER}|[/?])+)?"
)
# No deflate, though we can undo it: ReplayWeb.page cannot, and whoever has it has gzip.
CODINGS = "gzip, br"
# A header that the operator adds may be a secret; these never are, so they follow a redirect.
HARMLESS = frozenset({"accept", "accept-language", "dnt", "sec-gpc"})


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """What the operator asked for. `cookies` is a file in Netscape format.

    `requisites` asks for what a page needs to be shown, `documents` for those that it links to,
    `browser` for a page that a browser has shown. An empty `user_agent` is the browser's own.
    """

    user_agent: str
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Path | None = None
    allow_private: bool = False
    requisites: bool = True
    documents: bool = False
    limits: Limits = field(default_factory=Limits)
    politeness: Politeness = field(default_factory=Politeness)
    ca_file: Path | None = None
    proxy: ProxyAddress | None = None
    allow_bad_certificate: bool = False
    browser: bool = False

    def disclosed(self) -> dict[str, Any]:
        """What of this the server was told that came from the operator; names, never values."""
        return {"cookies": self.cookies is not None, "headers": sorted(self.headers)}


@dataclass(frozen=True, slots=True)
class Session:
    """What a page's requests have in common."""

    headers: dict[str, str]
    cookies: CookieJar


@dataclass(slots=True)
class Fetch:
    """All that came of one URL: the exchanges in order and, where it failed, how.

    `url` is the URL as it was asked for, without its fragment and percent-encoded. `arrived` says
    that the last exchange is the page's, be it cut short or a 404; a fetch that ended on its way (a
    redirect to a name that does not resolve) has exchanges, but no page. `session` holds the
    cookies that came on the way.
    """

    requested: str
    url: str
    started: str
    exchanges: list[Exchange] = field(default_factory=list)
    error: FetchError | None = None
    arrived: bool = False
    session: Session | None = None
    rendered: Rendered | None = None

    @property
    def last(self) -> Exchange | None:
        return self.exchanges[-1] if self.exchanges else None

    @property
    def final_url(self) -> str | None:
        return self.last.url if self.last else None

    def close(self) -> None:
        for exchange in self.exchanges:
            exchange.block.close()
        if self.rendered is not None:
            self.rendered.close()


class Fetcher:
    """Fetches pages over one recording transport. Threads may share it.

    Each request for a page waits for its host's turn by `clock`; without one it waits for nobody.
    """

    def __init__(
        self, options: FetchOptions, spool_dir: Path, clock: HostClock | None = None
    ) -> None:
        self.options = options
        self.clock = clock or HostClock(0)
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
        self.clock.touch(host_of(url))
        return exchange

    @property
    def cookies(self) -> list[Cookie]:
        """Those that the operator handed over."""
        return list(self._cookies or ())

    def _in_turn(self, result: Fetch, url: str) -> Exchange:
        with self.clock.visit(host_of(url)):
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
        self.clock.touch(host_of(url))
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

    def _exchange(
        self,
        session: Session | None,
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

    def _session(self) -> Session:
        """One for each page: pages share connections, never cookies."""
        headers = {
            "User-Agent": self.options.user_agent,
            "Accept": "text/html,application/xhtml+xml,application/pdf,*/*;q=0.8",
            "Accept-Language": "az,ru;q=0.8,en;q=0.6",
            "Accept-Encoding": CODINGS,
            "Connection": "keep-alive",
        }
        session = Session(headers, CookieJar())
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


def referer_of(page: str, url: str) -> str | None:
    """What a browser says of the page it asks for `url` from: all, the site alone, or nothing."""
    here, there = origin_of(page), origin_of(url)
    if here == there:
        return page
    if here.scheme == "https" and there.scheme == "http":
        return None
    parts = urlsplit(page)
    return f"{parts.scheme}://{parts.netloc}/"


def host_of(url: str) -> str:
    """Whose turn it is: host and port, whatever the scheme."""
    origin = origin_of(url)
    return f"{origin.host}:{origin.port}"


@functools.lru_cache(maxsize=4096)
def normalise(url: str) -> str:
    """The URL as it is asked for: no fragment, a path, percent-encoded; FetchError where none.

    >>> normalise("HTTPS://Example.org/az/xəbər#top")
    'https://example.org/az/x%C9%99b%C9%99r'
    """
    text = url.strip()
    if CLEAN_URL.fullmatch(text):
        origin_of(text)
        return text
    import requests

    # A percent sign that escapes nothing: requests would escape all the others once more.
    text = BARE_PERCENT.sub("%25", text)
    origin_of(text)
    try:
        prepared = requests.Request("GET", text).prepare()
        parts = urlsplit(prepared.url or "")
        netloc = parts.netloc.rpartition("@")[2].lower()
    except (requests.RequestException, UnicodeError, ValueError) as error:
        raise FetchError(
            f"{url} is not a URL that can be fetched", step="url", subject=url
        ) from error
    if "@" in parts.netloc:
        raise FetchError(
            f"{parts.hostname}: a URL with a name and password in it is not fetched, "
            "since it would be recorded; hand them over with --header or --cookies",
            step="url",
            subject=url,
        )
    return urlunsplit((parts.scheme.lower(), netloc, parts.path or "/", parts.query, ""))


def written_target(base: str, location: str) -> str:
    """Where a `Location`, read as latin-1, leads to, as it is written; ValueError where nowhere."""
    with contextlib.suppress(UnicodeError):  # servers send UTF-8 in it
        location = location.encode("latin-1").decode("utf-8")
    return urljoin(base, location)


def redirect_target(base: str, location: str) -> str:
    try:
        target = written_target(base, location)
    except ValueError as error:
        raise FetchError(
            f"{base} redirects to what is not a URL", step="redirect", subject=base
        ) from error
    try:
        return normalise(target)
    except FetchError as error:
        raise FetchError(
            f"{base} redirects to {target}, which is not fetched", step="redirect", subject=base
        ) from error


def shortcoming(exchange: Exchange) -> FetchError | None:
    """Why the last answer is not the whole page that was asked for; None where it is."""
    if exchange.truncated:
        step = {"length": "too_large", "time": "timeout"}.get(exchange.truncated, "truncated")
        return FetchError(exchange.shortfall or "cut short", step=step, subject=exchange.url)
    if exchange.status >= 400 or exchange.status in REDIRECTS or exchange.status < 200:
        who = "the server, or the proxy," if exchange.connection.get("relayed") else "the server"
        return FetchError(
            f"{who} answered {exchange.status} {exchange.reason}".strip(),
            step="status",
            subject=exchange.url,
        )
    return None
