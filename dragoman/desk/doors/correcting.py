"""The text that a machine read in a picture or heard, and a person's edition of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from dragoman.desk.desk import Desk, TextRead
from dragoman.desk.doors.asking import as_written, page_row
from dragoman.desk.doors.names import named, the_reviewer
from dragoman.desk.languages.spoken import _
from dragoman.errors import RecordNotFound, UsageError
from dragoman.index.asking import query

if TYPE_CHECKING:
    from flask import Flask, Response
    from werkzeug.wrappers import Response as AnyResponse

# Bytes of a text that go into a form and come back; of more the terminal takes the whole.
MOST_TEXT = 400_000


def add_correcting(app: Flask, desk: Desk) -> None:
    address = "/page/<page>/correct"
    app.add_url_rule(address, "correct", lambda page: _form(desk, page))
    app.add_url_rule(address, "corrected", lambda page: _corrected(desk, page), methods=["POST"])
    app.add_url_rule(f"{address}/<int:n>.png", "correct_line", lambda page, n: _line(desk, page, n))


def _form(desk: Desk, page: str, *, wish: list[str] | None = None) -> str:
    """`wish`: what somebody wanted to have written, beside what stands there by now."""
    from flask import render_template

    row, read = page_row(desk, page), _read(desk, page)
    article = query.article_row(desk.connection(), page)
    size = sum(len(each.text.encode()) for each in read.lines)
    return render_template(
        "article/correct.html",
        page=row,
        read=read,
        language=(article["language"] if article else None) or "und",
        too_long=size > MOST_TEXT,
        wish=wish,
        doubtful=sum(len(each.doubtful) for each in read.lines),
        command=desk.house.command("correct", row["id"][:8], "text.txt"),
    )


def _corrected(desk: Desk, page: str) -> AnyResponse:
    from flask import make_response, redirect, request, url_for

    page_row(desk, page)
    lines = [as_written(each) for each in request.form.getlist("line")]
    reviewer = the_reviewer()
    with desk.turn:
        if _read(desk, page).article != request.form.get("article"):
            return make_response(_form(desk, page, wish=lines), HTTPStatus.CONFLICT)
        desk.work.correct(page, "\n".join(lines), reviewer)
    return named(redirect(url_for("article", page=page), HTTPStatus.SEE_OTHER))


def _line(desk: Desk, page: str, n: int) -> Response:
    """The lines of the picture in which a paragraph stands; `n` counts from 1."""
    from flask import Response

    page_row(desk, page)
    lines = _read(desk, page).lines
    if not 0 < n <= len(lines) or not lines[n - 1].pictured:
        raise RecordNotFound(_("it stands in no picture"), subject=page)
    line = lines[n - 1]
    return Response(desk.work.picture(page, line.start, line.stop), mimetype="image/png")


def _read(desk: Desk, page: str) -> TextRead:
    read = desk.work.text_read(page)
    if read is None:
        raise UsageError(_("No machine read or heard a text of this page."), subject=page)
    return read
