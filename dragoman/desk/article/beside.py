"""What else a reviewer may take for a sentence: other translations, and what the memory offers."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dragoman.desk.article.published_beside import passages
from dragoman.desk.article.rows import WORDS, Row
from dragoman.desk.languages.spoken import _, day, small
from dragoman.index.asking import query, verdicts
from dragoman.index.people.elsewhere import overlapping, same_source
from dragoman.translate.memory import Close

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
    return (
        [Beside(row.other, _("%(model)s, the witness", model=seen.model))]
        if seen and row.other
        else []
    )


def _other_translations(
    connection: sqlite3.Connection, page: str, row: Row, target: str
) -> list[Beside]:
    article = query.article_row(connection, page)
    if article is None:
        return []
    found = []
    for own in query.versions_of_one(connection, article["id"], target, row.n):
        when = day(own["made_at"])
        who = f", {_by(own['state'], own['reviewer'])}" if own["reviewer"] else ""
        if own["target"]:
            found.append(Beside(own["target"], f"{_maker(own)}, {when}{who}"))
        if own["machine"] and own["state"] != "refused":
            rejected = who if own["state"] == "rejected" else ""
            told = _("%(model)s, %(day)s, as it wrote it", model=own["model"], day=when)
            label = told + rejected
            found.append(Beside(own["machine"], label))
    return found + [
        Beside(text, label)
        for label, text in passages(connection, page, article["id"], target, row.n)
    ]


def _of_the_parts(connection: sqlite3.Connection, row: Row) -> list[Beside]:
    """What was made of the words before people cut them otherwise."""
    place = (row.pair.source.start, row.pair.source.stop)
    return [
        Beside(each["words"], _("before it was cut otherwise, for"), each["source"])
        for each in overlapping(connection, row.translation, *place)
    ]


def _elsewhere(connection: sqlite3.Connection, row: Row, target: str) -> list[Beside]:
    """How the same sentence stands translated in other pages of the archive."""
    source = row.pair.source.text
    return [
        Beside(each["target"], _in_another_page(each))
        for each in same_source(connection, row.translation, source, row.pair.language, target)
    ]


def _maker(own: Mapping[str, Any]) -> str:
    """What made a sentence of another translation: no engine did, where it is from the memory."""
    if own["model"]:
        return str(own["model"])
    if own["memory"]:
        return _("approved elsewhere by %(name)s", name=own["memory"])
    return _("no machine")


def _by(state: str, reviewer: str) -> str:
    word = small(_(WORDS.get(state, state)))
    return _("%(state)s by %(name)s", state=word, name=reviewer)


def _in_another_page(each: sqlite3.Row) -> str:
    word = small(_(WORDS.get(each["state"], each["state"])))
    page = each["title"] or each["url"]
    return _("%(state)s in another page, %(page)s", state=word, page=page)


def _close(connection: sqlite3.Connection, row: Row, target: str) -> list[Beside]:
    memory = verdicts.memory(connection, target)
    source, code = row.pair.source.text, row.pair.language
    exact = memory.exact(source, code)
    found = (
        [Beside(exact.text, _("approved by %(name)s for this sentence", name=exact.reviewer))]
        if exact
        else []
    )
    return found + [
        Beside(each.remembered.text, _alike(each), each.remembered.source)
        for each in memory.close(source, code)
    ]


def _alike(close: Close) -> str:
    share = f"{close.likeness:.0f}"
    name = close.remembered.reviewer
    return _("%(share)s %% alike, approved by %(name)s for", share=share, name=name)
