"""A reader of scans that reads what it is told to, and knows what it was asked for."""

from __future__ import annotations

from collections.abc import Callable

from dragoman.archiver.scans.sheet import SeenLine, SeenWord, Sheet
from dragoman.reader.scan_reader import Scan, ScanReader

Read = Callable[[int], Sheet]


def sheet(n: int, of: int, text: str, sure: float = 95) -> Sheet:
    """A sheet of one line a sentence."""
    lines = []
    for row, said in enumerate(text.splitlines()):
        top = 40 + 40 * row
        words = tuple(
            SeenWord(
                each, 40 if each.startswith("Kər") else sure, (40 * at, top, 40 * at + 38, top + 30)
            )
            for at, each in enumerate(said.split())
        )
        lines.append(SeenLine(1, (0, top, 40 * len(words), top + 30), "Latn", "aze", words))
    return Sheet(n, of, 900, 1200, 150, script="Latn", lines=tuple(lines),
                 engine={"name": "tesseract", "version": "5.3.0", "models": [], "settings": {}})  # fmt: skip


class Scripted(ScanReader):
    """Reads what it is told to, and knows what it was asked for."""

    at_once = 1

    def __init__(self, pages: int, read: Read) -> None:
        super().__init__(10)
        self._pages, self._read_one = pages, read
        self.asked: list[int] = []

    def count(self, _scan: Scan) -> int:
        return self._pages

    def sheet(self, _scan: Scan, n: int, _of: int, _called_off: object = None) -> Sheet:
        self.asked.append(n)
        return self._read_one(n)
