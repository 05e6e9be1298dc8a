"""What runs in the process of its own: one function, a piece of work after the other, in limits."""

from __future__ import annotations

import contextlib
import importlib
import json
import math
import os
import re
import signal
import sys
from pathlib import Path
from typing import Any, BinaryIO

from dragoman.reader.confined import NEARLY, error_of

# What a process may keep of the memory for one piece of work before another takes its place.
GROWN = 0.5


def main(function: str) -> None:
    """Work until nothing more is asked. Whatever libraries print goes nowhere.

    Where the module has a `warm_up`, what that loads counts for no piece of work.
    """
    asked = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _leave_no_dump()
    name, _, work_name = function.partition(":")
    module = importlib.import_module(name)
    with contextlib.suppress(Exception):
        getattr(module, "warm_up", lambda: None)()
    work, at_first = getattr(module, work_name), _status("VmData")
    _answer(answers, {"ready": _status("VmRSS")})
    while (head := _part(asked)) is not None and (body := _part(asked)) is not None:
        wish = json.loads(head)
        before = _begin(wish["seconds"], wish["memory"])
        answer = _done(work, body, wish["arguments"])
        if _status("VmHWM") - before > NEARLY * wish["memory"]:
            answer = {"memory": True}  # a library may have met the limit and gone on with less
        answer["last"] = _status("VmData") - at_first > GROWN * wish["memory"]
        _answer(answers, answer)


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


def _status(what: str) -> int:
    """Bytes of memory of this process, as the kernel counts them; 0 where it does not tell."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    found = re.search(rf"{what}:\s+([0-9]+) kB", status)
    return int(found[1]) * 1024 if found else 0


def _leave_no_dump() -> None:
    """A process that is ended leaves no file with the page in it."""
    if sys.platform != "win32":
        import resource

        _lower(resource.RLIMIT_CORE, 0)


def _begin(seconds: int, memory: int) -> int:
    """Set the limits, where the system has any, on what is taken from now on; the memory now."""
    if sys.platform == "win32":
        return 0
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = math.ceil(used.ru_utime + used.ru_stime) + seconds
    _lower(resource.RLIMIT_CPU, soft)
    _lower(resource.RLIMIT_DATA, _status("VmData") + memory)
    with contextlib.suppress(OSError):  # the most that it had begins anew
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _status("VmHWM")


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
