"""What else was made of the words of a sentence: in other pages, and before people cut them."""

from __future__ import annotations

import sqlite3

from dragoman.index.sqlite.same_sentence import about, left
from dragoman.translate.text.spelling import fold

MOST = 9
# The same words in small letters are looked for in what is searched, and then held to the letter.
SAME_SQL = """
SELECT DISTINCT t.target, t.state, a.title, p.url FROM search f
JOIN articles a ON a.place = (SELECT min(place) FROM articles WHERE place >= f.rowid)
JOIN segments s ON s.article_id = a.id AND s.n = a.place - f.rowid
JOIN translations r ON r.article_id = a.id AND r.target = :target AND r.current AND r.id <> :own
JOIN targets t ON t.translation_id = r.id AND t.n = s.n
JOIN pages p ON p.id = a.page_id AND p.mistaken IS NULL
WHERE f.source MATCH :words AND s.source = :source AND s.language = :language
AND a.current AND t.target <> '' AND t.state IN ('machine', 'edited', 'approved') LIMIT :most
"""
OVERLAP_SQL = f"""
SELECT coalesce(d.text, {left("t")}, t.machine) AS words,
       substr(a.text, t.start + 1, t.stop - t.start) AS source
FROM targets_apart t JOIN translations r ON r.id = t.translation_id
JOIN articles a ON a.id = r.article_id
LEFT JOIN decisions d ON d.id = (
    SELECT l.id FROM decisions l WHERE l.translation_id = t.translation_id AND l.n = t.n
    AND {about("l", "t")}
    ORDER BY l.ordered_at DESC, l.id DESC LIMIT 1)
WHERE t.translation_id = ?1 AND t.start < ?3 AND ?2 < t.stop ORDER BY t.start LIMIT ?4
"""


def same_source(
    connection: sqlite3.Connection, translation: str, source: str, language: str, target: str
) -> list[sqlite3.Row]:
    """`target state title url` of the same sentence where it stands in other pages."""
    words = fold(source).replace('"', " ").strip()
    if not any(char.isalnum() for char in words):
        return []
    values = {
        "own": translation, "words": f'"{words}"', "source": source, "language": language,
        "target": target, "most": MOST,
    }  # fmt: skip
    return connection.execute(SAME_SQL, values).fetchall()


def overlapping(
    connection: sqlite3.Connection, translation: str, start: int, stop: int
) -> list[sqlite3.Row]:
    """`words source` of sentences that stood where a stretch of the text is, and do not now."""
    rows = connection.execute(OVERLAP_SQL, (translation, start, stop, MOST)).fetchall()
    return [row for row in rows if row["words"]]
