"""A margin is put above a picture, and no pixel of the picture is another then."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image

from dragoman.archiver.replay.margin import Margin, settled_pdf
from dragoman.archiver.replay.png import below, size_of
from dragoman.errors import ArchiveError


def drawn(width: int, height: int, seed: int, mode: str = "RGB") -> tuple[Image.Image, bytes]:
    picture = Image.new(mode, (width, height))
    chance = random.Random(seed)
    row = [tuple(chance.randrange(256) for _ in mode) for _ in range(width)]
    for y in range(height):
        if y % 3 == 0:
            row = [tuple((part + chance.randrange(3)) % 256 for part in each) for each in row]
        for x, each in enumerate(row):
            picture.putpixel((x, y), each)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return picture, out.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("seed", range(6))
def test_every_pixel_stays(mode: str, seed: int) -> None:
    margin, margin_png = drawn(40, 5 + seed, seed, mode)
    page, page_png = drawn(40, 30, 100 + seed, mode)
    joined = Image.open(io.BytesIO(below(margin_png, page_png)))
    assert joined.size == (40, 35 + seed) and joined.mode == mode
    assert joined.crop((0, 0, 40, 5 + seed)).tobytes() == margin.tobytes()
    assert joined.crop((0, 5 + seed, 40, 35 + seed)).tobytes() == page.tobytes()


def test_first_lines_of_every_filter_are_read_as_they_are_meant() -> None:
    """What a filter of the first line means may be written by any browser."""
    import zlib

    from dragoman.archiver.replay.png import SIGNATURE, _chunk

    _, margin_png = drawn(7, 2, 1)
    for kind in range(5):
        head = (7).to_bytes(4, "big") + (2).to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
        rows = b"".join(bytes([kind, *(31 * n % 256 for n in range(21))]) for _ in range(2))
        page_png = SIGNATURE + b"".join(
            _chunk(name, data)
            for name, data in ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
        )
        alone = Image.open(io.BytesIO(page_png)).tobytes()
        joined = Image.open(io.BytesIO(below(margin_png, page_png)))
        assert joined.crop((0, 2, 7, 4)).tobytes() == alone, kind


def test_what_does_not_fit_is_refused() -> None:
    _, wide = drawn(41, 5, 1)
    _, page = drawn(40, 5, 2)
    for margin, picture in ((wide, page), (page, page[:60]), (page, b"GIF89a"), (page, b"")):
        with pytest.raises(ArchiveError):
            below(margin, picture)
    assert size_of(page) == (40, 5)


def test_a_pdf_says_the_time_of_the_capture_and_nothing_of_the_machine() -> None:
    made = (
        b"%PDF-1.4\n1 0 obj <</Creator (Mozilla/5.0 \\(X11; Linux x86_64\\) Chrome)\n"
        b"/CreationDate (D:20261130184724+00'00')\n/ModDate (D:20261130184724+00'00')>>\nendobj\n"
    )
    settled = settled_pdf(made, "2025-03-01T12:30:05.123456Z")
    assert len(settled) == len(made)
    assert settled.count(b"(D:20250301123005+00'00')") == 2
    assert b"Linux" not in settled and b"2026" not in settled and b"(Chromium)" in settled


def test_a_long_title_hides_nothing_of_the_machine_in_a_pdf() -> None:
    made = (
        b"%PDF-1.4\n1 0 obj\n<</Title <" + b"0431" * 3_000 + b">\n/Creator (X11; Linux)\n"
        b"/CreationDate (D:20261130184724+00'00')>>\nendobj\n2 0 obj <</Creator (it)>>\nendobj\n"
    )
    settled = settled_pdf(made, "2025-03-01T12:30:05Z")
    assert len(settled) == len(made) and b"Linux" not in settled and b"2026" not in settled
    assert settled.endswith(b"2 0 obj <</Creator (it)>>\nendobj\n")


def test_a_margin_says_what_it_has_to_and_no_page_writes_into_it() -> None:
    margin = Margin("http://h/?<script>&" + "a" * 500, "2025-03-01T12:30:05Z", "ab" * 32, "Shown.")
    for html in (margin.html("Part 1 of 2."), margin.header()):
        assert "<script>" not in html and "2025-03-01T12:30:05Z (UTC)" in html and "ab" * 32 in html
        assert "&lt;script&gt;&amp;" in html and "…" in html and "Shown." in html
    assert "Part 1 of 2." in margin.html("Part 1 of 2.")
