"""Questions to the index: the list of pages, one page, and search."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dragoman.decisions import ORDER, page_state
from dragoman.errors import AmbiguousId, RecordNotFound
from dragoman.index.asking.credit import model_for
from dragoman.index.asking.pair import Pair
from dragoman.index.sqlite.same_sentence import left
from dragoman.index.sqlite.trouble import Foreign, from_json
from dragoman.translate.likelihood.likely import Likely
from dragoman.translate.likelihood.witnessed import Witnessed
from dragoman.translate.sentences.segmentation import Segment
from dragoman.translate.text.flag import Flag

# What others published of a page in another language: by its own word, by theirs, by a person's.
PUBLISHED_SQL = """
WITH names AS (SELECT name FROM same_page WHERE id = ?1), said AS (
    SELECT translation_page, original_page, undone, max(made_at || id) FROM links
    WHERE ?1 IN (translation_page, original_page) GROUP BY 1, 2 HAVING NOT undone), found AS (
    SELECT s.id, 'alternate' AS how, NULL AS role FROM alternates l
    JOIN same_page s ON s.name = l.url WHERE l.page_id = ?1
    UNION SELECT page_id, 'alternate', NULL FROM alternates WHERE url IN (SELECT name FROM names)
    UNION SELECT a.page_id, 'note', 'translation' FROM articles a
    WHERE a.translation_of IN (SELECT name FROM names)
    UNION SELECT s.id, 'note', 'original' FROM articles a
    JOIN same_page s ON s.name = a.translation_of WHERE a.page_id = ?1
    UNION SELECT translation_page, 'link', 'translation' FROM said WHERE original_page = ?1
    UNION SELECT original_page, 'link', 'original' FROM said WHERE translation_page = ?1
)
SELECT p.id AS record, p.url, p.captured_at, a.language, a.title, f.how, f.role, p.mistaken
FROM found f JOIN pages p ON p.id = f.id LEFT JOIN articles a ON a.page_id = p.id AND a.current
WHERE p.id != ?1 ORDER BY p.captured_at, p.id, f.how
"""
# Responses with one payload that are looked at: more than one are there where some were damaged.
ORIGINALS = 8
COUNTED = ("machine", "refused", "edited", "approved", "rejected")
# Sentences that nobody has decided on, by what they are called.
CALLED = ("likely_right", "doubtful", "likely_wrong")
SUMMARY_SQL = "SELECT * FROM translations WHERE article_id = ? AND current ORDER BY target"
PAIR_SQL = f"""
SELECT s.n, s.paragraph, s.kind, s.language, s.start, s.stop, s.source, t.target, t.machine,
       t.state, t.score, t.flags, t.reviewer, t.memory, t.target IS {left("t")} AS as_made,
       t.judged, t.witness
