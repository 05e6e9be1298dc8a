"""What came of one URL: its exchanges, how they ended, and the page as a browser showed it."""

from __future__ import annotations

from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any

from dragoman.archiver.web.http_exchange import Exchange
from dragoman.errors import FetchError

REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class PageSession:
    """What a page's requests have in common."""

    headers: dict[str, str]
    cookies: CookieJar


@dataclass(frozen=True, slots=True)
class Answered:
    """One of the browser's requests and what came of it: an exchange, or why there is none."""

    method: str
    url: str
    started: str
    exchange: Exchange | None
    error: FetchError | None


@dataclass(slots=True)
class Rendered:
    """A page as a browser showed it.

    `html` is the document once its scripts had run, with its shadow roots and frames in it, `text`
    what a person sees of it; `unflattened` is the document as the page itself says it. `frames`
    are its frames, `clicked` the buttons of consent banners. `others` are the browser's requests
    besides those that led to the page. `wait` are the seconds that it was to stay at least,
    `waited` those that it stayed. `settled` says that the page came to rest before its time was
    over, `unfinished` what had not ended, `trouble` what else went wrong. `kind` is the type that
    the browser took it for, `viewer` says that it showed a viewer of its own, and no page.
    `charset` is the encoding that it was told, `why` the reason for which it was shown, where
    nobody asked for that.
    """

    engine: str
    viewport: tuple[int, int]
    url: str
    html: str = ""
    text: str = ""
    screenshot: bytes = b""
    unflattened: str = ""
    frames: list[dict[str, Any]] = field(default_factory=list)
    clicked: list[dict[str, Any]] = field(default_factory=list)
    scrolled: dict[str, Any] | None = None
    wait: float = 0.0
    waited: float = 0.0
    settled: bool = False
    unfinished: str | None = None
    trouble: str | None = None
    kind: str | None = None
    viewer: bool = False
    charset: str | None = None
    why: str | None = None
    others: list[Answered] = field(default_factory=list)

    def close(self) -> None:
        for each in self.others:
            if each.exchange is not None:
                each.exchange.block.close()


@dataclass(slots=True)
class Fetch:
    """All that came of one URL: the exchanges in order and, where it failed, how.

    `url` is the URL as it was asked for, without its fragment and percent-encoded; `route` is the
    fragment, where a browser was given it for the page's scripts to follow. `arrived` says
    that the last exchange is the page's, be it cut short or a 404; a fetch that ended on its way (a
    redirect to a name that does not resolve) has exchanges, but no page. `session` holds the
    cookies that came on the way, `beyond` where the page itself leads and nothing came from.
    """

    requested: str
    url: str
    started: str
    exchanges: list[Exchange] = field(default_factory=list)
    error: FetchError | None = None
    arrived: bool = False
    session: PageSession | None = None
    rendered: Rendered | None = None
    route: str = ""
    beyond: list[Fetch] = field(default_factory=list)

    @property
    def last(self) -> Exchange | None:
        return self.exchanges[-1] if self.exchanges else None

    @property
    def final_url(self) -> str | None:
        """Where it led to, with the route that scripts followed from there."""
        return self.last.url + self.route if self.last else None

    def close(self) -> None:
        for exchange in self.exchanges:
            exchange.block.close()
        if self.rendered is not None:
            self.rendered.close()
        for each in self.beyond:
            each.close()


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
