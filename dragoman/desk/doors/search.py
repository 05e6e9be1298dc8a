"""Search: sentences of both languages, or the pages that they stand on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from dragoman.desk.desk import Desk
from dragoman.index.search.facets import facets
from dragoman.index.search.hit import Hit
from dragoman.index.search.listing import PER_PAGE as MOST_NAMED
from dragoman.index.search.listing import Entry, entries_of, named_by
from dragoman.index.search.search import search
from dragoman.index.search.terms import Within

if TYPE_CHECKING:
    from flask import Flask

MAX_QUERY = 500
FIRST, MOST = 200, 20_000
# Of a page so many sentences stand open; the others fold away.
OPEN = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A page, and the sentences that were found in it."""

    entry: Entry
    hits: list[Hit]


def add_search(app: Flask, desk: Desk) -> None:
    app.add_url_rule("/search", "search", lambda: _search(desk))


def _search(desk: Desk) -> str:
    from flask import render_template, request

    told = {
        name: request.args.get(name, "").strip()[:MAX_QUERY]
        for name in ("words", "language", "state", "site", "since", "until")
    }
    show = min(max(FIRST, request.args.get("show", FIRST, type=int)), MOST)
    connection = desk.connection()
    words = told.pop("words")
    within = Within(**{name: value or None for name, value in told.items()})
    hits = search(connection, words, within=within, limit=show + 1) if words else []
    more, hits = len(hits) > show, hits[:show]
    by_page: dict[str, list[Hit]] = {}
    for hit in hits:
        by_page.setdefault(hit.page, []).append(hit)
    filtered = any(told.values())
    named = named_by(connection, words) if words and not filtered else []
    pages = list(dict.fromkeys([*by_page, *named]))
    entries = entries_of(connection, pages, desk.target)
    return render_template(
        "search.html",
        words=words,
        told=told,
        by_pages=request.args.get("by") == "pages",
        filtered=filtered,
        hits=len(hits),
        hit_pages=len(by_page),
        most_named=len(named) == MOST_NAMED,
        found=[Found(entry, by_page.get(entry.row["id"], [])) for entry in entries],
        also=list(dict.fromkeys(each for hit in hits for each in hit.also_spelled)),
        more=more and show < MOST,
        cut=more,
        further=f"/search?{urlencode({**request.args.to_dict(), 'show': show * 5})}",
        open=OPEN,
        facets=facets(connection),
        command=desk.house.command("search", words),
    )
