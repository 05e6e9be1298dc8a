"""Pages as pictures: text drawn in black on white, with what a scanner adds, and PDFs of them."""

from __future__ import annotations

import functools
import io
import random
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONTS = [
    Path(f"/usr/share/fonts/truetype/{name}")
    for name in ("dejavu/DejaVuSerif.ttf", "liberation/LiberationSerif-Regular.ttf")
]
AZ = (
    "Məhkəmə jurnalistin həbs müddətini dörd ay uzadıb. Vəkil qərardan şikayət verəcəyini "
    "bildirib və iclasın açıq keçirilməsini istəyib."
)
RU = (
    "Суд продлил арест журналиста на четыре месяца. Адвокат заявил, что обжалует это решение "
    "и потребует открытого заседания."
)


@functools.cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """A font with the letters of Azerbaijani and Russian; the test skips where none is here."""
    found = next((each for each in FONTS if each.is_file()), None)
    if found is None:
        pytest.skip("no font with the letters of Azerbaijani is installed")
    return ImageFont.truetype(str(found), size)


def needs_tesseract() -> None:
    if shutil.which("tesseract") is None:
        pytest.skip("tesseract is not installed")


def drawn(
    *paragraphs: str, size: int = 28, width: int = 900, height: int = 420, left: int = 40
) -> Image.Image:
    """Paragraphs in lines as wide as the page."""
    page = Image.new("L", (width, height), 255)
    pen, type_, top = ImageDraw.Draw(page), font(size), left
    for paragraph in paragraphs:
        line = ""
        for word in [*paragraph.split(), ""]:
            longer = f"{line} {word}".strip()
            if word and pen.textlength(longer, font=type_) <= width - 2 * left:
                line = longer
                continue
            pen.text((left, top), line, font=type_, fill=0)
            top, line = top + round(1.4 * size), word
        top += size // 2
    return page


def scanned(
    page: Image.Image, specks: float = 0.01, blur: float = 1.0, tilt: float = 0.6
) -> Image.Image:
    """As a scanner gives it: askew, a little out of focus, with black and white specks."""
    page = page.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=255)
    page = page.filter(ImageFilter.GaussianBlur(blur))
    random_ = random.Random(7)
    dots = page.load()
    assert dots is not None
    for _ in range(round(specks * page.width * page.height)):
        at = random_.randrange(page.width), random_.randrange(page.height)
        dots[at] = random_.choice((0, 255))
    return page


def as_file(page: Image.Image, kind: str = "PNG") -> bytes:
    stream = io.BytesIO()
    page.save(stream, kind)
    return stream.getvalue()


def as_pdf(pages: Sequence[Image.Image]) -> bytes:
    """A PDF whose pages are pictures, without a text layer."""
    stream = io.BytesIO()
    pages[0].save(stream, "PDF", save_all=True, append_images=pages[1:], resolution=110)
    return stream.getvalue()
