"""A page that scripts build, shown by an installed Chromium. The border to Playwright.

Each page has a browser of its own, with an empty profile: nothing passes from one to the next.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Awaitable
from pathlib import Path
from typing import Any, TypeVar

from dragoman.archiver.browser.browser_proxy import Asked, BrowserProxy
from dragoman.archiver.web.fetch import Fetcher
from dragoman.archiver.web.fetched import REDIRECTS, Fetch, Rendered, shortcoming
from dragoman.archiver.web.http_exchange import Exchange
from dragoman.archiver.web.urls import host_of, normalise, redirect_target
from dragoman.errors import ArchiveError, FetchError
from dragoman.provenance.stamp import utc_now

Result = TypeVar("Result")

VIEWPORT = (1280, 900)
TALLEST = 16_000  # pixels of a screenshot; Chromium draws no taller one
STEPS, STEP_PAUSE = 40, 0.15
QUIET = 8.0  # seconds that a page may take to come to rest once it is loaded
REST = 0.5  # seconds without a request that are rest
GRACE = 10.0  # for what is taken of a page when its time is over
LONGEST_TEXT = 20_000_000
CHROMIUMS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge",
)  # fmt: skip
PLACES = (
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files\Chromium\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
FLAGS = (
    "--disable-quic", "--dns-prefetch-disable", "--no-pings", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-domain-reliability",
    "--disable-client-side-phishing-detection", "--disable-default-apps",
    "--no-default-browser-check", "--disable-extensions", "--metrics-recording-only",
    "--disable-breakpad", "--mute-audio",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    # The proxy is the only name that it has to know; whatever else it looked up would be a leak.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--disable-features=DnsOverHttps,AsyncDns,MediaRouter,OptimizationHints,Translate,"
    "AutofillServerCommunication,CertificateTransparencyComponentUpdater,InterestFeedContentSuggestions,"
    "NetworkTimeServiceQuerying,PreconnectToSearch,Prerender2,SpareRendererForSitePerProcess,"
    "WebRtcHideLocalIpsWithMdns,DirectSockets,WebTransport",
)  # fmt: skip
# Without these a page cannot open a channel that is not HTTP.
NO_CHANNELS = """
for (const name of [
  "RTCPeerConnection", "webkitRTCPeerConnection", "RTCDataChannel", "WebTransport"
])
  Object.defineProperty(globalThis, name, {value: undefined});
