"""From records to rows: what was fetched besides pages, what they need to be shown, looks back,
lists that were begun, and pictures that were made."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from dragoman.archiver.records.capture import read_payload_key
from dragoman.archiver.records.reader import StoredRecord
from dragoman.archiver.replay.finding import WHOLE
from dragoman.archiver.sighting.corroborated import summary
from dragoman.index.records.order import ordered_at
from dragoman.index.search.searchable import Touched

Document = dict[str, Any]


def session(
    connection: sqlite3.Connection, _record: StoredRecord, content: Document, _touched: Touched
) -> None:
    """What a program asked for: no page of a list, but what came is there to be referred to."""
    tries = [content, *(content.get("attempts") or [])]
    _payloads(connection, [each for one in tries for each in one.get("exchanges") or []])


def requisites(
    connection: sqlite3.Connection, record: StoredRecord, content: Document, _touched: Touched
) -> None:
    entries = content["requisites"]
    # Version 0.1 noted the method with a browser's request, and not with the exchange.
    asked = [entry for entry in entries if (entry.get("method") or "GET") == "GET"]
    _payloads(connection, [each for entry in asked for each in entry.get("exchanges") or []])
    missing = sum(entry.get("error") is not None for entry in entries)
    connection.execute(
        "INSERT OR REPLACE INTO requisites VALUES (?, ?, ?, ?)",
        (record.id, content["capture"], len(entries) - missing, missing),
    )


def observation(
    connection: sqlite3.Connection, record: StoredRecord, content: Document, _touched: Touched
) -> None:
    _payloads(connection, content.get("exchanges") or [])
    keys = ("compared_with", "url", "observed_at", "finding", "http_status", "reason", "captured")
    connection.execute(
        "INSERT OR REPLACE INTO observations VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (record.id, *(content.get(key) for key in keys)),
    )


def corroboration(
    connection: sqlite3.Connection, record: StoredRecord, content: Document, _touched: Touched
) -> None:
    for witness in content["witnesses"]:
        for attempt in witness["attempts"]:
            _payloads(connection, attempt.get("exchanges") or [])
    connection.execute(
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


def submission(
    connection: sqlite3.Connection, record: StoredRecord, content: Document, _touched: Touched
) -> None:
    """That a web archive was asked to capture a page, and what it said."""
    _payloads(connection, content["exchanges"])
    error = content.get("error") or {}
    connection.execute(
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


def media(
    connection: sqlite3.Connection, record: StoredRecord, content: Document, _touched: Touched
) -> None:
    """What came of the recordings of a page, and which whole pieces another run may take up."""
    exchanges = content.get("exchanges") or []
    _payloads(connection, exchanges)
    came = {each["url"]: each["response"] for each in exchanges}
    pieces = [
        [each["url"], each.get("range") or "", came[each["url"]]]
        for each in content.get("requests") or []
        if each.get("piece") and each["url"] in came
    ]
    keys = ("visit", "page", "url", "state")
    values = (record.id, *(content[key] for key in keys), record.date, json.dumps(pieces))
    connection.execute("INSERT OR REPLACE INTO media VALUES (?, ?, ?, ?, ?, ?, ?)", values)


def _payloads(connection: sqlite3.Connection, exchanges: list[Document]) -> None:
    """The responses that hold each payload: several, where one of them was found damaged."""
    connection.executemany(
        "INSERT OR IGNORE INTO payloads VALUES (?, ?, ?)",
        [
            (key, each["started"], each["response"])
            for each in exchanges
            if each.get("payload") and not each.get("revisit_of")
            if (key := read_payload_key(str(each["payload"]))) is not None
        ],
    )


def job(
    connection: sqlite3.Connection, record: StoredRecord, content: Document, _touched: Touched
) -> None:
    connection.execute(
        "INSERT OR IGNORE INTO jobs (id, list_sha256) VALUES (?, ?)",
        (content["job"], content["list_sha256"]),
    )
    columns = "ended = ?1" if content["state"] == "ended" else "begun = ?1, ordered_at = ?1"
    connection.execute(f"UPDATE jobs SET {columns} WHERE id = ?2", (record.date, content["job"]))


def sheet(
    connection: sqlite3.Connection, record: StoredRecord, content: Document, _touched: Touched
) -> None:
    """A page of a scan that was read, or was tried to."""
    connection.execute(
        "INSERT OR REPLACE INTO sheets VALUES (?, ?, ?, ?, ?, ?)",
        (record.id, content["page"], content["n"], content["of"], record.date,
         content.get("error")),
    )  # fmt: skip


def heard(
    connection: sqlite3.Connection, record: StoredRecord, content: Document, _touched: Touched
) -> None:
    """A piece of a recording that was heard, or was tried to."""
    connection.execute(
        "INSERT OR REPLACE INTO heard VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (record.id, content["page"], content["n"], content["of"], content["from"], content["to"],
         record.date, content.get("error")),
    )  # fmt: skip


def waiting(
    connection: sqlite3.Connection, _record: StoredRecord, content: Document, _touched: Touched
) -> None:
    """Revisits in a file made elsewhere, of what no other holds; what is said last counts."""
    connection.execute(
        "INSERT OR REPLACE INTO waiting VALUES (?, ?)", (content["file"], content["revisits"])
    )


def picture(
    connection: sqlite3.Connection, record: StoredRecord, content: Document, _touched: Touched
) -> None:
    pieces, pdf, small = content["pictures"], content.get("pdf"), content.get("small")
    proof = content.get("replay") or {}
    files = {each["sha256"]: each["record"] for each in [*pieces, *filter(None, [pdf, small])]}
    connection.execute(
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
