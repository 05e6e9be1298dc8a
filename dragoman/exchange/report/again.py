"""Captures of one page that stand in one report: each names the others, and what is different.

A sentence that is not in the text of the capture before is marked as new, one that is not in that
of the next as lost. It rests on the texts that were read out of both, and on nothing else.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from dragoman.archiver.sighting.beside import stands_in
from dragoman.archiver.sighting.difference import is_furniture, same_form
from dragoman.index.asking import query

NEW, LOST = "+", "−"
_SENTENCE = re.compile(r".+?(?:[.!?…][\"»”’)]*(?=\s)\s*|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Other:
    """Another capture of the page: its number in the report, and what is new in this one and lost
    from that one to this, or the other way round, in sentences; None where nothing is compared."""

    number: int
    captured_at: str
    told: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """What a report says of the other captures of a page; `before` and `after` are the texts of the
    captures next to it in time, None where there is none to compare it with."""

    others: Sequence[Other] = ()
    before: str | None = None
    after: str | None = None
    _seen: dict[str, str] = field(default_factory=dict)

    def mark(self, sentence: str) -> str:
        """+ where the capture before has it not, − where the next has it not, or both."""
        if sentence not in self._seen:
            self._seen[sentence] = "".join(
                mark for mark, text in ((NEW, self.before), (LOST, self.after))
                if text is not None and _lacks(text, sentence)
            )  # fmt: skip
        return self._seen[sentence]

    def marked(self, line: str) -> Iterator[tuple[str, str]]:
        """The sentences of a line of a text, each with its mark."""
        if self.before is None and self.after is None:
            yield "", line
            return
        for sentence in _SENTENCE.findall(line):
            yield self.mark(sentence.strip()), sentence


class CapturedAgain:
    """Which of the captures in a report are of one page; `numbers` are those of its `pages`.

    Where something is withheld (`compared=False`) no texts are held together: the marks would speak
    of what the reader is not to see.
    """

    def __init__(
        self, connection: sqlite3.Connection, pages: Iterable[str], *, compared: bool = True
    ) -> None:
        self._connection = connection
        self._numbers = {page: number for number, page in enumerate(pages, start=1)}
        self._compared = compared

    def of(self, page: str, captured_at: str) -> Again:
        """What is to be said of the others of a page's captures; ordered by their times."""
        copies = query.copies(self._connection, page)
        others = [each for each in copies if each["record"] in self._numbers]
        if not others:
            return Again()
        own = self._text(page) if self._compared else None
        before = [each for each in others if each["captured_at"] <= captured_at]
        after = [each for each in others if each["captured_at"] > captured_at]
        texts: dict[str, str | None] = {}
        if own is not None:
            near = [each["record"] for each in (*before[-1:], *after[:1])]
            texts = {each: self._text(each) for each in near}
        told = [self._other(each, own, texts, each in after) for each in others]
        return Again(
            told,
            texts.get(before[-1]["record"]) if before else None,
            texts.get(after[0]["record"]) if after else None,
        )

    def _other(
        self, copy: dict[str, str], own: str | None, texts: dict[str, str | None], later: bool
    ) -> Other:
        number, text = self._numbers[copy["record"]], texts.get(copy["record"])
        if own is None or text is None:
            return Other(number, copy["captured_at"])
        older, newer = (own, text) if later else (text, own)
        told = (_missing(newer, older), _missing(older, newer))
        return Other(number, copy["captured_at"], told)

    def _text(self, page: str) -> str | None:
        """Headline and text of its article in one form, a line a paragraph."""
        row = query.article_row(self._connection, page)
        if row is None or not row["text"]:
            return None
        return "\n".join(map(same_form, [row["title"] or "", *row["text"].splitlines()]))


def _missing(text: str, other: str) -> int:
    """How many sentences of a text another has not."""
    said = (each.strip() for line in text.splitlines() for each in _SENTENCE.findall(line))
    return sum(_lacks(other, each) for each in dict.fromkeys(said) if each)


def _lacks(text: str, sentence: str) -> bool:
    """Whether a sentence stands nowhere in a text; counters and links change by themselves."""
    wanted = same_form(sentence)
    return bool(wanted) and not is_furniture(wanted) and not stands_in(wanted, text)
