"""Pages that are small and take without end: of the processor, or of the memory."""

from __future__ import annotations

import zlib


def pdf(objects: list[bytes]) -> bytes:
    """A PDF of these objects, whose first is its catalogue."""
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % count
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (count, len(out))
    return out + head + table + end


def stream(entries: bytes, content: bytes, *, packed: bool = False) -> bytes:
    if packed:
        content, entries = zlib.compress(content, 9), entries + b"/Filter/FlateDecode"
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)


FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
LINE = b"BT /F 12 Tf 10 10 Td (Salam) Tj ET "


def drawn_again_and_again(levels: int, times: int) -> bytes:
    """Forms that draw another form several times each, which draws the next: it swells."""
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]"
        b"/Resources<</XObject<</X 6 0 R>>/Font<</F 5 0 R>>>>/Contents 4 0 R>>"
    )
    forms = []
    for level in range(levels):
        last = level == levels - 1
        inside = b"/XObject<</X %d 0 R>>" % (7 + level) if not last else b""
        entries = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</Font<</F 5 0 R>>%s>>"
        forms.append(stream(entries % inside, LINE if last else b"/X Do\n" * times))
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            page,
            stream(b"", b"/X Do"),
            FONT,
            *forms,
        ]
    )


def long_pages(pages: int, lines: int) -> bytes:
    """Many pages that are all the same long content, which is packed: reading them takes long."""
    first = 5
    kids = b" ".join(b"%d 0 R" % (first + number) for number in range(pages))
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]"
        b"/Resources<</Font<</F 4 0 R>>>>/Contents 3 0 R>>"
    )
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
            stream(b"", LINE * lines, packed=True),
            FONT,
            *[page] * pages,
        ]
    )


def html_elements(count: int) -> bytes:
    """An article of so many quotations, each of which is a few objects in memory."""
    return b"<html><body><article>" + b"<blockquote><p>Salam.</p></blockquote>" * count
