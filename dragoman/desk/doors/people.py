"""People: who is named where, and the sentences that name somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.desk.desk import Desk
from dragoman.desk.languages.spoken import _
from dragoman.errors import RecordNotFound
from dragoman.index.asking.query import page_row
from dragoman.index.seen import named
from dragoman.index.seen.everybody import everybody
from dragoman.translate.people.finding import Said
from dragoman.translate.people.same import Placed, SomeoneNamed
from dragoman.translate.text.spelling import fold

if TYPE_CHECKING:
    import sqlite3

    from flask import Flask

MOST_LISTED, MOST_MENTIONS, MAX_NAME = 500, 500, 500


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence that names somebody, and where in it; `n` 0 is the headline."""

    page: str
    url: str
    n: int
    language: str
    text: str
    spans: tuple[tuple[int, int], ...]
    by: str


def add_people(app: Flask, desk: Desk) -> None:
    app.add_url_rule("/people", "people", lambda: _people(desk))


def _people(desk: Desk) -> str:
    from flask import render_template, request

    connection = desk.connection()
    everyone = everybody(connection)
    name, kind = (request.args.get(each, "")[:MAX_NAME] for each in ("name", "kind"))
    if name:
        someone = next((e for e in everyone.people if (e.name, e.kind) == (name, kind)), None)
        if someone is None:
            raise RecordNotFound(
                _("nobody is named %(name)s in what was looked at", name=name), subject=name
            )
        return render_template(
            "people/person.html",
            someone=someone,
            shown=list(_shown(connection, someone)),
            cut=len(someone.mentions) > MOST_MENTIONS,
        )
    sought = request.args.get("words", "").strip()[:MAX_NAME]
    found = [each for each in everyone.people if _fits(each, sought)]
    return render_template(
        "people/people.html",
        people=found[:MOST_LISTED],
        count=len(found),
        words=sought,
        looked=everyone.looked,
        command=desk.house.command("people"),
    )


def _fits(someone: SomeoneNamed, sought: str) -> bool:
    wanted = fold(sought)
    return any(wanted in fold(each) for each in (someone.name, *someone.spellings))


def _shown(connection: sqlite3.Connection, someone: SomeoneNamed) -> list[Shown]:
    """The sentences, each once, in the order of the mentions."""
    by_sentence: dict[tuple[str, str, int], list[Placed]] = {}
    for each in someone.mentions[:MOST_MENTIONS]:
        by_sentence.setdefault((each.page, each.article, each.n), []).append(each)
    made: list[Shown] = []
    texts: dict[str, dict[int, tuple[int, Said]]] = {}
    for (page, article, n), mentions in by_sentence.items():
        if article not in texts:
            held = named.sentences(connection, article)
            texts[article] = {said.n: (start, said) for start, said in held}
        if n in texts[article]:
            start, said = texts[article][n]
            row = page_row(connection, page)
            url = str(row["final_url"] or row["url"]) if row else ""
            by = ", ".join(dict.fromkeys(each.by for each in mentions))
            spans = tuple(_span(each, start, said.text) for each in mentions)
            made.append(Shown(page, url, n, said.language, said.text, spans, by))
    return made


def _span(mention: Placed, start: int, text: str) -> tuple[int, int]:
    """Where it stands in its sentence; in a headline, where its words are first."""
    if mention.start is None or mention.stop is None:
        at = max(text.find(mention.text), 0)
        return at, at + len(mention.text)
    return mention.start - start, mention.stop - start
