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
FROM json_each(?) e CROSS JOIN translations t ON t.article_id = e.value
JOIN articles a ON a.id = t.article_id JOIN pages p ON p.id = a.page_id
ORDER BY t.id
"""
TOLD_SQL = f"""
SELECT r.id, t.state, t.memory, t.reviewer, t.also_by, s.language, t.machine IS NOT NULL AS wrote,
       t.target IS NOT NULL AND t.target IS NOT {left("t")} AND t.target IS NOT t.machine
           AS reworded,
       t.reviewer IS NOT NULL AND t.carried_page IS NOT NULL AS elsewhere,
       t.n = 0 AS headline, count(*) AS count, sum(t.flagged) AS flagged,
       sum(t.likely = 'likely right') AS likely_right, sum(t.likely = 'doubtful') AS doubtful,
       sum(t.likely = 'likely wrong') AS likely_wrong
FROM json_each(?) e CROSS JOIN translations r ON r.id = e.value
CROSS JOIN targets t ON t.translation_id = r.id
LEFT JOIN segments s ON s.article_id = r.article_id AND s.n = t.n
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
"""
MODELS_SQL = """
SELECT m.translation_id AS id, m.language AS 'from', m.engine, m.name, m.version
FROM json_each(?) e CROSS JOIN models m ON m.translation_id = e.value
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
    rows = connection.execute(TRANSLATIONS_SQL, (json.dumps(sorted(articles)),)).fetchall()
    ids = json.dumps([row["id"] for row in rows])
    held = _by_translation(connection.execute(TOLD_SQL, (ids,)))
    models = _by_translation(connection.execute(MODELS_SQL, (ids,)))
    connection.executemany(
        KEEP_SQL,
        [_kept(row, held.get(row["id"], []), models.get(row["id"], [])) for row in rows],
    )


def _by_translation(rows: Iterable[sqlite3.Row]) -> dict[str, list[sqlite3.Row]]:
    found: dict[str, list[sqlite3.Row]] = {}
    for row in rows:
        found.setdefault(row["id"], []).append(row)
    return found


def _kept(
    row: sqlite3.Row, held: Sequence[sqlite3.Row], named: Sequence[sqlite3.Row]
) -> tuple[object, ...]:
    """What is said of one translation, as KEEP_SQL takes it."""
    models = [dict(each) for each in named]
    told = [_told(each, models) for each in held]
    sentences = [each for each, of in zip(told, held, strict=True) if not of["headline"]]
    headline = next((each for each, of in zip(told, held, strict=True) if of["headline"]), None)
    origin = Origin(*(row[key] for key in ORIGIN))
    said = credit(sentences, headline, origin, row["target"])
    main = _main_model(told, models)
    names = json.dumps(reviewers(told), ensure_ascii=False)
    engine, model = (main["engine"], main["name"]) if main else (None, None)
    read = reviewed(sentences, headline)
    return engine, model, said, names, read, *_counts(held), row["id"]


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
