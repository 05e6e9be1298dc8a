"""From a record to rows: what each kind of record of ours adds to the index.

What is current is decided by date and record id each time something is added, and by the order of
the ledger where a date cannot be true (see `order`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

from dragoman.archiver.records.reader import StoredRecord
from dragoman.decisions import HEADLINE, Decision
from dragoman.index.asking.choice import site_of
from dragoman.index.asking.credit import models_of, title_of
from dragoman.index.asking.jobs import OF_OTHERS
from dragoman.index.building.annotation_rows import annotated, annotation
from dragoman.index.building.fetched_rows import (
    corroboration,
    heard,
    job,
    media,
    observation,
    picture,
    requisites,
    session,
    sheet,
    submission,
    waiting,
)
from dragoman.index.building.handed_rows import custody, merged, refiled
from dragoman.index.building.named_rows import named
from dragoman.index.building.segmentation_rows import (
    comment,
    rearrange,
    resegment,
    segmentation,
)
from dragoman.index.building.target_rows import made, settle_sentence
from dragoman.index.building.verdict_rows import stands, verdict
from dragoman.index.records.documents import corrected, listened, seen
from dragoman.index.records.order import Order, ordered_at
from dragoman.index.records.record_shapes import record_kind, sound_content
from dragoman.index.search.searchable import Touched
from dragoman.provenance.digest import sha256_hex
from dragoman.provenance.ledger import MERGED

Document = dict[str, Any]

ELEVEN = ", ".join("?" * 11)
SEGMENT_SQL = "INSERT OR REPLACE INTO segments VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
# Only where that changes: two indexes have what is current in them.
CHOOSE_SQL = """
UPDATE translations AS t SET current = NOT current
WHERE article_id = ?1 AND current <> (
    coalesce((SELECT current FROM articles WHERE id = ?1), 0) AND NOT EXISTS (
        SELECT 1 FROM translations o WHERE o.article_id = ?1 AND o.target = t.target
        AND (o.ordered_at, o.id) > (t.ordered_at, t.id)))
