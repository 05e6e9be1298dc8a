"""Text out of the bytes of a list.

What cannot be read for certain is refused whole, with the place: half a list looks like a list.
"""

from __future__ import annotations

import codecs
import re

from dragoman.archiver.body.charset import is_certainly_cyrillic
from dragoman.errors import UsageError

# The longer ones first: the mark of UTF-16 begins that of UTF-32.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LOOKED_AT = 4096
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
CYRILLIC = "cp1251"


def decoded(data: bytes, name: str) -> str:
    """UTF-8, UTF-16 or UTF-32, with a byte order mark or without, and windows-1251 where it is.

    UsageError names the line and the byte where the bytes are no text.
    """
    mark, encoding = next(
        ((mark, each) for mark, each in MARKS if data.startswith(mark)), (b"", _unmarked(data))
    )
    content = data[len(mark) :]
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        what = f"is no {encoding.upper()} at byte {len(mark) + error.start + 1:,} of the file"
        raise _no_text(name, content[: error.start].decode(encoding), what) from error
    control = CONTROL.search(text)
    if control:
        what = f"holds the control character U+{ord(control[0]):04X}"
        raise _no_text(name, text[: control.start()], what)
    return text


def _no_text(name: str, before: str, what: str) -> UsageError:
    """`before` is all that comes before what cannot be read."""
    line = len(f"{before}.".splitlines())
    return UsageError(
        f"{name} is not read: line {line:,} {what}; save the list as plain text in UTF-8, "
        "a URL a line. Nothing was captured",
        subject=name,
    )


def _unmarked(data: bytes) -> str:
    """The encoding of a text that does not say it: URLs in UTF-16 are half zeros."""
    sample = data[:LOOKED_AT]
    zeros = [sample[place::4].count(0) for place in range(4)]
    whole = len(sample) // 4
    if sum(zeros) * 8 < len(sample) or not whole:
        return _narrow(data)
    if min(zeros[2:]) == whole or min(zeros[:2]) == whole:
        return "utf-32-le" if min(zeros[2:]) == whole else "utf-32-be"
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    if odd > 4 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 4 * odd else "utf-8"


def _narrow(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if is_certainly_cyrillic(data) and not _broken(data):
            return CYRILLIC
    return "utf-8"


def _broken(data: bytes) -> bool:
    """Whether it holds what no text in that encoding does."""
    try:
        return CONTROL.search(data.decode(CYRILLIC)) is not None
    except UnicodeDecodeError:
        return True
