"""The rows of a Word table that went out and was worked on, as they are in the file.

Only the words are read; of changes that wait to be accepted or rejected nobody knows what is meant.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, cast

from dragoman.errors import ImportFailed
from dragoman.exchange.files.xml_tree import Element, elements
from dragoman.exchange.office.table import DECISION, ID, NEEDED, SOURCE, TARGET, Row

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DOCUMENT = "word/document.xml"
TRACKED = tuple(f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))
BREAKS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011"}
UNFINISHED = "it has tracked changes; accept or reject them in the document first"
NESTED = "there is a table in one of its cells; write the words as text"
MERGED = "its cells were merged, split or taken away"


def read_docx(held: zipfile.ZipFile, path: Path) -> Iterator[Row]:
    """Each row of the tables of ours; ImportFailed where the document has none."""
    columns: dict[str, int] = {}
    ours = False
    with held.open(DOCUMENT) as stream:
        for element in elements(cast("BinaryIO", stream), path, (f"{W}tr",)):
            if element.tag != f"{W}tr" or _is_nested(element):
                continue
            cells = element.findall(f"{W}tc")
            words = [_words(cell) for cell in cells]
            if _is_header(words):
                columns = {word.strip(): place for place, word in enumerate(words)}
                ours = True
            elif ours:
                yield _row(element, cells, words, columns)
    if not ours:
        raise ImportFailed(
            f"{path.name} has no table with the columns {', '.join(NEEDED)}: it is no document "
            "that went out of here",
            subject=str(path),
        )


def _is_nested(row: Element) -> bool:
    return next(row.iterancestors(f"{W}tc"), None) is not None


def _is_header(words: list[str]) -> bool:
    return set(NEEDED) <= {each.strip() for each in words}


def _row(row: Element, cells: list[Element], words: list[str], columns: Mapping[str, int]) -> Row:
    trouble = None
    if len(cells) != len(columns) or any(_is_merged(cell) for cell in cells):
        trouble = MERGED
    elif next(row.iter(*TRACKED), None) is not None:
        trouble = UNFINISHED
    elif next(row.iter(f"{W}tbl"), None) is not None:
        trouble = NESTED
    if trouble == MERGED:
        return Row(words[-1].strip() if words else "", "", "", "", trouble)
    held = {name: words[place] for name, place in columns.items()}
    return Row(held[ID].strip(), held[SOURCE], held[TARGET], held.get(DECISION, ""), trouble)


def _is_merged(cell: Element) -> bool:
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        return False
    span = properties.find(f"{W}gridSpan")
    spans = span is not None and span.get(f"{W}val") not in (None, "0", "1")
    return spans or any(properties.find(f"{W}{name}") is not None for name in ("vMerge", "hMerge"))


def _words(cell: Element) -> str:
    """The words of a cell, its paragraphs apart; what was deleted is in elements of other names."""
    paragraphs = []
    for paragraph in cell.iter(f"{W}p"):
        pieces = [
            each.text or "" if each.tag == f"{W}t" else BREAKS[each.tag]
            for each in paragraph.iter(f"{W}t", *BREAKS)
        ]
        paragraphs.append("".join(pieces))
    return "\n".join(paragraphs)
