"""What the index says of a translation as a whole: its sentences by state, its makers and readers,
and the credit.

Made anew at the end of each transaction that touched the translation, its article or its page, so
that it does not depend on the order in which their records come.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from dragoman.decisions import ORDER
from dragoman.index.asking import query
from dragoman.index.asking.credit import (
    Told,
    credit,
    label_of,
    model_for,
    reviewed,
    reviewers,
    told,
)
from dragoman.index.elsewhere.origin import Origin
from dragoman.index.sqlite.same_sentence import left

TRANSLATIONS_SQL = f"""
SELECT t.id, t.target, coalesce(p.final_url, p.url) AS url, p.captured_at, a.translated_by,
       a.translation_of, {query.RECOVERED} IS NOT NULL AS recovered, a.sheets, a.sheets_within,
       a.sheets_unread, json_extract(p.post, '$.stood_at') AS stood_at, a.heard, a.unheard,
       a.corrected_by, a.corrected
FROM translations t JOIN articles a ON a.id = t.article_id JOIN pages p ON p.id = a.page_id
WHERE t.article_id = ?
"""
TOLD_SQL = f"""
SELECT t.state, t.memory, t.reviewer, t.also_by, s.language, t.machine IS NOT NULL AS wrote,
       t.target IS NOT NULL AND t.target IS NOT {left("t")} AND t.target IS NOT t.machine
           AS reworded,
       t.reviewer IS NOT NULL AND t.carried_page IS NOT NULL AS elsewhere,
       t.n = 0 AS headline, count(*) AS count, sum(t.flagged) AS flagged,
       sum(t.likely = 'likely right') AS likely_right, sum(t.likely = 'doubtful') AS doubtful,
       sum(t.likely = 'likely wrong') AS likely_wrong
FROM targets t JOIN translations r ON r.id = t.translation_id
LEFT JOIN segments s ON s.article_id = r.article_id AND s.n = t.n
WHERE t.translation_id = ? GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
"""
KEPT = (
    *("engine", "model", "credit", "reviewers", "reviewed"),
    *(*ORDER, "flagged", "flagged_open", *query.CALLED),
)
KEEP_SQL = f"UPDATE translations SET {' = ?, '.join(KEPT)} = ? WHERE id = ?"
ORIGIN = (
    "url",
    "captured_at",
    "translated_by",
    "translation_of",
    "recovered",
    "sheets",
    "sheets_within",
    "sheets_unread",
    "stood_at",
    "heard",
    "unheard",
    "corrected_by",
    "corrected",
)
OPEN = frozenset({"machine", "refused"})


def refresh(connection: sqlite3.Connection, articles: Iterable[str]) -> None:
    """Count the translations of some articles anew, and say who made them and who has read them."""
    for article in articles:
        for row in connection.execute(TRANSLATIONS_SQL, (article,)).fetchall():
            _refresh_one(connection, row)


def _refresh_one(connection: sqlite3.Connection, row: sqlite3.Row) -> None:
    held = connection.execute(TOLD_SQL, (row["id"],)).fetchall()
    models = query.models(connection, row["id"])
    told = [_told(each, models) for each in held]
    sentences = [each for each, of in zip(told, held, strict=True) if not of["headline"]]
    headline = next((each for each, of in zip(told, held, strict=True) if of["headline"]), None)
    origin = Origin(*(row[key] for key in ORIGIN))
    said = credit(sentences, headline, origin, row["target"])
    main = _main_model(told, models)
    names = json.dumps(reviewers(told), ensure_ascii=False)
    engine, model = (main["engine"], main["name"]) if main else (None, None)
    values = (engine, model, said, names, reviewed(sentences, headline), *_counts(held))
    connection.execute(KEEP_SQL, (*values, row["id"]))


def _counts(held: Sequence[sqlite3.Row]) -> list[int]:
    """Sentences by state, those that are flagged, and those of them that nobody has decided on.

    At last what is called likely right, doubtful and likely wrong, of those nobody has decided on.
    """
    by_state = [sum(each["count"] for each in held if each["state"] == state) for state in ORDER]
    flagged = sum(each["flagged"] for each in held)
    left = [each for each in held if each["state"] in OPEN]
    called = [sum(each[name] or 0 for each in left) for name in query.CALLED]
    return [*by_state, flagged, sum(each["flagged"] for each in left), *called]


def _told(row: sqlite3.Row, models: list[dict[str, str]]) -> Told:
    return told(
        state=row["state"],
        memory=row["memory"],
        wrote=bool(row["wrote"]),
        model=model_for(models, row["language"]),
        reviewer=row["reviewer"],
        also=tuple(json.loads(row["also_by"] or "[]")),
        reworded=bool(row["reworded"]),
        elsewhere=bool(row["elsewhere"]),
        count=row["count"],
    )


def _main_model(told: list[Told], models: list[dict[str, str]]) -> dict[str, str] | None:
    """The model that wrote most of it; None where no engine wrote anything."""
    counts: dict[str, int] = {}
    for each in told:
        if each.model:
            counts[each.model] = counts.get(each.model, 0) + each.count
    known = [each for each in models if label_of(each) in counts]
    return max(known, key=lambda each: counts[label_of(each)], default=None)
