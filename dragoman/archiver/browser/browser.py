"""A page that scripts build, shown by an installed Chromium. The border to Playwright.

Each page has a browser of its own, with an empty profile: nothing passes from one to the next.
"""

from __future__ import annotations

import time

from dragoman.archiver.browser.browser_proxy import Asked, BrowserProxy
from dragoman.archiver.browser.driver import driver
from dragoman.archiver.browser.showing import GRACE, VIEWPORT, Showing
from dragoman.archiver.browser.told_charset import Told, told
from dragoman.archiver.web.fetch import Fetcher
from dragoman.archiver.web.fetched import REDIRECTS, Fetch, Rendered, shortcoming
from dragoman.archiver.web.http_exchange import Exchange
from dragoman.archiver.web.urls import host_of, normalise, redirect_target, route_of
from dragoman.errors import FetchError
from dragoman.provenance.stamp import utc_now

CHROMIUMS_OWN = "net::ERR_"  # how it begins what it says of itself


def browse(url: str, fetcher: Fetcher, wait: float = 0.0) -> Fetch:
    """Show a page, and fetch all that it asks for; never raises FetchError.

    The result is as of `Fetcher.fetch`, with `rendered` set where a page was shown. The browser
    stays on it for `wait` seconds at least, once it is loaded.
    """
    try:
        clean = normalise(url)
    except FetchError as error:
        return Fetch(url, url, utc_now(), error=error)
    result = Fetch(url, clean, utc_now(), route=route_of(url))
    longest = fetcher.options.limits.browser_timeout + wait
    visit = _Visit(fetcher, clean, longest + GRACE)
    with fetcher.turns.visit(host_of(clean)), BrowserProxy(visit.ask, visit.tell) as proxy:
        rendered = Rendered("Chromium", VIEWPORT, clean, wait=wait)
        try:
            showing = Showing(fetcher, proxy, clean + result.route, rendered, longest)
            used = driver()
            used.run(lambda: showing.run(used.launch))
        except Exception as error:  # noqa: BLE001 - whatever breaks in it, what came is kept
            rendered.trouble = f"the browser ended ({type(error).__name__})"
    _led_to(result, proxy, rendered)
    result.rendered = rendered if result.arrived else None
    if result.rendered is None:
        rendered.close()
    elif result.last is not None:
        rendered.charset = visit.charsets.get(result.last.url)
    return result


class _Visit:
    """What the proxy asks for: the limits of one page, and what the operator handed over."""

    def __init__(self, fetcher: Fetcher, url: str, seconds: float) -> None:
        self._fetcher = fetcher
        self._url = url
        limits = fetcher.options.limits
        self._ends = time.monotonic() + seconds
        self.charsets: dict[str, str] = {}
        self._left = limits.max_requisites + 1
        self._bytes = limits.max_requisites_bytes

    def ask(self, asked: Asked) -> Exchange:
        if self._left <= 0 or self._bytes <= 0:
            raise FetchError(
                "the page asks for more than limits.max_requisites or max_requisites_bytes allows",
                step="refused",
                subject=asked.url,
            )
        self._left -= 1
        seconds = self._ends - time.monotonic()
        if seconds <= 0:
            raise FetchError("the page's time is over", step="timeout", subject=asked.url)
        exchange = self._fetcher.ask(
            asked.method, asked.url, asked.headers, asked.body, first=self._url, seconds=seconds
        )
        self._bytes -= exchange.block_length
        return exchange

    def tell(self, exchange: Exchange) -> Told | None:
        said = told(exchange, self._fetcher.options.limits.max_decoded)
        if said is not None and said.charset is not None:
            self.charsets[exchange.url] = said.charset
        return said


def _led_to(result: Fetch, proxy: BrowserProxy, rendered: Rendered) -> None:
    """Tell the exchanges that led to the page from the others."""
    left = list(proxy.answered)

    def take(url: str) -> Exchange | None:
        for place, each in enumerate(left):
            # A browser leaves escapes as they are written, where we have one form for all.
            if each.method == "GET" and _cleaned(each.url) == url:
                if each.exchange is None:
                    result.error = result.error or each.error
                    return None
                del left[place]
                return each.exchange
        return None

    exchange = take(result.url)
    while exchange is not None:
        result.exchanges.append(exchange)
        location = exchange.header("location") if exchange.status in REDIRECTS else None
        if location is None:
            break
        try:
            exchange = take(redirect_target(exchange.url, location))
        except FetchError as error:
            result.error, exchange = error, None
    last = result.last
    result.arrived = last is not None and exchange is last
    if result.arrived and last is not None:
        ended = _cleaned(rendered.url)
        if ended not in (None, last.url):  # a script, or a <meta>, led on
            further = take(ended or "")
            if further is not None:
                result.exchanges.append(further)
        result.error = shortcoming(result.exchanges[-1])
    elif result.error is None:
        result.error = _not_reached(result.url, proxy, rendered)
    rendered.others = left


def _not_reached(url: str, proxy: BrowserProxy, rendered: Rendered) -> FetchError:
    """Why no page came, where no answer says it; a browser never asks at some ports."""
    said = rendered.trouble or "the browser did not get to the page in time"
    if CHROMIUMS_OWN in said and not proxy.answered:
        return FetchError(f"the browser would not ask for it: {said}", step="refused", subject=url)
    return FetchError(said, step="timeout", subject=url)


def _cleaned(url: str) -> str | None:
    try:
        return normalise(url)
    except FetchError:
        return None
