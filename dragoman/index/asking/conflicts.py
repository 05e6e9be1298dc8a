"""The same source translated in two ways, anywhere in the archive."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dragoman.translate.checks.two_ways import same_words

# What stands as a translation: what was refused or rejected does not, nor what stands on a page
# that was set aside as mistaken.
STANDING = """
SELECT s.source AS source, s.language AS language, t.target AS target, a.page_id AS page, t.n AS n,
       t.state AS state
FROM translations r JOIN articles a ON a.id = r.article_id AND a.current
JOIN targets t ON t.translation_id = r.id
JOIN segments s ON s.article_id = a.id AND s.n = t.n
WHERE r.current AND r.target = :to AND t.target <> ''
  AND t.state IN ('machine', 'edited', 'approved') AND a.page_id NOT IN (SELECT id FROM aside)
UNION ALL
SELECT a.title, a.language, r.title, a.page_id, 0, r.title_state
FROM translations r JOIN articles a ON a.id = r.article_id AND a.current
WHERE r.current AND r.target = :to AND a.title <> '' AND r.title <> ''
  AND r.title_state IN ('machine', 'edited', 'approved') AND a.page_id NOT IN (SELECT id FROM aside)
"""
CONFLICTS = f"""
WITH aside AS (SELECT id FROM pages WHERE mistaken IS NOT NULL),
standing AS ({STANDING}), twice AS (
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
    """A source, as it is first written, and everywhere that it is translated."""

    source: str
    language: str
    targets: tuple[Rendering, ...]

    def to_json(self) -> dict[str, Any]:
        return {"source": self.source, "targets": [each.to_json() for each in self.targets]}


def conflicts(connection: sqlite3.Connection, to: str) -> Iterator[Conflict]:
    """Each source that has several translations into `to`, by language and words."""
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
    targets = (Rendering(row["target"], row["page"], row["n"], row["state"]) for row in rows)
    return Conflict(rows[0]["source"], rows[0]["language"], tuple(targets))
