"""Records read ahead in a process of its own, while rows are made of those before.

It is a help and nothing else: a record that it does not hand over, or that is not the one asked
for, is read by whoever asked. So what becomes of a record does not depend on it.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

from dragoman.index.ahead.process import LENGTH
from dragoman.index.ahead.said import Said

# The folder that this package is imported from.
ROOT = Path(__file__).parents[__name__.count(".")]
PROGRAM = "dragoman.index.ahead.process"
# Frames that are held while rows are written.
FRAMES = 128


class Ahead:
    """What was read ahead, in the order of the ledger. For one thread."""

    def __init__(self, folder: Path, ledger: Path, start: int) -> None:
        path = [str(ROOT), os.environ.get("PYTHONPATH", "")]
        self._process = subprocess.Popen(
            # -P: nothing that lies in the folder we are started in is imported.
            [sys.executable, "-P", "-m", PROGRAM, str(folder), str(ledger), str(start)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, path))},
        )
        self._frames: queue.Queue[bytes] = queue.Queue(FRAMES)
        self._items: list[bytes] = []
        self._ended = False
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._receive, daemon=True)
        self._thread.start()

    def take(self, identity: str) -> Said | None:
        """What a record says; None where it was not read ahead, or is not the next that was."""
        if self._ended:
            return None
        if not self._items:
            frame = self._frames.get()
            self._items = marshal.loads(frame)[::-1] if frame else []
        if not self._items:
            self._ended = True
            return None
        found, content = marshal.loads(self._items.pop())
        if found != identity:
            self._ended = True
            return None
        return None if content is None else Said(*content)

    def close(self) -> None:
        """End it, whatever it is doing."""
        self._closed.set()
        self._ended = True
        self._process.kill()
        self._process.wait()
        while self._thread.is_alive():
            with contextlib.suppress(queue.Empty):
                self._frames.get(timeout=0.05)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _receive(self) -> None:
        """Hold what comes, until there is no more; the last is an empty frame."""
        stream = self._process.stdout
        frame = b"..."
        while frame and stream is not None and not self._closed.is_set():
            frame = _frame(stream)
            self._frames.put(frame)


def _frame(stream: IO[bytes]) -> bytes:
    """Empty where it was cut off, or there is none."""
    try:
        head = stream.read(LENGTH)
        length = int.from_bytes(head, "big")
        frame = stream.read(length) if len(head) == LENGTH else b""
    except (OSError, ValueError):
        return b""
    return frame if len(frame) == length else b""


def is_worth_while() -> bool:
    """Whether there is a processor for it, and a program to start."""
    return bool(sys.executable) and (os.cpu_count() or 1) > 1
