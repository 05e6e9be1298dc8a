"""One page in one browser, from its start to its end: loaded, waited for, scrolled, and taken."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from dragoman.archiver.browser.browser_proxy import BrowserProxy
from dragoman.archiver.browser.chromium import launch_options
from dragoman.archiver.browser.consent import CLICKS, click_away
from dragoman.archiver.browser.settling import AGAIN, LOADING, LOOK, SETTLE, Settling
from dragoman.archiver.browser.taking import flattened
from dragoman.archiver.browser.told_charset import PAGES
from dragoman.archiver.web.fetch import Fetcher
from dragoman.archiver.web.fetched import Rendered

Result = TypeVar("Result")

VIEWPORT = (1280, 900)
TALLEST = 16_000  # pixels of a screenshot; Chromium draws no taller one
GRACE = 10.0  # for what is taken of a page when its time is over
STUCK = 0.5  # that a page is given which did not answer before
# A page that is not loaded, and asked for nothing in so many seconds, is kept from that by its own
# scripts: nothing is to be waited for.
BUSY = 15.0
LONGEST_TEXT = 20_000_000
NOWHERE = ("chrome-error:", "about:")  # where a browser is when no page came
# Without these a page cannot open a channel that is not HTTP.
NO_CHANNELS = """
for (const name of [
  "RTCPeerConnection", "webkitRTCPeerConnection", "RTCDataChannel", "WebTransport"
])
  Object.defineProperty(globalThis, name, {value: undefined});
