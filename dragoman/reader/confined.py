"""Work on hostile bytes in a process of its own, with limits on time and memory.

A page, a PDF or an image can be made so that reading it never ends or fills the memory, in code of
C that no exception reaches. So it is read by a process that may be lost: the kernel ends it where
it takes too much, and another takes its place for the next. What goes in are bytes and JSON, what
comes back is JSON: an attacker who took over the reader is handed nothing that runs code here.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, LifoQueue, Queue, SimpleQueue
from typing import Any, Literal, TypeVar

from dragoman.errors import DragomanError

# One that waits for the disk or for its turn on a busy machine is not one that hangs: where the
# system counts processor time, that decides. Where it does not, little more than that is waited.
PATIENCE, BEGINNING = (3.0, 30.0) if sys.platform == "win32" else (10.0, 60.0)
# What a process has of the memory that it may have when it is said to have met the limit.
NEARLY = 0.9
# How often a wait looks whether it was called off, in seconds.
TICK = 0.2
LARGEST_ANSWER = 1 << 30
PROGRAM = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from dragoman.reader.confined_process import main; main(sys.argv[2])"
)
Why = Literal["time", "memory", "silent", "broken", "cancelled"]


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one piece of work may take: seconds of processor time, bytes of memory beside those
    that the process has before."""

    seconds: float
    memory: int

    @property
    def whole_seconds(self) -> int:
        """As the kernel counts them."""
        return math.ceil(self.seconds)


class Lost(Exception):
    """The process did not come back from the work: `why` it was ended."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


class WorkFailed(Exception):
    """The work raised an error: its class, its message, and its kind where it is one of ours."""

    def __init__(self, name: str, message: str, kind: str | None) -> None:
        super().__init__(message)
        self.name, self.message, self.kind = name, message, kind


class Confined:
    """One function in processes of their own. Threads may share it.

    `function` is `module:name`; it takes bytes and keyword arguments of JSON values, and returns a
    JSON value. At most `count` processes, each begun when it is first needed.
    """

    def __init__(self, function: str, count: int = 1) -> None:
        self._function = function
        self._count = count
        self._owner = os.getpid()
        self._growing = threading.Lock()
        # The one that worked last is taken first: another is begun only while that one works.
        self._idle: LifoQueue[_Process | None] = LifoQueue()
        for _ in range(count):
            self._idle.put(None)

    def run(
        self,
        body: bytes,
        arguments: dict[str, Any],
        allowance: Allowance,
        called_off: Callable[[], bool] = lambda: False,
    ) -> Any:
        """What the function returns. WorkFailed where it raised, Lost where it was ended.

        Once `called_off` says so whoever waits comes back within a moment.
        """
        process = _taken(self._idle, math.inf, called_off)
        try:
            process = process or self._begun()
            answer = process.ask(body, arguments, allowance, called_off)
            if answer.get("memory"):
                raise Lost("memory")
            if answer.get("last"):
                process.end()
                process = None
        except BaseException:
            if process is not None:
                process.end()
            process = None
            raise
        finally:
            self._idle.put(process)
        if "error" in answer:
            raise WorkFailed(*answer["error"])
        return answer["result"]

    def allow(self, count: int) -> None:
        """Let there be `count` processes at once, where there were to be fewer."""
        with self._growing:
            for _ in range(count - self._count):
                self._idle.put(None)
            self._count = max(self._count, count)

    def warm(self) -> None:
        """Begin a process before there is work, so that its start costs no time then."""
        with contextlib.suppress(Empty):
            self._idle.put(self._idle.get_nowait() or self._begun())

    def close(self) -> None:
        """End the processes, once their work is done; more work begins new ones."""
        held = [self._idle.get() for _ in range(self._count)]
        for process in held:
            if process is not None:
                process.end()
            self._idle.put(None)

    def _begun(self) -> _Process:
        return _Process(self._function)

    @property
    def is_ours(self) -> bool:
        """Whether its processes are this one's: a fork has the pipes, and must not use them."""
        return self._owner == os.getpid()


