"""Pictures as grey ones, within bounds: a page of a PDF is drawn, a picture's file is opened.

The border to Pillow's readers of files. What a file says of its size is asked before anything of it
is unpacked.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dragoman.archiver.article.printed.pdf import PDFIUM, open_pdf
from dragoman.archiver.body.first_bytes import PDF, file_kind
from dragoman.archiver.body.pdf_streams import MOST, swells
from dragoman.archiver.scans.sheet import Box
from dragoman.archiver.scans.tesseract import PILLOW
from dragoman.errors import ExtractionError

if TYPE_CHECKING:
    from PIL.Image import Image

READ_TYPES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/tiff": "TIFF",
              "image/gif": "GIF", "image/bmp": "BMP"}  # fmt: skip
MOST_PIXELS = 60_000_000  # of a picture that is opened at all
MOST_READ = 16_000_000  # of one that is read: others are made smaller
MOST_LINES, SHOWN = 40, (1_200, 2_000)  # of a sentence, and dots of them that are shown
DPI, LEAST_DPI, MOST_DPI = 300, 100, 400
_PAGE_WIDE = 0.5  # what of a page's width its one picture takes at least


def is_picture(content: bytes) -> bool:
    """Whether it is a picture of a kind that is read."""
    kind = file_kind(content)
    return kind is not None and kind.mime in READ_TYPES


def check_pillow() -> None:
    """ExtractionError where Pillow is missing, with how to install it."""
    try:
        import PIL  # noqa: F401
    except ImportError as error:
        raise ExtractionError(f"Pillow, which opens pictures, is missing: {PILLOW}") from error


def count_sheets(content: bytes, url: str) -> int:
    """How many pages or pictures there are in a file. ExtractionError where it cannot be read."""
    if file_kind(content) == PDF:
        _check_pdf(content, url)
        with PDFIUM, open_pdf(content, url) as document:
            return len(document)
    with _opened(content, url) as picture:
        many = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
        return max(1, many)


def size_of(content: bytes, url: str) -> tuple[int, int]:
    """Its dots, as its head says. ExtractionError where it cannot be opened."""
    with _opened(content, url) as picture:
        return picture.size


def grey_sheet(content: bytes, n: int, url: str) -> tuple[Image, int | None]:
    """Page or picture `n`, from 1 on, in grey, upright as its file says; and the dots per inch at
    which a page was drawn. ExtractionError where it is too large, or broken."""
    if file_kind(content) == PDF:
        _check_pdf(content, url)
        with PDFIUM, open_pdf(content, url) as document:
            return _drawn(document[n - 1], url)
    with _opened(content, url) as picture:
        try:
            picture.seek(n - 1)
            return _grey(picture), None
        except (OSError, ValueError, SyntaxError, EOFError) as error:
            raise ExtractionError(f"the picture is damaged ({error})", subject=url) from error


def line_picture(
    content: bytes,
    n: int,
    url: str,
    upright: tuple[int, float, tuple[int, int]],
    boxes: Sequence[Box],
) -> bytes:
    """Lines of a sheet one below the other, as a PNG; the picture as it came, laid level.

    `upright`: the quarters and the degrees by which the sheet was turned, and the size of the
    picture that boxes stand in.
    """
    from PIL import Image

    from dragoman.archiver.scans.cleaning import WHITE, level

    grey, _ = grey_sheet(content, n, url)
    turned, tilt, size = upright
    if grey.size != size:
        grey = grey.resize(size)
    lying = level(grey.rotate(90 * turned, expand=True) if turned else grey, tilt)
    parts = [lying.crop(_with_room(box, lying.size)) for box in boxes[:MOST_LINES]]
    wide, high = max(each.width for each in parts), sum(each.height for each in parts)
    together, top = Image.new("L", (wide, high), WHITE), 0
    for each in parts:
        together.paste(each, (0, top))
        top += each.height
    together.thumbnail(SHOWN)
    stream = io.BytesIO()
    together.save(stream, "PNG")
    return stream.getvalue()


def _with_room(box: Box, size: tuple[int, int]) -> Box:
    """A line with a little of what stands around it."""
    left, top, right, bottom = box
    room = max(4, (bottom - top) // 4)
    left, top = max(0, min(left - room, size[0] - 1)), max(0, min(top - room, size[1] - 1))
    return (
        left,
        top,
        max(left + 1, min(size[0], right + room)),
        max(top + 1, min(size[1], bottom + room)),
    )


def _check_pdf(content: bytes, url: str) -> None:
    if swells(content):
        raise ExtractionError(
            f"a part of the PDF unpacks to more than {MOST:,} bytes, so it is not read", subject=url
        )


def _drawn(page: Any, url: str) -> tuple[Image, int]:
    """A page of a PDF at the resolution of the picture that fills it, where one does."""
    try:
        width, height = page.get_size()
        dpi = _dpi(page, width, url)
        most = (MOST_READ / max(1.0, width * height)) ** 0.5 * 72
        scale = min(dpi, most) / 72
        bitmap = page.render(scale=scale, grayscale=True)
        try:
            return bitmap.to_pil().convert("L").copy(), round(scale * 72)
        finally:
            bitmap.close()
    finally:
        page.close()


def _dpi(page: Any, width: float, url: str) -> float:
    """A scan is not drawn larger than it is: its specks would grow into blots.

    ExtractionError for a picture in it that would unpack to more than is read.
    """
    from pypdfium2 import raw

    found = []
    for each in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        across, down = each.get_px_size()
        if across * down > MOST_PIXELS:
            raise ExtractionError(_too_large(f"{across * down:,}"), subject=url)
        left, _, right, _ = each.get_bounds()
        if right - left >= _PAGE_WIDE * width:
            found.append(across / (right - left) * 72)
    return min(max(*found, LEAST_DPI), MOST_DPI) if found else DPI


def _opened(content: bytes, url: str) -> Image:
    check_pillow()
    from PIL import Image, UnidentifiedImageError

    kind = file_kind(content)
    formats = [READ_TYPES[kind.mime]] if kind and kind.mime in READ_TYPES else []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of large pictures, which are measured here
        try:
            picture = Image.open(io.BytesIO(content), formats=formats)
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
            raise ExtractionError("the picture is damaged, or of no kind that is read",
                                  subject=url) from error  # fmt: skip
        except Image.DecompressionBombError as error:
            raise ExtractionError(_too_large("more"), subject=url) from error
    if picture.width * picture.height > MOST_PIXELS:
        raise ExtractionError(_too_large(f"{picture.width * picture.height:,}"), subject=url)
    return picture


def _too_large(pixels: str) -> str:
    return f"the picture has {pixels} dots, and no more than {MOST_PIXELS:,} are read"


def _grey(picture: Image) -> Image:
    """In grey on white, as its camera says that it is held, and no larger than is read."""
    from PIL import Image, ImageOps

    if picture.width * picture.height > MOST_PIXELS:  # another picture of the same file
        raise ValueError("it is too large")
    picture.draft("L", _within(picture.width, picture.height))
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        white = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(white, upright)
    grey = upright.convert("L")
    size = _within(grey.width, grey.height)
    return grey if size == grey.size else grey.resize(size, Image.Resampling.BOX)


def _within(width: int, height: int) -> tuple[int, int]:
    shrink = min(1.0, (MOST_READ / (width * height)) ** 0.5)
    return max(1, round(width * shrink)), max(1, round(height * shrink))
