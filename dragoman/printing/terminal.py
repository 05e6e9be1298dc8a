"""The terminal: one console for the bar and for every line, so that none is written into another.

A bar stands in the last row of the screen. What is printed meanwhile goes through the bar's own
console, which puts it above; what goes to a file or a pipe goes there, and the bar does not mind.
"""

from __future__ import annotations

import os
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

PIPE_WIDTH = 120  # a pipe has no width: one at which nothing is cut
Step = Callable[..., None]

_bars: list[Progress] = []  # the one on the screen, where there is one


def plain(text: str) -> str:
    """Text without what a terminal would act on: escapes, controls, marks that turn it round."""
    return "".join(" " if unicodedata.category(char) in {"Cc", "Cf"} else char for char in text)


def echo(text: object = "", *, err: bool = False) -> None:
    """A line on stdout, or on stderr; above the bar where it would be written into it."""
    if _bars and (err or _on_one_screen()):
        from rich.text import Text

        # Not wrapped by us: a terminal does that, and then a long URL is copied as one.
        _bars[-1].console.print(Text(str(text)), soft_wrap=True)
    else:
        click.echo(text, err=err)


def console() -> Console:
    """What tables and coloured lines are printed with on stdout; the bar's own where need be."""
    return _bars[-1].console if _bars and _on_one_screen() else _console(sys.stdout)


@contextmanager
def progress(what: str, total: int, *, quiet: bool = False) -> Iterator[Step]:
    """A progress bar on stderr, and only on a terminal: how many, how fast, how many failed.

    What it yields takes the number done, the number in all and, where some can fail, of those.
    """
    bar = None if quiet or _bars or not sys.stderr.isatty() else _new_bar()
    if bar is None or bar.console.is_dumb_terminal:
        yield lambda _done, _of, _failed=0: None
        return
    began = time.monotonic()
    task = bar.add_task(what, total=total or None, rate="")

    def step(done: int, of: int, failed: int = 0) -> None:
        rate = f"{done / max(0.001, time.monotonic() - began):.1f}/s"
        said = f"{rate}, {failed} failed" if failed else rate
        bar.update(task, completed=done, total=of, rate=said)

    with bar:
        _bars.append(bar)
        try:
            yield step
        finally:
            _bars.pop()


def take_down_bar() -> None:
    """Leave the terminal as it was, for whoever ends without coming back."""
    for bar in _bars:
        bar.stop()


def _new_bar() -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (
        *("{task.description}", BarColumn(), MofNCompleteColumn(), "{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    # Stdout is left alone: rich would send to stderr what belongs into a file.
    return Progress(*columns, console=_console(sys.stderr), transient=True, redirect_stdout=False)


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    width = None if stream.isatty() else PIPE_WIDTH
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


def _on_one_screen() -> bool:
    """Whether stdout and stderr are the same terminal."""
    try:
        out, err = (os.fstat(stream.fileno()) for stream in (sys.stdout, sys.stderr))
    except (OSError, ValueError, AttributeError):  # closed, or not a file at all
        return False
    return sys.stdout.isatty() and (out.st_dev, out.st_rdev) == (err.st_dev, err.st_rdev)
