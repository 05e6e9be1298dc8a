"""What was read out of a page: the text, its blocks, and what the page says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from dragoman.provenance.stamp import Stamp

Kind = Literal["heading", "paragraph", "item", "cell", "caption", "quotation"]


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, item, … of an article: `article.text[start:stop]`, in characters."""

    kind: Kind
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Part:
    """A block on its way into an article; `linked` where the whole of it is a link."""

    kind: Kind
    text: str
    linked: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What of a page was taken for something else than its article, and how much of it there is.

    `kind` is one of `menu links comments notice advertisement caption label hidden other`; `begins`
    are the first words of each block, as far as there is room for them.
    """

    kind: str
    blocks: int
    characters: int
    begins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """Whose words stand at `article.text[start:stop]`, and when they were said, as the site says.

    `answers` is the number of the comment that it answers, from 1 on.
    """

    start: int
    stop: int
    author: str | None
    time: str | None
    answers: int | None


@dataclass(frozen=True, slots=True)
class Article:
    """The article in a page, in the order and the letters of the page.

    `text` is the blocks joined by an empty line, and consecutive list items by a line break; no
    block holds a line break of its own. `title` is not part of it. `published` is the day the
    page names, `2026-05-01`. `translation_of` is the URL that a published machine translation
    names as its original, `translator` the machine it names. `alternates` are the same page in
    other languages, as the page says: pairs of a language code and a URL. `left_out` is what else
    the page shows; None where that was not counted. `times`, of subtitles: which characters of the
    text are said from when to when, `(start, stop, from, to)`, in seconds of the recording.
    `remarks`, of comments: whose words each of them is.
    """

    url: str
    title: str | None
    byline: str | None
    published: str | None
    text: str
    blocks: tuple[Block, ...]
    canonical_url: str | None
    html_language: str | None
    translation_of: str | None
    translator: str | None
    extractor: Stamp
    alternates: tuple[tuple[str, str], ...] = ()
    left_out: tuple[LeftOut, ...] | None = None
    times: tuple[tuple[int, int, float, float], ...] = ()
    remarks: tuple[Remark, ...] = ()

    def parts(self) -> Iterator[tuple[Kind, str]]:
        """Each block's kind and its text."""
        for block in self.blocks:
            yield block.kind, self.text[block.start : block.stop]


def assemble(parts: Iterable[Part]) -> tuple[str, tuple[Block, ...]]:
    """Join parts into one text and say where each of them lies in it; empty parts are dropped."""
    pieces: list[str] = []
    blocks: list[Block] = []
    position = 0
    for part in parts:
        if not part.text:
            continue
        if blocks:
            in_one_list = part.kind == blocks[-1].kind and part.kind in ("item", "cell")
            separator = "\n" if in_one_list else "\n\n"
            pieces.append(separator)
            position += len(separator)
        pieces.append(part.text)
        blocks.append(Block(part.kind, position, position + len(part.text)))
        position += len(part.text)
    return "".join(pieces), tuple(blocks)
