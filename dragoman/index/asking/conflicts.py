"""The same source, name or listed term translated in two ways, anywhere in the archive."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Literal

from dragoman.index.asking.verdicts import NOT_MISTAKEN
from dragoman.index.elsewhere.handed import open_disputes
from dragoman.translate.checks.name_ways import Way, Ways
from dragoman.translate.checks.two_ways import same_words
from dragoman.translate.names.names import Names

# What stands as a translation: what was refused or rejected does not, nor what stands on a page
# that was set aside as mistaken.
STANDING = f"""
SELECT s.source AS source, s.language AS language, t.target AS target, a.page_id AS page, t.n AS n,
       t.state AS state
FROM translations r JOIN articles a ON a.id = r.article_id AND a.current
JOIN targets t ON t.translation_id = r.id
JOIN segments s ON s.article_id = a.id AND s.n = t.n
WHERE r.current AND r.target = :to AND t.target <> ''
  AND t.state IN ('machine', 'edited', 'approved')
  AND {NOT_MISTAKEN}
"""
CONFLICTS = f"""
WITH standing AS ({STANDING}), twice AS (
    SELECT language, same_words(source) AS said FROM standing
    GROUP BY language, said HAVING said <> '' AND count(DISTINCT same_words(target)) > 1
)
SELECT t.said, s.* FROM standing s JOIN twice t
ON t.language = s.language AND t.said = same_words(s.source)
ORDER BY t.language, t.said, s.page, s.n
"""


@dataclass(frozen=True, slots=True)
class Rendering:
    """One translation of a source: where it stands, and in which state. `n` 0 is the headline."""

    target: str
    page: str
    n: int
    state: str

    def to_json(self) -> dict[str, Any]:
        return {"target": self.target, "id": self.page, "n": self.n, "state": self.state}


@dataclass(frozen=True, slots=True)
class Conflict:
    """A source, as it is first written, and everywhere that it is translated.

    Of a name or a term `targets` are how it is put, at most 20 places for each; of a term, which
    somebody listed, the whole sentence where what the file says does not stand.
    """

    source: str
    language: str
    targets: tuple[Rendering, ...]
    kind: Literal["sentence", "name", "term", "decision"] = "sentence"

    def to_json(self) -> dict[str, Any]:
        """The keys of a line of `conflicts --json`."""
        targets = [each.to_json() for each in self.targets]
        return {"source": self.source, "targets": targets, "kind": self.kind}


def conflicts(
    connection: sqlite3.Connection, to: str, names: Names | None = None
) -> Iterator[Conflict]:
    """Each source that has several translations into `to`, by language and words; then names and
    the terms of `names`, inside sentences that differ. First what two archives had decided."""
    yield from (_of_decisions(row) for row in open_disputes(connection, to))
    yield from _of_sentences(connection, to)
    rows = connection.execute(f"{STANDING} ORDER BY language, page, n", {"to": to})
    for language, own in groupby(rows, key=lambda row: str(row["language"])):
        ways: Ways[Rendering] = Ways(names)
        for row in own:
            ways.add(_rendering(row), row["source"], row["target"])
        yield from (_of_name(way, language) for way in ways.told())


def _of_decisions(row: sqlite3.Row) -> Conflict:
    """What the people of two archives had decided on one sentence, until somebody settles it."""
    both = (
        Rendering(row[f"{whose}_text"], row["page"], row["n"], row[f"{whose}_state"])
        for whose in ("our", "their")
    )
    language = str(row["source_language"] or "")
    return Conflict(row["source"] or "", language, tuple(both), "decision")


def _of_sentences(connection: sqlite3.Connection, to: str) -> Iterator[Conflict]:
    connection.create_function("same_words", 1, _same_words, deterministic=True)
    held: list[sqlite3.Row] = []
    for row in connection.execute(CONFLICTS, {"to": to}):
        if held and (row["language"], row["said"]) != (held[0]["language"], held[0]["said"]):
            yield _conflict(held)
            held = []
        held.append(row)
    if held:
        yield _conflict(held)


def _same_words(text: object) -> str:
    return same_words(text) if isinstance(text, str) else ""


def _conflict(rows: list[sqlite3.Row]) -> Conflict:
    return Conflict(rows[0]["source"], rows[0]["language"], tuple(map(_rendering, rows)))


def _rendering(row: sqlite3.Row) -> Rendering:
    return Rendering(row["target"], row["page"], row["n"], row["state"])


def _of_name(way: Way[Rendering], language: str) -> Conflict:
    targets = (
        replace(place, target=said or place.target)
        for said, places in way.places.items()
        for place in places
    )
    return Conflict(way.source, language, tuple(targets), way.kind)
