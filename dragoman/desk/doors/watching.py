"""Watch: what stands at the addresses now, beside what stood there when they were captured."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from dragoman.desk.desk import Desk
from dragoman.desk.languages.spoken import N_, _
from dragoman.desk.work.runner import Runner
from dragoman.errors import UsageError
from dragoman.index.asking import query
from dragoman.index.search.observed import changes, newest_looks

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response as AnyResponse

MOST = 2_000
# A finding in words, its icon and the colour of its state.
FINDINGS = {
    "present": (N_("Present"), "approved", "there"),
    "changed": (N_("Changed"), "edited", "machine"),
    "moved": (N_("Moved"), "next", "machine"),
    "gone": (N_("Gone"), "rejected", "missing"),
    "blocked": (N_("Blocked"), "lock", "missing"),
    "unreachable": (N_("Unreachable"), "todo", "todo"),
}


def add_watching(app: Flask, desk: Desk, runner: Runner) -> None:
    app.add_url_rule("/watch", "watch", lambda: _watch(desk))
    look = app.post("/watch/look", endpoint="look_now")
    look(lambda: _look(desk, runner))


def _watch(desk: Desk) -> str:
    from flask import render_template, request

    connection = desk.connection()
    looks = newest_looks(connection, MOST + 1)
    other = [each for each in looks if each["finding"] != "present"]
    shown = looks if request.args.get("show") == "all" or not other else other
    chosen = request.args.get("look", "")
    look = next((each for each in looks if each["id"] == chosen), shown[0] if shown else None)
    after = look and look["captured"]
    return render_template(
        "watch.html",
        looks=shown[:MOST],
        cut=len(looks) > MOST,
        count=min(len(looks), MOST),
        other=len(other),
        all=shown is looks,
        look=look,
        changes=changes(connection, look["page_id"], after, desk.target)
        if look and after
        else None,
        findings=FINDINGS,
        command=desk.house.command("watch"),
    )


def _look(desk: Desk, runner: Runner) -> AnyResponse:
    """At the pages that there are now: what is captured meanwhile is none to go on with."""
    from flask import redirect

    if not any(work.order.kind == "watch" and not work.over for work in runner.works()):
        ids = query.newest_of_each(desk.connection())
        if not ids:
            raise UsageError(_("there is no page yet that could be looked at again"))
        runner.new("watch", _("Looking again at every page"), {"ids": ids})
    return redirect("/watch", HTTPStatus.SEE_OTHER)
