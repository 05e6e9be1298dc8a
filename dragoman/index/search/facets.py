"""What a list of pages can be kept to: the languages, sites, tags and kinds that are there."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from dragoman.archiver.verdict.verdict import KINDS

# Of sites and tags the commonest are proposed; others can be typed.
PROPOSED = 200
SITES_SQL = """
SELECT host FROM pages INDEXED BY pages_by_host WHERE host IS NOT NULL
GROUP BY host ORDER BY count(*) DESC, host LIMIT ?
"""
TAGS_SQL = "SELECT min(tag) FROM page_tags GROUP BY key ORDER BY count(*) DESC, key LIMIT ?"
LANGUAGES_SQL = """
SELECT language FROM articles WHERE current = 1 AND language <> '' GROUP BY language
ORDER BY count(*) DESC, language
"""


@dataclass(frozen=True, slots=True)
class Facets:
    """The commonest first."""

    languages: list[str]
    sites: list[str]
    tags: list[str]
    kinds: tuple[str, ...]


def facets(connection: sqlite3.Connection) -> Facets:
    def first(sql: str, *values: int) -> list[str]:
        return [str(row[0]) for row in connection.execute(sql, values)]

    return Facets(
        first(LANGUAGES_SQL), first(SITES_SQL, PROPOSED), first(TAGS_SQL, PROPOSED), KINDS
    )
