"""A page's own HTML with names and passages withheld: what stands on it, with marks.

A name that is spread over several tags is one to who reads the page, so the text of a page is
looked through as it follows, and marks are set in the runs of which it is made. A sentence of which
nothing goes out in the article goes out here neither; where it cannot be found, the page does not.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape

from dragoman.exchange.evidence.evidence import Evidence
from dragoman.exchange.evidence.own_page import OwnPage
from dragoman.exchange.withheld.bare_html import (
    EMPTY,
    Piece,
    Run,
    Tag,
    bare_pieces,
    paragraphs,
)
from dragoman.exchange.withheld.withheld_content import lines_at
from dragoman.exchange.withheld.withheld_evidence import WithheldEvidence, is_misread, texts_of
from dragoman.withholding.finder import Found, Setting, merged
from dragoman.withholding.withholding import Marked, Withholding

_BETWEEN = "\n\n"
_SHORT, _FEWEST = 2, 3  # letters of a paragraph, and paragraphs, that may be a name down the page
TOLD = (
    "What this page says, in its own order. Left out: scripts, styles, pictures, forms, what they "
    "load, and where links lead that say more than a site and a path. In the place of what is "
    "withheld stands [withheld], with the number of a line of a list."
)
_STYLE = (
    "body{max-width:45em;margin:1em auto;padding:0 1em;font-family:sans-serif}"
    "code{word-break:break-all}"
)


class OwnPages:
    """Pages one after the other; `left_out` counts those that do not go out so.

    `html_of` is handed the id of a capture; it says what its page is, or None where it is no HTML.
    """

    def __init__(
        self,
        withholding: Withholding,
        change: WithheldEvidence,
        html_of: Callable[[str], str | None],
    ) -> None:
        self._withholding = withholding
        self._change = change
        self._html_of = html_of
        self.left_out = 0

    def __call__(self, pages: Iterable[Evidence]) -> Iterator[OwnPage]:
        for evidence in pages:
            source = self._html_of(evidence.capture.id)
            pieces = None if source is None else bare_pieces(source, evidence.url)
            made = None if pieces is None else self._page(evidence, pieces)
            self.left_out += made is None
            if made is not None:
                yield made

    def _page(self, evidence: Evidence, pieces: list[Piece]) -> OwnPage | None:
        told, wholes = self._change.with_wholes(evidence)
        page = _Text(pieces)
        setting = self._withholding.finder.setting(
            [*texts_of(evidence), page.text], misread=is_misread(evidence)
        )
        whole = self._withholding.finder.whole(wholes, page.text)
        if whole is None:
            return None
        found = [*self._withholding.finder.find(page.text, setting), *whole]
        found += page.down_the_page(self._withholding.finder.in_one_word)
        marked = self._withholding.marked_at(page.text, merged(found), setting)
        sealed = told.withheld + self._sealed(page, marked, evidence.capture.id)
        article = (told.articles[-1].content or {}) if told.articles else {}
        language = article.get("inLanguage")
        body = "".join(page.written(marked, lambda href: self._leads(href, setting)))
        return OwnPage(
            evidence.capture.id,
            self._withholding.address(evidence.url, setting),
            evidence.capture.date,
            article.get("headline") or marked.text.partition(_BETWEEN)[0].strip()[:200] or None,
            language,
            _document(body, language, sealed),
            marked.text,
            sealed,
        )

    def _leads(self, href: str, setting: Setting) -> str | None:
        """Where a link leads; None where that says something of the list."""
        return href if self._withholding.marked(href, setting).text == href else None

    def _sealed(self, page: _Text, marked: Marked, record: str) -> tuple[tuple[str, str, str], ...]:
        made = []
        for number, (start, stop) in enumerate(page.stretches(marked), start=1):
            if lines := lines_at(marked, start, stop):
                where = f"paragraph {number} of the page"
                told = self._withholding.sealed(
                    page.text[start:stop].strip(), record, f"{where}, own HTML", lines
                )
                made.append((where, "own HTML", told))
        return tuple(made)


class _Text:
    """What stands on a page, as one text, and where of it each run is."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self._starts: dict[int, int] = {}
        self.places: list[tuple[int, int]] = []  # of paragraphs
        made, length = [], 0
        for _, runs in paragraphs(list(pieces)):
            begins = length
            for run in runs:
                self._starts[id(run)] = length
                made.append(run.text)
                length += len(run.text)
            self.places.append((begins, length))
            made.append(_BETWEEN)
            length += len(_BETWEEN)
        self.text = "".join(made)

    def stretches(self, marked: Marked) -> list[tuple[int, int]]:
        """The paragraphs; those over which one mark goes are one, so that nobody counts them."""
        made: list[tuple[int, int]] = []
        for start, stop in self.places:
            first = bisect_right(marked.changes, start, key=lambda each: each.stop)
            over = marked.changes[first : first + 1]
            if made and over and over[0].start < made[-1][1]:
                made[-1] = (made[-1][0], stop)
            elif self.text[start:stop].strip():
                made.append((start, stop))
        return made

    def down_the_page(self, lines_of: Callable[[str], Sequence[int]]) -> Iterator[Found]:
        """Names of which each letter is a paragraph."""
        column: list[tuple[int, int]] = []
        for place in [*self.places, (0, 0)]:
            letters = self.text[slice(*place)].strip()
            if 0 < len(letters) <= _SHORT and letters.isalpha():
                column.append(place)
                continue
            if not letters and place != (0, 0):
                continue  # nothing stands between them
            if len(column) >= _FEWEST:
                word = "".join(self.text[slice(*each)].strip() for each in column)
                yield from (Found(column[0][0], column[-1][1], each) for each in lines_of(word))
            column = []

    def written(self, marked: Marked, leads: Callable[[str], str | None]) -> Iterator[str]:
        """The page's body; a link whose words are withheld leads nowhere."""
        runs = {id(p): self._marked(p, marked) for p in self._pieces if isinstance(p, Run)}
        ends = self._ends()
        blank = self._blank(ends, {key for key, (text, _) in runs.items() if text.strip()})
        for n, piece in enumerate(self._pieces):
            if n in blank:
                continue
            if isinstance(piece, Run):
                yield escape(runs[id(piece)][0])
            elif piece.opens:
                href = None
                if piece.href:
                    inside = (each for each in self._pieces[n : ends[n]] if isinstance(each, Run))
                    hidden = any(runs[id(each)][1] for each in inside)
                    href = None if hidden else leads(piece.href)
                yield _opened(piece, href)
            elif piece.name not in EMPTY:
                yield f"</{piece.name}>"

    def _blank(self, ends: Mapping[int, int], said: set[int]) -> set[int]:
        """Tags around nothing: as many as there are, they would tell how long a name is."""
        words = self._count(lambda run: id(run) in said)
        had = self._count(lambda run: bool(run.text.strip()))
        pairs = ((n, end) for n, end in ends.items() if words[n] == words[end])
        return {
            each for n, end in pairs for each in (n, end)
            if had[n] != had[end] or not self._is_cell(n)
        }  # fmt: skip

    def _count(self, which: Callable[[Run], bool]) -> list[int]:
        """How many runs there are of a kind before each piece."""
        kind = (isinstance(each, Run) and which(each) for each in self._pieces)
        return list(itertools.accumulate(kind, initial=0))

    def _is_cell(self, n: int) -> bool:
        """Of a table; one that was empty on the page keeps the others in their columns."""
        tag = self._pieces[n]
        return isinstance(tag, Tag) and tag.name in ("td", "th", "tr")

    def _ends(self) -> dict[int, int]:
        """By the place of a tag among the pieces: where it is closed."""
        begun, found = list[int](), dict[int, int]()
        for n, piece in enumerate(self._pieces):
            if isinstance(piece, Tag) and piece.name not in EMPTY:
                if piece.opens:
                    begun.append(n)
                elif begun:
                    found[begun.pop()] = n
        return found

    def _marked(self, run: Run, marked: Marked) -> tuple[str, bool]:
        """A run with its marks, and whether any of it is withheld.

        A mark stands where what it is for begins, be that in this run or in one before.
        """
        begins = place = self._starts[id(run)]
        stops = begins + len(run.text)
        first = bisect_right(marked.changes, begins, key=lambda each: each.stop)
        made = []
        for change in itertools.takewhile(lambda c: c.start < stops, marked.changes[first:]):
            made.append(self.text[place : max(place, change.start)])
            if change.start >= begins:
                made.append(marked.text[change.begins : change.ends])
            place = min(change.stop, stops)
        return "".join([*made, self.text[place:stops]]), bool(made)


def _opened(tag: Tag, href: str | None) -> str:
    told = dict(tag.attributes)
    if href:
        told |= {"href": href, "rel": "noreferrer"}
    return f"<{tag.name}" + "".join(f' {k}="{escape(v)}"' for k, v in told.items()) + ">"


def _document(body: str, language: str | None, sealed: Iterable[tuple[str, str, str]]) -> str:
    known = language if language and re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,4})?", language) else ""
    lines = "".join(
        f"<li>{escape(of)}, {escape(what)}: <code>{told}</code></li>" for of, what, told in sealed
    )
    foot = f"<h2>Commitments to what is withheld</h2><ul>{lines}</ul>" if lines else ""
    tag = f'<html lang="{known}">' if known else "<html>"
    return (
        f'<!doctype html>{tag}<head><meta charset="utf-8">'
        f"<title>A page, with names withheld</title><style>{_STYLE}</style></head><body>"
        f'<p lang="en"><em>{TOLD}</em></p><hr>{body}<hr><div lang="en">{foot}</div></body></html>'
    )
