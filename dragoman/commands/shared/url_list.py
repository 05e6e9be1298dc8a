"""A list of URLs as people have it: typed, exported by some program, or pasted out of a mail.

What cannot be read for certain is refused whole, with the place: half a list looks like a list.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass, field

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
COMMENT = re.compile(r"(?:^|\s)#.*")
URL = re.compile(r"https?://[^\s<>\"«»“”„]+", re.IGNORECASE)
BETWEEN = re.compile(r"[,;|](?=https?://)", re.IGNORECASE)  # a list on one line
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
# What stands around a URL and is not of it.
AROUND = "<>\"'`«»“”„‘’,;"
AFTER = ".,;:!?'’*_"
PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(slots=True)
class UrlList:
    """`urls` in order, as they stand there; `notices` say what was passed over, a sentence each."""

    urls: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def read_url_list(data: bytes, name: str) -> UrlList:
    """The URLs in a text, a line each; `#` begins a comment. `name` is what it is called.

    UTF-8, UTF-16 or UTF-32, with or without a byte order mark, any kind of line end. Of a line that
    holds more than a URL the URLs are taken, and that is said; a line without any is taken as it
    is, to be reported as what cannot be fetched. UsageError names the line and the byte where the
    bytes are no text.
    """
    found, mixed = UrlList(), []
    for number, line in enumerate(_decoded(data, name).splitlines(), start=1):
        text = _bare(BETWEEN.sub(" ", COMMENT.sub("", line)))
        urls = _urls(text)
        found.urls += urls
        if urls != [text] and any(char.isalnum() for char in URL.sub("", text)):
            mixed.append(number)
    if mixed:
        lines = "a line" if len(mixed) == 1 else f"{len(mixed):,} lines"
        found.notices.append(
            f"{name}: in {lines} (line {mixed[0]:,}{' is the first' * (len(mixed) > 1)}) other "
            "words stand beside URLs; the URLs were taken, the words were left"
        )
    return found


def _urls(text: str) -> list[str]:
    alone = _alone(text)
    if not alone or URL.fullmatch(alone):
        return [alone] if alone else []
    return [_trimmed(each) for each in URL.findall(text)] or [text]


def _alone(text: str) -> str:
    return _bare(text.strip(AROUND))


def _trimmed(url: str) -> str:
    """A URL out of running text, without the marks that follow it there."""
    url = _bare(url)
    while url[-1] in AFTER or (url[-1] in PAIRS and url.count(PAIRS[url[-1]]) < url.count(url[-1])):
        url = url[:-1]
    return url


def _bare(text: str) -> str:
    """The text without the spaces and unseen marks at its ends, as are copied along from a page."""
    start, stop = 0, len(text)
    while start < stop and _unseen(text[start]):
        start += 1
    while stop > start and _unseen(text[stop - 1]):
        stop -= 1
    return text[start:stop]


def _unseen(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) == "Cf"


# -- text out of bytes -----------------------------------------------------------------------


def _decoded(data: bytes, name: str) -> str:
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
        return "utf-8"
    if min(zeros[2:]) == whole or min(zeros[:2]) == whole:
        return "utf-32-le" if min(zeros[2:]) == whole else "utf-32-be"
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    if odd > 4 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 4 * odd else "utf-8"
