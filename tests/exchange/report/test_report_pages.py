"""The numbers of pages in a report on paper are those of the pages that were printed."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from dragoman.exchange.report import report_file
from dragoman.exchange.report.paper_pages import once

ROOM = b"<!--page r1-->00000<!--page-->"
Place = Mapping[bytes, int]


def printed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, places: Place) -> bytes:
    """What is printed last where the records are on a page that hangs on what the contents say."""

    def print_to(html: Path, pdf: Path) -> None:
        pdf.write_bytes(html.read_bytes())

    def pages_of(pdf: Path, _parts: Mapping[str, str]) -> dict[str, int]:
        return {"r1": places[pdf.read_bytes()]}

    def write(stream: object) -> int:
        assert isinstance(stream, io.BufferedWriter)
        return stream.write(ROOM)

    monkeypatch.setattr(report_file, "print_to", print_to)
    monkeypatch.setattr(report_file, "pages_of", pages_of)
    stream = io.BytesIO()
    report_file._printed(write, tmp_path / "report.pdf", stream, {}, lambda _: None)
    return stream.getvalue()


def test_numbers_that_move_what_follows_are_printed_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    places = {ROOM: 187, b"187": 188, b"188": 188}
    assert printed(monkeypatch, tmp_path, places) == b"188"


def test_a_number_that_never_settles_is_not_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    places = {ROOM: 9, b"9": 10, b"10": 9, "–".encode(): 9}
    last = printed(monkeypatch, tmp_path, places)
    assert not re.search(rb"\d", last)


def test_a_heading_that_is_moved_to_the_next_page_is_found() -> None:
    assert [once(each) for each in ("AnchorsAnchors", "Anchors", "aa", "")] == [
        "Anchors", "Anchors", "a", "",
    ]  # fmt: skip
