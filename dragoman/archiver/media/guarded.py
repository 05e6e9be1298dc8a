"""Runs yt-dlp in a process of its own that gets out by one door: a port of this machine.

Whatever else it tries, a connection, a look-up of a name, another program, is refused and counted,
in a file beside what it fetches. On its standard input stands what it is told.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any

REFUSED = "refused.json"
OTHER_PROGRAMS = frozenset({
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile",
    "os.fork", "os.forkpty", "pty.spawn",
})  # fmt: skip
LOOK_UPS = frozenset({
    "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo",
    "socket.sendto", "socket.sendmsg",
})  # fmt: skip
AT_HOME = ("127.0.0.1",)
# Bytes of memory: what a site sends may unpack to a thousand times as much.
MEMORY = 2_000_000_000


class Guard:
    """An audit hook, which cannot be taken away again."""

    def __init__(self, port: int, counts: Path) -> None:
        self._port = port
        self._counts = counts
        self.refused: dict[str, int] = {}
        self.connected = 0

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "socket.connect":
            address = arguments[1]
            if isinstance(address, tuple) and address[:2] == (AT_HOME[0], self._port):
                self.connected += 1
                return
            self._refuse(event, address)
        elif event in LOOK_UPS:
            if not arguments or str(arguments[0]) not in AT_HOME:
                self._refuse(event, arguments[:1])
        elif event in OTHER_PROGRAMS:
            self._refuse(event, arguments[:1])

    def _refuse(self, event: str, what: object) -> None:
        self.refused[event] = self.refused.get(event, 0) + 1
        raise PermissionError(f"{event} is not let out of here: {what!r:.200}")

    def tell(self) -> None:
        told = {"connected": self.connected, "refused": self.refused}
        self._counts.write_text(json.dumps(told), encoding="utf-8")


def _confine(most: int) -> None:
    """No file of more than `most` bytes, no dump of what is in the memory, and no more of that."""
    if sys.platform == "win32":
        return
    import resource

    for which, soft in (("FSIZE", most), ("DATA", MEMORY), ("CORE", 0)):
        limit = getattr(resource, f"RLIMIT_{which}")
        hard = resource.getrlimit(limit)[1]
        lower = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(limit, (lower, lower))


def main() -> int:
    """Read from the standard input what it is told, and run yt-dlp with the `arguments` there."""
    told = json.load(sys.stdin)
    guard = Guard(told["port"], Path(told["folder"]) / REFUSED)
    os.chdir(told["folder"])
    _confine(told["most"])
    sys.modules["curl_cffi"] = None  # type: ignore[assignment] # it connects beside Python
    sys.addaudithook(guard)
    try:
        from yt_dlp import main as run

        if told.get("comments"):
            from dragoman.archiver.media.some_comments import take_some

            take_some(told["comments"])

        run(told["arguments"])
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        guard.tell()
    return 0


if __name__ == "__main__":
    sys.exit(main())
