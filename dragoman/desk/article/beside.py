"""What else a reviewer may take for a sentence: other translations, and what the memory offers."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dragoman.desk.article.published_beside import passages
from dragoman.desk.article.rows import Row
from dragoman.index.asking import query, verdicts
from dragoman.index.people.elsewhere import overlapping, same_source

MOST = 9  # each has a key of its own


@dataclass(frozen=True, slots=True)
class Beside:
    """A text that can be taken, and where it is from; `source` where it is of another sentence."""

    text: str
    label: str
    source: str | None = None


def beside(connection: sqlite3.Connection, page: str, row: Row, target: str) -> list[Beside]:
    """The witness's translation, other ones, published ones, then what the memory offers."""
    seen = {row.pair.target}
    found: list[Beside] = []
    for each in [
        *_witness(row),
        *_other_translations(connection, page, row, target),
        *_of_the_parts(connection, row),
        *_close(connection, row, target),
        *_elsewhere(connection, row, target),
    ]:
        if each.text not in seen:
            seen.add(each.text)
            found.append(each)
    return found[:MOST]


def _witness(row: Row) -> list[Beside]:
    seen = row.pair.witness
    return [Beside(row.other, f"{seen.model}, the witness")] if seen and row.other else []


def _other_translations(
    connection: sqlite3.Connection, page: str, row: Row, target: str
) -> list[Beside]:
    article = query.article_row(connection, page)
    if article is None:
        return []
    found = []
    for own in query.versions_of_one(connection, article["id"], target, row.n):
        when = own["made_at"][:10]
        who = f", {own['state']} by {own['reviewer']}" if own["reviewer"] else ""
        if own["target"]:
            found.append(Beside(own["target"], f"{_maker(own)}, {when}{who}"))
        if own["machine"] and own["state"] != "refused":
            rejected = who if own["state"] == "rejected" else ""
            label = f"{own['model']}, {when}, as it wrote it{rejected}"
            found.append(Beside(own["machine"], label))
    return found + [
        Beside(text, label)
        for label, text in passages(connection, page, article["id"], target, row.n)
    ]


def _of_the_parts(connection: sqlite3.Connection, row: Row) -> list[Beside]:
    """What was made of the words before people cut them otherwise."""
    place = (row.pair.source.start, row.pair.source.stop)
    return [
        Beside(each["words"], "before it was cut otherwise, for", each["source"])
        for each in overlapping(connection, row.translation, *place)
    ]


def _elsewhere(connection: sqlite3.Connection, row: Row, target: str) -> list[Beside]:
    """How the same sentence stands translated in other pages of the archive."""
    source = row.pair.source.text
    return [
        Beside(each["target"], f"{each['state']} in another page, {each['title'] or each['url']}")
        for each in same_source(connection, row.translation, source, row.pair.language, target)
    ]


def _maker(own: Mapping[str, Any]) -> str:
    """What made a sentence of another translation: no engine did, where it is from the memory."""
    if own["model"]:
        return str(own["model"])
    return f"approved elsewhere by {own['memory']}" if own["memory"] else "no machine"


def _close(connection: sqlite3.Connection, row: Row, target: str) -> list[Beside]:
    memory = verdicts.memory(connection, target)
    source, code = row.pair.source.text, row.pair.language
    exact = memory.exact(source, code)
    found = [Beside(exact.text, f"approved by {exact.reviewer} for this sentence")] if exact else []
    return found + [
        Beside(
            each.remembered.text,
            f"{each.likeness:.0f} % alike, approved by {each.remembered.reviewer} for",
            each.remembered.source,
        )
        for each in memory.close(source, code)
    ]
