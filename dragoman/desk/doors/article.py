"""The page of an article, of one of its sentences, and of what was archived, as they are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dragoman.desk.access import FRAME_POLICY
from dragoman.desk.article.archived import harmless
from dragoman.desk.article.beside import beside
from dragoman.desk.article.published_beside import pages
from dragoman.desk.article.rows import Row, blocks, history, progress, read_row, read_rows
from dragoman.desk.article.story import Told, tell
from dragoman.desk.desk import Desk
from dragoman.desk.doors.asking import page_row
from dragoman.errors import ArchiveError
from dragoman.index.asking import query
from dragoman.index.asking.carrying import offered

if TYPE_CHECKING:
    from flask import Flask, Response

MAX_ARCHIVED = 5_000_000  # characters of a page that are shown
HTML = (None, "text/html", "application/xhtml+xml")


def add_article(app: Flask, desk: Desk) -> None:
    app.add_url_rule("/page/<page>", "article", lambda page: _article(desk, page))
    app.add_url_rule("/page/<page>/<int:n>", "sentence", lambda page, n: _sentence(desk, page, n))
    app.add_url_rule("/page/<page>/alignment", "alignment", lambda page: _alignment(desk, page))
    app.add_url_rule("/page/<page>/archived", "archived", lambda page: _archived(desk, page))
    app.add_url_rule("/page/<page>/archived/frame", "frame", lambda page: _frame(desk, page))


def _article(desk: Desk, page: str) -> str:
    from flask import render_template

    row = page_row(desk, page)
    connection = desk.connection()
    article = query.article_row(connection, page)
    rows = read_rows(connection, article["id"], desk.target) if article else []
    translation = query.translation_row(connection, article["id"], desk.target) if article else None
    return render_template(
        "article/article.html",
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
        "article/_editor.html" if in_place else "article/sentence.html",
        page=whole,
        row=row,
        past=history(connection, row),
        beside=beside(connection, page, row, desk.target),
        wish=None,
        inplace=in_place,
    )


def _alignment(desk: Desk, page: str) -> dict[str, list[list[int]]]:
    """By sentence, links as four numbers: characters of the source from, up to, of the target.

    Only for sentences that have the words which the engine wrote; see `Page.alignments`.
    """
    page_row(desk, page)
    return {str(n): found.to_json() for n, found in desk.alignments(page).items()}


def _archived(desk: Desk, page: str) -> str:
    from flask import render_template

    row = page_row(desk, page)
    mime, text = desk.archived(page)
    return render_template(
        "article/archived.html",
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
    response = make_response(render_template("article/frame.html", body=body))
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