class _Process:
    """A process that does one piece of work after the other; whoever has it alone uses it."""

    def __init__(self, function: str) -> None:
        command = [sys.executable, "-P", "-c", PROGRAM, json.dumps(sys.path), function]
        # Ctrl-C on a terminal reaches a whole group: it is ours to say what becomes of the work.
        apart: dict[str, Any] = (
            {"creationflags": 0x200} if sys.platform == "win32" else {"process_group": 0}
        )
        pipe = subprocess.PIPE
        self._child: subprocess.Popen[bytes] = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, **apart
        )
        self._answers: SimpleQueue[bytes | None] = SimpleQueue()
        self._at_first: int | None = None  # bytes of memory before any work
        threading.Thread(target=self._read, daemon=True).start()

    def ask(
        self,
        body: bytes,
        arguments: dict[str, Any],
        allowance: Allowance,
        called_off: Callable[[], bool],
    ) -> dict[str, Any]:
        """The answer; Lost where none came. Nothing else may be asked after that."""
        seconds = allowance.whole_seconds
        asked = {"arguments": arguments, "seconds": seconds, "memory": allowance.memory}
        head = json.dumps(asked, ensure_ascii=True).encode("ascii")
        # In a thread: where the process hangs before it has read all, this would hang as well.
        threading.Thread(target=self._write, args=(head, body), daemon=True).start()
        if self._at_first is None:
            self._at_first = int(self._answer(BEGINNING, allowance, called_off).get("ready") or 0)
        return self._answer(BEGINNING + seconds * PATIENCE, allowance, called_off)

    def _answer(
        self, longest: float, allowance: Allowance, called_off: Callable[[], bool]
    ) -> dict[str, Any]:
        try:
            answer = _taken(self._answers, longest, called_off)
        except Empty as error:
            raise Lost("silent") from error
        if answer is None:
            raise Lost(self._why((self._at_first or 0) + NEARLY * allowance.memory))
        try:
            found = json.loads(answer)
        except ValueError as error:
            raise Lost("broken") from error
        if not isinstance(found, dict):
            raise Lost("broken")
        return found

    def end(self) -> None:
        self._kill()
        self._child.wait()
        for stream in (self._child.stdin, self._child.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def _kill(self) -> None:
        """With the programs that it has begun."""
        if sys.platform != "win32" and self._child.poll() is None:
            with contextlib.suppress(OSError):
                os.killpg(self._child.pid, signal.SIGKILL)
        self._child.kill()

    def _why(self, much: float) -> Why:
        """Why the process is gone: the kernel says it by a signal of its own where time ran out,
        and the memory that it had at most says it where a library ended it for want of more."""
        code, most = self._ended()
        if code == -TIME_SIGNAL:
            return "time"
        return "memory" if most > much else "broken"

    def _ended(self) -> tuple[int, int]:
        """The exit status, and the bytes that it had at most; 0 where that cannot be told."""
        if sys.platform == "win32":
            return self._child.wait(), 0
        import resource

        try:
            _, status, used = os.wait4(self._child.pid, 0)
        except ChildProcessError:  # somebody else waits for whatever ends
            return self._child.wait(), 0
        self._child.returncode = os.waitstatus_to_exitcode(status)
        # What it had begins with what this process had when it began that one.
        ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return self._child.returncode, _bytes(used.ru_maxrss) if used.ru_maxrss > ours else 0

    def _write(self, head: bytes, body: bytes) -> None:
        stream = self._child.stdin
        assert stream is not None
        with contextlib.suppress(OSError, ValueError):  # it is gone, which the wait finds out
            for part in (head, body):
                stream.write(len(part).to_bytes(8, "big"))
                stream.write(part)
            stream.flush()

    def _read(self) -> None:
        stream = self._child.stdout
        assert stream is not None
        with contextlib.suppress(OSError, ValueError):
            while len(head := stream.read(8)) == 8:
                length = int.from_bytes(head, "big")
                answer = stream.read(length) if length <= LARGEST_ANSWER else b""
                if len(answer) < length:
                    break
                self._answers.put(answer)
        self._answers.put(None)


T = TypeVar("T")


def _taken(queue: Queue[T] | SimpleQueue[T], longest: float, called_off: Callable[[], bool]) -> T:
    """The next of a queue; Empty after `longest` seconds, Lost once it was called off."""
    end = time.monotonic() + longest
    while not called_off():
        with contextlib.suppress(Empty):
            return queue.get(timeout=TICK)
        if time.monotonic() > end:
            raise Empty
    raise Lost("cancelled")


def _bytes(maxrss: int) -> int:
    """What `getrusage` counts in bytes on macOS, and in kilobytes elsewhere."""
    return maxrss if sys.platform == "darwin" else maxrss * 1024


# SIGXCPU, which not every system has.
TIME_SIGNAL = 24


def error_of(failure: BaseException) -> tuple[str, str, str | None]:
    """An error as it is told to the other process: class, message, kind where it is ours."""
    if isinstance(failure, DragomanError):
        return type(failure).__name__, failure.message, failure.kind
    return type(failure).__name__, str(failure)[:500], None
