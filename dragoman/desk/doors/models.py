"""Models: those that are here, those there are, and installing one."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from dragoman.desk.desk import Desk
from dragoman.desk.languages.spoken import _
from dragoman.desk.work.handed import LARGEST_FILE
from dragoman.desk.work.held import HeldFiles
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
    app.add_url_rule("/models/remove", "remove", lambda: _remove(desk), methods=["POST"])
    new = partial(runner.unsaved, "install")
    held = HeldFiles(new, LARGEST_FILE, '"dragoman models install FILE"')
    held.add_door(app, "/models/piece", "piece_of_model")
    app.add_url_rule("/models/file", "file", lambda: _file(runner, held), methods=["POST"])


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
        removable=desk.house.removable,
        offered=offered,
        installing=installing,
        by_itself=INSTALLED_HERE,
        command=desk.house.command("models", "install", "az-en"),
        commands=[
            desk.house.command("models", "install", "FILE"),
            desk.house.command("models", "remove", "az-en"),
        ],
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


def _file(runner: Runner, held: HeldFiles) -> AnyResponse:
    """A model that was handed over as a file: it is looked into and tried before it is taken."""
    from flask import redirect, request

    order = held.take(request.form.get("order", ""))
    name = order.files[0].name
    label = _("Installing %(name)s", name=name)
    begun = replace(order, label=label, wishes={"file": name, "engine": "auto"}, begun=True)
    begun.save()
    runner.begin(begun)
    return redirect("/models", HTTPStatus.SEE_OTHER)


def _remove(desk: Desk) -> AnyResponse:
    """One that is listed, by its engine and pair."""
    from flask import redirect, request

    wanted = request.form.get("model", "")
    here = [each for each in desk.house.models() if desk.house.removable(each)]
    if wanted not in {f"{each.engine}-{each.pair}" for each in here}:
        raise UsageError(_("that is no model that can be removed from here"))
    desk.house.remove_model(wanted)
    return redirect("/models", HTTPStatus.SEE_OTHER)
