"""The picture of a page, small enough for a report: whole, or the top of it where it is long."""

from __future__ import annotations

import base64
import io
import warnings
from dataclasses import dataclass, replace
from pathlib import Path

from dragoman.archiver.records.reader import read_chained
from dragoman.archiver.replay.picture_records import RENDERING
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

    `width` and `height` are those of the whole record; `engine` is what showed the page, at `time`.
    `drawn`: that was afterwards, of what was recorded; `bare` says why without scripts. `word` says
    how what was recorded compares with what was captured, `left_out` what is in none of the
    picture's `parts`, of which this is the first.
    """

    held: Held
    engine: str
    time: str
    drawn: bool = False
    bare: str | None = None
    word: str | None = None
    parts: int = 1
    left_out: str | None = None
    data: str | None = None
    why: str | None = None
    width: int = 0
    height: int = 0
    whole: bool = True


def picture_of(evidence: Evidence) -> Picture | None:
    """Which record holds a picture of the page, and what made it; None where there is none.

    One that was made afterwards has the address, the time and the digest in its margin.
    """
    files = {each.id: each for each in evidence.beside}
    browser = evidence.facts.get("browser") or {}
    engine, shown = str(browser.get("engine") or ""), files.get(str(browser.get("screenshot")))
    for told in reversed(evidence.pictures):  # made afterwards, the latest first
        content = told.content or {}
        pieces = content.get("pictures") or [{}]
        held = files.get(str(pieces[0].get("record")))
        if held is None:
            continue
        found = Picture(
            held, str(content.get("engine") or ""), held.date, drawn=True, bare=content.get("why"),
            word=(content.get("replay") or {}).get("word"), parts=len(pieces),
            left_out=content.get("left_out"),
        )  # fmt: skip
        if content.get("of") != RENDERING:
            return found
        # With a margin it is the one that was taken then, by what showed the page then.
        taken = shown.date if shown is not None else evidence.capture.date
        return replace(found, engine=engine, time=taken, drawn=False, bare=None)
    return None if shown is None else Picture(shown, engine, shown.date)


def picture(evidence: Evidence, folder: Path) -> Picture | None:
    found = picture_of(evidence)
    if found is None:
        return None
    place = found.held.place
    if place is not None and place.masked:
        return replace(found, why="picture_withheld")
    if place is None or place.length > LARGEST:
        return replace(found, why="picture_too_large")
    try:
        return _reduced(found, read_chained(folder, place.file, place.offset, found.held.id).block)
    except (ArchiveError, OSError, ValueError, SyntaxError):
        return replace(found, why="picture_no_picture")


def _reduced(found: Picture, data: bytes) -> Picture:
    from PIL import Image

    try:
        # What PIL only warns of is more than is read here, too.
        with (
            warnings.catch_warnings(action="error", category=Image.DecompressionBombWarning),
            Image.open(io.BytesIO(data), formats=FORMATS) as image,
        ):
            width, height = image.size
            if width * height > MOST_PIXELS:
                return replace(found, why="picture_too_large")
            shown = min(height, int(width * TALLEST))
            top = image.crop((0, 0, width, shown)).convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return replace(found, why="picture_too_large")
    if width > WIDTH:
        top = top.resize((WIDTH, max(1, round(shown * WIDTH / width))), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    top.save(out, "JPEG", quality=QUALITY, optimize=True)
    encoded = base64.b64encode(out.getvalue()).decode("ascii")
    whole = shown == height
    return replace(found, data=encoded, width=width, height=height, whole=whole)
