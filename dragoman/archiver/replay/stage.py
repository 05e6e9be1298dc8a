"""One recorded page in one context of the browser: loaded, waited for, scrolled, and taken."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from dragoman.archiver.browser.browser_proxy import BrowserProxy
from dragoman.archiver.browser.scripts import script
from dragoman.archiver.browser.settling import AGAIN, LOOK, SETTLE, Settling
from dragoman.archiver.browser.showing import NO_CHANNELS, VIEWPORT
from dragoman.archiver.replay.finding import LEADS_ON
from dragoman.archiver.replay.margin import settled_pdf
from dragoman.archiver.replay.shot import Loaded, Order, Piece, Shot
from dragoman.errors import ArchiveError

ANSWER, DRAWING = 10.0, 40.0  # seconds for the page to answer, and for a picture or a PDF
TALLEST_PIECE, MOST_PIECES = 8_000, 8  # pixels of one picture, and pictures of a page
MOST_BYTES = 60_000_000  # of all pictures of a page, and of a PDF
FRAMES, COMPLAINTS = 30, 50
ENOUGH = 0.9
STUCK = 4.0  # seconds after which a page that does not answer is given up
BUSY = "the page kept itself busy, and did not answer"
LATE = "the browser did not begin to show it within its time limit"
PAPER = {"top": "26mm", "bottom": "10mm", "left": "10mm", "right": "10mm"}


class Stage:
    """Shows a page by `proxy`, and puts what is seen into `shot`; `enough` says whether it is."""

    def __init__(
        self,
        browser: Any,
        proxy: BrowserProxy,
        order: Order,
        shot: Shot,
        enough: Callable[[Shot], float],
    ) -> None:
        self._browser = browser
        self._proxy = proxy
        self._order = order
        self._shot = shot
        self._enough = enough
        self._ends = time.monotonic() + order.seconds
        self._is_late = False

    async def run(self) -> None:
        context = await self._context()
        try:
            page = await context.new_page()
            context.on("page", lambda popup: asyncio.ensure_future(_quietly(popup.close())))
            page.on("dialog", lambda dialog: asyncio.ensure_future(_quietly(dialog.dismiss())))
            page.on("pageerror", self._complain)
            page.on("request", lambda request: self._notice_leading(page, request))
            await self._settle(page)
            if self._shot.led_to is not None and _place(page.url) == _place(self._shot.led_to):
                raise ArchiveError(LEADS_ON.format(url=self._shot.led_to))
            await self._look(page)
            self._shot.share = self._enough(self._shot)
            if self._shot.share >= ENOUGH:
                await self._take(page)
                self._shot.is_taken = True
        finally:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(context.close(), ANSWER)

    async def _context(self) -> Any:
        width, height = VIEWPORT
        shot, order = self._shot, self._order
        context = await self._browser.new_context(
            viewport={"width": width, "height": height},
            service_workers="block",
            accept_downloads=False,
            java_script_enabled=shot.scripts,
            timezone_id="UTC",
            proxy={
                "server": f"http://127.0.0.1:{self._proxy.port}",
                "username": self._proxy.username,
                "password": self._proxy.password,
                "bypass": "<-loopback>",
            },
        )
        context.set_default_timeout(1000 * order.seconds)
        if shot.scripts:
            now = int(1000 * datetime.fromisoformat(order.at.replace("Z", "+00:00")).timestamp())
            await context.add_init_script(NO_CHANNELS)
            await context.add_init_script(f"({script('steady.js')})({json.dumps(now)})")
        return context

    def _complain(self, error: Any) -> None:
        if len(self._shot.complaints) < COMPLAINTS:
            self._shot.complaints.append(str(error).splitlines()[0][:300] if str(error) else "")

    def _notice_leading(self, page: Any, request: Any) -> None:
        """What the page itself opens in its own place; a query alone makes no other page, and a
        redirect is the server's."""
        with contextlib.suppress(Exception):  # of a frame that is gone already
            own = request.is_navigation_request() and request.frame == page.main_frame
            if own and request.redirected_from is None and self._shot.led_to is None:
                other = _place(request.url) != _place(self._order.url) or request.method != "GET"
                self._shot.led_to = request.url if other else None

    async def _settle(self, page: Any) -> None:
        quiet = lambda: self._proxy.quiet_for  # noqa: E731
        settling = Settling(page, _bounded, quiet, self._ends)
        if self._shot.scripts:
            await page.add_init_script(settling.beforehand)
        loaded = await self._load(page)
        if self._is_late and page.url.startswith("about:"):
            raise ArchiveError(LATE)
        if page.url.startswith(("chrome-error:", "about:")):
            raise ArchiveError("its own answer was not shown by the browser")
        if not loaded and await _bounded(page.evaluate("1"), STUCK) is None:
            raise ArchiveError(BUSY)
        settling.loaded(loaded, 0.0, 0.0)
        rested = await settling.rest(SETTLE)
        at_end = await settling.scroll()
        self._shot.settled = await settling.rest(AGAIN) and rested and at_end and loaded
        await _bounded(page.evaluate("scrollTo(0, 0)"))

    async def _load(self, page: Any) -> bool:
        """Whether it was loaded whole; a page that leads on elsewhere never says so by itself."""
        left = max(1.0, self._ends - time.monotonic())
        try:
            going = page.goto(self._order.url, wait_until="domcontentloaded")
            await asyncio.wait_for(going, left / 3)
        except TimeoutError:
            self._is_late = True
            return False
        except Exception:  # noqa: BLE001 - Playwright's errors, and those of a page
            return False
        ends = time.monotonic() + left / 3
        while time.monotonic() < ends:
            state = await _bounded(page.evaluate("document.readyState"), STUCK)
            if state in ("complete", None):
                return state is not None
            await asyncio.sleep(LOOK)
        return False

    async def _look(self, page: Any) -> None:
        """What is there, in all frames; ArchiveError where the page does not answer."""
        main, *others = page.frames[:FRAMES]
        told = [await _bounded(main.evaluate(script("seen.js")))]
        if not isinstance(told[0], dict):
            raise ArchiveError(BUSY)
        shot = self._shot
        shot.height = int(told[0]["height"])
        await self._widen(page, told[0])
        for frame in others:
            told.append(await _bounded(frame.evaluate(script("seen.js")), 1.0))
        for each in (found for found in told if isinstance(found, dict)):
            shot.text += f"\n{each['text']}"
            shot.images += _loaded(each["images"], "url")
            shot.sheets += _loaded(each["sheets"], "url")
            shot.fonts += _loaded(each["fonts"], "family")

    async def _widen(self, page: Any, told: Mapping[str, Any]) -> None:
        """Make the window so high that nothing scrolls in a box of it; say what stays unseen."""
        shot, (width, height) = self._shot, VIEWPORT
        if told["width"] > width:
            shot.leave_out(f"the page is {told['width']:,} pixels wide, and its picture {width:,}")
        if told["inner"] <= 0:
            return
        tall = min(height + int(told["inner"]), TALLEST_PIECE * MOST_PIECES)
        await _bounded(page.set_viewport_size({"width": width, "height": tall}))
        await asyncio.sleep(LOOK)
        again = await _bounded(page.evaluate(script("seen.js")))
        if isinstance(again, dict):
            shot.height = int(again["height"])
            if again["inner"] > 0:
                shot.leave_out(f"a box within it goes on for {again['inner']:,} pixels")

    async def _take(self, page: Any) -> None:
        """The picture in pieces, and the PDF."""
        shot, width = self._shot, VIEWPORT[0]
        tall = min(max(shot.height, VIEWPORT[1]), TALLEST_PIECE * MOST_PIECES)
        if tall < shot.height:
            shot.leave_out(
                f"the page is {shot.height:,} pixels high, and the picture ends after {tall:,}"
            )
        size = 0
        for top in range(0, tall, TALLEST_PIECE):
            height = min(TALLEST_PIECE, tall - top)
            clip = {"x": 0, "y": top, "width": width, "height": height}
            taken = page.screenshot(
                full_page=True, clip=clip, animations="disabled", timeout=1000 * DRAWING
            )
            png = await asyncio.wait_for(taken, DRAWING)
            size += len(png)
            if size > MOST_BYTES:
                shot.leave_out(
                    f"the picture has more than {MOST_BYTES:,} bytes, and ends after {top:,} of "
                    f"{shot.height:,} pixels"
                )
                break
            shot.pieces.append(Piece(png, top, width, height))
        await self._print(page)

    async def _print(self, page: Any) -> None:
        """The PDF; a page that cannot be printed has none, and that is said."""
        order = self._order
        margin = replace(order.margin, made=self._shot.how())
        try:
            await page.emulate_media(media="screen")
            printed = page.pdf(
                format="A4",
                print_background=True,
                display_header_footer=True,
                header_template=margin.header(),
                footer_template="<span></span>",
                margin=PAPER,
            )
            pdf = await asyncio.wait_for(printed, DRAWING)
        except Exception:  # noqa: BLE001 - Playwright's errors, and those of a page
            pdf = b""
        if len(pdf) > MOST_BYTES:
            self._shot.leave_out(f"the PDF has more than {MOST_BYTES:,} bytes, and is not kept")
            pdf = b""
        self._shot.pdf = settled_pdf(pdf, order.at) if pdf else b""


def _place(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc, parts.path or "/"


def _loaded(found: list[Mapping[str, Any]], name: str) -> list[Loaded]:
    return [Loaded(str(each[name]), bool(each["loaded"])) for each in found]


async def _bounded(asked: Awaitable[Any], seconds: float = ANSWER) -> Any:
    """What the page answers; None where it does not."""
    try:
        return await asyncio.wait_for(asked, seconds)
    except Exception:  # noqa: BLE001 - Playwright's errors, and those of a page
        return None


async def _quietly(asked: Awaitable[Any]) -> None:
    with contextlib.suppress(Exception):
        await asked
