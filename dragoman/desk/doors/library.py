"""The library: the list of pages, what is said of them, and what is done with many at once."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from dragoman.desk.desk import Desk
from dragoman.desk.doors.asking import as_written, by_script, on_the_desk, page_row
from dragoman.desk.languages.spoken import _, ngettext
from dragoman.desk.languages.wordbook import LANGUAGES
from dragoman.desk.work.runner import Runner
from dragoman.desk.work.wishes import export_wishes, sealed_for
from dragoman.errors import UsageError
from dragoman.index.asking.choice import tag_key
from dragoman.index.asking.conflicts import conflicts
from dragoman.index.search.facets import facets
from dragoman.index.search.listing import ORDERS, STATES, Asked, read_listing
from dragoman.index.sqlite.trouble import from_json

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response as AnyResponse

MAX_CONFLICTS = 200
MAX_CHOSEN = 10_000
# The states of the list that "list" in the terminal has too; there a page has that of its least
# finished sentence.
IN_THE_TERMINAL = {
    "failed": ["--failed"],
    "flagged": ["--flagged"],
    "refused": ["--state", "refused"],
    "untranslated": ["--state", "untranslated"],
}
TEXTS = ("state", "language", "site", "tag", "verdict", "since", "until", "order")


def add_library(app: Flask, desk: Desk, runner: Runner) -> None:
    many = _Many(desk, runner)
    app.add_url_rule("/", "pages", lambda: _pages(desk))
    app.add_url_rule("/conflicts", "conflicts", lambda: _conflicts(desk))
    app.add_url_rule("/pages", "many", many.act, methods=["POST"])
    app.add_url_rule("/page/<page>/say", "say_form", lambda page: _say_form(desk, page))
    say = app.post("/page/<page>/say", endpoint="say")
    say(lambda page: _say(desk, page))


def asked() -> Asked:
    """What the address asks of the list."""
    from flask import request

    told = {name: request.args.get(name, "").strip()[:300] for name in TEXTS}
    return Asked(
        **told,
        mistaken="mistaken" in request.args,
        after=request.args.get("after", "")[:100],
        before=request.args.get("before", "")[:100],
    )


def _pages(desk: Desk) -> str:
    from flask import render_template

    connection = desk.connection()
    wanted = asked()
    return render_template(
        "library/library.html",
        asked=wanted,
        filters=wanted.filters,
        link=lambda **other: _link(wanted, other),
        listing=read_listing(connection, wanted, desk.target),
        facets=facets(connection),
        states=STATES,
        orders=ORDERS,
        formats=desk.house.formats,
        report_languages=LANGUAGES,
        handing_out="/export?" + urlencode(wanted.filters),
        command=desk.house.command(*_as_command(wanted)),
    )


def _link(wanted: Asked, other: dict[str, str]) -> str:
    """The same list with other wishes; what is empty is left out."""
    from flask import url_for

    asked: dict[str, Any] = (
        wanted.filters | ({"order": wanted.order} if wanted.order else {}) | other
    )
    return url_for("pages", **{name: value for name, value in asked.items() if value})


def _as_command(wanted: Asked) -> list[str]:
    """The same list in the terminal, as far as it has the same filters."""
    words = ["list"]
    for name, value in wanted.filters.items():
        if name == "state":
            words += IN_THE_TERMINAL.get(value, [])
        elif name == "mistaken":
            words.append("--mistaken")
        else:
            words += ["--lang" if name == "language" else f"--{name}", value]
    return words


def _conflicts(desk: Desk) -> str:
    from flask import render_template

    found = list(
        itertools.islice(conflicts(desk.connection(), desk.target, desk.names()), MAX_CONFLICTS + 1)
    )
    return render_template(
        "library/conflicts.html", conflicts=found[:MAX_CONFLICTS], more=len(found) > MAX_CONFLICTS
    )


# -- what is said of one page -----------------------------------------------------------------


def _say_form(desk: Desk, page: str) -> str:
    from flask import render_template, request

    row = page_row(desk, page)
    part = request.args.get("part") == "form"
    return render_template(
        "library/_say.html" if part else "library/say.html",
        page=row,
        tags=from_json(row["tags"], list),
        back=on_the_desk(request.args.get("back", "/")),
    )


def _say(desk: Desk, page: str) -> AnyResponse:
    """What changed of it since the form was made: others may have said something meanwhile."""
    from flask import request

    with desk.turn:
        row = page_row(desk, page)
        said = _changed(request.form)
        if any(key in said and _written_since(row, key, said[key]) for key in ("note", "mistaken")):
            return _said_meanwhile(row)
        if said:
            desk.house.say([page], **said)
    return _answered(_("Kept."))


def _changed(form: Mapping[str, str]) -> dict[str, Any]:
    """What the form says otherwise than it stood there when the form was made."""
    before, now = (_tags(form.get(key, "")) for key in ("had_tags", "tags"))
    had_tags, kept = (set(map(tag_key, each)) for each in (before, now))
    note, had, why = (as_written(form.get(key)) for key in ("note", "had_note", "mistaken"))
    said = {
        "tags": [each for each in now if tag_key(each) not in had_tags],
        "untags": [each for each in before if tag_key(each) not in kept],
        "note": note if note != had else None,
        "not_mistaken": "not_mistaken" in form,
        "mistaken": why if why and why != as_written(form.get("had_mistaken")) else None,
    }
    if said["not_mistaken"]:
        del said["mistaken"]
    return {key: value for key, value in said.items() if value not in (None, [], False)}


def _written_since(row: sqlite3.Row, key: str, wanted: str) -> bool:
    """Whether somebody else has written it otherwise since the form was made."""
    from flask import request

    return as_written(row[key]) not in (as_written(request.form.get(f"had_{key}")), wanted)


def _said_meanwhile(row: sqlite3.Row) -> AnyResponse:
    """Theirs beside a form with ours, which is then of what stands there now."""
    from flask import make_response, render_template, request

    told = {"page": row, "back": on_the_desk(request.form.get("back", "/")), "wish": request.form}
    if not by_script():
        return make_response(render_template("library/say.html", **told), HTTPStatus.CONFLICT)
    form = render_template("library/_say.html", **told)
    error = _("Somebody wrote something else in the meantime. Nothing was kept yet.")
    return make_response({"error": error, "form": form}, HTTPStatus.CONFLICT)


def _tags(text: str) -> list[str]:
    parts = (" ".join(each.split()) for each in text.replace("#", " ").split(","))
    return list(dict.fromkeys(filter(None, parts)))


def _answered(said: str) -> AnyResponse:
    from flask import make_response, redirect, request

    if by_script():
        return make_response({"said": said})
    return redirect(on_the_desk(request.form.get("back", "/")), HTTPStatus.SEE_OTHER)


# -- many at once -----------------------------------------------------------------------------


class _Many:
    """What is done with the pages that somebody chose."""

    def __init__(self, desk: Desk, runner: Runner) -> None:
        self._desk = desk
        self._runner = runner

    def act(self) -> AnyResponse:
        from flask import request

        ids = list(dict.fromkeys(request.form.getlist("ids")))[:MAX_CHOSEN]
        if not ids:
            raise UsageError(_("choose some pages first"))
        for each in ids:
            page_row(self._desk, each)
        acts = {
            "translate": self._translate, "watch": self._watch, "export": self._export,
            "picture": self._picture, "tag": self._tag, "aside": self._aside, "back": self._back,
        }  # fmt: skip
        act = acts.get(request.form.get("do", ""))
        if act is None:
            raise UsageError(_("nothing was asked for"))
        return _answered(act(ids))

    def _translate(self, ids: Sequence[str]) -> str:
        label = ngettext(
            "Translating %(num)s page into %(language)s",
            "Translating %(num)s pages into %(language)s",
            len(ids), language=self._desk.target,
        )  # fmt: skip
        self._runner.new("translate", label, {"ids": ids})
        return f"{label}."

    def _watch(self, ids: Sequence[str]) -> str:
        label = ngettext(
            "Looking again at %(num)s page", "Looking again at %(num)s pages", len(ids)
        )
        self._runner.new("watch", label, {"ids": ids})
        return f"{label}. " + _("What is found stands in Watch.")

    def _picture(self, ids: Sequence[str]) -> str:
        label = ngettext(
            "Making pictures of %(num)s page", "Making pictures of %(num)s pages", len(ids)
        )
        self._runner.new("picture", label, {"ids": ids})
        return f"{label}. " + _("What came of each stands under “At work”.")

    def _export(self, ids: Sequence[str]) -> str:
        from flask import request

        wishes = export_wishes(request.form, self._desk.house.formats)
        words = _(self._desk.house.formats[wishes["format"]][0])
        self._runner.new(
            "export", f"{words}: {counted(ids)}", {"ids": ids, **wishes},
            unsaved=sealed_for(request.form),
        )  # fmt: skip
        return _("%(file)s: being made; it can be had under “At work”.", file=words)

    def _tag(self, ids: Sequence[str]) -> str:
        from flask import request

        tags, gone = (_tags(request.form.get(key, "")) for key in ("tags", "untags"))
        self._desk.house.say(ids, tags=tags, untags=gone)
        return _("Tagged: %(pages)s.", pages=counted(ids))

    def _aside(self, ids: Sequence[str]) -> str:
        from flask import request

        self._desk.house.say(ids, mistaken=request.form.get("why", ""))
        return _("Set aside: %(pages)s. Nothing was removed.", pages=counted(ids))

    def _back(self, ids: Sequence[str]) -> str:
        self._desk.house.say(ids, not_mistaken=True)
        return _("Back in the lists: %(pages)s.", pages=counted(ids))


def counted(ids: Sequence[str]) -> str:
    return ngettext("%(num)s page", "%(num)s pages", len(ids))
