"""Makes a picture of text easier to read: specks are taken out, lines laid level, small type grown.

The border to numpy and Pillow's filters. What is done to which picture is told by the picture.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

STEEPEST = 6.0  # degrees that a sheet may lie askew
LEAST_TILT = 0.1
_COARSE, _FINE = 0.5, 0.1
_PLAINLY = 1.02  # by what lines stand out more where they are level
_WIDE = 900  # pixels of the picture in which the tilt is looked for
_STRIP = 3  # times as wide as it is high
_DARK, _APART = 128, 50
_SPECKED = 0.0004  # of all dots that stand alone: clean print has none
WHITE = 255


def on_white(grey: Image) -> tuple[Image, bool]:
    """Dark on white: a picture of white letters is turned into its opposite."""
    from PIL import ImageOps

    dark = sum(grey.resize((64, 64)).histogram()[:100]) > 0.6 * 64 * 64
    return (ImageOps.invert(grey), True) if dark else (grey, False)


def without_specks(grey: Image) -> tuple[Image, bool]:
    """Dots that are quite unlike those around them are made like them, where there are many."""
    import numpy
    from PIL import Image, ImageFilter

    dots = numpy.asarray(grey)
    if _standing_alone(dots) < _SPECKED:
        return grey, False
    median = numpy.asarray(grey.filter(ImageFilter.MedianFilter(3)))
    unlike = numpy.abs(dots.astype(numpy.int16) - median) > _APART
    return Image.fromarray(numpy.where(unlike, median, dots)), True


def _standing_alone(dots: Any) -> float:
    """The share of dark dots that have no dark one beside them."""
    import numpy

    dark = (dots < _DARK).astype(numpy.uint8)
    if min(dark.shape) < 3:
        return 0.0
    rows = dark[:-2] + dark[1:-1] + dark[2:]
    around = rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]
    return float(((around == 1) & (dark[1:-1, 1:-1] == 1)).mean())


def tilt_of(grey: Image) -> float:
    """Degrees to the left by which the picture has to be turned for its lines to be level."""
    import numpy
    from PIL import Image

    shrink = min(1.0, _WIDE / max(grey.size))
    size = (max(1, round(grey.width * shrink)), max(1, round(grey.height * shrink)))
    dots = numpy.asarray(grey.resize(size, Image.Resampling.BOX)).astype(numpy.float32)
    ys, xs = numpy.nonzero(dots < min(200.0, float(dots.mean()) - 20))
    if len(ys) < 200:
        return 0.0
    ink = WHITE - dots[ys, xs]

    def standing_out(degrees: float) -> float:
        rows = (ys + xs * math.tan(math.radians(degrees))).astype(numpy.int32)
        profile = numpy.bincount(rows - rows.min(), weights=ink)
        return float((numpy.diff(profile) ** 2).sum())

    steps = round(STEEPEST / _COARSE)
    coarse = max((each * _COARSE for each in range(-steps, steps + 1)), key=standing_out)
    best = max((coarse + each * _FINE for each in range(-5, 6)), key=standing_out)
    plain = standing_out(best) > _PLAINLY * standing_out(0.0)
    return round(-best, 1) if plain and abs(best) >= LEAST_TILT else 0.0


def level(grey: Image, tilt: float) -> Image:
    """Turned about its middle, in the same size."""
    from PIL import Image

    return grey.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=WHITE) if tilt else grey


def grown(grey: Image, scale: float) -> Image:
    from PIL import Image

    if scale == 1:
        return grey
    size = (round(grey.width * scale), round(grey.height * scale))
    return grey.resize(size, Image.Resampling.LANCZOS)


def pnm(grey: Image) -> bytes:
    """As tesseract takes it without any unpacking."""
    return b"P5 %d %d 255\n" % grey.size + grey.tobytes()


def busiest_band(grey: Image, height: int) -> Image:
    """The part of a picture, so many dots high, with the most edges of letters in it."""
    import numpy

    if grey.height <= height:
        return grey
    dots = numpy.asarray(grey).astype(numpy.int16)
    edges = (numpy.abs(numpy.diff(dots, axis=1)) > 60).sum(axis=1)
    sums = numpy.concatenate([[0], numpy.cumsum(edges)])
    top = int(numpy.argmax(sums[height:] - sums[:-height]))
    return grey.crop((0, top, grey.width, top + height))


def runs_down(grey: Image) -> bool:
    """Whether lines seem to run from top to bottom: the sheet lies on its side.

    A strip looks so where one line runs along it.
    """
    import numpy

    if grey.width >= _STRIP * grey.height:
        return False
    small = numpy.asarray(grey.resize((_WIDE, _WIDE))).astype(numpy.float32)
    across = (numpy.diff(small.sum(axis=1)) ** 2).sum()
    down = (numpy.diff(small.sum(axis=0)) ** 2).sum()
    return bool(down > 1.5 * across)
