"""One browser for many recorded pages, each shown by a proxy of its own."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import tempfile
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from dragoman.archiver.browser.browser_proxy import BrowserProxy
from dragoman.archiver.browser.chromium import launch_options
from dragoman.archiver.browser.driver import driver
from dragoman.archiver.browser.throwaway_ca import ThrowawayCA
from dragoman.archiver.browser.told_charset import told
from dragoman.archiver.replay.answers import Answers
from dragoman.archiver.replay.margin import Margin
from dragoman.archiver.replay.shot import Order, Shot
from dragoman.archiver.replay.stage import LATE, Stage
from dragoman.errors import ArchiveError

PAGES = 40  # that a browser shows before it is begun anew: it keeps some of each
LAUNCHING = 60.0
LONGEST = 600.0  # seconds for anything, also where a browser says nothing more
SMALL = {"width": 288, "height": 216}
SMALL_PAGE = (
    '<!DOCTYPE html><body style="margin:0;overflow:hidden">'
    '<img style="width:100%" src="data:image/png;base64,{source}"></body>'
)
NEVER = "http://127.0.0.1:9"  # what no context of its own would ask; nothing listens there
# Whether what was seen is enough, and how much of it: the share of what should be there.
Enough = Callable[[Shot], float]


class Studio:
    """Shows recorded pages, one after the other; begun with the first of them.

    Not for sharing between threads. ArchiveError from `show` where there is no browser.
    """

    def __init__(self, decoded: int) -> None:
        """`decoded`: bytes that a page may unpack to."""
        self._decoded = decoded
        self._ca = ThrowawayCA()
        self._browser: Any = None
        self._own: Any = None
        self._home: tempfile.TemporaryDirectory[str] | None = None
        self._shown = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def show(self, order: Order, answers: Answers, enough: Enough) -> Shot:
        """Show a page; once more without scripts where they leave less than there should be.

        Never raises on account of the page: `trouble` of what is returned says what went wrong.
        """
        shot = self._once_more(order, answers, scripts=True, enough=enough)
        if shot.is_taken:
            return shot
        bare = self._once_more(order, answers, scripts=False, enough=lambda _: 1.0)
        if _is_better(bare, shot, enough):
            shot.close()
            bare.why = f"with its scripts {shot.said()}"
            bare.led_to = bare.led_to or shot.led_to
            return bare
        bare.close()
        if shot.trouble is not None:
            return shot
        shot.close()
        return self._once_more(order, answers, scripts=True, enough=lambda _: 1.0)

    def margin(self, margin: Margin, width: int, piece: str = "") -> bytes:
        """The margin as a PNG of this width; ArchiveError where the browser draws none."""
        return self._drawn(margin.html(piece), {"width": width, "height": 60}, full_page=True)

    def small(self, piece: bytes) -> bytes:
        """The beginning of a picture as a small JPEG; nothing where the browser draws none."""
        source = base64.b64encode(piece).decode("ascii")
        try:
            html = SMALL_PAGE.replace("{source}", source)
            return self._drawn(html, SMALL, type="jpeg", quality=70)
        except ArchiveError:
            return b""

    def _drawn(self, html: str, viewport: dict[str, int], **how: Any) -> bytes:
        """A page of ours, drawn in a context that is kept for these."""
        drawn: list[bytes] = []

        async def draw() -> None:
            if self._own is None:
                context = await self._browser.new_context(java_script_enabled=False, offline=True)
                self._own = await context.new_page()
            await self._own.set_viewport_size(viewport)
            await self._own.set_content(html)
            drawn.append(await self._own.screenshot(**how))

        self._begin()
        try:
            self._run(draw)
        except ArchiveError:
            self._own = None
            raise
        return drawn[0]

    def _once_more(self, order: Order, answers: Answers, *, scripts: bool, enough: Enough) -> Shot:
        self._shown += 1
        with BrowserProxy(answers.ask, self._tell, self._ca) as proxy:
            for attempt in (1, 2):
                self._begin()
                answers.again()
                shot = Shot(scripts=scripts, engine=f"Chromium {self._browser.version}")
                stage = Stage(self._browser, proxy, order, shot, enough)
                try:
                    self._run(stage.run)
                except ArchiveError as error:
                    shot.trouble = error.message
                    lost = error.message == LATE or not self._browser.is_connected()
                    if lost and attempt == 1:  # a new one may be quicker
                        self._end()
                        continue
                break
        shot.answered = list(proxy.answered)
        return shot

    def _tell(self, exchange: Any) -> Any:
        return told(exchange, self._decoded)

    def _run(self, act: Callable[[], Any]) -> None:
        """What Playwright raises is told as one of ours; what never ends is given up."""

        async def bounded() -> None:
            await asyncio.wait_for(act(), LONGEST)

        try:
            driver().run(bounded)
        except ArchiveError:
            raise
        except Exception as error:
            said = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
            raise ArchiveError(f"the browser did not show it ({said})") from error

    def _begin(self) -> None:
        """A browser that runs, and has not shown too many pages."""
        if self._browser is not None and self._browser.is_connected() and self._shown < PAGES:
            return
        self._end()
        self._home = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        options = launch_options(self._home.name, self._ca.spki, {"server": NEVER}, LAUNCHING)
        used = driver()

        async def launch() -> None:
            self._browser = await used.launch(**options)

        self._run(launch)
        self._shown = 0

    def _end(self) -> None:
        browser, self._browser, self._own = self._browser, None, None
        if browser is not None:
            with contextlib.suppress(Exception):
                driver().run(browser.close)
        if self._home is not None:
            self._home.cleanup()
            self._home = None


def _is_better(bare: Shot, shot: Shot, enough: Enough) -> bool:
    """Whether more of a page is there without its scripts than with them, or anything at all."""
    if bare.trouble is not None:
        return False
    return shot.trouble is not None or enough(bare) > enough(shot)
