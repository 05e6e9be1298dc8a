"""What is done to the sentences of a page besides deciding on each: begun by hand, cut otherwise,
talked about, approved together, changed together."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from dragoman.desk.article.rows import read_row, read_rows
from dragoman.desk.desk import Desk
from dragoman.desk.doors.article import rendered
from dragoman.desk.doors.asking import as_written, by_script, is_number, page_row
from dragoman.desk.doors.names import named, the_reviewer
from dragoman.desk.languages.spoken import _
from dragoman.errors import UsageError
from dragoman.index.asking import query
from dragoman.index.people.approving import to_approve

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response as AnyResponse

MAX_SOUGHT = 1_000


def add_sentences(app: Flask, desk: Desk) -> None:
    doors = _Doors(desk)
    for path, name, door, methods in (
        ("by-hand", "by_hand", doors.by_hand, ["POST"]),
        ("<int:n>/split", "split", doors.split, ["POST"]),
        ("<int:n>/merge", "merge", doors.merge, ["POST"]),
        ("<int:n>/comment", "comment", doors.comment, ["POST"]),
        ("rest", "rest", doors.rest, ["GET", "POST"]),
        ("replace", "replace", doors.replace, ["GET", "POST"]),
    ):
        app.add_url_rule(f"/page/<page>/{path}", name, door, methods=methods)


class _Doors:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def by_hand(self, page: str) -> AnyResponse:
        page_row(self._desk, page)
        with self._desk.turn:
            self._desk.work.by_hand(page)
        return _back(page)

    def split(self, page: str, n: int) -> AnyResponse:
        from flask import request

        page_row(self._desk, page)
        at = request.form.get("at", -1, type=int)
        with self._desk.turn:
            first = self._desk.work.split(page, n, at, the_reviewer())
        return named(_back(page, first))

    def merge(self, page: str, n: int) -> AnyResponse:
        page_row(self._desk, page)
        with self._desk.turn:
            whole = self._desk.work.merge(page, n, the_reviewer())
        return named(_back(page, whole))

    def comment(self, page: str, n: int) -> AnyResponse:
        from flask import make_response, request

        page_row(self._desk, page)
        self._desk.work.comment(page, n, as_written(request.form.get("text")), the_reviewer())
        if by_script():
            row = read_row(self._desk.connection(), page, n, self._desk.target)
            return named(make_response({"row": rendered(self._desk, page, row)}))
        return named(_back(page, n))

    def rest(self, page: str) -> AnyResponse | str:
        """The sentences that would be approved together, and their approval."""
        from flask import render_template, request

        whole = page_row(self._desk, page)
        if request.method == "POST":
            with self._desk.turn:
                self._desk.work.approve_rest(
                    page,
                    reviewer=the_reviewer(),
                    memory_of=request.form.get("memory") or None,
                    only=set(map(int, filter(is_number, request.form.getlist("n")))),
                    translation=request.form.get("translation", ""),
                )
            return named(_back(page))
        memory = request.args.get("memory") or None
        article = query.article_row(self._desk.connection(), page)
        identity = article["id"] if article else ""
        rows = read_rows(self._desk.connection(), identity, self._desk.target)
        can = to_approve([row.pair for row in rows])
        wanted = {pair.n for pair in to_approve(can, memory)}
        undecided = sum(row.shown in ("machine", "refused", "todo") for row in rows)
        return render_template(
            "article/rest.html",
            page=whole,
            rows=[row for row in rows if row.n in wanted],
            left=undecided - len(can),
            memory=memory,
            translation=rows[0].translation if rows else "",
        )

    def replace(self, page: str) -> AnyResponse | str:
        """What would be changed, and the change."""
        from flask import render_template, request

        whole = page_row(self._desk, page)
        asked = request.form if request.method == "POST" else request.args
        find, put = (asked.get(key, "")[:MAX_SOUGHT] for key in ("find", "put"))
        whole_words, any_case = "whole" in asked, "any" in asked
        found = None
        if find.strip():
            found = self._desk.work.replacements(
                page, find, put, whole_words=whole_words, any_case=any_case
            )
        if request.method == "POST":
            if not found:
                raise UsageError(_("It does not stand there any more."))
            seen = {n: request.form.get(f"before-{n}") for n in request.form.getlist("n")}
            wanted = [(e.n, e.before, e.after) for e in found if seen.get(str(e.n)) == e.before]
            with self._desk.turn:
                self._desk.work.replace(page, wanted, the_reviewer())
            return named(_back(page))
        return render_template(
            "article/replace.html",
            page=whole, find=find, put=put, whole=whole_words, any=any_case, found=found,
        )  # fmt: skip


def _back(page: str, n: int | None = None) -> AnyResponse:
    """To the article; a script is told where that is."""
    from flask import make_response, redirect, url_for

    address = url_for("article", page=page) + ("" if n is None else f"#s{n}")
    if by_script():
        return make_response({"back": address, "n": n})
    return redirect(address, HTTPStatus.SEE_OTHER)