FROM segments s
LEFT JOIN translations r ON r.article_id = s.article_id AND r.target = ?2 AND r.current
LEFT JOIN targets t ON t.translation_id = r.id AND t.n = s.n
WHERE s.article_id = ?1 ORDER BY s.start, s.n
"""
VERSION_SQL = """
SELECT t.n, t.target, t.machine, t.state, t.reviewer, t.memory, r.made_at, r.id, s.language
FROM translations r JOIN targets t ON t.translation_id = r.id
LEFT JOIN segments s ON s.article_id = r.article_id AND s.n = t.n
"""
# The web archive that a page came out of; of what was imported, `origin` says something else.
RECOVERED = "CASE WHEN p.origin LIKE 'http%' AND p.foreign_place IS NULL THEN p.origin END"


def web_archive(origin: str | None, foreign_place: str | None) -> str | None:
    """The same of one row, by its columns."""
    return origin if origin and origin.startswith("http") and not foreign_place else None


def page_id(connection: sqlite3.Connection, prefix: str) -> str:
    """The page whose record, or article's or translation's record, has an id that begins so."""
    wanted = prefix.strip().lower()
    if not wanted or wanted.strip("0123456789abcdef-"):
        named = prefix if wanted else '""'
        raise RecordNotFound(f"{named} is not the beginning of an id", subject=prefix)
    rows = connection.execute(
        "SELECT id FROM pages WHERE id GLOB ?1 || '*' "
        "UNION SELECT id FROM pages WHERE response_id GLOB ?1 || '*' "
        "UNION SELECT page_id FROM articles WHERE id GLOB ?1 || '*' "
        "UNION SELECT a.page_id FROM translations t JOIN articles a ON a.id = t.article_id "
        "WHERE t.id GLOB ?1 || '*' LIMIT 3",
        (wanted,),
    ).fetchall()
    if not rows:
        raise RecordNotFound(f"no page has an id that begins with {prefix}", subject=prefix)
    if len(rows) > 1:
        raise AmbiguousId(
            f"several pages have an id that begins with {prefix}; give more of it", subject=prefix
        )
    return str(rows[0][0])


def page_row(connection: sqlite3.Connection, identity: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM pages WHERE id = ?", (identity,)
    ).fetchone()
    return row


def error_of(row: sqlite3.Row) -> dict[str, str] | None:
    """What went wrong with a capture, `kind message`, of a row of `pages`; None where nothing."""
    if not row["error_kind"]:
        return None
    return {"kind": row["error_kind"], "message": row["error_message"] or ""}


def recovered_before(connection: sqlite3.Connection, url: str) -> str | None:
    """The newest page of this URL that came out of a web archive of others; None where none."""
    row = connection.execute(
        f"SELECT p.id FROM pages p WHERE p.url = ? AND {RECOVERED} IS NOT NULL "
        "AND p.response_id IS NOT NULL AND p.mistaken IS NULL "
        "ORDER BY p.ordered_at DESC, p.id DESC LIMIT 1",
        (url,),
    ).fetchone()
    return None if row is None else str(row["id"])


def originals(connection: sqlite3.Connection, payload: str) -> list[sqlite3.Row]:
    """Where the first responses that have a payload are said to be: `record_id file offset`."""
    return connection.execute(
        "SELECT p.record_id, r.file, r.offset FROM payloads p JOIN records r ON r.id = p.record_id "
        "WHERE p.payload = ? ORDER BY p.date, p.record_id LIMIT ?",
        (payload, ORIGINALS),
    ).fetchall()


def requisites_records(connection: sqlite3.Connection, identity: str) -> list[str]:
    """The records that say what a page needs to be shown, by their ids."""
    sql = "SELECT id FROM requisites WHERE page_id = ? ORDER BY id"
    return [str(row[0]) for row in connection.execute(sql, (identity,))]


def observations(connection: sqlite3.Connection, identity: str) -> list[dict[str, Any]]:
    """The looks back that a page was compared in, oldest first."""
    rows = connection.execute(
        "SELECT id AS record, observed_at, finding, http_status, reason, captured "
        "FROM observations WHERE page_id = ? ORDER BY observed_at, id",
        (identity,),
    )
    return [dict(row) for row in rows]


def newest_of_each(connection: sqlite3.Connection) -> list[str]:
    """The newest capture of each URL that brought a page, oldest first.

    What was set aside as mistaken is none, nor what a web archive of others handed out: that is
    newer here than what was captured before, and may show something older.
    """
    rows = connection.execute(
        "SELECT id FROM (SELECT id, url, max(ordered_at || id) AS newest FROM pages p "
        "WHERE url LIKE 'http%' AND coalesce(response_id, foreign_place, post) IS NOT NULL "
        f"AND {RECOVERED} IS NULL "
        "AND mistaken IS NULL AND coalesce(http_status, 200) < 400 GROUP BY url) ORDER BY newest"
    )
    return [str(row[0]) for row in rows]


def copies(connection: sqlite3.Connection, identity: str) -> list[dict[str, Any]]:
    """Other captures of the same page: at that URL, at a mirror, or by what the pages say they are.

    Each `record url captured_at mistaken`, oldest first; `mistaken`: why it was set aside.
    """
    rows = connection.execute(
        "SELECT p.id AS record, p.url, p.captured_at, p.mistaken "
        "FROM pages p JOIN same_page s ON s.id = p.id "
        "WHERE s.name IN (SELECT name FROM same_page WHERE id = ?1) AND p.id != ?1 "
        "GROUP BY p.id ORDER BY p.captured_at, p.id",
        (identity,),
    )
    return [dict(row) for row in rows]


def published(connection: sqlite3.Connection, identity: str) -> list[dict[str, Any]]:
    """Captured pages that are this page in another language, oldest first.

    Each `record url captured_at language title how role mistaken`; `how`: `alternate` (a page's
    `<link rel=alternate hreflang>`), `note` (its line "Translated … from URL") or `link` (a person
    said so); `role`: `translation`, `original`, or None; `mistaken`: why it was set aside.
    """
    return [dict(row) for row in connection.execute(PUBLISHED_SQL, (identity,))]


def article_row(connection: sqlite3.Connection, identity: str) -> sqlite3.Row | None:
    """The current article of a page, or None where none was read out of it yet."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM articles WHERE page_id = ? AND current", (identity,)
    ).fetchone()
    return row


