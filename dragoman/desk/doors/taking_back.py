"""Taking back a file that went out and was worked on: what it changes, and what it cannot."""

from __future__ import annotations

from collections import Counter
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from dragoman.desk.desk import Desk
from dragoman.desk.languages.spoken import _
from dragoman.desk.reviewer import clean_name, reviewer_of
from dragoman.desk.work.handed import own_name
from dragoman.errors import ImportFailed, UsageError

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.datastructures import FileStorage

ADDRESS = "/take-back"
LARGEST = 950_000  # bytes of a form with such a file: less than the server takes of any request
SHOWN = 200  # conflicts that are listed
ENDINGS = (".xlf", ".xliff", ".csv", ".xlsx", ".docx")


def add_taking_back(app: Flask, desk: Desk) -> None:
    app.add_url_rule(ADDRESS, "take_back", lambda: _shown(desk))
    app.add_url_rule(ADDRESS, "taken_back", lambda: _taken(desk), methods=["POST"])


def _shown(desk: Desk, **told: Any) -> str:
    from flask import render_template

    command = desk.house.command("import-review", "FILE")
    return render_template(
        "take_back.html", endings=",".join(ENDINGS), command=command, largest=LARGEST, **told
    )


def _taken(desk: Desk) -> tuple[str, int]:
    from flask import request

    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise UsageError(_("no file came: choose the one that was worked on"))
    reviewer = clean_name(request.form.get("reviewer")) or reviewer_of(request.cookies)
    if not reviewer:
        raise UsageError(_("say under which name the decisions are to stand"))
    name = own_name(sent.filename)
    try:
        matched = _matched(desk, sent, name, reviewer)
    except ImportFailed as error:
        return _shown(desk, refused=error.message, name=name), HTTPStatus.UNPROCESSABLE_ENTITY
    states = Counter(each.state for each in matched.proposals)
    told = {
        "name": name,
        "by": reviewer,
        "states": [(each, states[each]) for each in ("edited", "approved", "rejected")],
        "unchanged": matched.unchanged,
        "pages": sorted({each.page for each in matched.proposals}),
        "conflicts": matched.conflicts[:SHOWN],
        "rest": max(0, len(matched.conflicts) - SHOWN),
    }
    return _shown(desk, taken=told, name=name), HTTPStatus.OK


def _matched(desk: Desk, sent: FileStorage, name: str, reviewer: str) -> Any:
    with desk.turn:
        return desk.house.take_back(sent.stream, name, reviewer)
