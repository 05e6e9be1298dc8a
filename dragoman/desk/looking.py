"""What can be read: the list of pages, an article, a sentence, the archived page."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dragoman.desk.access import FRAME_POLICY
from dragoman.desk.archived import harmless
from dragoman.desk.beside import beside
from dragoman.desk.desk import Desk
from dragoman.desk.published_beside import pages
from dragoman.desk.rows import Row, blocks, history, progress, read_row, read_rows
from dragoman.desk.story import Told, tell
from dragoman.errors import ArchiveError, RecordNotFound
from dragoman.index.asking import query
from dragoman.index.asking.carrying import offered
from dragoman.index.asking.conflicts import conflicts
from dragoman.index.search.listing import STATES, Asked, languages, read_listing

if TYPE_CHECKING:
    from flask import Flask, Response

MAX_ARCHIVED = 5_000_000  # characters of a page that are shown
MAX_QUERY = 500
MAX_CONFLICTS = 200
HTML = (None, "text/html", "application/xhtml+xml")


def add_reading(app: Flask, desk: Desk) -> None:
    app.add_url_rule("/", "pages", lambda: _pages(desk))
    app.add_url_rule("/conflicts", "conflicts", lambda: _conflicts(desk))
    app.add_url_rule("/page/<page>", "article", lambda page: _article(desk, page))
    app.add_url_rule("/page/<page>/<int:n>", "sentence", lambda page, n: _sentence(desk, page, n))
    app.add_url_rule("/page/<page>/archived", "archived", lambda page: _archived(desk, page))
    app.add_url_rule("/page/<page>/archived/frame", "frame", lambda page: _frame(desk, page))


def page_row(desk: Desk, page: str) -> sqlite3.Row:
    """A page by its whole id; RecordNotFound where there is none."""
    row: sqlite3.Row | None = query.page_row(desk.connection(), page)
    if row is None:
        raise RecordNotFound("there is no such page in this archive", subject=page)
    return row


def _pages(desk: Desk) -> str:
    from flask import render_template, request

    asked = Asked(
        state=request.args.get("state", ""),
        language=request.args.get("language", ""),
        words=request.args.get("words", "")[:MAX_QUERY],
        number=request.args.get("page", 1, type=int),
    )
    connection = desk.connection()
    return render_template(
        "pages.html",
        asked=asked,
        listing=read_listing(connection, asked, desk.target),
        languages=languages(connection),
        states=STATES,
    )


def _conflicts(desk: Desk) -> str:
    from flask import render_template

    found = list(
        itertools.islice(conflicts(desk.connection(), desk.target, desk.names()), MAX_CONFLICTS + 1)
    )
    return render_template(
        "conflicts.html", conflicts=found[:MAX_CONFLICTS], more=len(found) > MAX_CONFLICTS
    )


def _article(desk: Desk, page: str) -> str:
    from flask import render_template

    row = page_row(desk, page)
    connection = desk.connection()
    article = query.article_row(connection, page)
    rows = read_rows(connection, article["id"], desk.target) if article else []
    translation = query.translation_row(connection, article["id"], desk.target) if article else None
    return render_template(
        "article.html",
        page=row,
        article=article,
        translation=translation,
        blocks=list(blocks(rows)),
        progress=progress(connection, translation["id"] if translation else ""),
        story=_story(desk, page, rows),
        names=desk.names(),
        published=pages(connection, page, desk.target),
        offer=offered(connection, page, desk.target),
    )


def _story(desk: Desk, page: str, rows: Sequence[Row]) -> list[Told]:
    """A damaged record must not keep the page from being read."""
    try:
        return tell(desk.provenance(page), rows)
    except (ArchiveError, LookupError, TypeError, ValueError) as error:
        message = desk.called(f'It cannot be told: {error}. Run "dragoman verify".')
        return [("Provenance", (message,))]


def _sentence(desk: Desk, page: str, n: int) -> str:
    from flask import render_template, request

    whole = page_row(desk, page)
    connection = desk.connection()
    row = read_row(connection, page, n, desk.target)
    in_place = request.args.get("part") == "editor"
    return render_template(
        "_editor.html" if in_place else "sentence.html",
        page=whole,
        row=row,
        past=history(connection, row),
        beside=beside(connection, page, row, desk.target),
        wish=None,
        inplace=in_place,
    )


def _archived(desk: Desk, page: str) -> str:
    from flask import render_template

    row = page_row(desk, page)
    mime, text = desk.archived(page)
    return render_template(
        "archived.html",
        page=row,
        article=query.article_row(desk.connection(), page),
        mime=mime,
        framed=text is not None and mime in HTML,
        text=(text or "")[:MAX_ARCHIVED],
    )


def _frame(desk: Desk, page: str) -> Response:
    from flask import make_response, render_template

    page_row(desk, page)
    mime, text = desk.archived(page)
    body = harmless(text[:MAX_ARCHIVED]) if text is not None and mime in HTML else ""
    response = make_response(render_template("frame.html", body=body))
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
