"""Bringing in: addresses and files are looked at first, and captured when somebody says so."""

from __future__ import annotations

import threading
from dataclasses import asdict, replace
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.desk.desk import Desk
from dragoman.desk.doors.asking import by_script
from dragoman.desk.languages.spoken import _, ngettext
from dragoman.desk.work.handed import add_piece, is_list_name
from dragoman.desk.work.order import Order
from dragoman.desk.work.runner import CAME, TEXTS, Runner
from dragoman.errors import UsageError

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response as AnyResponse

PASTED = "pasted"
# Rows that are shown; those with something wrong are all shown.
SHOWN = 300
MAX_NOTE = 10_000
# Bytes of a file that are read to tell whether it is a list; larger lists are split.
LARGEST_LIST = 100_000_000


def add_bringing(app: Flask, desk: Desk, runner: Runner) -> None:
    bringing = _Bringing(desk, runner)
    app.add_url_rule("/bring-in", "bring_in", bringing.page)
    app.add_url_rule("/bring-in/piece", "piece", bringing.piece, methods=["POST"])
    app.add_url_rule("/bring-in/look", "look", bringing.look, methods=["POST"])
    app.add_url_rule("/bring-in/failed", "failed", bringing.failed, methods=["POST"])
    app.add_url_rule("/bring-in/<order>", "looked", bringing.looked)
    app.add_url_rule("/bring-in/<order>/begin", "begin", bringing.begin, methods=["POST"])
    app.add_url_rule("/bring-in/<order>/away", "away", bringing.away, methods=["POST"])