"""


def apply(
    connection: sqlite3.Connection,
    record: StoredRecord,
    touched: Touched,
    order: Order,
    *,
    mark: str | None = None,
) -> None:
    """Add one record's rows; records of a kind that the index does not show add none.

    ArchiveError where a record does not say what one of its kind says; then it adds none either.
    What has to be searchable anew afterwards is put down in `touched`. `mark` is that of its line:
    without one it was made when it was chained, so that no earlier record was made after it.
    """
    kind = record_kind(record.target_uri) or ""
    rule = RULES.get(kind)
    if rule is not None:
        content = sound_content(record)
        if mark == MERGED and kind in OF_ITS_ARCHIVE:
            return
        if kind == "custody":
            content = {**content, "merged": mark == MERGED}
        order.overtake(kind, record.date, content, witness=mark is None)
        rule(connection, record, content, touched)


def _page(
    connection: sqlite3.Connection, record: StoredRecord, content: Document, touched: Touched
) -> None:
    error = content.get("error") or {}
    foreign = content.get("foreign")
    if foreign:
        foreign = refiled(connection, record.id, foreign)
    note, tags = content.get("note"), json.dumps(content.get("tags") or [], ensure_ascii=False)
    connection.execute(
        f"INSERT OR REPLACE INTO pages VALUES ({', '.join('?' * 20)}, NULL, ?)",
        (
            record.id,
            content["requested_url"],
            content.get("final_url"),
            content["captured_at"],
            content.get("http_status"),
            content.get("mime"),
            content.get("page"),
            error.get("step"),
            error.get("message"),
            note,
            tags,
            _origin(content),
            json.dumps(foreign, ensure_ascii=False) if foreign else None,
            content.get("canonical_url"),
            content.get("job"),
            (content.get("browser") or {}).get("rendered"),
            ordered_at(content["captured_at"], record.date),
            site_of(_its_own(content)),
            note,
            tags,
            json.dumps(content["post"], ensure_ascii=False) if content.get("post") else None,
        ),
    )
    annotated(connection, record.id)
    session(connection, record, content, touched)
    _same_page(
        connection,
        record.id,
        [content.get(key) for key in ("requested_url", "final_url", "canonical_url")],
    )
    touched.touch_page(connection, record.id)


def _post(
    connection: sqlite3.Connection, record: StoredRecord, content: Document, touched: Touched
) -> None:
    """A post is a page that nobody asked for by its own address."""
    _page(connection, record, content, touched)
    stands(connection, record, record.id, content.get("verdict"))


def _origin(content: Document) -> str | None:
    """A web archive of others where one handed it out; else what made the file that it was in.

    A saved page may say anything of that, and would be one that a web archive handed out.
    """
    said = _text(content.get("origin"))
    of_others = bool(content.get("recovered") or content.get("asked_archives"))
    if said and not of_others and (said.startswith("http") or said == OF_OTHERS):
        return said if content.get("foreign") else None
    return said


def _its_own(content: Document) -> str:
    """The URL that says whose page it is; not that of a web archive which handed it out."""
    its_own = None if content.get("recovered") else content.get("final_url")
    return str(its_own or content["requested_url"])


def _same_page(connection: sqlite3.Connection, page_id: str, urls: Iterable[str | None]) -> None:
    """The names that a page goes by: where it was asked for and found, what it says it is."""
    connection.executemany(
        "INSERT OR IGNORE INTO same_page VALUES (?, ?)", {(url, page_id) for url in urls if url}
    )


def _by_machine(own: Document) -> tuple[Any, ...]:
    """How much of the text a machine read or heard, and who corrected that."""
    return (
        *seen(own.get("scan")), *listened(own.get("heard")), *corrected(own.get("edition")),
    )  # fmt: skip


def _article(
    connection: sqlite3.Connection, record: StoredRecord, content: Document, touched: Touched
) -> None:
    own = content["dragoman"]
    detection = own["detection"]
    agreed = detection.get("agreed")
    text = content["articleBody"]
    connection.execute(
        "INSERT OR IGNORE INTO articles VALUES "
        "(?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?)",
        (
            record.id,
            own["page"],
            record.date,
            record.date,
            detection["code"],
            detection.get("script"),
            detection.get("confidence"),
            None if agreed is None else int(agreed),
            content.get("headline"),
            content.get("author"),
            content.get("datePublished"),
            content.get("mainEntityOfPage"),
            (content.get("translationOfWork") or {}).get("url"),
            _text(own.get("machine_translation_by")),
            text,
            text_digest(text),
            *_by_machine(own),
        ),
    )
    stands(connection, record, own["page"], own.get("verdict"))
    _same_page(connection, own["page"], [content.get("mainEntityOfPage")])
    connection.executemany(
        "INSERT OR IGNORE INTO alternates VALUES (?, ?, ?)",
        [(own["page"], each["url"], each["language"]) for each in own.get("alternates") or []],
    )
    connection.executemany(
        SEGMENT_SQL,
        [
            (
                record.id,
                each["n"],
                each["paragraph"],
                each["kind"],
                each["start"],
                each["stop"],
                each["language"],
                text[each["start"] : each["stop"]],
            )
            for each in own["segments"]
        ],
    )
    if content.get("headline"):
        headline = (HEADLINE, 0, "headline", None, None, detection["code"], content["headline"])
        connection.execute(SEGMENT_SQL, (record.id, *headline))
    touched.spell([content.get("headline")])
    touched.spell(text[each["start"] : each["stop"]] for each in own["segments"])
    touched.size += len(own["segments"])
    resegment(connection, record.id, touched)
    _choose_article(connection, own["page"], touched)


def text_digest(text: str) -> str:
    """By which articles of the same text are found."""
    return sha256_hex(text.encode("utf-8", "surrogatepass"))


def _link(
    connection: sqlite3.Connection, record: StoredRecord, content: Document, _touched: Touched
) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO links VALUES (?, ?, ?, ?, ?)",
        (
            *(record.id, content["translation"], content["original"], record.date),
            int(bool(content.get("undone"))),
        ),
    )


def _choose_article(connection: sqlite3.Connection, page_id: str, touched: Touched) -> None:
    articles = touched.touch_page(connection, page_id)
    if len(articles) > 1:
        connection.execute(
            "UPDATE articles SET current = (id = (SELECT id FROM articles WHERE page_id = ?1 "
            "ORDER BY ordered_at DESC, id DESC LIMIT 1)) WHERE page_id = ?1",
            (page_id,),
        )
    for article_id in articles:
        _choose_translations(connection, article_id)


def _translation(
    connection: sqlite3.Connection, record: StoredRecord, content: Document, touched: Touched
) -> None:
    own = content["dragoman"]
    title = title_of(content)
    connection.execute(
        "INSERT OR REPLACE INTO translations (id, article_id, target, made_at, ordered_at, "
        "current, title, credit, witness) VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?)",
        (
            record.id,
            own["article"],
            own["target"],
            record.date,
            record.date,
            content.get("headline"),
            content["creditText"],
            "; ".join(dict.fromkeys(each["name"] for each in own.get("witnesses") or [])) or None,
        ),
    )
    connection.executemany(
        "INSERT OR REPLACE INTO models VALUES (?, ?, ?, ?, ?)", _models(record.id, content)
    )
    connection.executemany(
        f"INSERT OR REPLACE INTO targets VALUES ({ELEVEN}, NULL, NULL, NULL, ?, ?, ?, ?, ?, ?)",
        [
            *(made(record.id, each["n"], each) for each in own["segments"]),
            *([made(record.id, HEADLINE, title)] if title else []),
        ],
    )
    touched.spell([content.get("headline"), *(each.get("target") for each in own["segments"])])
    rearrange(connection, own["article"], record.id)
    for (n,) in connection.execute(
        "SELECT DISTINCT n FROM decisions WHERE translation_id = ?", (record.id,)
    ).fetchall():
        settle_sentence(connection, record.id, n)
    _choose_translations(connection, own["article"])
    touched.articles.add(own["article"])


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _models(translation: str, content: Document) -> list[tuple[str, ...]]:
    """What tells which model wrote what: by the language that sentences are in."""
    keys = ("from", "engine", "name", "version")
    return [
        (translation, *(str(each.get(key) or "") for key in keys)) for each in models_of(content)
    ]


def _choose_translations(connection: sqlite3.Connection, article_id: str) -> None:
    """The latest translation into each language is current, where the article itself is."""
    connection.execute(CHOOSE_SQL, (article_id,))


def _decision(
    connection: sqlite3.Connection, record: StoredRecord, content: Document, touched: Touched
) -> None:
    decision = Decision.from_json(content)
    connection.execute(
        "INSERT OR REPLACE INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            record.id,
            decision.translation,
            decision.n,
            decision.time,
            decision.state,
            decision.text,
            decision.reviewer,
            decision.comment,
            ordered_at(decision.time, record.date),
            decision.carried_from,
            decision.carried_page,
            *(decision.place or (None, None)),
        ),
    )
    touched.spell([decision.text])
    settle_sentence(connection, decision.translation, decision.n)
    row = connection.execute(
        "SELECT article_id FROM translations WHERE id = ?", (decision.translation,)
    ).fetchone()
    if row is not None:
        touched.sentences.add((row[0], decision.n))


RULES: dict[str, Callable[[sqlite3.Connection, StoredRecord, Document, Touched], None]] = {
    "capture": _page,
    "failure": _page,
    "import": _page,
    "post": _post,
    "session": session,
    "job": job,
    "waiting": waiting,
    "media": media,
    "observation": observation,
    "corroboration": corroboration,
    "submission": submission,
    "requisites": requisites,
    "article": _article,
    "verdict": verdict,
    "picture": picture,
    "translation": _translation,
    "decision": _decision,
    "link": _link,
    "annotation": annotation,
    "segmentation": segmentation,
    "comment": comment,
    "named": named,
    "merge": merged,
    "custody": custody,
    "sheet": sheet,
    "heard": heard,
}
# What speaks of the archive that it was made in, and not of one that it came into.
OF_ITS_ARCHIVE = frozenset({"merge", "waiting"})
