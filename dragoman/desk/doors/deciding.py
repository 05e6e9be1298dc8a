"""What can be decided on an article: the forms, with a script and without."""

from __future__ import annotations

import sqlite3
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING

from dragoman.desk.article.form import Clash, Decider, Wish
from dragoman.desk.article.rows import Row, progress
from dragoman.desk.desk import Desk
from dragoman.desk.doors.article import editor_parts, rendered
from dragoman.desk.doors.asking import as_written, by_script, is_number, page_row
from dragoman.desk.doors.names import remember
from dragoman.desk.languages.spoken import _
from dragoman.desk.reviewer import clean_name, reviewer_of
from dragoman.errors import UsageError
from dragoman.index.asking import query

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response as AnyResponse

MAX_COMMENT = 2_000


def add_deciding(app: Flask, desk: Desk) -> None:
    form = _DecisionForm(desk)
    carry = app.post("/page/<page>/carry", endpoint="carry")
    carry(lambda page: _carry(desk, page))
    app.add_url_rule("/page/<page>/decide", "decide_listed", form.from_list, methods=["POST"])
    app.add_url_rule("/page/<page>/<int:n>", "decide", form.from_editor, methods=["POST"])


def _carry(desk: Desk, page: str) -> AnyResponse:
    """What people decided on in other captures of a page, taken over in one step."""
    from flask import redirect, url_for

    page_row(desk, page)
    with desk.turn:
        desk.carry(page)
    return redirect(url_for("article", page=page), HTTPStatus.SEE_OTHER)


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
                n, _space, version = request.form[action].partition(" ")
                if is_number(n):
                    return self._decide(page, int(n), action, version)
        raise UsageError(_("nothing was asked for"))

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
            comment=as_written(form.get("comment")) or None,
            reviewer=known or clean_name(form.get("reviewer")),
        )
        if not wish.reviewer:
            raise UsageError(_("Choose the name under which you review first."))
        if len(wish.comment or "") > MAX_COMMENT:
            raise UsageError(_("a comment has %(most)s characters at most", most=MAX_COMMENT))
        try:
            response = self._done(page, self._decider.carry_out(wish))
        except Clash as clash:
            return self._clashed(whole, clash)
        if not known:
            remember(response, wish.reviewer)
        return response

    def _done(self, page: str, row: Row) -> AnyResponse:
        """The row as it is now, and what is said of the whole translation with it."""
        from flask import make_response, redirect, render_template, url_for

        if not by_script():
            address = url_for("article", page=page) + f"#s{row.n}"
            return redirect(address, HTTPStatus.SEE_OTHER)
        now = progress(self._desk.connection(), row.translation, self._desk.approvals)
        credit = query.credit(self._desk.connection(), row.translation)
        return make_response(
            {
                "row": rendered(self._desk, page, row),
                "progress": render_template("article/_progress.html", progress=now),
                "credit": str(escape(credit or "")),
                "state": _(row.word),
            }
        )

    def _clashed(self, whole: sqlite3.Row, clash: Clash) -> AnyResponse:
        """Both texts, and a form that is based on what stands there now."""
        from flask import make_response, render_template

        row = clash.row
        parts = editor_parts(self._desk, whole["id"], row)
        if not by_script():
            page = render_template(
                "article/sentence.html",
                page=whole,
                row=row,
                wish=clash.wish,
                inplace=False,
                **parts,
            )
            return make_response(page, HTTPStatus.CONFLICT)
        editor = render_template(
            "article/_editor.html",
            page=whole,
            row=row,
            wish=clash.wish,
            inplace=True,
            **parts,
        )
        content = {
            "error": _(
                "Somebody else decided on this sentence in the meantime. Nothing was saved."
            ),
            "row": rendered(self._desk, whole["id"], row),
            "editor": editor,
            "theirs": row.pair.target,
            "yours": clash.wish.text,
        }
        return make_response(content, HTTPStatus.CONFLICT)
