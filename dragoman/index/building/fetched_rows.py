"""From records to rows: what was fetched besides pages, what they need to be shown, looks back,
lists that were begun, and pictures that were made."""

from __future__ import annotations

import json
from typing import Any

from dragoman.archiver.records.capture import read_payload_key
from dragoman.archiver.replay.finding import WHOLE
from dragoman.archiver.sighting.corroborated import summary
from dragoman.index.ahead.said import Said
from dragoman.index.building.batch import Batch
from dragoman.index.records.order import ordered_at

Document = dict[str, Any]
PAYLOAD_SQL = "INSERT OR IGNORE INTO payloads VALUES (?, ?, ?)"


def session(_record: Said, content: Document, batch: Batch) -> None:
    """What a program asked for: no page of a list, but what came is there to be referred to."""
    tries = [content, *(content.get("attempts") or [])]
    _payloads(batch, [each for one in tries for each in one.get("exchanges") or []])


def requisites(record: Said, content: Document, batch: Batch) -> None:
    entries = content["requisites"]
    # Version 0.1 noted the method with a browser's request, and not with the exchange.
    asked = [entry for entry in entries if (entry.get("method") or "GET") == "GET"]
    _payloads(batch, [each for entry in asked for each in entry.get("exchanges") or []])
    missing = sum(entry.get("error") is not None for entry in entries)
    batch.connection.execute(
        "INSERT OR REPLACE INTO requisites VALUES (?, ?, ?, ?)",
        (record.id, content["capture"], len(entries) - missing, missing),
    )


def observation(record: Said, content: Document, batch: Batch) -> None:
    _payloads(batch, content.get("exchanges") or [])
    keys = ("compared_with", "url", "observed_at", "finding", "http_status", "reason", "captured")
    batch.connection.execute(
        "INSERT OR REPLACE INTO observations VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (record.id, *(content.get(key) for key in keys)),
    )


def corroboration(record: Said, content: Document, batch: Batch) -> None:
    for witness in content["witnesses"]:
        for attempt in witness["attempts"]:
            _payloads(batch, attempt.get("exchanges") or [])
    batch.connection.execute(
        "INSERT OR REPLACE INTO corroborations VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            record.id,
            content["page"],
            content["compared_at"],
            ordered_at(content["compared_at"], record.date),
            *(content[key] for key in ("asked", "held", "independent")),
            summary(content),
        ),
    )


def submission(record: Said, content: Document, batch: Batch) -> None:
    """That a web archive was asked to capture a page, and what it said."""
    _payloads(batch, content["exchanges"])
    error = content.get("error") or {}
    batch.connection.execute(
        "INSERT OR REPLACE INTO submissions VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            record.id,
            content["page"],
            content["asked_at"],
            ordered_at(content["asked_at"], record.date),
            *(content.get(key) for key in ("archive", "http_status", "kept_at")),
            error.get("message"),
        ),
    )


def media(record: Said, content: Document, batch: Batch) -> None:
    """What came of the recordings of a page, and which whole pieces another run may take up."""
    exchanges = content.get("exchanges") or []
    _payloads(batch, exchanges)
    came = {each["url"]: each["response"] for each in exchanges}
    pieces = [
        [each["url"], each.get("range") or "", came[each["url"]]]
        for each in content.get("requests") or []
        if each.get("piece") and each["url"] in came
    ]
    keys = ("visit", "page", "url", "state")
    values = (record.id, *(content[key] for key in keys), record.date, json.dumps(pieces))
    batch.connection.execute("INSERT OR REPLACE INTO media VALUES (?, ?, ?, ?, ?, ?, ?)", values)


def _payloads(batch: Batch, exchanges: list[Document]) -> None:
    """The responses that hold each payload: several, where one of them was found damaged."""
    batch.write(
        PAYLOAD_SQL,
        [
            (key, each["started"], each["response"])
            for each in exchanges
            if each.get("payload") and not each.get("revisit_of")
            if (key := read_payload_key(str(each["payload"]))) is not None
        ],
    )


def job(record: Said, content: Document, batch: Batch) -> None:
    batch.connection.execute(
        "INSERT OR IGNORE INTO jobs (id, list_sha256) VALUES (?, ?)",
        (content["job"], content["list_sha256"]),
    )
    columns = "ended = ?1" if content["state"] == "ended" else "begun = ?1, ordered_at = ?1"
    batch.connection.execute(
        f"UPDATE jobs SET {columns} WHERE id = ?2", (record.date, content["job"])
    )


def sheet(record: Said, content: Document, batch: Batch) -> None:
    """A page of a scan that was read, or was tried to."""
    batch.connection.execute(
        "INSERT OR REPLACE INTO sheets VALUES (?, ?, ?, ?, ?, ?)",
        (record.id, content["page"], content["n"], content["of"], record.date,
         content.get("error")),
    )  # fmt: skip


def heard(record: Said, content: Document, batch: Batch) -> None:
    """A piece of a recording that was heard, or was tried to."""
    batch.connection.execute(
        "INSERT OR REPLACE INTO heard VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (record.id, content["page"], content["n"], content["of"], content["from"], content["to"],
         record.date, content.get("error")),
    )  # fmt: skip


def waiting(_record: Said, content: Document, batch: Batch) -> None:
    """Revisits in a file made elsewhere, of what no other holds; what is said last counts."""
    batch.connection.execute(
        "INSERT OR REPLACE INTO waiting VALUES (?, ?)", (content["file"], content["revisits"])
    )


def picture(record: Said, content: Document, batch: Batch) -> None:
    pieces, pdf, small = content["pictures"], content.get("pdf"), content.get("small")
    proof = content.get("replay") or {}
    files = {each["sha256"]: each["record"] for each in [*pieces, *filter(None, [pdf, small])]}
    batch.connection.execute(
        "INSERT OR REPLACE INTO pictures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            record.id,
            content["page"],
            record.date,
            record.date,
            json.dumps(files),
            json.dumps([each["record"] for each in pieces]),
            pdf["record"] if pdf else None,
            small["record"] if small else None,
            proof.get("word"),
            proof.get("score"),
            int(proof.get("word") == WHOLE),
            content.get("error"),
        ),
    )