def translation_row(
    connection: sqlite3.Connection, article_id: str, target: str
) -> sqlite3.Row | None:
    """The current translation of an article into a language."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM translations WHERE article_id = ? AND target = ? AND current",
        (article_id, target),
    ).fetchone()
    return row


def credit(connection: sqlite3.Connection, translation_id: str) -> str | None:
    """What is to be said of a translation's makers and readers now."""
    row = connection.execute(
        "SELECT credit FROM translations WHERE id = ?", (translation_id,)
    ).fetchone()
    return None if row is None else str(row[0])


def translation_rows(
    connection: sqlite3.Connection, article_id: str, target: str
) -> list[sqlite3.Row]:
    """Every translation of an article into a language, oldest first."""
    return connection.execute(
        "SELECT * FROM translations WHERE article_id = ? AND target = ? ORDER BY ordered_at, id",
        (article_id, target),
    ).fetchall()


def versions(connection: sqlite3.Connection, translation_id: str) -> dict[int, dict[str, Any]]:
    """By sentence: `target machine state reviewer memory engine model` of one translation.

    `engine` and `model` are None where no engine wrote anything for the sentence.
    """
    known = models(connection, translation_id)
    rows = connection.execute(f"{VERSION_SQL} WHERE r.id = ?", (translation_id,))
    return {row["n"]: _version(row, known) for row in rows}


def versions_of_one(
    connection: sqlite3.Connection, article_id: str, target: str, n: int
) -> list[dict[str, Any]]:
    """One sentence in every translation, the newest first: as `versions`, and `made_at`."""
    rows = connection.execute(
        f"{VERSION_SQL} WHERE r.article_id = ? AND r.target = ? AND t.n = ? "
        "ORDER BY r.ordered_at DESC, r.id DESC",
        (article_id, target, n),
    )
    return [
        {"made_at": row["made_at"], **_version(row, models(connection, row["id"]))}
        for row in rows.fetchall()
    ]


def models(connection: sqlite3.Connection, translation_id: str) -> list[dict[str, Any]]:
    """The models that the record of a translation names: `from engine name version` each."""
    rows = connection.execute(
        "SELECT language AS 'from', engine, name, version FROM models WHERE translation_id = ?",
        (translation_id,),
    )
    return [dict(row) for row in rows]


