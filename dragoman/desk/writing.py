"""What can be written: a name for oneself, and decisions."""

from __future__ import annotations

import re
import sqlite3
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from dragoman.desk.beside import beside
from dragoman.desk.desk import Desk
from dragoman.desk.form import Clash, Decider, Wish
from dragoman.desk.looking import page_row
from dragoman.desk.reviewer import COOKIE, clean_name, reviewer_of
from dragoman.desk.rows import Row, history, progress
from dragoman.errors import UsageError
from dragoman.index.asking import query

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response as AnyResponse

A_YEAR = 365 * 24 * 3600
MAX_COMMENT = 2_000
# One slash, then what URLs are written in.
OURS = re.compile(r"/(?!/)[!-\[\]-~]*")


def add_writing(app: Flask, desk: Desk) -> None:
    form = _DecisionForm(desk)
    app.add_url_rule("/name", "name", lambda: _name(desk), methods=["POST"])
    app.add_url_rule("/who", "who", _who, methods=["POST"])
    carry = app.post("/page/<page>/carry", endpoint="carry")
    carry(lambda page: _carry(desk, page))
    app.add_url_rule("/page/<page>/decide", "decide_listed", form.from_list, methods=["POST"])
    app.add_url_rule("/page/<page>/<int:n>", "decide", form.from_editor, methods=["POST"])


def _name(desk: Desk) -> AnyResponse:
    """A row for `names.csv`; who added it is its authority where nobody else is named."""
    from flask import make_response, redirect, request

    source, target, authority = (
        request.form.get(key, "").strip() for key in ("source", "target", "authority")
    )
    desk.add_name(source, target, authority or reviewer_of(request.cookies) or "")
    if not _by_script():
        return redirect("/", HTTPStatus.SEE_OTHER)
    said = f"“{source}” is to be written “{target}”; translations made from now on know it."
    return make_response({"said": said})


def _who() -> AnyResponse:
    """Remember the name that somebody chose."""
    from flask import redirect, request

    response = redirect(on_the_desk(request.form.get("back", "/")), HTTPStatus.SEE_OTHER)
    name = clean_name(request.form.get("reviewer"))
    if name:
        _remember(response, name)
    return response


def on_the_desk(path: str) -> str:
    """The path where it is one of ours; the first page where a browser could read a host in it.

    Browsers take `\\` for `/` and pass over tabs and line feeds, so `//host`, `/\\host` and
    `/<tab>/host` all lead elsewhere.
    """
    return path if OURS.fullmatch(path) else "/"


def _carry(desk: Desk, page: str) -> AnyResponse:
    """What people decided on in other captures of a page, taken over in one step."""
    from flask import redirect, url_for

    page_row(desk, page)
    desk.carry(page)
    return redirect(url_for("article", page=page), HTTPStatus.SEE_OTHER)


def _remember(response: AnyResponse, name: str) -> None:
    response.set_cookie(
        COOKIE, quote(name), max_age=A_YEAR, httponly=True, samesite="Strict", path="/"
    )


class _DecisionForm:
    """The forms by which a sentence is decided on, with a script and without."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._decider = Decider(desk)

    def from_list(self, page: str) -> AnyResponse:
        """Without a script: one button a sentence, which carries its number and its version."""
        from flask import request

        for action in ("approve", "reject", "undo"):
            if action in request.form:
                n, _, version = request.form[action].partition(" ")
                return self._decide(page, int(n) if n.isdecimal() else 0, action, version)
        raise UsageError("nothing was asked for")

    def from_editor(self, page: str, n: int) -> AnyResponse:
        from flask import request

        form = request.form
        return self._decide(page, n, form.get("action", ""), form.get("version", ""))

    def _decide(self, page: str, n: int, action: str, version: str) -> AnyResponse:
        from flask import request

        whole = page_row(self._desk, page)
        form = request.form
        known = reviewer_of(request.cookies)
        wish = Wish(
            page=page,
            n=n,
            action=action,
            translation=form.get("translation", ""),
            version=version,
            text=form.get("text"),
            comment=form.get("comment", "").strip()[:MAX_COMMENT] or None,
            reviewer=known or clean_name(form.get("reviewer")),
        )
        if not wish.reviewer:
            raise UsageError("Choose the name under which you review first.")
        try:
            response = self._done(page, self._decider.carry_out(wish))
        except Clash as clash:
            return self._clashed(whole, clash)
        if not known:
            _remember(response, wish.reviewer)
        return response

    def _done(self, page: str, row: Row) -> AnyResponse:
        """The row as it is now, and what is said of the whole translation with it."""
        from flask import make_response, redirect, render_template, url_for

        if not _by_script():
            address = url_for("article", page=page) + f"#s{row.n}"
            return redirect(address, HTTPStatus.SEE_OTHER)
        now = progress(self._desk.connection(), row.translation)
        credit = query.credit(self._desk.connection(), row.translation)
        return make_response(
            {
                "row": self._rendered(page, row),
                "progress": render_template("_progress.html", progress=now),
                "credit": str(escape(credit or "")),
                "state": row.state,
            }
        )

    def _clashed(self, whole: sqlite3.Row, clash: Clash) -> AnyResponse:
        """Both texts, and a form that is based on what stands there now."""
        from flask import make_response, render_template

        row = clash.row
        connection = self._desk.connection()
        past = history(connection, row)
        others = beside(connection, whole["id"], row, self._desk.target)
        if not _by_script():
            page = render_template(
                "sentence.html",
                page=whole,
                row=row,
                past=past,
                beside=others,
                wish=clash.wish,
                inplace=False,
            )
            return make_response(page, HTTPStatus.CONFLICT)
        editor = render_template(
            "_editor.html",
            page=whole,
            row=row,
            past=past,
            beside=others,
            wish=clash.wish,
            inplace=True,
        )
        content = {
            "error": str(clash),
            "row": self._rendered(whole["id"], row),
            "editor": editor,
            "theirs": row.pair.target,
            "yours": clash.wish.text,
        }
        return make_response(content, HTTPStatus.CONFLICT)

    def _rendered(self, page: str, row: Row) -> str:
        from flask import get_template_attribute

        render = get_template_attribute("_row.html", "render_row")
        return str(render(page, row, self._desk.target, self._desk.names()))


def _by_script() -> bool:
    from flask import request

    return request.headers.get("Accept", "").startswith("application/json")
