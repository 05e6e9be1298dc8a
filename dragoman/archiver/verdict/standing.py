"""What stands there, whatever the body is: a page, a file, a text, or nothing."""

from __future__ import annotations

import re

from dragoman.archiver.article.extract import kind_of
from dragoman.archiver.body.charset import decode
from dragoman.archiver.verdict.case import counted
from dragoman.archiver.verdict.contents import A_TEXT, feed
from dragoman.archiver.verdict.judging import html_verdict
from dragoman.archiver.verdict.shape import words_in
from dragoman.archiver.verdict.verdict import Answered, Verdict

# Bytes of a beginning that no text has, and how many of a hundred make it none.
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
BEGINNING, MOST_STRANGE = 4096, 5
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_DATA = re.compile(r"\s*[\[{]")


def standing(
    content: bytes,
    content_type: str | None,
    mime: str,
    answered: Answered,
    read: str,
    why_none: str | None,
) -> Verdict:
    """The verdict on a body that is freed of its content coding.

    `mime` is the bare media type, `read` the text that was taken for its article; where there is
    none, `why_none` says why.
    """
    if not content.strip(b"\x00 \t\r\n"):
        return _of_empty(answered)
    kind = kind_of(content, mime)
    if kind == "pdf":
        return Verdict("file", f"a PDF document, with {counted(words_in(read))} of text")
    if kind is None or is_no_text(content):
        return Verdict("file", f"a file and no page: {_named(content, mime, why_none)}")
    source = decode(content, content_type).text
    if kind == "html":
        return html_verdict(source, answered, read)
    return feed(source) or _of_text(source, mime, answered, read)


def no_page(why: str) -> Verdict:
    """Where nothing came, or nothing could be read out of what came."""
    return Verdict("none", why)


def is_no_text(content: bytes) -> bool:
    """Whether bytes are those of no text, in whatever charset."""
    beginning = content[:BEGINNING]
    if beginning.startswith(_WIDE) or _is_wide(beginning):
        return False
    return len(_NO_TEXT.findall(beginning)) * 100 > MOST_STRANGE * len(beginning)


def _is_wide(beginning: bytes) -> bool:
    """UTF-16 without a mark: every other byte is 0 or 4, as in no file."""
    for own in (beginning[0::2], beginning[1::2]):
        if own and sum(own.count(byte) for byte in b"\x00\x01\x02\x04\x20") * 10 > 9 * len(own):
            return True
    return False


def _named(content: bytes, mime: str, why_none: str | None) -> str:
    called = f", called {mime}" if mime else ""
    if is_no_text(content):
        return f"its {len(content):,} bytes are no text{called}"
    return why_none or f"{len(content):,} bytes{called}"


def _of_empty(answered: Answered) -> Verdict:
    said = f"; the server answers {answered.status}" if (answered.status or 200) >= 400 else ""
    return Verdict("none", f"the body is empty{said}")


def _of_text(source: str, mime: str, answered: Answered, read: str) -> Verdict:
    if (answered.status or 200) >= 400:
        reason = f"a notice: the server answers {answered.status}, and {counted(words_in(source))}"
        return Verdict("notice", reason, "absent" if answered.status in (404, 410) else None)
    words = words_in(read)
    if mime.endswith("json") or (_DATA.match(source) and source.rstrip().endswith(("]", "}"))):
        return Verdict(
            "file", f"data and no page: it begins as JSON does, called {mime or 'nothing'}"
        )
    if words < A_TEXT and len(read.splitlines()) < 2:
        return Verdict("thin", f"a plain text of one line with {counted(words)}")
    return Verdict("article", f"a plain text of {counted(words)}")
