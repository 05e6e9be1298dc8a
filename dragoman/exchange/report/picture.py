"""The picture of a page, small enough for a report: whole, or the top of it where it is long."""

from __future__ import annotations

import base64
import io
import warnings
from dataclasses import dataclass
from pathlib import Path

from dragoman.archiver.records.reader import read_chained
from dragoman.errors import ArchiveError
from dragoman.exchange.evidence.evidence import Evidence, Held

# What is shown: pixels, and how much higher than wide it may be; what is read: bytes and pixels.
WIDTH, TALLEST = 720, 1.3
LARGEST, MOST_PIXELS = 64 << 20, 80_000_000
QUALITY = 62
# The pictures that browsers make; what else a record may hold is read by no reader of pictures.
FORMATS = ("PNG", "JPEG", "WEBP")


@dataclass(frozen=True, slots=True)
class Picture:
    """`data` is a JPEG in base64; None where it cannot be shown, and `why` names a sentence.

    `width` and `height` are those of the whole picture; `engine` is what made it.
    """

    held: Held
    engine: str
    data: str | None = None
    why: str | None = None
    width: int = 0
    height: int = 0
    whole: bool = True


def picture_of(evidence: Evidence) -> tuple[Held, str] | None:
    """The record that holds a picture of the page, and what made it; None where there is none."""
    browser = evidence.facts.get("browser") or {}
    wanted = browser.get("screenshot")
    held = next((each for each in evidence.beside if each.id == wanted), None)
    return None if held is None else (held, str(browser.get("engine") or ""))


def picture(evidence: Evidence, folder: Path) -> Picture | None:
    found = picture_of(evidence)
    if found is None:
        return None
    held, engine = found
    if held.place is not None and held.place.masked:
        return Picture(held, engine, why="picture_withheld")
    if held.place is None or held.place.length > LARGEST:
        return Picture(held, engine, why="picture_too_large")
    try:
        data = read_chained(folder, held.place.file, held.place.offset, held.id).block
        return _reduced(held, engine, data)
    except (ArchiveError, OSError, ValueError, SyntaxError):
        return Picture(held, engine, why="picture_no_picture")


def _reduced(held: Held, engine: str, data: bytes) -> Picture:
    from PIL import Image

    try:
        # What PIL only warns of is more than is read here, too.
        with (
            warnings.catch_warnings(action="error", category=Image.DecompressionBombWarning),
            Image.open(io.BytesIO(data), formats=FORMATS) as image,
        ):
            width, height = image.size
            if width * height > MOST_PIXELS:
                return Picture(held, engine, why="picture_too_large", width=width, height=height)
            shown = min(height, int(width * TALLEST))
            top = image.crop((0, 0, width, shown)).convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Picture(held, engine, why="picture_too_large")
    if width > WIDTH:
        top = top.resize((WIDTH, max(1, round(shown * WIDTH / width))), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    top.save(out, "JPEG", quality=QUALITY, optimize=True)
    encoded = base64.b64encode(out.getvalue()).decode("ascii")
    return Picture(held, engine, encoded, None, width, height, shown == height)
