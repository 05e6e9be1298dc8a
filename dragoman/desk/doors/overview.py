"""The overview: how much there is of what, and whether all is as it was written."""

from __future__ import annotations

from calendar import monthrange
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from dragoman.desk.desk import Desk
from dragoman.desk.languages.spoken import _
from dragoman.desk.work.runner import Runner
from dragoman.errors import UsageError
from dragoman.index.asking.choice import Choice
from dragoman.index.asking.statistics import UNKNOWN, sentences, statistics

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response as AnyResponse

# Of sites so many have a bar of their own; months are those of the last year.
BARS, MONTHS = 8, 12
# The colour of a state in a bar; what is not here needs nothing, or waits.
BAR = {each: each for each in ("approved", "edited", "machine", "rejected", "refused")}
MAX_URL = 2_000


def add_overview(app: Flask, desk: Desk, runner: Runner) -> None:
    app.add_url_rule("/overview", "overview", lambda: _overview(desk, runner))
    verify = app.post("/overview/verify", endpoint="verify")
    verify(lambda: _begun(runner, "verify", _("Checking every record"), {}))
    app.add_url_rule("/overview/anchor", "anchor", lambda: _anchor(runner), methods=["POST"])


def _overview(desk: Desk, runner: Runner) -> str:
    from flask import render_template

    connection = desk.connection()
    counts = statistics(connection, Choice())
    return render_template(
        "overview.html",
        counts=counts,
        states=[(BAR.get(name, "todo"), count) for name, count in counts["states"].items()],
        sites=_bars(counts["sites"]),
        rest=max(0, len(counts["sites"]) - BARS),
        months=_months(counts["months"]),
        unknown=UNKNOWN,
        sentences=sentences(connection, desk.target),
        verified=_verified(runner),
        anchors=desk.house.anchors(),
        command=desk.house.command("stats"),
        commands=[desk.house.command("verify"), desk.house.command("anchor", "--tsa", "URL")],
    )


def _bars(counts: dict[str, int]) -> list[tuple[str, int]]:
    first = list(counts.items())[:BARS]
    left = sum(list(counts.values())[BARS:])
    return [*first, ("", left)] if left else first


def _months(counts: dict[str, int]) -> list[tuple[str, int, int]]:
    """The last year of what there is, months in which nothing came among them; with their days."""
    if not counts:
        return []
    year, month = (int(part) for part in max(counts).split("-"))
    wanted = []
    for back in range(MONTHS):
        passed = year * 12 + month - 1 - back
        wanted.append((passed // 12, passed % 12 + 1))
    names = {each: f"{each[0]:04}-{each[1]:02}" for each in reversed(wanted)}
    return [(name, counts.get(name, 0), monthrange(*each)[1]) for each, name in names.items()]


def _verified(runner: Runner) -> dict[str, Any] | None:
    """What was found when it was checked last, since the desk was opened."""
    for work in runner.works():
        if work.order.kind == "verify" and "report" in work.facts:
            report: dict[str, Any] = work.facts["report"]
            return report
    return None


def _begun(runner: Runner, kind: str, label: str, wishes: dict[str, Any]) -> AnyResponse:
    """One of a kind at a time: whoever asks twice is shown the first."""
    from flask import redirect

    if not any(work.order.kind == kind and not work.over for work in runner.works()):
        runner.new(kind, label, wishes)
    return redirect("/overview", HTTPStatus.SEE_OTHER)


def _anchor(runner: Runner) -> AnyResponse:
    from flask import request

    url = request.form.get("tsa", "").strip()[:MAX_URL]
    if not url.startswith(("https://", "http://")):
        raise UsageError(_("a time stamp is had from an address that begins with https://"))
    return _begun(runner, "anchor", _("Having the chain time-stamped"), {"tsa": url})
