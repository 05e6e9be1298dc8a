"""The desk in a process of its own, as a person starts it: ended, killed, and begun again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

LONGEST_END = 120  # seconds in which what is in flight is finished
BAD = ("Traceback", "Exception", "was not carried out", "Error:", "exception")


class DeskProcess:
    """`url` is what it printed; all that it says besides goes into `log`."""

    def __init__(self, folder: Path, log: Path, environment: Mapping[str, str]) -> None:
        self.folder, self.log = folder, log
        self.port = _free_port()
        self._environment = {**os.environ, **environment, "PYTHONUNBUFFERED": "1"}
        self._process: subprocess.Popen[str] | None = None
        self.url = ""
        self.begin()

    def begin(self) -> None:
        words = ("--archive", str(self.folder), "desk", "--allow-private", "--port", str(self.port))
        with self.log.open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "dragoman", *words],
                text=True, stdout=subprocess.PIPE, stderr=log, env=self._environment,
                start_new_session=True,
            )  # fmt: skip
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        assert urlsplit(self.url).port == self.port, f"it did not begin; see {self.log}"

    def end(self) -> int:
        """Ctrl-C; gives the exit status, -1 where it did not end."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        try:
            return self._process.wait(timeout=LONGEST_END)
        except subprocess.TimeoutExpired:
            self.kill()
            return -1

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        time.sleep(0.05)

    def faults(self) -> list[str]:
        """What stands in its log and is no notice."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line for line in lines if any(each in line for each in BAD)]


def _free_port() -> int:
    """The same at each start, as somebody has it who names one."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])
