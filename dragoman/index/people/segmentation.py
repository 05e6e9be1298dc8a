"""The sentences of an article as people cut them: what was cut, and what can be.

A sentence is known by its number, and a number is that of a stretch of the text: sentences that
nobody touched keep theirs, and with it what was translated and decided. A new stretch gets a new
number, after all that there were; where one stands as it once did, it has its old number again.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dragoman.index.sqlite.trouble import from_json

# As many rows as an article has room for among those that are searched, in one piece.
ROOM = 1 << 16


# What a translation says of a sentence that it does not know.
NOTHING: Mapping[str, Any] = {
    "target": None, "machine": None, "state": "refused", "score": None, "flags": [],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sentence `n` of an article, which is `text[start:stop]`."""

    n: int
    start: int
    stop: int
    paragraph: int = 0
    kind: str = "paragraph"
    language: str = "und"

    @property
    def place(self) -> tuple[int, int]:
        return self.start, self.stop

    def pieces(self, text: str) -> list[int]:
        """Where its characters stand that are no white space."""
        return [place for place in range(self.start, self.stop) if not text[place].isspace()]


def own_stretches(connection: sqlite3.Connection, article: str) -> list[Stretch]:
    """The sentences that the article's own record names, in order."""
    row = connection.execute(
        "SELECT stretches FROM segmentations WHERE id = ?", (article,)
    ).fetchone()
    if row is not None:
        return [Stretch(*each) for each in from_json(row[0], list)]
    return current_stretches(connection, article)


def current_stretches(connection: sqlite3.Connection, article: str) -> list[Stretch]:
    """The sentences that count, in order."""
    rows = connection.execute(
        "SELECT n, start, stop, paragraph, kind, language FROM segments "
        "WHERE article_id = ? AND n > 0 ORDER BY start, n",
        (article,),
    )
    return [Stretch(*row) for row in rows]


def places_made(connection: sqlite3.Connection, article: str) -> dict[int, tuple[int, int]]:
    """Where the sentences stand that people made; the article's own are not among them."""
    cut = "SELECT 1 FROM segmentations WHERE id = ?"
    if connection.execute(cut, (article,)).fetchone() is None:
        return {}
    own = {each.n for each in own_stretches(connection, article)}
    return {e.n: e.place for e in current_stretches(connection, article) if e.n not in own}


def numbered(connection: sqlite3.Connection, article: str) -> dict[tuple[int, int], int]:
    """By place: the number of every sentence that there ever was."""
    found = {each.place: each.n for each in own_stretches(connection, article)}
    rows = connection.execute(
        "SELECT stretches FROM segmentations WHERE article_id = ? ORDER BY ordered_at, id",
        (article,),
    )
    for (held,) in rows.fetchall():
        for n, start, stop, *_ in from_json(held, list):
            found.setdefault((start, stop), n)
    return found


def latest_fitting(
    text: str, own: Sequence[Stretch], made: Iterable[Sequence[Stretch]]
) -> Sequence[Stretch] | None:
    """Of segmentations, the latest first, the one that counts; None where none is of this text."""
    return next((each for each in made if fits(text, own, each)), None)


def at_home(own: Sequence[Stretch], made: Iterable[Stretch]) -> list[Stretch]:
    """Sentences, each with the paragraph, kind and language of the one that it begins in."""
    return [replace(home_of(own, each.start), n=each.n, start=each.start, stop=each.stop)
            for each in made]  # fmt: skip


def as_cut(
    segments: Iterable[Mapping[str, Any]], stretches: Iterable[Stretch]
) -> list[Mapping[str, Any]]:
    """What the record of a translation says of the sentences that there are now.

    It says nothing of those that people made after it: they are without a translation.
    """
    said = {(each["n"], each.get("start"), each.get("stop")): each for each in segments}
    return [
        said.get((each.n, each.start, each.stop))
        or {"n": each.n, "start": each.start, "stop": each.stop, **NOTHING}
        for each in stretches
    ]


def fits(text: str, own: Sequence[Stretch], wanted: Sequence[Stretch]) -> bool:
    """Whether a segmentation is one of this text: it has all words of the sentences and no others,
    goes over no paragraph, and leaves the numbers of the article's own sentences to these."""
    if not own or any(each.stop > len(text) for each in wanted):
        return False
    places = {each.n: each.place for each in own}
    if any(places.get(each.n, each.place) != each.place for each in wanted):
        return False
    largest = (max(places) // ROOM + 1) * ROOM
    if any(not 0 < each.n < largest for each in wanted):
        return False
    held, now = {each.place for each in own}, {each.place for each in wanted}
    before = [place for each in own if each.place not in now for place in each.pieces(text)]
    after = [each.pieces(text) for each in wanted if each.place not in held]
    if [place for pieces in after for place in pieces] != before:
        return False
    changed = [each for each in wanted if each.place not in held]
    return all(
        pieces and (pieces[0], pieces[-1] + 1) == each.place and _one_paragraph(own, each)
        for each, pieces in zip(changed, after, strict=True)
    )


def _one_paragraph(own: Sequence[Stretch], each: Stretch) -> bool:
    first, last = home_of(own, each.start), home_of(own, each.stop - 1)
    return first.paragraph == last.paragraph


def home_of(own: Sequence[Stretch], place: int) -> Stretch:
    """The sentence of the article's own that a character of its text stands in."""
    return own[bisect_right(own, place, key=lambda each: each.start) - 1]