"""


def find_chromium() -> str:
    """The browser to use; ArchiveError, with how to get one, where there is none."""
    named = os.environ.get("DRAGOMAN_CHROMIUM")
    candidates = [named] if named else [*map(shutil.which, CHROMIUMS), *PLACES]
    for each in candidates:
        if each and Path(each).exists():
            return each
    raise ArchiveError(
        "--browser needs Chromium or Chrome, and none is installed here; install one (Debian: apt "
        "install chromium), or name it with the environment variable DRAGOMAN_CHROMIUM"
    )


def check_browser() -> None:
    """ArchiveError, before anything is fetched, where no page can be shown."""
    try:
        import playwright.async_api  # noqa: F401
    except ImportError as error:
        raise ArchiveError(
            "--browser needs Playwright, which is an extra: pip install 'dragoman[browser]'"
        ) from error
    find_chromium()


def browse(url: str, fetcher: Fetcher) -> Fetch:
    """Show a page, and fetch all that it asks for; never raises FetchError.

    The result is as of `Fetcher.fetch`, with `rendered` set where a page was shown.
    """
    try:
        clean = normalise(url)
    except FetchError as error:
        return Fetch(url, url, utc_now(), error=error)
    result = Fetch(url, clean, utc_now())
    visit = _Visit(fetcher, clean)
    with fetcher.turns.visit(host_of(clean)), BrowserProxy(visit.ask) as proxy:
        rendered = Rendered("Chromium", VIEWPORT, clean)
        try:
            asyncio.run(_Showing(fetcher, proxy, clean, rendered).run())
        except Exception as error:  # noqa: BLE001 - whatever breaks in it, what came is kept
            rendered.trouble = f"the browser ended ({type(error).__name__})"
    _led_to(result, proxy, rendered)
    result.rendered = rendered if result.arrived else None
    if result.rendered is None:
        rendered.close()
    return result


class _Visit:
    """What the proxy asks for: the limits of one page, and what the operator handed over."""

    def __init__(self, fetcher: Fetcher, url: str) -> None:
        self._fetcher = fetcher
        self._url = url
        limits = fetcher.options.limits
        self._ends = time.monotonic() + limits.browser_timeout + GRACE
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
        said = rendered.trouble or "the browser did not get to the page in time"
        result.error = FetchError(said, step="timeout", subject=result.url)
    rendered.others = left


def _cleaned(url: str) -> str | None:
    try:
        return normalise(url)
    except FetchError:
        return None


class _Showing:
    """One page in one browser, from its start to its end."""

    def __init__(self, fetcher: Fetcher, proxy: BrowserProxy, url: str, rendered: Rendered) -> None:
        self._fetcher = fetcher
        self._proxy = proxy
        self._url = url
        self._rendered = rendered
        self._ends = time.monotonic() + fetcher.options.limits.browser_timeout
        self._stuck = False

    async def run(self) -> None:
        from playwright.async_api import async_playwright

        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(**self._launch(home))
                self._rendered.engine = f"Chromium {browser.version}"
                try:
                    await self._show(browser)
                finally:
                    with contextlib.suppress(Exception):
                        await asyncio.wait_for(browser.close(), GRACE)

    def _launch(self, home: str) -> dict[str, Any]:
        flags = [*FLAGS, f"--ignore-certificate-errors-spki-list={self._proxy.ca.spki}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            flags.append("--no-sandbox")  # Chromium has none for root
        kept = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "LD_LIBRARY_PATH", "FONTCONFIG_PATH")
        return {
            "executable_path": find_chromium(),
            "args": flags,
            "env": {k: v for k, v in os.environ.items() if k in kept}
            | {"HOME": home, "USERPROFILE": home},
            "proxy": {
                "server": f"http://127.0.0.1:{self._proxy.port}",
                "bypass": "<-loopback>",
                "username": self._proxy.username,
                "password": self._proxy.password,
            },
            "timeout": 1000 * max(30.0, self._fetcher.options.limits.browser_timeout),
        }

    async def _show(self, browser: Any) -> None:
        options = self._fetcher.options
        width, height = VIEWPORT
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            service_workers="block",
            accept_downloads=False,
            user_agent=options.user_agent or await self._own_user_agent(browser),
            extra_http_headers={"Accept-Language": "az,ru;q=0.8,en;q=0.6"},
        )
        context.set_default_timeout(1000 * self._left())
        await context.add_init_script(NO_CHANNELS)
        await context.add_cookies(self._cookies())
        page = await context.new_page()
        context.on("page", lambda popup: asyncio.ensure_future(_closed(popup)))
        page.on("dialog", lambda dialog: asyncio.ensure_future(_dismissed(dialog)))
        self._rendered.settled = await self._settle(page)
        await self._take(page)

    async def _own_user_agent(self, browser: Any) -> str:
        """The browser's own, but for the word that says that it has no window."""
        page = await browser.new_page()
        agent = await self._bounded(page.evaluate("navigator.userAgent"))
        await page.context.close()
        return str(agent or "").replace("HeadlessChrome", "Chrome")

    def _cookies(self) -> list[dict[str, Any]]:
        return [
            {
                "name": each.name,
                "value": each.value or "",
                "domain": each.domain,
                "path": each.path,
                "secure": bool(each.secure),
                **({"expires": float(each.expires)} if each.expires else {}),
            }
            for each in self._fetcher.cookies
        ]

    async def _settle(self, page: Any) -> bool:
        """Load, scroll to the end, wait for rest; whether it came before the time was over."""
        loaded = await self._tried(page.goto(self._url, wait_until="load"))
        await self._rest()
        await self._scroll(page)
        rested = await self._rest()
        await self._bounded(page.evaluate("scrollTo(0, 0)"))
        return loaded and rested

    async def _rest(self) -> bool:
        """Wait until the page asks for nothing more; whether it did so in time."""
        ends = time.monotonic() + min(QUIET, self._left())
        while time.monotonic() < ends:
            if self._proxy.quiet_for >= REST:
                return True
            await asyncio.sleep(0.05)
        return False

    async def _scroll(self, page: Any) -> None:
        """Down to the end, a window at a time: much is loaded only when it is seen."""
        for _ in range(STEPS):
            at_end = await self._bounded(
                page.evaluate(
                    "() => { const before = scrollY; scrollBy(0, innerHeight);"
                    " return scrollY === before; }"
                )
            )
            if at_end is not False:
                break
            await asyncio.sleep(min(STEP_PAUSE, self._left()))

    async def _take(self, page: Any) -> None:
        """What is there now, settled or not."""
        rendered = self._rendered
        rendered.url = page.url
        if rendered.url.startswith(("chrome-error:", "about:")):
            return
        rendered.html = str(await self._bounded(page.content()) or "")[:LONGEST_TEXT]
        text = await self._bounded(page.evaluate("document.body ? document.body.innerText : ''"))
        rendered.text = str(text or "")[:LONGEST_TEXT]
        height = await self._bounded(page.evaluate("document.documentElement.scrollHeight"))
        tall = isinstance(height, (int, float)) and height > TALLEST
        shot = page.screenshot(full_page=not tall, animations="disabled", timeout=1000 * GRACE)
        rendered.screenshot = await self._bounded(shot) or b""

    def _left(self) -> float:
        return max(0.1, self._ends - time.monotonic())

    async def _tried(self, awaitable: Awaitable[Any]) -> bool:
        """Whether it went well; a page that fails to load has still asked for something."""
        try:
            await asyncio.wait_for(awaitable, self._left())
        except Exception as error:  # noqa: BLE001 - Playwright's errors, and those of a page
            if not isinstance(error, TimeoutError) and "Timeout" not in type(error).__name__:
                self._rendered.trouble = str(error).splitlines()[0][:300] if str(error) else None
            return False
        return True

    async def _bounded(self, awaitable: Awaitable[Result]) -> Result | None:
        """Its result; None where it cannot be had.

        A page that is busy without end gives nothing: it is waited for once.
        """
        seconds = 0.5 if self._stuck else min(GRACE, max(self._left(), GRACE / 2))
        try:
            return await asyncio.wait_for(awaitable, seconds)
        except TimeoutError:
            self._stuck = True
        except Exception:  # noqa: BLE001 - what cannot be taken of a page is left
            pass
        return None


async def _closed(popup: Any) -> None:
    with contextlib.suppress(Exception):
        await popup.close()


async def _dismissed(dialog: Any) -> None:
    with contextlib.suppress(Exception):
        await dialog.dismiss()
