"""Playwright's driver: one process for all pages of this program, and the loop that speaks to it.

Its start costs a quarter of what a page costs. It shows nothing itself: each page has a browser of
its own.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import threading
from collections.abc import Callable, Coroutine
from typing import Any

# Seconds for all that is under way to be let go of when the program ends.
ENDING = 10.0


class Driver:
    """Begun when the first browser is. Threads may share it, each waiting for its own page."""

    def __init__(self) -> None:
        self._owner = os.getpid()
        self._loop = asyncio.new_event_loop()
        # What matters is raised where it is waited for; the rest is Playwright's own, and of a
        # driver that was ended.
        self._loop.set_exception_handler(lambda _loop, _context: None)
        self._begun: list[Any] = []  # the last is in use; those before it failed to start a browser
        self._is_in_use = False
        self._beginning = asyncio.Lock()
        self._under_way: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    @property
    def is_ours(self) -> bool:
        """Whether the process is this one's child: a fork has its pipes, and must not use them."""
        return self._owner == os.getpid()

    def run(self, show: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Wait for `show`, in which `launch` may be awaited; an error of it is raised here."""
        shown = asyncio.run_coroutine_threadsafe(self._followed(show()), self._loop)
        try:
            shown.result()
        except BaseException:
            shown.cancel()
            raise

    async def launch(self, **options: Any) -> Any:
        """A new browser. Where the driver that there is can start none, it is another one's."""
        if self._is_in_use:
            try:
                return await self._begun[-1].chromium.launch(**options)
            except Exception:  # noqa: BLE001 - it may have been ended; the browser's own come again
                self._is_in_use = False
        return await (await self._new()).chromium.launch(**options)

    async def _new(self) -> Any:
        from playwright.async_api import async_playwright

        async with self._beginning:
            if not self._is_in_use:
                self._begun.append(await async_playwright().start())
                self._is_in_use = True
        return self._begun[-1]

    async def _followed(self, showing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(showing)
        self._under_way.add(task)
        try:
            await task
        finally:
            task.cancel()
            self._under_way.discard(task)

    def end(self) -> None:
        """End the processes, with what is under way. Nothing more may be run."""
        if self._loop.is_closed() or not self.is_ours:
            return
        ended = asyncio.run_coroutine_threadsafe(self._ended(), self._loop)
        with contextlib.suppress(Exception):
            ended.result(ENDING)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(ENDING)
        if not self._thread.is_alive():
            self._loop.close()

    async def _ended(self) -> None:
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        for each in self._begun:
            with contextlib.suppress(Exception):
                await each.stop()


_made: list[Driver] = []
_making = threading.Lock()


def driver() -> Driver:
    """That of this program, which ends with it."""
    with _making:
        if not _made or not _made[-1].is_ours:
            _made.append(Driver())
            atexit.register(_made[-1].end)
        return _made[-1]
