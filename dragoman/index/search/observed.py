"""Questions about looks back at pages: what was found last, and what changed between two."""

from __future__ import annotations

import difflib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dragoman.index.asking import query

# The newest look at each page, the newest first; what was set aside as mistaken is not looked at.
NEWEST_SQL = f"""
SELECT o.id, o.page_id, o.url, o.observed_at, o.finding, o.http_status, o.reason, o.captured,
       a.title, coalesce(a.language, 'und') AS language, p.host, p.captured_at,
       {query.RECOVERED} AS recovered
FROM observations o JOIN pages p ON p.id = o.page_id
LEFT JOIN articles a ON a.page_id = p.id AND a.current = 1
WHERE p.mistaken IS NULL AND NOT EXISTS (
    SELECT 1 FROM observations n JOIN pages q ON q.id = n.page_id
    WHERE q.url = p.url AND (n.observed_at, n.id) > (o.observed_at, o.id))
ORDER BY o.observed_at DESC, o.id DESC LIMIT ?
"""
# Words that a pair of sentences shares at least, to be one that changed and not two others.
ALIKE = 0.5
Kind = Literal["same", "changed", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Change:
    """Sentences that stand there as before, or one that changed, went or came.

    `before` and `after` are the sentences, `translated` what stands for the one before. Of a
    changed one `words` are pieces in order, each with how it came: `same`, `gone` or `new`.
    """

    kind: Kind
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    translated: str | None = None
    words: tuple[tuple[str, str], ...] = ()


def newest_looks(connection: sqlite3.Connection, most: int) -> list[dict[str, Any]]:
    """The newest look at each URL: `id page_id url observed_at finding reason captured title …`."""
    return [dict(row) for row in connection.execute(NEWEST_SQL, (most,)).fetchall()]


def changes(
    connection: sqlite3.Connection, before: str, after: str, target: str
) -> list[Change] | None:
    """What changed between two captures, sentence by sentence; None where one has no article."""
    first, second = (query.article_row(connection, each) for each in (before, after))
    if first is None or second is None:
        return None
    old = query.pairs(connection, first["id"], target)
    new = query.pairs(connection, second["id"], target)
    was, now = ([pair.source.text for pair in pairs] for pairs in (old, new))
    translated = {pair.source.text: pair.target for pair in old}
    return list(_changes(was, now, translated))


def _changes(
    was: Sequence[str], now: Sequence[str], translated: dict[str, str | None]
) -> Iterator[Change]:
    matcher = difflib.SequenceMatcher(None, was, now, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield Change("same", tuple(was[i:j]), tuple(now[k:m]))
            continue
        yield from _replaced(list(was[i:j]), list(now[k:m]), translated)


def _replaced(
    gone: list[str], come: list[str], translated: dict[str, str | None]
) -> Iterator[Change]:
    """Of sentences that gave way to others, each beside the one that it is most like."""
    for text in gone:
        best = max(come, key=lambda other: _likeness(text, other), default=None)
        if best is not None and _likeness(text, best) >= ALIKE:
            for other in come[: come.index(best)]:
                yield Change("new", after=(other,))
            come = come[come.index(best) + 1 :]
            words = tuple(_words(text, best))
            yield Change("changed", (text,), (best,), translated.get(text), words)
        else:
            yield Change("gone", (text,), translated=translated.get(text))
    for other in come:
        yield Change("new", after=(other,))


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def _words(one: str, other: str) -> Iterator[tuple[str, str]]:
    was, now = one.split(), other.split()
    matcher = difflib.SequenceMatcher(None, was, now, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield " ".join(was[i:j]), "same"
            continue
        if j > i:
            yield " ".join(was[i:j]), "gone"
        if m > k:
            yield " ".join(now[k:m]), "new"
