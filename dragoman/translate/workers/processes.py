"""Processes of this machine that answer lines of JSON, and the pool that holds them.

Each is a program of its own and not begun by multiprocessing, which would run the caller's script
once more.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# The folder that this package is imported from.
ROOT = Path(__file__).parents[__name__.count(".")]


class ProcessEnded(Exception):
    """A process ended over what it was asked, and why, as far as it could say."""


class Process:
    """One process, asked by one thread at a time. `process_loop` is its side."""

    def __init__(self, program: str, first: Mapping[str, Any]) -> None:
        """Waits until it is ready, as it says once it has read `first`; else ProcessEnded."""
        path = [str(ROOT), os.environ.get("PYTHONPATH", "")]
        self._process = subprocess.Popen(
            # -P: nothing that lies in the folder we are started in is imported.
            [sys.executable, "-P", "-m", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, path))},
        )
        try:
            self.ask(first)
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """ProcessEnded where it ends over it."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        try:
            stdin.write(json.dumps(content).encode("ascii") + b"\n")
            stdin.flush()
            line = stdout.readline()
            said: dict[str, Any] = json.loads(line) if line else {"error": "the process ended"}
        except (OSError, ValueError) as error:
            raise ProcessEnded(str(error)) from error
        if "error" in said:
            raise ProcessEnded(said["error"])
        return said

    def close(self) -> None:
        """End it, whatever it is doing."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._process.kill()
        self._process.wait()


class ProcessPool:
    """At most so many processes of one program, each begun when there is work for it.

    Threads share it: each waits for a process that is free. One that ended is begun anew for who
    asks next.
    """

    def __init__(self, program: str, first: Mapping[str, Any], most: int) -> None:
        self._program = program
        self._first = first
        self._lock = threading.Lock()
        self._begun: list[Process] = []
        # Those that were asked last are asked first; None is a place for one that is not begun.
        self._free = queue.LifoQueue[Process | None]()
        for _ in range(most):
            self._free.put(None)

    def ask(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """ProcessEnded where one ends over it, or none can be had."""
        process = self._free.get()
        try:
            process = process or self._begin()
            return process.ask(content)
        except BaseException:
            # Also where somebody lost patience: its next line would answer what nobody asks now.
            if process is not None:
                self._end(process)
                process = None
            raise
        finally:
            self._free.put(process)

    def pids(self) -> list[int]:
        with self._lock:
            return [each.pid for each in self._begun]

    def close(self) -> None:
        """End all of them; nobody asks any more."""
        with self._lock:
            begun, self._begun = self._begun, []
        for each in begun:
            each.close()

    def _begin(self) -> Process:
        process = Process(self._program, self._first)
        with self._lock:
            self._begun.append(process)
        return process

    def _end(self, process: Process) -> None:
        process.close()
        with self._lock:
            if process in self._begun:
                self._begun.remove(process)
