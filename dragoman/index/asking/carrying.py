"""Decisions that hold for a sentence elsewhere too: in a page's next translation, and in another
capture of the same page.

A sentence is the same where its text is the same and stands in the same place, or beside the same
sentence. Into a page's next translation decisions go by themselves; from another capture they are
offered, since whoever made them has not seen this one.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dragoman.decisions import Decision
from dragoman.index.asking.verdicts import Rejection, rejections
from dragoman.index.sqlite.same_sentence import about

CAPTURES_AT_MOST = 200
LATEST_SQL = f"""
SELECT d.id, d.translation_id, d.n, d.state, d.text, d.reviewer, d.made_at, d.comment,
       d.carried_from, d.carried_page, d.ordered_at
FROM decisions d LEFT JOIN targets t ON t.translation_id = d.translation_id AND t.n = d.n
WHERE d.translation_id = ? AND (t.n IS NULL OR {about("d", "t")}) ORDER BY d.ordered_at, d.id
"""
NEWEST_SQL = """
SELECT r.id, r.article_id FROM articles a CROSS JOIN translations r ON r.article_id = a.id
WHERE a.page_id = ? AND r.target = ? ORDER BY r.ordered_at DESC, r.id DESC LIMIT 1
"""
CURRENT_SQL = """
SELECT r.id, r.article_id FROM articles a CROSS JOIN translations r ON r.article_id = a.id
WHERE a.page_id = ? AND a.current AND r.target = ? AND r.current
"""
OPEN_SQL = f"""
SELECT t.n, coalesce(t.target, t.machine) AS words FROM targets t
WHERE t.translation_id = ?1 AND t.state IN ('machine', 'refused')
AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.translation_id = ?1 AND d.n = t.n
                AND {about("d", "t")})
"""
# Captures that go by the same name, and such as have the same text under another; none that was
# set aside as mistaken.
OTHERS_SQL = """
SELECT a.page_id AS page, r.id, r.article_id FROM (
    SELECT s.id AS page FROM same_page s
    WHERE s.name IN (SELECT name FROM same_page WHERE id = ?1)
    UNION SELECT o.page_id FROM articles o
    WHERE o.current AND o.text <> '' AND o.text_sha256 =
        (SELECT text_sha256 FROM articles WHERE page_id = ?1 AND current)
) f CROSS JOIN articles a ON a.page_id = f.page AND a.current
CROSS JOIN translations r ON r.article_id = a.id AND r.target = ?2 AND r.current
JOIN pages p ON p.id = f.page
WHERE f.page <> ?1 AND p.mistaken IS NULL
AND EXISTS (SELECT 1 FROM decisions d WHERE d.translation_id = r.id)
ORDER BY p.captured_at DESC, p.id DESC LIMIT ?3
"""


@dataclass(frozen=True, slots=True)
class Sentence:
    n: int
    paragraph: int
    source: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Decisions on other captures of a page that would hold for its translation `translation`.

    Their `carried_from` and `carried_page` say where each was made; `page` is the capture that most
    of them stand in.
    """

    translation: str
    page: str
    decisions: tuple[Decision, ...]

    @property
    def reviewers(self) -> list[str]:
        """Who made them, each once."""
        return sorted({each.reviewer for each in self.decisions})


@dataclass(frozen=True, slots=True)
class _Held:
    """A decision as it stands elsewhere: its record, and by what it is ordered among others."""

    record: str
    ordered_at: str
    decision: Decision

    @property
    def order(self) -> tuple[str, str]:
        return self.ordered_at, self.record

    def for_sentence(self, n: int) -> Decision:
        return replace(self.decision, n=n, carried_from=self.record)


def kept(
    connection: sqlite3.Connection,
    page: str,
    article: str,
    target: str,
    words: Mapping[int, str | None],
) -> list[Decision]:
    """What people decided on earlier translations of a page that holds for a new one.

    What they edited and approved in the latest, and what they rejected in any, where the new
    translation has the same words again; `words` has these by sentence.
    """
    new = _sentences(connection, article)
    found = _rejected_again(connection, page, target, new, words)
    newest = connection.execute(NEWEST_SQL, (page, target)).fetchone()
    if newest is not None:
        latest = _latest(connection, newest["id"])
        for n, before in same_sentences(_sentences(connection, newest["article_id"]), new).items():
            held = latest.get(before)
            if held is not None and held.decision.state in ("edited", "approved"):
                found[n] = held
    return [found[n].for_sentence(n) for n in sorted(found)]


