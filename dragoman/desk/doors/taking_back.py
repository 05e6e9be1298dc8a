"""Taking back a file that went out and was worked on: what it changes, and what it cannot."""

from __future__ import annotations

from collections import Counter
from functools import partial
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, Any

from dragoman.desk.desk import Desk
from dragoman.desk.languages.spoken import _
from dragoman.desk.reviewer import clean_name, reviewer_of
from dragoman.desk.work.handed import own_name
from dragoman.desk.work.held import HeldFiles
from dragoman.desk.work.runner import Runner
from dragoman.errors import ImportFailed, UsageError

if TYPE_CHECKING:
    from flask import Flask

ADDRESS = "/take-back"
AT_ONCE = 950_000  # bytes of a form with such a file: less than the server takes of any request
# Of a file that comes in pieces. It is read as a stream within limits of its own; this is many
# times what a book of sentences has.
LARGEST = 25_000_000
SHOWN = 200  # conflicts that are listed
ENDINGS = (".xlf", ".xliff", ".csv", ".xlsx", ".docx")


def add_taking_back(app: Flask, desk: Desk, runner: Runner) -> None:
    door = _TakingBack(desk, runner)
    app.add_url_rule(ADDRESS, "take_back", lambda: _shown(desk))
    app.add_url_rule(ADDRESS, "taken_back", door.taken, methods=["POST"])
    door.held.add_door(app, f"{ADDRESS}/piece", "piece_back")


class _TakingBack:
    def __init__(self, desk: Desk, runner: Runner) -> None:
        self._desk = desk
        new = partial(runner.unsaved, "take-back")
        self.held = HeldFiles(new, LARGEST, '"dragoman import-review FILE"')

    def taken(self) -> tuple[str, int]:
        from flask import request

        reviewer = clean_name(request.form.get("reviewer")) or reviewer_of(request.cookies)
        if not reviewer:
            raise UsageError(_("say under which name the decisions are to stand"))
        identity = request.form.get("order", "")
        if not identity:
            sent = request.files.get("file")
            if sent is None or not sent.filename:
                raise UsageError(_("no file came: choose the one that was worked on"))
            return _taken(self._desk, sent.stream, own_name(sent.filename), reviewer)
        order = self.held.take(identity)
        path = order.files[0]
        try:
            with path.open("rb") as stream:
                return _taken(self._desk, stream, path.name, reviewer)
        finally:
            order.remove()


def _shown(desk: Desk, **told: Any) -> str:
    from flask import render_template

    command = desk.house.command("import-review", "FILE")
    return render_template(
        "take_back.html", endings=",".join(ENDINGS), command=command, most=LARGEST // 10**6, **told
    )


def _taken(desk: Desk, sent: IO[bytes], name: str, reviewer: str) -> tuple[str, int]:
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


def _matched(desk: Desk, sent: IO[bytes], name: str, reviewer: str) -> Any:
    with desk.turn:
        return desk.house.take_back(sent, name, reviewer)
