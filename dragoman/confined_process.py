"""What runs in the process of its own: one function, a piece of work after the other, in limits."""

from __future__ import annotations

import importlib
import json
import math
import os
import re
import signal
import sys
from pathlib import Path
from typing import Any, BinaryIO

from dragoman.confined import NEARLY, error_of


def main(function: str) -> None:
    """Work until nothing more is asked. Whatever libraries print goes nowhere."""
    asked = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _leave_no_dump()
    module, _, name = function.partition(":")
    work = getattr(importlib.import_module(module), name)
    while (head := _part(asked)) is not None and (body := _part(asked)) is not None:
        wish = json.loads(head)
        _limit(wish["seconds"], wish["memory"])
        answer = _done(work, body, wish["arguments"])
        _answer(answers, {"memory": True} if _was_full(wish["memory"]) else answer)


def _done(work: Any, body: bytes, arguments: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"result": work(body, **arguments)}
    except MemoryError:
        return {"memory": True}
    except RecursionError as error:
        return {"error": ("RecursionError", str(error), None)}
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told
        return {"error": error_of(error)}


def _part(stream: BinaryIO) -> bytes | None:
    head = stream.read(8)
    if len(head) < 8:
        return None
    length = int.from_bytes(head, "big")
    data = stream.read(length)
    return data if len(data) == length else None


def _answer(stream: BinaryIO, answer: dict[str, Any]) -> None:
    try:
        data = json.dumps(answer, ensure_ascii=True).encode("ascii")
    except MemoryError:
        data = b'{"memory": true}'
    except (TypeError, ValueError) as error:
        data = json.dumps({"error": error_of(error)}).encode("ascii")
    stream.write(len(data).to_bytes(8, "big") + data)
    stream.flush()


def _was_full(memory: int) -> bool:
    """Whether the memory came near its limit: a library may have met it and gone on with less."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    # Not what getrusage says, which begins with the memory of the process that began this one.
    peak = re.search(r"VmHWM:\s+([0-9]+) kB", status)
    return peak is not None and int(peak[1]) * 1024 > NEARLY * memory


def _leave_no_dump() -> None:
    """A process that is ended leaves no file with the page in it."""
    if sys.platform != "win32":
        import resource

        _lower(resource.RLIMIT_CORE, 0)


def _limit(seconds: int, memory: int) -> None:
    """Where the system has limits. Time counts from now on, memory is that of the whole process."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = math.ceil(used.ru_utime + used.ru_stime) + seconds
    _lower(resource.RLIMIT_CPU, soft)
    _lower(resource.RLIMIT_DATA, memory)


def _lower(which: int, soft: int) -> None:
    """Set the soft limit; the hard one is left, and may be below it already."""
    import resource

    hard = resource.getrlimit(which)[1]
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    try:
        resource.setrlimit(which, (soft, hard))
    except (OSError, ValueError):
        return
