"""The reference has every public name, and all that it has, out of the docstrings."""

from __future__ import annotations

import inspect
import re

import dragoman
from dragoman import Archive, Outcome, Page, translate
from tests.support.places import ROOT
from tools.api_reference import PLACE, members, reference

TEXT = reference()
TITLES = set(re.findall(r"^#{2,4} (.+)$", TEXT, re.M))


def test_every_public_name_has_its_place() -> None:
    names = {*dragoman.__all__, *translate.__all__} - {"__version__"}
    assert {name for name in names if name not in TITLES} == set()
    assert PLACE in (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


def test_so_has_every_call_with_what_it_says_of_itself() -> None:
    calls = dict(members(Archive))
    assert {
        "capture",
        "pages",
        "search",
        "verify",
        "anchor",
        "hand_over",
        "decide",
        "store",
    } <= set(calls)
    for kind in (Archive, Page):
        for name, member in members(kind):
            assert f"{kind.__name__}.{name}" in TITLES
            assert (inspect.getdoc(member) or "no docstring") in TEXT, name
    assert inspect.getdoc(Outcome) in TEXT


def test_a_signature_is_as_it_is_called() -> None:
    assert "    *,\n    note: str | None = None," in TEXT
    assert "page(identity: str) -> Page" in TEXT
    assert not re.search(r"^\s*self[,:)]", TEXT, re.M)