def _version(row: sqlite3.Row, known: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    model = model_for(known, row["language"])
    wrote = model if row["machine"] is not None else None
    return {
        **{key: row[key] for key in ("target", "machine", "state", "reviewer", "memory")},
        "engine": wrote["engine"] if wrote else None,
        "model": wrote["name"] if wrote else None,
    }


def carried(connection: sqlite3.Connection, translation_id: str) -> list[dict[str, Any]]:
    """The decisions on a translation that were made on another: `segment state reviewer time from`.

    `from` is the record of that decision, `page` the capture that it was made on where that is
    another.
    """
    rows = connection.execute(
        "SELECT n AS segment, state, reviewer, made_at AS time, carried_from AS 'from', "
        "carried_page AS page FROM decisions WHERE translation_id = ? AND carried_from IS NOT NULL "
        "ORDER BY n, ordered_at, id",
        (translation_id,),
    )
    return [dict(row) for row in rows]


def source_texts(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """Page, language and text of every sentence of the articles that count, without headlines.

    Those of pages that were set aside as mistaken are not among them.
    """
    rows = connection.execute(
        "SELECT a.page_id, s.language, s.source FROM segments s "
        "JOIN articles a ON a.id = s.article_id AND a.current "
        "WHERE a.page_id NOT IN (SELECT id FROM pages WHERE mistaken IS NOT NULL) AND s.n > 0 "
        "ORDER BY a.page_id, s.n"
    )
    yield from ((row[0], row[1], row[2]) for row in rows)


def record_row(connection: sqlite3.Connection, identity: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM records WHERE id = ?", (identity,)
    ).fetchone()
    return row


def targets(connection: sqlite3.Connection, article_id: str) -> list[str]:
    """The languages that an article is translated into."""
    rows = connection.execute(
        "SELECT target FROM translations WHERE article_id = ? AND current ORDER BY target",
        (article_id,),
    )
    return [row[0] for row in rows]


def pairs(connection: sqlite3.Connection, article_id: str, target: str) -> list[Pair]:
    """Every sentence of an article with what stands beside it, in order; first its headline, 0."""
    return [pair_of(row) for row in connection.execute(PAIR_SQL, (article_id, target))]


def pair_of(row: sqlite3.Row) -> Pair:
    """What a row of PAIR_SQL holds; Foreign where a sentence is in no state that there is."""
    if row["state"] is not None and row["state"] not in ORDER:
        raise Foreign("it holds a sentence in a state that we do not write")
    return Pair(
        n=row["n"],
        paragraph=row["paragraph"],
        kind=row["kind"],
        language=row["language"],
        source=Segment(row["start"] or 0, row["stop"] or 0, row["source"]),
        target=row["target"],
        machine=row["machine"],
        state=row["state"],
        score=row["score"],
        flags=_flags(row["flags"] or "[]"),
        reviewer=row["reviewer"],
        memory=row["memory"],
        as_made=bool(row["as_made"]),
        likely=_judged(row["judged"]),
        witness=_witness(row["witness"]),
    )


def _judged(held: str | None) -> Likely | None:
    if held is None:
        return None
    told = from_json(held, dict)
    try:
        reasons, rests_on = tuple(map(str, told["reasons"])), tuple(map(str, told["rests_on"]))
        return Likely(told["word"], told.get("estimate"), reasons, rests_on)
    except (LookupError, TypeError) as error:
        raise Foreign("it holds an estimate that we do not write") from error


def _witness(held: str | None) -> Witnessed | None:
    if held is None:
        return None
    told = from_json(held, dict)
    try:  # what a later version says besides is let pass, as in every record
        return Witnessed(
            machine=told["machine"],
            target=told.get("target"),
            score=told.get("score"),
            agreement=told.get("agreement"),
            engine=told["engine"],
            model=told["model"],
        )
    except LookupError as error:
        raise Foreign("it holds a witness's words that we do not write") from error


def page_ids(connection: sqlite3.Connection) -> list[str]:
    """The ids of all pages, oldest first; also of those that were set aside as mistaken."""
    return [row[0] for row in connection.execute("SELECT id FROM pages ORDER BY captured_at, id")]


def summary(connection: sqlite3.Connection, article_id: str | None) -> dict[str, dict[str, Any]]:
    """By target language: the state of an article's translation, and its sentences by state."""
    rows = connection.execute(SUMMARY_SQL, (article_id,))
    return {row["target"]: counted(row) for row in rows}


def _flags(held: str) -> tuple[Flag, ...]:
    try:
        return tuple(map(Flag.from_json, from_json(held, list)))
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise Foreign("it holds a finding that we do not write") from error


def counted(row: sqlite3.Row) -> dict[str, Any]:
    """What a row of `translations` says: its state, its sentences by state, its makers and readers.

    `flagged` counts sentences, `flagged_open` those of them that nobody has decided on; `reviewed`
    says how many people have read, and who, and is None where none has.
    """
    if not all(isinstance(row[state], int) for state in (*COUNTED, *CALLED)):
        raise Foreign("it holds a count that is no number")
    held = [state for state in ORDER if row[state]]
    return {
        "state": page_state(held) or "original",
        **{state: row[state] for state in COUNTED},
        "flagged": row["flagged"],
        "flagged_open": row["flagged_open"],
        **{name: row[name] for name in CALLED},
        "reviewed": row["reviewed"],
        "reviewers": from_json(row["reviewers"], list),
        "credit": row["credit"],
    }
