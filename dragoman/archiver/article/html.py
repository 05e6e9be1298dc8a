"""The article in an HTML page. The one module that speaks to trafilatura, and parses by lxml.

trafilatura finds the text; around it stands what it does not do or does badly here: the encoding,
pages built to break a parser, articles cut into several containers, the notices and links of the
sites that we read, and a way on for pages where it finds nothing. Its process-wide caches are not
used (`deduplicate` stays off), so a result depends on the page alone, and threads may share this
module.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.metadata import version
from itertools import compress
from typing import Any

from dragoman.archiver.article import clearing, html_choice, html_prepare
from dragoman.archiver.article.article import Article, Part, assemble
from dragoman.archiver.article.embedded import embedded_parts, is_anothers
from dragoman.archiver.article.head import head as page_head
from dragoman.archiver.article.html_blocks import parts_of
from dragoman.archiver.article.html_choice import Found
from dragoman.archiver.article.html_plain import plain_parts, plain_title
from dragoman.archiver.article.html_tree import MOST_TAGS, parsed
from dragoman.archiver.article.shown.blocks import ShownPage, shown_on
from dragoman.archiver.article.shown.copies import COPY
from dragoman.archiver.article.shown.extent import Extent, covered
from dragoman.archiver.article.shown.left_out import left_out
from dragoman.archiver.article.shown.standfirst import descriptions, opening_of, standfirst
from dragoman.archiver.article.translation_note import (
    TranslationNote,
    may_hold_note,
    translation_note,
    without_translation_note,
)
from dragoman.archiver.body.charset import decode
from dragoman.archiver.body.kept_characters import Joiners
from dragoman.errors import ExtractionError
from dragoman.provenance.stamp import Stamp

TOOL = "dragoman.archiver.html"
VERSION = "1"
LARGEST = 20_000_000  # characters; a larger page is not read
LONGEST_NOTE = 1_000
OUT_OF_SCRIPTS = "data of its scripts"


def extract_html(body: bytes, *, url: str, content_type: str | None = None) -> Article:
    """Read the article out of a page.

    Raises ExtractionError where the page is larger than LARGEST or holds no text at all.
    """
    decoded = decode(body, content_type)
    if len(decoded.text) > LARGEST:
        raise ExtractionError(
            f"the page is {len(decoded.text) // 1_000_000} million characters long, more than"
            f" {LARGEST // 1_000_000} million are not read",
            subject=url,
        )
    joiners = Joiners.of(decoded.text)
    source = joiners.hidden(decoded.text)
    tree = parsed(source)
    head = (
        page_head.read(tree, url=url) if tree is not None else page_head.Head(plain_title(source))
    )
    note = _note_in(tree, source)
    found = _article(tree, source, head.title)
    parts, note_in_text = without_translation_note(found.parts)
    note = note or note_in_text
    if not parts:
        raise ExtractionError("there is no text in the page", subject=url)
    text, blocks = assemble(replace(part, text=joiners.shown(part.text)) for part in parts)
    return Article(
        url=url,
        title=joiners.shown(head.title) if head.title else None,
        byline=head.byline,
        published=head.published,
        text=text,
        blocks=blocks,
        canonical_url=head.canonical_url,
        html_language=head.language,
        translation_of=note.original if note else None,
        translator=note.translator if note else None,
        alternates=head.alternates,
        left_out=tuple(
            replace(each, begins=tuple(map(joiners.shown, each.begins)))
            for each in found.left_out or ()
        ),
        extractor=Stamp.now(
            TOOL, VERSION, {**decoded.settings(), **_libraries(), "way": found.way}
        ),
    )


@lru_cache(maxsize=1)
def _libraries() -> dict[str, str]:
    names = ("trafilatura", "htmldate", "lxml")
    return {name: version(name) for name in names}


def _article(tree: Any | None, source: str, title: str | None) -> Found:
    if tree is None:
        parts = plain_parts(source)
        kept = _trimmed(parts, title) if len(parts) <= MOST_TAGS else parts
        nowhere: list[str | None] = [None] * len(parts)
        return Found(kept, "plain reading", left_out(parts, nowhere, kept, title))
    page = shown_on(tree.find("body"))
    told = descriptions(tree)
    html_prepare.prepare(tree, page)
    links = frozenset(block.text for block in page.blocks if block.part.linked)
    found = Found(_run(tree, links, fast=True), "trafilatura")
    if not html_choice.is_sound(found.parts):
        found = _best(tree, links, found.parts, title)
    extent = covered(page, found.parts)
    whole = _whole(page, extent, title, told)
    copies = compress(page.blocks, (why == COPY for why in extent.reasons))
    if (_size(whole) + sum(len(block.text) for block in copies)) * 2 < _size(found.parts):
        # It was not found among what the page shows: a script held it.
        visible = parts_of(tree.find("body"), links)
        if html_choice.prose(visible) and is_anothers(tree, found.parts, title):
            found = Found(visible, "all visible text")
            extent = covered(page, visible)
            whole = _whole(page, extent, title, told)
        else:
            found, whole = replace(found, way=OUT_OF_SCRIPTS), found.parts
    parts = _trimmed(whole, title)
    if held := embedded_parts(tree, parts, title):
        found, parts = replace(found, way=OUT_OF_SCRIPTS), _trimmed(held, title)
    every = [block.part for block in page.blocks]
    return Found(parts, found.way, left_out(every, extent.reasons, parts, title))


def _size(parts: list[Part]) -> int:
    return sum(len(part.text) for part in parts)


def _whole(page: ShownPage, extent: Extent, title: str | None, told: Sequence[str]) -> list[Part]:
    """The blocks of an article, and those that open it."""
    kept = set(compress(range(len(page.blocks)), extent.kept))
    if kept:
        opening = opening_of(page, kept, title)
        kept.update(standfirst(page, opening, extent.reasons, title, told))
    return [page.blocks[at].part for at in sorted(kept)]


def _best(tree: Any, links: frozenset[str], first: list[Part], title: str | None) -> Found:
    """Of all ways to read a page on which trafilatura finds no plain article, the best one."""
    ways = [
        Found(first, "trafilatura"),
        Found(_run(tree, links, fast=False), "trafilatura with its fallbacks"),
        Found(html_choice.around_headline(tree), "around the headline"),
        Found(parts_of(tree.find("body"), links), "all visible text"),
    ]
    found = [Found(_trimmed(way.parts, title), way.way) for way in ways if way.parts]
    chosen = html_choice.best(found) if found else Found([], "nothing")
    if _size(chosen.parts) >= html_choice.LEAST:
        return chosen
    embedded = _trimmed(_baseline(tree, links), title)
    return Found(embedded, "trafilatura baseline") if html_choice.is_sound(embedded) else chosen


def _trimmed(parts: list[Part], title: str | None) -> list[Part]:
    return clearing.without_furniture(parts, title=title)


def _run(tree: Any, links: frozenset[str], *, fast: bool) -> list[Part]:
    """What trafilatura takes for the article; it works on a copy of the tree."""
    from trafilatura import bare_extraction

    try:
        document = bare_extraction(
            tree,
            fast=fast,
            include_comments=False,
            include_tables=True,
            deduplicate=False,
            output_format="txt",  # or the text is written as well, which nobody reads
        )
    except Exception:  # noqa: BLE001 - foreign code on foreign bytes: other ways are left
        return []
    body = getattr(document, "body", None)
    return parts_of(body, links) if body is not None else []


def _baseline(tree: Any, links: frozenset[str]) -> list[Part]:
    """What a page holds as JSON-LD, or in its plainest elements."""
    from trafilatura import baseline

    try:
        body, _, _ = baseline(tree)
    except Exception:  # noqa: BLE001 - as above
        return []
    return parts_of(body, links)


def _note_in(tree: Any | None, source: str) -> TranslationNote | None:
    """The page's word that it is a machine translation, also where its address is only linked."""
    if tree is None or not may_hold_note(source):
        return None
    for said in tree.xpath("//body//text()[not(parent::script or parent::style)]"):
        if not may_hold_note(said):
            continue
        element = said.getparent().getparent() if said.is_tail else said.getparent()
        for around in (element, element.getparent()):
            text = _short_text(around)
            note = translation_note(text) if text else None
            if note and (note.original or (address := _first_link(around))):
                return note if note.original else replace(note, original=address)
    return None


def _short_text(element: Any) -> str | None:
    """What stands in an element; None where that is longer than any note."""
    pieces, length = [], 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece)
        if length >= LONGEST_NOTE:
            return None
    return "".join(pieces)


def _first_link(element: Any) -> str | None:
    addresses = (link.get("href") or "" for link in element.iter("a"))
    return next((address for address in addresses if address.startswith("http")), None)
