"""What a court would ask for of a page, item by item."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from dragoman.desk.desk import Desk
from dragoman.desk.doors.asking import page_row

if TYPE_CHECKING:
    from flask import Flask

# Words, picture and colour of each state; `not provable` is nobody's fault.
STATES = {
    "there": ("There", "approved", "approved"),
    "in part": ("In part", "edited", "machine"),
    "missing": ("Missing", "rejected", "missing"),
    "not provable": ("Not provable", "info", "original"),
}


def add_evidence(app: Flask, desk: Desk) -> None:
    app.add_url_rule("/page/<page>/evidence", "evidence", lambda page: _evidence(desk, page))


def _evidence(desk: Desk, page: str) -> str:
    from flask import render_template

    row = page_row(desk, page)
    found = desk.house.evidence(row["id"])
    counts = Counter(item["state"] for item in found["items"])
    return render_template(
        "evidence.html",
        page=row,
        found=found,
        states=STATES,
        counts=[(STATES[each][0].lower(), counts[each]) for each in STATES if counts[each]],
        command=desk.house.command("evidence", row["id"][:8]),
    )
