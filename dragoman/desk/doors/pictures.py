"""The picture of a page, as it was made of what was archived, and what it was held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.desk.desk import Desk
from dragoman.desk.doors.asking import page_row
from dragoman.errors import RecordNotFound
from dragoman.index.asking import pictures, query
from dragoman.index.sqlite.trouble import from_json

if TYPE_CHECKING:
    from flask import Flask, Response

# Pictures of pages with one of these tags are blurred until somebody asks for them.
HARD_TO_SEE = frozenset({"hard to see", "graphic"})


def add_pictures(app: Flask, desk: Desk) -> None:
    app.add_url_rule("/page/<page>/picture", "picture", lambda page: _picture(desk, page))
    app.add_url_rule(
        "/page/<page>/picture/<int:n>.png", "picture_part", lambda page, n: _part(desk, page, n)
    )
    app.add_url_rule("/page/<page>/picture.pdf", "picture_pdf", lambda page: _pdf(desk, page))
    app.add_url_rule("/page/<page>/small.jpg", "small_picture", lambda page: _small(desk, page))


def hard_to_see(tags: list[str]) -> bool:
    """Whether somebody said of a page that it should not be come upon by chance."""
    return any(each.strip().casefold() in HARD_TO_SEE for each in tags)


def _picture(desk: Desk, page: str) -> str:
    from flask import render_template

    row = page_row(desk, page)
    return render_template(
        "article/picture.html",
        page=row,
        tags=from_json(row["tags"], list),
        article=query.article_row(desk.connection(), page),
        picture=pictures.latest(desk.connection(), page),
    )


def _part(desk: Desk, page: str, n: int) -> Response:
    found = pictures.latest(desk.connection(), page)
    if found is None or n >= len(found["pieces"]):
        raise RecordNotFound("there is no such picture", subject=page)
    return _file(desk, found["pieces"][n], "image/png")


def _pdf(desk: Desk, page: str) -> Response:
    found = pictures.latest(desk.connection(), page)
    if found is None or found["pdf"] is None:
        raise RecordNotFound("no PDF was made of it", subject=page)
    response = _file(desk, found["pdf"], "application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{page[:8]}.pdf"'
    return response


def _small(desk: Desk, page: str) -> Response:
    found = pictures.latest(desk.connection(), page)
    if found is None or found["small"] is None:
        raise RecordNotFound("there is no small picture", subject=page)
    return _file(desk, found["small"], "image/jpeg")


def _file(desk: Desk, record: str, kind: str) -> Response:
    from flask import Response

    return Response(desk.house.body(record), mimetype=kind)
