"""How the time of a function grows with the length of the text that it is given.

Time is that of this process, so that what else the machine does counts little. Each length is tried
again where it is short, and the least counts: nothing makes a run faster than it is. The slope is
that of a straight line through the logarithms, 1 where time grows with the length and 2 where it
grows with its square. What takes next to nothing is left out. Where a slope is too steep everything
is measured again, up to a few times: noise passes, a square stays.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import math
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from dragoman.errors import DragomanError

STEEPEST = 1.2
LENGTHS = (1_000, 3_200, 10_000, 32_000, 100_000)
ENDS = (10_000, 100_000)
LEAST = 0.0003  # seconds; what takes less says nothing about growth
# What is so fast that its growth cannot be told is tried on one far longer text.
FAST, FAR, STEEPEST_FAR = 0.003, 1_000_000, 1.6
ENOUGH = 0.02  # seconds; what takes longer is not tried twice at once
TOO_LONG = 10.0
ATTEMPTS = 5

_COUNT = count()

Run = Callable[[str], object]


@dataclass(frozen=True)
class Text:
    """A text of any length: `unit` again and again, between a beginning and an end."""

    unit: str
    begin: str = ""
    end: str = ""

    def of(self, length: int) -> str:
        """About so many characters; never the same text again, for what remembers them."""
        end = f"{self.end} {next(_COUNT)}"
        times = max(0, length - len(self.begin) - len(end)) // len(self.unit)
        return self.begin + self.unit * times + end

    def __str__(self) -> str:
        return " ".join(ascii(each) for each in (self.begin, self.unit, self.end) if each)


@dataclass(frozen=True)
class Growth:
    """Seconds by length, and the slope; None where it takes too little to tell."""

    seconds: dict[int, float]

    @property
    def slope(self) -> float | None:
        near = {n: s for n, s in self.seconds.items() if n < FAR and s >= LEAST}
        return _slope(near) if len(near) > 1 else None

    @property
    def far_slope(self) -> float | None:
        """From the longest usual text to the far one, where that was tried."""
        ends = {n: max(s, LEAST) for n, s in self.seconds.items() if n in (LENGTHS[-1], FAR)}
        return _slope(ends) if len(ends) == 2 else None

    @property
    def too_steep(self) -> bool:
        endless = max(self.seconds.values()) > TOO_LONG
        return endless or (self.slope or 0) > STEEPEST or (self.far_slope or 0) > STEEPEST_FAR

    def __str__(self) -> str:
        told = ", ".join(f"{n:,}: {s * 1000:.1f} ms" for n, s in self.seconds.items())
        return f"slope {self.slope or self.far_slope or 0:.2f} ({told})"


def growth(run: Run, text: Text) -> Growth:
    """How `run` grows on a text, measured as often as it takes to believe that it is too steep.

    At first only the ends are: where the far one takes as much more as it is longer, that is all.
    """
    seconds: dict[int, float] = {}
    with _quiet():
        for lengths in (ENDS, *[LENGTHS] * ATTEMPTS):
            for length, took in _measured(run, text, lengths):
                seconds[length] = min(took, seconds.get(length, math.inf))
            if not Growth(seconds).too_steep:
                break
    return Growth(seconds)


def _measured(run: Run, text: Text, lengths: tuple[int, ...]) -> Iterator[tuple[int, float]]:
    took = 0.0
    for length in lengths:
        took = _timed(run, text.of(length))
        if took < ENOUGH:
            took = min(took, _timed(run, text.of(length)))
        yield length, took
        if took > TOO_LONG:
            return
    if took < FAST:
        yield FAR, _timed(run, text.of(FAR))


def _timed(run: Run, text: str) -> float:
    began = time.process_time()
    with contextlib.suppress(DragomanError):
        run(text)
    return time.process_time() - began


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Without what makes a long run dearer than it is: looking for garbage, memory given back."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            mallopt = ctypes.CDLL(None).mallopt
            mallopt(-3, 1 << 30)  # M_MMAP_THRESHOLD
            mallopt(-1, 1 << 30)  # M_TRIM_THRESHOLD
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


def _slope(seconds: dict[int, float]) -> float:
    """Of the line through the logarithms, by least squares."""
    points = [(math.log(n), math.log(s)) for n, s in seconds.items()]
    mean_x, mean_y = (sum(each) / len(points) for each in zip(*points, strict=True))
    across = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return across / sum((x - mean_x) ** 2 for x, _y in points)