"""


class Showing:
    """Shows `url`, and puts what is seen into `rendered`, within so many seconds."""

    def __init__(
        self, fetcher: Fetcher, proxy: BrowserProxy, url: str, rendered: Rendered, seconds: float
    ) -> None:
        self._fetcher = fetcher
        self._proxy = proxy
        self._url = url
        self._rendered = rendered
        self._ends = time.monotonic() + seconds
        self._stuck = False
        self._began: float | None = None
        self._went = time.monotonic()

    async def run(self, launch: Callable[..., Awaitable[Any]]) -> None:
        """`launch` starts a browser, as Playwright does."""
        proxy = {
            "server": f"http://127.0.0.1:{self._proxy.port}",
            "username": self._proxy.username,
            "password": self._proxy.password,
        }
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
            options = launch_options(home, self._proxy.ca.spki, proxy, self._left())
            browser = await launch(**options)
            self._rendered.engine = f"Chromium {browser.version}"
            try:
                await self._show(browser)
            finally:
                with contextlib.suppress(Exception):
                    await asyncio.wait_for(browser.close(), GRACE)

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
        session = await browser.new_browser_cdp_session()
        version = await session.send("Browser.getVersion")
        await session.detach()
        return str(version["userAgent"]).replace("HeadlessChrome", "Chrome")

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

    # -- waiting for it ----------------------------------------------------------------------------

    async def _settle(self, page: Any) -> bool:
        """Load, wait, scroll to the end, wait; whether it came to rest before time was over."""
        rendered, wait = self._rendered, self._rendered.wait
        settling = Settling(page, self._bounded, lambda: self._proxy.quiet_for, self._ends)
        await page.add_init_script(settling.beforehand)
        began = time.monotonic()
        loaded = await self._load(page)
        settling.loaded(loaded, time.monotonic() - began, self._idle if self._is_busy else 0.0)
        nowhere = page.url.startswith(NOWHERE)
        if nowhere or (not loaded and await self._bounded(page.evaluate("1")) is None):
            rendered.unfinished = settling.unfinished
            return False
        await settling.rest(SETTLE)
        await self._answer_banners(page, settling)
        await settling.stay(wait)
        await self._locate(page)
        at_end = await settling.scroll()
        rested = await settling.rest(AGAIN)
        await self._bounded(page.evaluate("scrollTo(0, 0)"))
        rendered.waited, rendered.scrolled = settling.waited, settling.scrolled
        rendered.unfinished = settling.unfinished if not (loaded and rested and at_end) else None
        return loaded and rested and at_end

    async def _load(self, page: Any) -> bool:
        """Whether it was loaded whole; what hangs is waited for no longer than LOADING."""
        going = page.goto(self._url, wait_until="domcontentloaded")
        if not await self._tried(self._unless_busy(going)):
            return False
        return await self._tried(self._unless_busy(page.wait_for_load_state("load")), LOADING)

    async def _unless_busy(self, going: Awaitable[Any]) -> None:
        """Wait for a page to come or be loaded; TimeoutError once it only keeps itself busy."""
        self._went = time.monotonic()
        coming = asyncio.ensure_future(going)
        try:
            while not (await asyncio.wait({coming}, timeout=LOOK))[0]:
                if self._is_busy:
                    raise TimeoutError
            await coming
        finally:
            coming.cancel()

    @property
    def _idle(self) -> float:
        """Seconds in which the page asked for nothing, once it had an answer."""
        waited = time.monotonic() - self._went
        return min(self._proxy.quiet_for, waited) if self._proxy.answered else 0.0

    @property
    def _is_busy(self) -> bool:
        return self._idle >= BUSY

    async def _answer_banners(self, page: Any, settling: Settling) -> None:
        """Click consent banners away, and wait for what follows from that."""
        for _ in range(CLICKS):
            before = page.url
            clicked = await click_away(page)
            if clicked is None:
                break
            self._rendered.clicked.append(clicked)
            await settling.rest(AGAIN)
            if page.url.partition("#")[0] != before.partition("#")[0]:
                clicked["led_to"] = page.url
                await self._load(page)
                await settling.rest(AGAIN)
                break

    # -- taking it ---------------------------------------------------------------------------------

    async def _take(self, page: Any) -> None:
        """What is there now, settled or not."""
        rendered = self._rendered
        await self._locate(page)
        if rendered.url.startswith(NOWHERE):
            return
        kind = await self._bounded(page.evaluate("document.contentType"))
        rendered.kind = str(kind) if kind else None
        rendered.viewer = kind is not None and kind not in PAGES
        if not rendered.viewer:
            await self._take_text(page)
        height = await self._bounded(page.evaluate("document.documentElement?.scrollHeight ?? -1"))
        if height == -1:  # scripts removed all of it, and a browser draws no picture of nothing
            return
        tall = isinstance(height, (int, float)) and height > TALLEST
        shot = page.screenshot(full_page=not tall, animations="disabled", timeout=1000 * GRACE)
        rendered.screenshot = await self._bounded(shot) or b""

    async def _locate(self, page: Any) -> None:
        """Where the document is; what it calls itself while it is scrolled counts no more.

        Pages that add the next article when theirs is at its end take that one's address.
        """
        began = await self._bounded(page.evaluate("performance.timeOrigin"))
        if began is None or began != self._began:
            self._rendered.url, self._began = page.url, began

    async def _take_text(self, page: Any) -> None:
        rendered = self._rendered
        content = str(await self._bounded(page.content()) or "")
        rendered.html = rendered.unflattened = content[:LONGEST_TEXT]
        whole = await flattened(page, self._bounded)
        if whole is not None:
            rendered.html = whole.html[:LONGEST_TEXT]
            rendered.text = whole.text[:LONGEST_TEXT]
            rendered.frames = whole.frames
            return
        text = await self._bounded(page.evaluate("document.body ? document.body.innerText : ''"))
        rendered.text = str(text or "")[:LONGEST_TEXT]

    def _left(self) -> float:
        return max(0.1, self._ends - time.monotonic())

    async def _tried(self, awaitable: Awaitable[Any], seconds: float | None = None) -> bool:
        """Whether it went well; a page that fails to load has still asked for something."""
        left = self._left() if seconds is None else min(seconds, self._left())
        try:
            await asyncio.wait_for(awaitable, left)
        except Exception as error:  # noqa: BLE001 - Playwright's errors, and those of a page
            if not isinstance(error, TimeoutError) and "Timeout" not in type(error).__name__:
                self._rendered.trouble = str(error).splitlines()[0][:300] if str(error) else None
            return False
        return True

    async def _bounded(self, awaitable: Awaitable[Result]) -> Result | None:
        """Its result; None where it cannot be had.

        A page that is busy without end gives nothing: it is waited for once.
        """
        seconds = STUCK if self._stuck else min(GRACE, max(self._left(), GRACE / 2))
        try:
            found = await asyncio.wait_for(awaitable, seconds)
        except TimeoutError:
            self._stuck = True
        except Exception:  # noqa: BLE001 - what cannot be taken of a page is left
            pass
        else:
            self._stuck = False
            return found
        return None


async def _closed(popup: Any) -> None:
    with contextlib.suppress(Exception):
        await popup.close()


async def _dismissed(dialog: Any) -> None:
    with contextlib.suppress(Exception):
        await dialog.dismiss()
