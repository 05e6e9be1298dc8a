"""The list of pages, and what is translated in two ways."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from dragoman.desk.desk import Desk
from dragoman.index.asking.conflicts import conflicts
from dragoman.index.search.listing import STATES, Asked, languages, read_listing

if TYPE_CHECKING:
    from flask import Flask

MAX_QUERY = 500
MAX_CONFLICTS = 200


def add_library(app: Flask, desk: Desk) -> None:
    app.add_url_rule("/", "pages", lambda: _pages(desk))
    app.add_url_rule("/conflicts", "conflicts", lambda: _conflicts(desk))


def _pages(desk: Desk) -> str:
    from flask import render_template, request

    asked = Asked(
        state=request.args.get("state", ""),
        language=request.args.get("language", ""),
        words=request.args.get("words", "")[:MAX_QUERY],
        number=request.args.get("page", 1, type=int),
    )
    connection = desk.connection()
    return render_template(
        "library.html",
        asked=asked,
        listing=read_listing(connection, asked, desk.target),
        languages=languages(connection),
        states=STATES,
    )


def _conflicts(desk: Desk) -> str:
    from flask import render_template

    found = list(
        itertools.islice(conflicts(desk.connection(), desk.target, desk.names()), MAX_CONFLICTS + 1)
    )
    return render_template(
        "conflicts.html", conflicts=found[:MAX_CONFLICTS], more=len(found) > MAX_CONFLICTS
    )
