"""The article in a plain text: a post that was copied, a statement out of a PDF, a note."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dragoman.archiver import furniture
from dragoman.archiver.article import Article, Part, assemble
from dragoman.archiver.characters import collapse, visible
from dragoman.archiver.charset import decode
from dragoman.archiver.dateline import find_date, is_dateline, is_reading_time
from dragoman.archiver.published import without_translation_note
from dragoman.errors import ExtractionError
from dragoman.provenance.stamp import Stamp

TOOL = "dragoman.archiver.plaintext"
VERSION = "1"
LONGEST_TITLE = 160
WRAPPED_AT = 60  # a text whose lines are longer than this, and much alike, was wrapped by a program
_ITEM = re.compile(r"[•●▪◦‣*-]\s+")


def extract_text(body: bytes, *, url: str, content_type: str | None = None) -> Article:
    """Read the article out of a plain text; ExtractionError where there is none in it."""
    decoded = decode(body, content_type)
    parts = _parts(visible(decoded.text).splitlines())
    title = _title(parts)
    head, parts = _head(parts)
    parts, note = without_translation_note(parts)
    text, blocks = assemble(parts)
    if not any(map(str.isalnum, text)):
        raise ExtractionError("there is no text in it", subject=url)
    return Article(
        url=url,
        title=title,
        byline=None,
        published=next(filter(None, map(find_date, head)), None),
        text=text,
        blocks=blocks,
        canonical_url=None,
        html_language=None,
        translation_of=note.original if note else None,
        translator=note.translator if note else None,
        extractor=Stamp.now(TOOL, VERSION, {"encoding": decoded.encoding}),
    )


def _parts(lines: Sequence[str]) -> list[Part]:
    """Paragraphs: parted by empty lines where the lines were wrapped, else one a line."""
    wrapped = _is_wrapped(lines)
    parts: list[Part] = []
    held: list[str] = []
    for line in [*lines, ""]:
        clean = collapse(line)
        if held and (not clean or not wrapped or _ITEM.match(clean)):
            parts.append(_part(" ".join(held)))
            held = []
        if clean:
            held.append(clean)
    return parts


def _part(text: str) -> Part:
    item = _ITEM.match(text)
    return Part("item", text[item.end() :]) if item else Part("paragraph", text)


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Whether the lines were broken by a program: most paragraphs have several of one length."""
    full = [len(line.rstrip()) for line in lines if len(line.strip()) > WRAPPED_AT]
    if len(full) < 3:
        return False
    longest = max(full)
    blank = any(not line.strip() for line in lines)
    alike = sum(length > longest * 0.75 for length in full) / len(full)
    return blank and longest < 200 and alike > 0.6


def _title(parts: Sequence[Part]) -> str | None:
    """The first line, where it is short and no sentence."""
    if len(parts) < 2:
        return None
    first = parts[0].text
    if len(first) > LONGEST_TITLE or first.endswith((".", "…")) and len(parts) < 3:
        return None
    return first.removesuffix(".")


def _head(parts: list[Part]) -> tuple[list[str], list[Part]]:
    """What stands between title and text on a site (author, date, reading time), and the rest."""
    head: list[str] = []
    kept: list[Part] = []
    for at, part in enumerate(parts):
        short = len(part.text) < 40
        if 0 < at < 6 and short and (is_dateline(part.text) or is_reading_time(part.text)):
            head.append(part.text)
        elif 0 < at < 4 and part.kind == "item" and len(part.text) < 30:
            head.append(part.text)
        else:
            kept.append(part)
    while len(kept) > 1 and furniture.COMMENTS.fullmatch(kept[-1].text):
        kept.pop()
    return head, kept
