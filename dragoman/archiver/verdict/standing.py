"""What stands there, whatever the body is: a page, a file, a text, or nothing."""

from __future__ import annotations

import re

from dragoman.archiver.article.extract import kind_of
from dragoman.archiver.article.subtitles import is_subtitles
from dragoman.archiver.body.charset import decode
from dragoman.archiver.body.first_bytes import file_kind
from dragoman.archiver.verdict.case import A_TEXT, counted
from dragoman.archiver.verdict.contents import feed
from dragoman.archiver.verdict.judging import html_verdict
from dragoman.archiver.verdict.shape import words_in
from dragoman.archiver.verdict.verdict import Answered, Verdict

_DATA = re.compile(r"\s*[\[{]")


def standing(
    content: bytes,
    content_type: str | None,
    mime: str,
    answered: Answered,
    read: str,
) -> Verdict:
    """The verdict on a body that is freed of its content coding.

    `mime` is the bare media type, `read` the text that was taken for its article, if any.
    """
    if not content.strip(b"\x00 \t\r\n"):
        return _of_empty(answered)
    kind = kind_of(content, mime)
    if kind == "pdf":
        return Verdict("file", f"a PDF document, with {counted(words_in(read))} of text")
    if kind is None:
        return Verdict("file", f"a file and no page: {_named(content, mime)}")
    source = decode(content, content_type).text
    if kind == "html":
        return html_verdict(source, answered, read)
    return feed(source) or _of_text(source, mime, answered, read)


def _named(content: bytes, mime: str) -> str:
    kind = file_kind(content)
    called = f", called {mime}" if mime and (kind is None or mime != kind.mime) else ""
    return f"{kind.name if kind else f'{len(content):,} bytes'}{called}"


def _of_empty(answered: Answered) -> Verdict:
    said = f"; the server answers {answered.status}" if (answered.status or 200) >= 400 else ""
    return Verdict("none", f"the body is empty{said}")


def _of_text(source: str, mime: str, answered: Answered, read: str) -> Verdict:
    if (answered.status or 200) >= 400:
        reason = f"a notice: the server answers {answered.status}, and {counted(words_in(source))}"
        return Verdict("notice", reason, "absent" if answered.status in (404, 410) else None)
    words = words_in(read)
    if is_subtitles(source):
        return Verdict("article" if words else "thin", f"subtitles, with {counted(words)}")
    if mime.endswith("json") or (_DATA.match(source) and source.rstrip().endswith(("]", "}"))):
        return Verdict(
            "file", f"data and no page: it begins as JSON does, called {mime or 'nothing'}"
        )
    if words < A_TEXT and len(read.splitlines()) < 2:
        return Verdict("thin", f"a plain text of one line with {counted(words)}")
    return Verdict("article", f"a plain text of {counted(words)}")
