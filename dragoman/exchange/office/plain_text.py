"""The translation alone as plain text: UTF-8, a paragraph a line, and what it is said above it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from dragoman.exchange.bilingual.alone import Block, blocks, facts, title, withheld
from dragoman.exchange.bilingual.document import Document
from dragoman.exchange.files.allowed_characters import legal

RULE = "=" * 72


def write_text(documents: Iterable[Document], stream: BinaryIO) -> None:
    """Of several pages a list of contents first."""
    held = list(documents)
    if len(held) > 1:
        _write(stream, ["Contents", ""])
        _write(stream, (f"{n}. {title(each).shown}" for n, each in enumerate(held, start=1)))
        _write(stream, [""])
    for number, document in enumerate(held, start=1):
        numbered = f"{number}. " if len(held) > 1 else ""
        if number > 1:
            _write(stream, ["", RULE, ""])
        _write(stream, _page(document, numbered))


def _page(document: Document, numbered: str) -> Iterator[str]:
    yield numbered + title(document).shown
    yield ""
    yield document.credit
    yield from facts(document)
    before = None
    for block in blocks(document):
        if not (before == block.kind == "item"):
            yield ""
        before = block.kind
        yield ("- " if block.kind == "item" else "") + _line(block)
    told = withheld(document)
    yield from ["", *told] if told else []


def _line(block: Block) -> str:
    return " ".join(piece.shown for piece in block.pieces)


def _write(stream: BinaryIO, lines: Iterable[str]) -> None:
    for line in lines:
        text = " ".join(legal(line).splitlines())
        stream.write(text.encode("utf-8", "replace") + b"\n")
