"""From a record to rows: what each kind of record of ours adds to the index.

What is current is decided once they are there (see `settling`), by date and record id, and by the
order of the ledger where a date cannot be true (see `order`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from dragoman.decisions import HEADLINE, Decision
from dragoman.index.ahead.said import Said
from dragoman.index.asking.choice import site_of
from dragoman.index.asking.credit import models_of, title_of
from dragoman.index.asking.jobs import OF_OTHERS
from dragoman.index.building.annotation_rows import annotation
from dragoman.index.building.batch import Batch
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
from dragoman.index.building.segmentation_rows import comment, segmentation
from dragoman.index.building.target_rows import made
from dragoman.index.building.verdict_rows import stands, verdict
from dragoman.index.records.documents import corrected, listened, seen
from dragoman.index.records.order import Order, ordered_at
from dragoman.provenance.digest import sha256_hex
from dragoman.provenance.ledger import MERGED

Document = dict[str, Any]

ELEVEN = ", ".join("?" * 11)
SEGMENT_SQL = "INSERT OR REPLACE INTO segments VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
PAGE_SQL = f"INSERT OR REPLACE INTO pages VALUES ({', '.join('?' * 20)}, NULL, ?)"
SAME_PAGE_SQL = "INSERT OR IGNORE INTO same_page VALUES (?, ?)"
ARTICLE_SQL = """
INSERT OR IGNORE INTO articles VALUES
(?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?)
"""
ALTERNATE_SQL = "INSERT OR IGNORE INTO alternates VALUES (?, ?, ?)"
TRANSLATION_SQL = """
INSERT OR REPLACE INTO translations
(id, article_id, target, made_at, ordered_at, current, title, credit, witness)
VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?)
"""
MODEL_SQL = "INSERT OR REPLACE INTO models VALUES (?, ?, ?, ?, ?)"
TARGET_SQL = f"""
INSERT OR REPLACE INTO targets VALUES ({ELEVEN}, NULL, NULL, NULL, ?, ?, ?, ?, ?, ?)
"""
DECISION_SQL = f"INSERT OR REPLACE INTO decisions VALUES ({', '.join('?' * 13)})"


def apply(record: Said, batch: Batch, order: Order, *, mark: str | None = None) -> None:
    """Add one record's rows.

    Most of them wait in `batch`, where what has to be settled afterwards is put down too. `mark` is
    that of its line: without one it was made when it was chained, so that no earlier record was
    made after it.
    """
    kind, content = record.kind, record.content
    if mark == MERGED and kind in OF_ITS_ARCHIVE:
        return
    if kind == "custody":
        content = {**content, "merged": mark == MERGED}
    order.overtake(kind, record.date, content, witness=mark is None, flush=batch.flush)
    batch.remember(record.texts)
    RULES[kind](record, content, batch)


def _page(record: Said, content: Document, batch: Batch) -> None:
    error = content.get("error") or {}
    foreign = content.get("foreign")
    if foreign:
        foreign = refiled(batch.connection, record.id, foreign)
    note, tags = content.get("note"), json.dumps(content.get("tags") or [], ensure_ascii=False)
    row = (
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
    )
    batch.write(PAGE_SQL, [row])
    session(record, content, batch)
    urls = [content.get(key) for key in ("requested_url", "final_url", "canonical_url")]
    _same_page(batch, record.id, urls)
    batch.pages.add(record.id)
    if content.get("tags"):
        batch.annotated.add(record.id)


def _post(record: Said, content: Document, batch: Batch) -> None:
    """A post is a page that nobody asked for by its own address."""
    _page(record, content, batch)
    stands(batch, record, record.id, content.get("verdict"))


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


def _same_page(batch: Batch, page_id: str, urls: Iterable[str | None]) -> None:
    """The names that a page goes by: where it was asked for and found, what it says it is."""
    batch.write(SAME_PAGE_SQL, {(url, page_id) for url in urls if url})


def _by_machine(own: Document) -> tuple[Any, ...]:
    """How much of the text a machine read or heard, and who corrected that."""
    return (
        *seen(own.get("scan")), *listened(own.get("heard")), *corrected(own.get("edition")),
    )  # fmt: skip


def _article(record: Said, content: Document, batch: Batch) -> None:
    own = content["dragoman"]
    detection = own["detection"]
    agreed = detection.get("agreed")
    text = content["articleBody"]
    row = (
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
    )
    batch.write(ARTICLE_SQL, [row])
    stands(batch, record, own["page"], own.get("verdict"))
    _same_page(batch, own["page"], [content.get("mainEntityOfPage")])
    alternates = own.get("alternates") or []
    batch.write(ALTERNATE_SQL, [(own["page"], e["url"], e["language"]) for e in alternates])
    sentences = [
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
    ]
    if content.get("headline"):
        headline = (HEADLINE, 0, "headline", None, None, detection["code"], content["headline"])
        sentences.append((record.id, *headline))
    batch.write(SEGMENT_SQL, sentences)
    batch.size += len(own["segments"])
    batch.articles_read[record.id] = own["page"]


def text_digest(text: str) -> str:
    """By which articles of the same text are found."""
    return sha256_hex(text.encode("utf-8", "surrogatepass"))


def _link(record: Said, content: Document, batch: Batch) -> None:
    batch.connection.execute(
        "INSERT OR REPLACE INTO links VALUES (?, ?, ?, ?, ?)",
        (
            *(record.id, content["translation"], content["original"], record.date),
            int(bool(content.get("undone"))),
        ),
    )


def _translation(record: Said, content: Document, batch: Batch) -> None:
    own = content["dragoman"]
    title = title_of(content)
    witnesses = dict.fromkeys(each["name"] for each in own.get("witnesses") or [])
    row = (
        record.id,
        own["article"],
        own["target"],
        record.date,
        record.date,
        content.get("headline"),
        content["creditText"],
        "; ".join(witnesses) or None,
    )
    batch.write(TRANSLATION_SQL, [row])
    batch.write(MODEL_SQL, _models(record.id, content))
    batch.write(TARGET_SQL, [made(record.id, each["n"], each) for each in own["segments"]])
    if title:
        batch.write(TARGET_SQL, [made(record.id, HEADLINE, title)])
    batch.translated[record.id] = own["article"]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _models(translation: str, content: Document) -> list[tuple[str, ...]]:
    """What tells which model wrote what: by the language that sentences are in."""
    keys = ("from", "engine", "name", "version")
    return [
        (translation, *(str(each.get(key) or "") for key in keys)) for each in models_of(content)
    ]


def _decision(record: Said, content: Document, batch: Batch) -> None:
    decision = Decision.from_json(content)
    row = (
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
    )
    batch.write(DECISION_SQL, [row])
    batch.decided.add((decision.translation, decision.n))


RULES: dict[str, Callable[[Said, Document, Batch], None]] = {
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
