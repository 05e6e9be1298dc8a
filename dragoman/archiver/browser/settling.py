"""How long a page is waited for, and how far it is scrolled: until it rests, and within limits."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from dragoman.archiver.browser.scripts import script

LOADING = 25.0  # seconds after which a page that is not loaded whole is gone on with
SETTLE = 12.0  # that it may take to come to rest once it is loaded,
AGAIN = 8.0  # and once it was scrolled, or a button was clicked
REST = 0.7  # without a request, and with no more text than before, that are rest
LOOK = 0.15  # between two looks at it
FEW, PATIENCE = 200, 6.0  # a page of scripts with fewer characters is given so many seconds
GREW = 20  # characters more that are no clock's
WINDOWS, STEP_PAUSE = 150, 0.15
GROWTHS = 15  # times that a page may grow once its end was reached
SCROLLING, GROWING = (
    30.0,
    4.0,
)  # seconds for all of it, and for what an end that is reached asks for
FRAMES, ANSWER = 30, 1.0  # that are looked into, and seconds for each to answer

Bounded = Callable[[Awaitable[Any]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class State:
    """What a look at the page found: `due` is in how many seconds the last of its timers is."""

    text: int
    due: float
    scripted: bool


class Settling:
    """Waits for one page. `quiet_for` says for how many seconds nothing was asked for.

    `bounded` awaits what is asked of the page, and gives None where it does not answer; `ends` is
    the moment by which all has to be over. `unfinished` says what was not waited for.
    """

    def __init__(
        self, page: Any, bounded: Bounded, quiet_for: Callable[[], float], ends: float
    ) -> None:
        self._page = page
        self._bounded = bounded
        self._quiet_for = quiet_for
        self._ends = ends
        self._name = f"_{secrets.token_hex(8)}"
        self._loaded = time.monotonic()
        self.unfinished: str | None = None
        self.scrolled: dict[str, Any] | None = None

    @property
    def beforehand(self) -> str:
        """What has to run before the scripts of the page."""
        return f"({script('timers.js')})({json.dumps(self._name)})"

    @property
    def waited(self) -> float:
        """Seconds since the page was loaded."""
        return time.monotonic() - self._loaded

    def loaded(self, whole: bool, waited: float, idle: float) -> None:
        """It is loaded; or it was gone on with after so many seconds, since it would not be.

        `idle` are the last of those, where it asked for nothing in them.
        """
        self._loaded = time.monotonic()
        if not whole:
            busy = f", and asked for nothing in the last {idle:.0f} of them" if idle else ""
            self._say(f"it was not loaded whole in {waited:.0f} seconds{busy}")

    async def rest(self, seconds: float) -> bool:
        """Wait until nothing more comes; whether that was so within `seconds`.

        Nothing more comes where nothing is asked for, the text does not grow, and no timer is due.
        """
        began = last_change = time.monotonic()
        ends = min(began + seconds, self._ends)
        text = -GREW
        while (now := time.monotonic()) < ends:
            state = await self._state()
            if state is not None:
                if abs(state.text - text) >= GREW:
                    text, last_change = state.text, now
                still = min(self._quiet_for(), now - last_change) >= REST
                if still and not self._is_awaited(state):
                    return True
            await asyncio.sleep(min(LOOK, max(0.0, ends - now)))
        self._say(f"it had not come to rest {self.waited:.0f} seconds after it was loaded")
        return False

    def _is_awaited(self, state: State) -> bool:
        """Whether more is to be expected: a timer is due, or the page is next to empty."""
        return state.due > 0 or (state.scripted and state.text < FEW and self.waited < PATIENCE)

    async def stay(self, seconds: float) -> None:
        """Until the page has been there for so many seconds."""
        left = min(seconds - self.waited, self._ends - time.monotonic())
        if left > 0:
            await asyncio.sleep(left)

    async def scroll(self) -> bool:
        """Down to the end, a window at a time, and on while it grows; whether the end was reached.

        Much is loaded only when it is seen.
        """
        windows = grew = 0
        ends = min(time.monotonic() + SCROLLING, self._ends)
        ended = None
        while ended is None:
            at_end = await self._scrolled()
            if at_end is None:
                ended = "unanswered"
            elif time.monotonic() >= ends:
                ended = "time"
            elif windows >= WINDOWS or grew > GROWTHS:
                ended = "growing" if grew else "length"
            elif not at_end:
                windows += 1
                await asyncio.sleep(STEP_PAUSE)
            elif await self._grows(ends):
                grew += 1
            else:
                ended = "end"
        self.scrolled = {"windows": windows, "grew": grew, "ended": ended}
        if ended in ("growing", "length", "time"):
            self._say(f"it went on after {windows} windows of it had been scrolled through")
        return ended == "end"

    async def _scrolled(self) -> bool | None:
        """Scroll by a window; whether the end was reached before."""
        found = await self._bounded(self._page.evaluate(script("scroll.js"), self._name))
        return found if isinstance(found, bool) else None

    async def _grows(self, ends: float) -> bool:
        """Whether there is more of the page once its end was in sight for a moment."""
        began = time.monotonic()
        while (now := time.monotonic()) < min(began + GROWING, ends):
            if await self._scrolled() is False:
                return True
            state = await self._state()
            due = state.due if state is not None else 0.0
            if min(self._quiet_for(), now - began) >= REST and due <= 0:
                return False
            await asyncio.sleep(LOOK)
        return False

    async def _state(self) -> State | None:
        """Of the page with all its frames: the text of all, and the timer that is due last."""
        look = script("state.js")
        main, *others = self._page.frames[:FRAMES]
        told = [
            await self._bounded(main.evaluate(look, self._name)),
            *await asyncio.gather(*(_at_once(each.evaluate(look, self._name)) for each in others)),
        ]
        if not isinstance(told[0], dict):
            return None
        answered = [each for each in told if isinstance(each, dict)]
        return State(
            text=sum(each["text"] for each in answered),
            due=max(each["due"] for each in answered) / 1000,
            scripted=told[0]["scripted"],
        )

    def _say(self, what: str) -> None:
        self.unfinished = self.unfinished or what


async def _at_once(asked: Awaitable[Any]) -> Any:
    """What a frame answers; None where it is not there any more, or takes its time."""
    try:
        return await asyncio.wait_for(asked, ANSWER)
    except Exception:  # noqa: BLE001 - Playwright's errors, and those of a page
        return None
