"""What programs ask the desk: JSON, to be read only, as `openapi.py` beside it says."""

from __future__ import annotations

import re
from dataclasses import fields
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from dragoman.decisions import ORDER
from dragoman.desk.desk import Desk
from dragoman.desk.doors.asking import DIGITS, page_row
from dragoman.desk.programs.openapi import MOST, document
from dragoman.errors import UsageError
from dragoman.index.asking.choice import Choice
from dragoman.index.asking.listed import list_pages
from dragoman.index.search.search import search
from dragoman.index.search.terms import Within

if TYPE_CHECKING:
    from flask import Flask

ROOT = "/api/v1"
USUAL = 100
LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
FLAGS = {"true": True, "1": True, "false": False, "0": False}
PAGED, SEARCHED, OF_PAGE = {"limit", "after"}, {"q", "exact", "limit"}, {"to"}


def add_api(app: Flask, desk: Desk) -> None:
    app.add_url_rule(f"{ROOT}/openapi.json", "api", _document)
    app.add_url_rule(f"{ROOT}/search", "api_search", lambda: _search(desk))
    app.add_url_rule(f"{ROOT}/pages", "api_pages", lambda: _pages(desk))
    app.add_url_rule(f"{ROOT}/pages/<page>", "api_page", lambda page: _page(desk, page))
    app.add_url_rule(f"{ROOT}/pages/<page>/pairs", "api_pairs", lambda page: _pairs(desk, page))
    app.add_url_rule(
        f"{ROOT}/pages/<page>/evidence", "api_evidence", lambda page: _evidence(desk, page)
    )


def _document() -> dict[str, Any]:
    _said(set())
    return document()


def _search(desk: Desk) -> dict[str, Any]:
    said = _said({*SEARCHED, *(each.name for each in fields(Within))})
    words, most = said.pop("q", "").strip(), _limit(said)
    if not words:
        raise UsageError("nothing is looked for; say it with q")
    exact = _flag(said, "exact")
    if said.get("state", ORDER[0]) not in ORDER:
        raise UsageError(f"{said['state']} is not a state; use one of {', '.join(ORDER)}")
    within = Within(**said)
    hits = search(desk.connection(), words, within=within, exact=exact, limit=most + 1)
    told = [{**hit.to_json(), "state": hit.state} for hit in hits[:most]]
    return {"hits": told, "more": len(hits) > most}


def _pages(desk: Desk) -> dict[str, Any]:
    said = _said({*PAGED, *(each.name for each in fields(Choice))})
    most, after = _limit(said), said.pop("after", None)
    flags: dict[str, Any] = {name: _flag(said, name) for name in ("failed", "flagged", "mistaken")}
    choice = Choice(**cast(dict[str, Any], said), **flags)
    if after is not None:
        page_row(desk, after)
    rows = list(islice(list_pages(desk.connection(), choice, after=after), most + 1))
    for row in rows:
        del row["engines"]
    return {"pages": rows[:most], "next": rows[most - 1]["id"] if len(rows) > most else None}


def _page(desk: Desk, page: str) -> dict[str, Any]:
    to = _language(desk)
    page_row(desk, page)
    return desk.told(page, to)


def _pairs(desk: Desk, page: str) -> dict[str, Any]:
    to = _language(desk)
    page_row(desk, page)
    return desk.pairs(page, to)


def _language(desk: Desk) -> str:
    """The one that is asked for; what is no code of one has no translation, and never could."""
    to = _said(OF_PAGE).get("to", desk.target)
    if not LANGUAGE.fullmatch(to):
        raise UsageError("to is the code of a language, such as en")
    return to


def _evidence(desk: Desk, page: str) -> dict[str, Any]:
    _said(set())
    page_row(desk, page)
    return desk.house.evidence(page)


def _said(known: set[str]) -> dict[str, str]:
    """What the query says; UsageError for what is none, since its answer would be of another."""
    from flask import request

    said = request.args.to_dict()
    if twice := sorted(name for name in said if len(request.args.getlist(name)) > 1):
        raise UsageError(f"{', '.join(twice)} is said twice, and one of it can be asked for")
    if unknown := sorted(said.keys() - known):
        names = ", ".join(sorted(known)) or "nothing"
        raise UsageError(f"{', '.join(unknown)} cannot be asked for here; use {names}")
    return said


def _limit(said: dict[str, str]) -> int:
    told = said.pop("limit", str(USUAL))
    if not told.isascii() or not told.isdigit() or len(told) > DIGITS:
        told = "0"
    if not 0 < int(told) <= MOST:
        raise UsageError(f"limit is a number from 1 to {MOST:,}")
    return int(told)


def _flag(said: dict[str, str], name: str) -> bool:
    told = said.pop(name, "false")
    if told not in FLAGS:
        raise UsageError(f"{name} is true or false")
    return FLAGS[told]
