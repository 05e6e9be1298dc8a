"""Models: those that are here, those there are, and installing one."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from dragoman.desk.desk import Desk
from dragoman.desk.languages.spoken import _
from dragoman.desk.work.runner import Runner
from dragoman.errors import UsageError

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response as AnyResponse

PAIR = re.compile(r"[a-z]{2,3}-[a-z]{2,3}")
# What the desk installs by itself; others want a folder or a package (see the terminal's way).
INSTALLED_HERE = ("argos", "firefox")


def add_models(app: Flask, desk: Desk, runner: Runner) -> None:
    app.add_url_rule("/models", "models", lambda: _models(desk, runner))
    app.add_url_rule("/models/install", "install", lambda: _install(runner), methods=["POST"])


def _models(desk: Desk, runner: Runner) -> str:
    from flask import render_template

    here = desk.house.models()
    had = {(model.engine, model.source, model.target) for model in here}
    offered = [
        each
        for each in desk.house.available()
        if each.target == desk.target and (each.engine, each.source, each.target) not in had
    ]
    installing = {
        (work.order.wishes.get("engine"), work.order.wishes.get("pair")): work
        for work in runner.works()
        if work.order.kind == "install" and not work.over
    }
    return render_template(
        "models.html",
        here=here,
        offered=offered,
        installing=installing,
        by_itself=INSTALLED_HERE,
        command=desk.house.command("models", "install", "az-en"),
    )


def _install(runner: Runner) -> AnyResponse:
    """By pair and engine alone: no path and no address comes from a browser."""
    from flask import redirect, request

    pair, engine = request.form.get("pair", ""), request.form.get("engine", "")
    if not PAIR.fullmatch(pair) or engine not in INSTALLED_HERE:
        raise UsageError(_("that is no model that can be installed from here"))
    wishes = {"pair": pair, "engine": engine}
    if not any(work.order.wishes == wishes and not work.over for work in runner.works()):
        runner.new("install", _("Installing %(engine)s %(pair)s", engine=engine, pair=pair), wishes)
    return redirect("/models", HTTPStatus.SEE_OTHER)