def _rejected_again(
    connection: sqlite3.Connection,
    page: str,
    target: str,
    new: Sequence[Sentence],
    words: Mapping[int, str | None],
) -> dict[int, _Held]:
    found: dict[int, _Held] = {}
    here: dict[str, dict[int, int]] = {}
    for each in sorted(rejections(connection, target, page), key=_made):
        if each.article not in here:
            same = same_sentences(_sentences(connection, each.article), new)
            here[each.article] = {before: n for n, before in same.items()}
        n = here[each.article].get(each.decision.n)
        if n is not None and words.get(n) in each.words:
            found[n] = _Held(each.record, each.ordered_at, each.decision)
    return found


def _made(rejection: Rejection) -> tuple[str, str]:
    return rejection.ordered_at, rejection.record


def offered(connection: sqlite3.Connection, page: str, target: str) -> Offer | None:
    """What people decided on the same sentences in other captures of a page; None for nothing.

    Only for sentences that nobody has decided on here. Of several decisions the latest counts; what
    was rejected is offered where the same words stand here.
    """
    own = connection.execute(CURRENT_SQL, (page, target)).fetchone()
    if own is None:
        return None
    others = connection.execute(OTHERS_SQL, (page, target, CAPTURES_AT_MOST)).fetchall()
    words = {row["n"]: row["words"] for row in connection.execute(OPEN_SQL, (own["id"],))}
    if not others or not words:
        return None
    new = _sentences(connection, own["article_id"])
    found: dict[int, tuple[_Held, str]] = {}
    for other in others:
        for n, held in _of_other(connection, other, target, new, words):
            if n not in found or found[n][0].order < held.order:
                found[n] = (held, other["page"])
    chosen = [
        _carried(held, n, where, page)
        for n, (held, where) in sorted(found.items())
        if held.decision.state != "machine"
    ]
    places = Counter(where for held, where in found.values() if held.decision.state != "machine")
    return Offer(own["id"], places.most_common(1)[0][0], tuple(chosen)) if chosen else None


def _of_other(
    connection: sqlite3.Connection,
    other: sqlite3.Row,
    target: str,
    new: Sequence[Sentence],
    words: Mapping[int, str | None],
) -> Iterator[tuple[int, _Held]]:
    """The decisions on another capture that bear on sentences of ours, also those taken back."""
    same = same_sentences(_sentences(connection, other["article_id"]), new)
    latest = _latest(connection, other["id"])
    for n, before in same.items():
        held = latest.get(before)
        if n in words and held is not None and held.decision.state != "rejected":
            yield n, held
    yield from _rejected_again(connection, other["page"], target, new, words).items()


def _carried(held: _Held, n: int, where: str, page: str) -> Decision:
    """As it would stand on `page`; one that was made there and went to another is its own."""
    made_on = held.decision.carried_page or where
    return replace(held.for_sentence(n), carried_page=None if made_on == page else made_on)


def _latest(connection: sqlite3.Connection, translation: str) -> dict[int, _Held]:
    """By sentence: the decision on it that counts."""
    rows = connection.execute(LATEST_SQL, (translation,))
    return {
        row["n"]: _Held(row["id"], row["ordered_at"], Decision(*tuple(row)[1:-1])) for row in rows
    }


def _sentences(connection: sqlite3.Connection, article: str) -> list[Sentence]:
    rows = connection.execute(
        "SELECT n, paragraph, source FROM segments WHERE article_id = ? ORDER BY start, n",
        (article,),
    )
    return [Sentence(*row) for row in rows]


def same_sentences(old: Sequence[Sentence], new: Sequence[Sentence]) -> dict[int, int]:
    """By the number of a sentence of `new`: which sentence of `old` is the same.

    Where it does not stand in its old place it is known by a sentence beside it, and only where
    the two side by side are there once.
    """
    places = {(each.n, each.paragraph, each.source) for each in old}
    same = {each.n: each.n for each in new if (each.n, each.paragraph, each.source) in places}
    taken = set(same)
    for step in (-1, 1):
        before, now = _beside(old, step), _beside(new, step)
        for key in before.keys() & now.keys():
            mine, theirs = now[key], before[key]
            if mine is None or theirs is None or mine in same or theirs in taken:
                continue
            same[mine] = theirs
            taken.add(theirs)
    return dict(sorted(same.items()))


def _beside(sentences: Sequence[Sentence], step: int) -> dict[tuple[str, str], int | None]:
    """Sentences by their text and that of the one beside; None for what is there more than once."""
    found: dict[tuple[str, str], int | None] = {}
    for place, each in enumerate(sentences):
        if 0 <= place + step < len(sentences):
            key = (each.source, sentences[place + step].source)
            found[key] = None if key in found else each.n
    return found
