"""Ctrl-C: the first asks for an end, the second gives up what is in flight."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from typing import Any

from dragoman.commands.shared.context import say
from dragoman.printing.terminal import take_down_bar


@contextlib.contextmanager
def cancelled_by_ctrl_c() -> Iterator[threading.Event]:
    """The first Ctrl-C asks for an end, the second ends at once."""
    cancel = threading.Event()

    def handler(_number: int, _frame: Any) -> None:
        if cancel.is_set():
            _give_up()
        cancel.set()
        say("finishing what is in flight; Ctrl-C again gives it up")

    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN or threading.current_thread() is not threading.main_thread():
        yield cancel
        return
    signal.signal(signal.SIGINT, handler)
    try:
        yield cancel
    finally:
        signal.signal(signal.SIGINT, before)


def _give_up() -> None:
    """End like a kill, which an archive withstands: what is in flight is not waited for."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        say("given up; what was reported before is kept, and so may be some of the rest")
        take_down_bar()
        sys.stdout.flush()
    finally:
        os._exit(1)
