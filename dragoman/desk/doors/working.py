"""What is at work: how far it is, to be stopped, gone on with, tried again, and put away."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.desk.doors.asking import by_script, on_the_desk
from dragoman.desk.languages.spoken import _
from dragoman.desk.work.runner import DONE, Runner, Work, totals
from dragoman.errors import UsageError

if TYPE_CHECKING:
    from flask import Flask, Response
    from werkzeug.wrappers import Response as AnyResponse


def add_working(app: Flask, runner: Runner) -> None:
    app.add_url_rule("/work", "work", lambda: _work(runner))
    app.add_url_rule("/work/<work>/file", "made", lambda work: _file(runner.find(work).order.made))
    app.add_url_rule(
        "/work/<work>/openings",
        "openings",
        lambda work: _file(runner.find(work).order.openings),
    )
    app.add_url_rule(
        "/work/<work>/<do>", "steer", lambda work, do: _steer(runner, work, do), methods=["POST"]
    )

    @app.context_processor
    def at_work() -> dict[str, Any]:
        works = runner.works()
        counted, total = totals(works)
        return {"works": works, "work_counted": counted, "work_total": total}


def _work(runner: Runner) -> dict[str, Any]:
    """For the script that looks again: the same pieces that stand in the page."""
    from flask import render_template

    works = runner.works()
    return {
        "busy": any(not work.over for work in works),
        "bar": render_template("_bar_work.html"),
        "works": render_template("_works.html"),
        "done": [work.order.id for work in works if work.state == DONE],
    }


def _file(path: Path | None) -> Response:
    """The file that was made, to be kept where the browser keeps files."""
    from flask import send_file

    if path is None:
        raise UsageError(_("no file was made"))
    return send_file(
        path.resolve(), "application/octet-stream", as_attachment=True, download_name=path.name
    )


def _steer(runner: Runner, identity: str, do: str) -> AnyResponse:
    from flask import make_response, redirect, request

    work = runner.find(identity)
    if do == "stop":
        runner.stop(identity)
    elif do == "go-on":
        runner.go_on(identity)
    elif do == "away":
        runner.put_away(identity)
    elif do == "again":
        again(runner, work, request.form.get("key", ""))
    else:
        raise UsageError(_("nothing was asked for"))
    if by_script():
        return make_response(_work(runner))
    return redirect(on_the_desk(request.form.get("back", "/bring-in")), HTTPStatus.SEE_OTHER)


def again(runner: Runner, work: Work, key: str) -> None:
    """Try again what failed of an order: one thing of it, or with an empty key all of it."""
    keys = {each: None for each in work.failed_keys if key in ("", each)}  # in their order
    if not keys:
        raise UsageError(_("nothing of it failed"))
    wishes = dict(work.order.wishes)
    if work.order.kind == "bring":
        wishes["pages"] = [each for each in wishes.get("pages") or () if each["url"] in keys]
        wishes["files"] = []
        if not wishes["pages"]:
            raise UsageError(_("the file is not here any more; hand it over again"))
    elif "ids" in wishes:
        wishes["ids"] = list(keys)
    runner.new(work.order.kind, _("Again: %(what)s", what=work.order.label), wishes)
