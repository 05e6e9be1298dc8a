"""Reading scans on other machines: each page of one goes to a worker, and what it reads comes back.

How many pages a scan has, and what article they make, is done here, as where nobody else reads.
"""

from __future__ import annotations

import threading
from concurrent.futures import Executor, Future
from hashlib import sha256
from typing import Any

from dragoman.archiver.scans.scripts import MODELS
from dragoman.archiver.scans.sheet import Sheet
from dragoman.archiver.scans.tesseract import installed
from dragoman.errors import DragomanError, ExtractionError
from dragoman.reader.confined import Allowance
from dragoman.reader.elsewhere import (
    Elsewhere,
    answer,
    came_back,
    version_of,
    versions,
)
from dragoman.reader.page_reader import CalledOff, never
from dragoman.reader.scan_reader import Scan, ScanReader, processes

# What opens and cleans a picture, and would do it otherwise in another version.
SEEN_BY = ("pillow", "pypdfium2")
# Pages that are on their way while others are read.
ON_THE_WAY = 1


class ScansElsewhere(ScanReader):
    """Reads the pages of scans on other machines. Threads may share it."""

    def __init__(self, seconds: float, workers: Elsewhere) -> None:
        super().__init__(seconds)
        self._workers = workers
        self._begun: dict[bytes, Future[Sheet]] = {}
        self._lock = threading.Lock()

    @property
    def at_once(self) -> int:
        return self._workers.count() + ON_THE_WAY

    def begin(self, scan: Scan, pool: Executor, called_off: CalledOff) -> None:
        """Have what is one picture read by now: pictures are mostly alone on their page."""
        try:
            if self.count(scan) != 1:
                return
        except DragomanError:  # which is told where it is read in its turn
            return
        with self._lock:
            self._begun[_key(scan)] = pool.submit(super().sheet, scan, 1, 1, called_off)

    def sheet(self, scan: Scan, n: int, of: int, called_off: CalledOff = never) -> Sheet:
        with self._lock:
            begun = self._begun.pop(_key(scan), None) if of == 1 else None
        return begun.result() if begun is not None else super().sheet(scan, n, of, called_off)

    def _run(
        self,
        content: bytes,
        asked: dict[str, Any],
        allowance: Allowance,
        called_off: CalledOff = never,
    ) -> Any:
        if asked["what"] != "sheet":
            return super()._run(content, asked, allowance, called_off)
        limits = (allowance.seconds, allowance.memory)
        said = self._workers.call(read_sheet_here, content, asked, *limits, called_off=called_off)
        return came_back(said, seen_by())


def _key(scan: Scan) -> bytes:
    return sha256(scan.content).digest()


def seen_by() -> dict[str, str | None]:
    """The versions of what reads a picture on this machine, and the digests of its models."""
    return versions() | {name: version_of(name) for name in SEEN_BY} | _tesseract()


def _tesseract() -> dict[str, str | None]:
    try:
        program = installed()
    except ExtractionError:
        return {"tesseract": None}
    names = filter(None, map(program.first_of, MODELS))
    told = {f"the model {name}": program.digest(name) for name in names}
    return {"tesseract": program.version, **told}


# -- on the worker ---------------------------------------------------------------------------------


def read_sheet_here(
    content: bytes, asked: dict[str, Any], seconds: float, memory: int
) -> dict[str, Any]:
    """What `ScansElsewhere` asks a worker: an answer of JSON values, whatever became of it."""
    return answer(processes, seen_by(), content, asked, Allowance(seconds, memory))
