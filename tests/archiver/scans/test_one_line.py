"""A picture of one wide line, which looks as if lines ran down it."""

from __future__ import annotations

from dragoman.archiver.scans.sheet_reading import read_sheet
from tests.support.drawn_pages import as_file, drawn, needs_tesseract

SAID = "Vəkil məktubunda onun vəziyyətini ətraflı təsvir edib."


def test_a_line_is_read_as_it_stands() -> None:
    needs_tesseract()
    line = drawn(SAID, width=1000, height=130, size=30)
    sheet = read_sheet(as_file(line), 1, 1, "http://h/", 60)
    assert sheet.turned == 0 and sheet.script == "Latn"
    assert [" ".join(word.text for word in each.words) for each in sheet.lines] == [SAID]
