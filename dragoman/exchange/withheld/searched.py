"""The finished file looked through, before it has its name: is anything withheld left in it?

Each part of it is read as a recipient's program would read it: unzipped, as XML or HTML with what
stands in attributes, as JSON, as a table, and as plain bytes besides. It is searched by the same
keys, and every digest in it has to be one that is known to hold nothing that is withheld.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Collection, Generator, Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from dragoman.exchange.withheld.parts import Part, parts_of
from dragoman.withholding.withholding import MARK, Withholding

MOST_SHOWN = 5
_DIGESTS = re.compile(
    r"(?<![0-9A-Za-z+/=-])(?:[0-9a-fA-F]{128}|[0-9a-fA-F]{96}|[0-9a-fA-F]{64}|[0-9a-fA-F]{56}"
    r"|[0-9a-fA-F]{40}|[0-9a-fA-F]{32}|[A-Z2-7]{52}(?:={4})?|[A-Z2-7]{32}|[A-Za-z0-9+/]{43}="
    r"|[A-Za-z0-9+/]{27}=)(?![0-9A-Za-z+/=-])"
)
# Attributes in which nothing of a page stands.
_OURS = frozenset({"class", "id", "http-equiv", "name", "scope", "charset", "dir", "lang"})


def left_in(
    paths: Collection[Path],
    withholding: Withholding,
    allowed: Collection[str],
    ours: Collection[str] = (),
) -> list[str]:
    """What is still there, a sentence each; none where nothing is.

    `allowed` are the digests that may go out, in the form that they have there; `ours` are texts
    that stand in every such file, whatever page it is of.
    """
    known = {each.rpartition(":")[2].lower() for each in allowed}
    known |= {each.commitment.rpartition(":")[2] for each in withholding.openings}
    found: dict[str, None] = {}
    for path in paths:
        parts = list(parts_of(path))
        here = known | set().union(*(each.digests for each in parts))
        for part, text in _texts(parts):
            if text in ours:
                continue
            for said in _left(text, withholding, here):
                found[f"{part or path.name}: {said}"] = None
    return list(found)


def _left(text: str, withholding: Withholding, known: set[str]) -> Iterator[str]:
    bare = MARK.sub("\n\n|\n\n", text)
    marked = withholding.marked(bare)
    for change in marked.changes:
        words = " ".join(bare[change.start : change.stop].split())
        number = re.sub(r"\D+", " ", marked.text[change.begins : change.ends]).split()
        yield f"“{words[:60]}” (line {number[0] if number else '?'} of the list)"
    for match in _DIGESTS.finditer(text):
        if match[0].lower() not in known:
            yield f"the digest {match[0][:16]}… is not known to be of what holds nothing withheld"


# -- what is in a file -----------------------------------------------------------------------


def texts_of(path: Path) -> Iterator[tuple[str, str]]:
    """Each text of a file, with the part of it that it is in ("" where it has none)."""
    return _texts(parts_of(path))


def _texts(parts: Iterable[Part]) -> Iterator[tuple[str, str]]:
    for part in parts:
        yield from ((part.name, each) for each in _readings(part.raw))


def _readings(raw: bytes) -> Iterator[str]:
    """The ways in which a text is read by others; what is none of them is read as it stands."""
    text = raw.decode("utf-8-sig", "replace")
    head = text.lstrip()[:1]
    if head == "<":
        yield from _of_markup(text)
    elif not (head in ("{", "[") and (yield from _of_json(text))):
        yield from _of_table(text)


def _of_markup(text: str) -> Iterator[str]:
    """Text as it is shown, with no markup in it; and each attribute and comment."""
    reader = _Markup()
    reader.feed(text)
    reader.close()
    yield "".join(reader.shown)
    yield "".join(reader.run_on)
    yield from dict.fromkeys(reader.beside)


class _Markup(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[str] = []
        self.run_on: list[str] = []  # of runs that follow each other a word may be made
        self.beside: list[str] = []
        self._is_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.shown.append("\n\n")
        self._is_style = tag == "style"
        if tag in ("w:p", "p", "tr", "td", "div", "li", "source", "target", "note", "seg", "si"):
            self.run_on.append("\n\n")
        self.beside += [
            html.unescape(value) for name, value in attrs if value and name not in _OURS
        ]

    def handle_data(self, data: str) -> None:
        if self._is_style:
            return
        self.shown.append(data)
        self.run_on.append(data)

    def handle_comment(self, data: str) -> None:
        self.beside.append(data)

    def handle_decl(self, decl: str) -> None:
        self.beside.append(decl)

    def handle_pi(self, data: str) -> None:
        self.beside.append(data)


def _of_json(text: str) -> Generator[str, None, bool]:
    """The strings of one document, or of one a line; whether it was JSON."""
    try:
        documents = [json.loads(text)]
    except (ValueError, RecursionError):
        try:
            documents = [json.loads(line) for line in text.splitlines() if line]
        except (ValueError, RecursionError):
            return False
    for each in documents:
        yield from _strings(each)
    return True


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            if ":" in name:  # of a thing in PROV; else they are ours
                yield name
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def _of_table(text: str) -> Iterator[str]:
    """The cells of a table, or else the text as it stands."""
    if text.startswith('"id",'):
        try:
            yield from [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
            return
        except csv.Error:
            pass
    yield text
