"""A terminal for tests: a program runs in it, and what stands on its screen is looked at."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyte

CHUNK = 64  # small, so that nearly every state of the screen is seen


@dataclass
class Shown:
    """`states` are the screens that were seen, one after the other, each the rows with text."""

    status: int
    written: bytes
    states: list[list[str]] = field(default_factory=list)

    @property
    def last(self) -> list[str]:
        return self.states[-1]


def shown(
    command: list[str],
    environment: Mapping[str, str],
    *,
    columns: int = 100,
    rows: int = 50,
    stdout: Path | None = None,
) -> Shown:
    """Run a program in a terminal; `stdout` is a file that its standard output goes to instead."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    elsewhere = stdout.open("wb") if stdout is not None else None
    process = subprocess.Popen(
        command,
        stdin=theirs,
        stdout=elsewhere or theirs,
        stderr=theirs,
        env={"TERM": "xterm-256color", **environment},
    )
    os.close(theirs)
    written = _read(ours)
    os.close(ours)
    if elsewhere is not None:
        elsewhere.close()
    found = Shown(process.wait(timeout=60), written)
    screen = pyte.Screen(columns, rows)
    stream = pyte.ByteStream(screen)
    for start in range(0, len(written), CHUNK):
        stream.feed(written[start : start + CHUNK])
        found.states.append([row.rstrip() for row in screen.display if row.strip()])
    return found


def _read(terminal: int) -> bytes:
    written = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # Linux says so when the last program has gone
            return written
        if not piece:
            return written
        written += piece
