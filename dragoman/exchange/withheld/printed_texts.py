"""What a PDF says to who reads it or takes it apart: its pages, and every string beside them, such
as titles, headings, where links lead, and what is told in the place of a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator

_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_STRING = re.compile(rb"\((?:[^()\\]|\\.)*\)|<([0-9A-Fa-f\s]+)>", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r?\n|.)", re.DOTALL)
_PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"", b"f": b"", b"\n": b"", b"\r\n": b""}
_WIDE = b"\xfe\xff"
_ID = re.compile(rb"/ID\s*\[[^\]]*\]")  # of the file itself, by the clock or by its bytes
# A digest is wider than a cell: it goes on in the next line.
_GOES_ON = re.compile(r"(?<=[0-9a-f])[\r\n\ufffe]+(?=[0-9a-f])")


def texts_of_pdf(raw: bytes) -> Iterator[str]:
    """Each page as it is read, then each string; ValueError is left to who opens it."""
    import pypdfium2

    with pypdfium2.PdfDocument(raw) as document:
        for page in document:
            text = page.get_textpage().get_text_range()
            yield _GOES_ON.sub("", text)
            page.close()
    bare = _ID.sub(b"", _STREAM.sub(b"", raw))
    for found in _STRING.finditer(bare):
        yield _read(bytes.fromhex(found[1].decode()) if found[1] else _unescaped(found[0][1:-1]))


def _unescaped(raw: bytes) -> bytes:
    def byte(escape: re.Match[bytes]) -> bytes:
        said = escape[1]
        return bytes([int(said, 8) & 255]) if said.isdigit() else _PLAIN.get(said, said)

    return _ESCAPE.sub(byte, raw)


def _read(raw: bytes) -> str:
    if raw.startswith(_WIDE):
        return raw[2:].decode("utf-16-be", "replace")
    return raw.decode("utf-8", "replace")
