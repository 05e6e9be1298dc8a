"""The article in a plain text: a file that somebody saved, copied from a page or out of a PDF.

Such files come with one paragraph a line, or with lines broken at some width and blank lines
between paragraphs; and with a few lines of the site around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dragoman.archiver.article.article import Article, Part, assemble
from dragoman.archiver.article.clearing import without_furniture
from dragoman.archiver.article.translation_note import without_translation_note
from dragoman.archiver.article.words.dateline import find_date, is_dateline, is_reading_time
from dragoman.archiver.body.charset import decode
from dragoman.archiver.body.hyphens import joined
from dragoman.archiver.body.kept_characters import collapse
from dragoman.errors import ExtractionError
from dragoman.provenance.stamp import Stamp

TOOL = "dragoman.archiver.plaintext"
VERSION = "1"
LARGEST = 20_000_000  # characters
WIDEST = 160  # a line longer than this was not broken by hand or by a printer
LONGEST_TITLE = 160

_LINE_END = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_BULLET = re.compile(r"^(?:[•●▪■◦‣➢➤·○]|\*(?=\s))\s*")
_DASH = re.compile(r"^[-–—]\s+")
_SENTENCE_END = (".", "!", "?", "…", ":", ";", ".»", ".”", '."', "!»", "?»", "!”", "?”", '!"', '?"')
_BYLINE = re.compile(
    r"^(?:by|author|автор(?:ы)?|müəllif(?:lər)?|текст|mətn)\b(?:\s*+:)?\s++(\S.{1,80})$",
    re.IGNORECASE,
)


def extract_text(body: bytes, *, url: str, content_type: str | None = None) -> Article:
    """Read a plain text.

    Raises ExtractionError where the bytes are no text, hold none, or too much of it.
    """
    decoded = decode(body, content_type)
    if len(decoded.text) > LARGEST:
        raise ExtractionError(
            f"the text is longer than {LARGEST // 1_000_000} million characters", subject=url
        )
    if len(_CONTROL.findall(decoded.text)) * 50 > len(decoded.text):
        raise ExtractionError("the file is not a text", subject=url)
    top = _read_top(_parts(_LINE_END.split(decoded.text)))
    parts, note = without_translation_note(top.parts)
    parts = without_furniture(parts, is_page=False)
    if not parts:
        raise ExtractionError("the file holds no text", subject=url)
    text, blocks = assemble(parts)
    return Article(
        url=url,
        title=top.title,
        byline=top.byline,
        published=top.published,
        text=text,
        blocks=blocks,
        canonical_url=None,
        html_language=None,
        translation_of=note.original if note else None,
        translator=note.translator if note else None,
        extractor=Stamp.now(TOOL, VERSION, decoded.settings()),
    )


def _parts(lines: Sequence[str]) -> list[Part]:
    """Paragraphs and items out of lines."""
    width = _width(lines)
    parts: list[Part] = []
    for group in _groups(lines):
        start = 0
        for place in range(1, len(group) + 1):
            if place == len(group) or _begins(group[place - 1], group[place], width):
                parts.append(_part(group[start:place]))
                start = place
    return parts


def _groups(lines: Sequence[str]) -> Iterator[list[str]]:
    """Runs of lines between blank ones, whitespace collapsed."""
    group: list[str] = []
    for line in map(collapse, lines):
        if line:
            group.append(line)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _width(lines: Sequence[str]) -> int:
    """The width that lines were broken at; 0 where each of them is a paragraph."""
    runs = [line for group in _groups(lines) for line in group[:-1] if len(group) > 1]
    long = [line for line in runs if len(line) >= 40]
    if not long:
        return 0
    finished = sum(line.endswith(_SENTENCE_END) for line in long)
    lengths = sorted(map(len, long))
    width = lengths[int(0.95 * (len(lengths) - 1))]
    return 0 if width > WIDEST or finished * 2 > len(long) else width


def _begins(above: str, line: str, width: int) -> bool:
    """Whether a line begins a new part, rather than going on with the one above."""
    if not width or _BULLET.match(line) or (_DASH.match(line) and above.endswith(_SENTENCE_END)):
        return True
    room = width - len(above) - len(line.split(maxsplit=1)[0]) - 1
    if room < 0.1 * width or above.endswith(("-", ",")):
        return False
    return above.endswith(_SENTENCE_END) or not line[:1].islower()


def _part(lines: Sequence[str]) -> Part:
    text = joined(lines)
    bullet = _BULLET.match(text)
    if bullet and len(text) > bullet.end():
        return Part("item", text[bullet.end() :])
    return Part("paragraph", text)


@dataclass(frozen=True, slots=True)
class _Top:
    """What the first lines tell, and the parts without the lines that told it."""

    title: str | None
    byline: str | None
    published: str | None
    parts: list[Part]


def _read_top(parts: list[Part]) -> _Top:
    """Read the title, and the lines of byline, date and reading time under it."""
    title = _title(parts)
    start = 1 if title else 0
    byline = published = None
    place = start
    while place < min(len(parts) - 1, start + 5):
        line = _DASH.sub("", parts[place].text)
        named = _BYLINE.match(line)
        if named:
            byline = byline or named.group(1).strip()
        elif is_dateline(line) or is_reading_time(line):
            published = published or find_date(line)
        elif _is_signature(parts, place):
            byline = byline or line
        else:
            break
        place += 1
    stays = title is not None and title.endswith(".")  # a sentence: it may be the article's first
    kept = [*parts[:1], *parts[place:]] if stays else parts[place:]
    return _Top(title, byline, published, kept)


def _title(parts: Sequence[Part]) -> str | None:
    """The first line, where it is short; with a full stop it is the first sentence as well."""
    if len(parts) < 2 or parts[0].kind != "paragraph" or len(parts[0].text) > LONGEST_TITLE:
        return None
    text = parts[0].text
    if is_dateline(text) or text.endswith((":", ",", ";")) or _BYLINE.match(text):
        return None
    is_one_sentence = not re.search(r"[.!?…]\s", text[:-1])
    return text if not text.endswith(".") or is_one_sentence else None


def _is_signature(parts: Sequence[Part], place: int) -> bool:
    """A name set off by a dash, between the title and a date: "- IHR" over "- Jun 4"."""
    text, below = parts[place].text, parts[place + 1].text
    is_name = _DASH.match(text) is not None and len(text) <= 60 and not text.endswith(".")
    below = _DASH.sub("", below)
    return is_name and (is_dateline(below) or is_reading_time(below))
