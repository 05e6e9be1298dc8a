"""Handing out: what is made into a file, how, what is left off it, and to whom it goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from dragoman.desk.desk import Desk
from dragoman.desk.doors.library import MAX_CHOSEN, asked
from dragoman.desk.languages.spoken import _, ngettext
from dragoman.desk.languages.wordbook import LANGUAGES
from dragoman.desk.work.runner import Runner
from dragoman.desk.work.wishes import export_wishes, sealed_for
from dragoman.errors import UsageError
from dragoman.index.search.listing import Asked, read_listing

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response as AnyResponse

MAX_QUERY = 500


def add_handing_out(app: Flask, desk: Desk, runner: Runner) -> None:
    app.add_url_rule("/export", "export", lambda: _shown(desk))
    app.add_url_rule("/export", "exported", lambda: _begun(desk, runner), methods=["POST"])


def _shown(desk: Desk) -> str:
    from flask import render_template, request

    wanted, words = replace(asked(), after="", before=""), _words()
    listing = None if words else read_listing(desk.connection(), wanted, desk.target)
    which = ["--search", words] if words else ["--all"]
    return render_template(
        "export.html",
        asked=wanted,
        filters=wanted.filters,
        words=words,
        listing=listing,
        most=MAX_CHOSEN,
        formats=desk.house.formats,
        report_languages=LANGUAGES,
        chosen=request.args.get("format", "html"),
        command=desk.house.command("export", *which, "--format", "docx", "-o", "FILE"),
    )


def _words() -> str:
    from flask import request

    return request.args.get("words", "").strip()[:MAX_QUERY]


def _begun(desk: Desk, runner: Runner) -> AnyResponse:
    """What the address asks of the list, as it is now, or what a search finds."""
    from flask import redirect, request

    wishes = export_wishes(request.form, desk.house.formats)
    words = _words()
    if words:
        wishes["search"] = words
        what = _("what “%(words)s” finds", words=words)
    else:
        ids = list(_all_that_fit(desk, replace(asked(), after="", before="")))
        wishes["ids"] = ids
        what = ngettext("%(num)s page", "%(num)s pages", len(ids))
    format_ = _(desk.house.formats[wishes["format"]][0])
    label = _("%(format)s: %(what)s", format=format_, what=what)
    runner.new("export", label, wishes, unsaved=sealed_for(request.form))
    return redirect("/bring-in#work", HTTPStatus.SEE_OTHER)


def _all_that_fit(desk: Desk, wanted: Asked) -> Iterator[str]:
    after, count = "", 0
    while True:
        part = read_listing(desk.connection(), replace(wanted, after=after), desk.target)
        for entry in part.entries:
            yield entry.row["id"]
        count += len(part.entries)
        if count > MAX_CHOSEN:
            raise UsageError(
                _("more than %(most)s pages fit; “export” in the terminal has no limit",
                  most=MAX_CHOSEN)
            )  # fmt: skip
        if not part.older or not part.entries:
            break
        after = part.entries[-1].row["id"]
    if not count:
        raise UsageError(_("no page fits, so there is nothing to hand out"))