class _Bringing:
    def __init__(self, desk: Desk, runner: Runner) -> None:
        self._desk = desk
        self._runner = runner
        # Two windows may begin or put away one order at once: the second finds it gone.
        self._turn = threading.Lock()

    def page(self) -> str:
        from flask import render_template

        return render_template(
            "bring_in.html",
            order=None,
            left=[_left(each) for each in self._runner.unbegun()],
            command=self._desk.house.command(*_command(0, [])),
        )

    def piece(self) -> AnyResponse:
        """A piece of a file that is being handed over; answers how much of it is here."""
        from flask import make_response, request

        form = request.form
        sent = request.files.get("piece")
        if sent is None:
            raise UsageError(_("no piece of a file came"))
        at = form.get("at", 0, type=int) or 0
        whole = form.get("whole", type=int)
        with self._turn:
            given = form.get("order", "")
            order = self._unbegun(given) if given else self._new()
            try:
                told = add_piece(order, form.get("name", ""), sent.stream, at, whole)
            except UsageError:
                if not given:
                    order.remove()  # nobody knows of it
                raise
        return make_response({"order": order.id, "name": told.name, "size": told.size})

    def look(self) -> AnyResponse:
        """Everything that was brought, looked at; nothing of it is fetched or taken in."""
        from flask import redirect, request

        form = request.form
        given = form.get("order", "")
        order = self._unbegun(given) if given else self._runner.unsaved("bring")
        for sent in request.files.getlist("files"):
            if sent.filename:
                add_piece(order, sent.filename, sent.stream, 0)
        order = replace(order, wishes=self._wishes(order, form.get("urls", "")))
        if not order.wishes["rows"] and not order.wishes["files"]:
            half = bool(order.coming)
            order.remove()
            raise UsageError(
                _("the files did not come whole; hand them over again")
                if half
                else _("nothing was brought: paste addresses, or choose files")
            )
        with self._turn:
            if given:
                self._unbegun(given)
            order.save()
        address = f"/bring-in/{order.id}"
        if by_script():
            from flask import make_response

            return make_response({"go": address})
        return redirect(address, HTTPStatus.SEE_OTHER)

    def failed(self) -> AnyResponse:
        """What failed and was not had since, to be looked at before it is tried again."""
        from flask import redirect

        rows = [asdict(each) for each in self._desk.house.not_had()]
        if not rows:
            raise UsageError(_("nothing failed that was not had since"))
        order = self._runner.unsaved("bring")
        wishes = {"rows": rows, "notices": [], "files": [], "to": self._desk.target}
        replace(order, wishes=wishes).save()
        return redirect(f"/bring-in/{order.id}", HTTPStatus.SEE_OTHER)

    def _wishes(self, order: Order, pasted: str) -> dict[str, Any]:
        from flask import request

        form = request.form
        rows: list[dict[str, Any]] = []
        notices: list[str] = []
        files: list[str] = []
        if pasted.strip():
            self._read(pasted.encode("utf-8", "surrogatepass"), PASTED, rows, notices)
        for path in order.files:
            if is_list_name(path.name) and self._is_list(path, rows, notices):
                path.unlink()
            else:
                files.append(path.name)
        return {
            "rows": rows,
            "notices": notices,
            "half": [path.name for path in order.coming],
            "files": files,
            "note": form.get("note", "").strip()[:MAX_NOTE],
            "tags": [" ".join(e.split()) for e in form.get("tags", "").split(",") if e.strip()],
            "to": form.get("to", ""),
            "browser": "browser" in form,
        }

    def _is_list(self, path: Path, rows: list[dict[str, Any]], notices: list[str]) -> bool:
        if path.stat().st_size > LARGEST_LIST:
            return False
        return self._read(path.read_bytes(), path.name, rows, notices)

    def _read(self, data: bytes, name: str, rows: list[dict[str, Any]], notices: list[str]) -> bool:
        """Whether it is a list; what cannot be read is a row that says so."""
        try:
            looked = self._desk.house.look(data, name)
        except UsageError as error:
            rows.append({"where": name, "url": "", "note": "", "tags": [], "said": "",
                         "wrong": error.message})  # fmt: skip
            return True
        if not looked.is_list:
            return False
        rows += [asdict(each) for each in looked.rows]
        notices += looked.notices
        return True

    def looked(self, order: str) -> str:
        from flask import render_template

        found = self._unbegun(order)
        rows = found.wishes.get("rows") or []
        wrong = [row for row in rows if row["wrong"]]
        fit = [row for row in rows if not row["wrong"]]
        pages = len({row["url"] for row in fit})
        files = [_described(path) for path in found.files]
        return render_template(
            "bring_in.html",
            order=found,
            rows=fit[:SHOWN],
            rest=max(0, len(fit) - SHOWN),
            wrong=wrong,
            pages=pages,
            twice=len(fit) - pages,
            files=files,
            half=found.wishes.get("half") or [],
            notices=found.wishes.get("notices") or [],
            command=self._desk.house.command(*_command(pages, files)),
        )

    def begin(self, order: str) -> AnyResponse:
        """Capture and take in what was looked at."""
        from flask import redirect

        with self._turn:
            found = self._unbegun(order)
            if "rows" in found.wishes:
                self._begin(found)
                return redirect("/bring-in#work", HTTPStatus.SEE_OTHER)
            # Its files came, and whoever brought them left before they were looked at.
            wishes = self._wishes(found, "") | {"to": self._desk.target}
            replace(found, wishes=wishes).save()
        return redirect(f"/bring-in/{order}", HTTPStatus.SEE_OTHER)

    def _begin(self, found: Order) -> None:
        rows = [row for row in found.wishes.get("rows") or [] if not row["wrong"]]
        wishes = {
            **found.wishes,
            "rows": [],
            "pages": [{key: row[key] for key in ("url", "note", "tags")} for row in rows],
        }
        if not rows and not found.files:
            raise UsageError(_("nothing of it can be captured"))
        if found.wishes.get("to"):
            label = _("Translating into %(language)s", language=self._desk.target)
            wishes[TEXTS] = {"kind": "translate", "label": label, "wishes": {}}
        if rows and self._desk.house.pictured():
            label = _("Making pictures of what came")
            wishes[CAME] = {"kind": "picture", "label": label, "wishes": {"pending": True}}
        begun = replace(
            found, wishes=wishes, begun=True, label=_label(rows, len(found.files), found)
        )
        begun.save()
        self._runner.begin(begun)

    def away(self, order: str) -> AnyResponse:
        from flask import redirect

        with self._turn:
            self._unbegun(order).remove()
        return redirect("/bring-in", HTTPStatus.SEE_OTHER)

    def _new(self) -> Order:
        return self._runner.new("bring", "", {}, begun=False)

    def _unbegun(self, identity: str) -> Order:
        order = self._runner.looked_at(identity)
        if order is None:
            raise UsageError(_("that was begun already, or put away; bring it again"))
        return order


def _label(rows: list[dict[str, Any]], files: int, order: Order) -> str:
    pages = len({row["url"] for row in rows})
    parts = []
    if pages:
        parts.append(ngettext("%(num)s address", "%(num)s addresses", pages))
    if files:
        parts.append(order.files[0].name if files == 1 else _("%(count)s files", count=files))
    return ", ".join(parts)


def _left(order: Order) -> dict[str, Any]:
    """What was brought and neither begun nor put away."""
    rows = [row for row in order.wishes.get("rows") or [] if not row["wrong"]]
    label = _label(rows, len(order.files), order) or _("Nothing that can be captured")
    return {"id": order.id, "label": label, "made_at": order.made_at}


def _described(path: Path) -> dict[str, Any]:
    size = path.stat().st_size
    return {"name": path.name, "size": _("%(count)s kB", count=max(1, round(size / 1000)))}


def _command(pages: int, files: list[dict[str, Any]]) -> list[str]:
    if pages or not files:
        return ["capture", "-f", "LIST.csv"]
    return ["import", *(each["name"] for each in files[:5])]
