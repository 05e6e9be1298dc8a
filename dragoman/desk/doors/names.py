"""Names: the one under which somebody decides, and those that are written in a way of their own."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from dragoman.desk.desk import Desk
from dragoman.desk.doors.asking import by_script, on_the_desk
from dragoman.desk.languages.spoken import _
from dragoman.desk.reviewer import COOKIE, clean_name, reviewer_of
from dragoman.errors import UsageError

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response as AnyResponse

A_YEAR = 365 * 24 * 3600


def add_names(app: Flask, desk: Desk) -> None:
    app.add_url_rule("/name", "name", lambda: _name(desk), methods=["POST"])
    app.add_url_rule("/who", "who", _who, methods=["POST"])


def _name(desk: Desk) -> AnyResponse:
    """A row for `names.csv`; who added it is its authority where nobody else is named."""
    from flask import make_response, redirect, request

    source, target, authority = (
        request.form.get(key, "").strip() for key in ("source", "target", "authority")
    )
    desk.add_name(source, target, authority or reviewer_of(request.cookies) or "")
    if not by_script():
        return redirect("/", HTTPStatus.SEE_OTHER)
    said = _(
        "“%(source)s” is to be written “%(target)s”; translations made from now on know it.",
        source=source, target=target,
    )  # fmt: skip
    return make_response({"said": said})


def _who() -> AnyResponse:
    """Remember the name that somebody chose."""
    from flask import redirect, request

    response = redirect(on_the_desk(request.form.get("back", "/")), HTTPStatus.SEE_OTHER)
    name = clean_name(request.form.get("reviewer"))
    if name:
        remember(response, name)
    return response


def remember(response: AnyResponse, name: str) -> None:
    response.set_cookie(
        COOKIE, quote(name), max_age=A_YEAR, httponly=True, samesite="Strict", path="/"
    )


def the_reviewer() -> str:
    """Who records something: the name that was chosen here, or the one in the form; UsageError
    where there is neither."""
    from flask import request

    name = reviewer_of(request.cookies) or clean_name(request.form.get("reviewer"))
    if not name:
        raise UsageError(_("Choose the name under which you review first."))
    return name


def named(response: AnyResponse) -> AnyResponse:
    """The name that somebody has just chosen is remembered."""
    from flask import request

    if not reviewer_of(request.cookies):
        remember(response, the_reviewer())
    return response
