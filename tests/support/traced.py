"""A program of ours, looked at from outside: what it asks of the network, and what it leaves.

By strace, without what a continuous integration sets, and in a network of its own that leads nowhere
where that can be had: what a library would send is seen and goes nowhere.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.places import ROOT

# Seconds that are waited for what comes later: in every run of the tests, and with `--long`.
AFTER, LONG_AFTER = 8, 60
# What a continuous integration sets, and libraries take as a wish to be left alone.
QUIETENS = re.compile(r"^(CI|BUILD_|GITHUB_|GITLAB_|TF_BUILD|TRAVIS|ORT_|DO_NOT_TRACK|.*TELEMETRY)")
# What goes to an address; a socket that is only made, or one in the file system, leads nowhere.
SENDING = re.compile(r"\b(connect|sendto|sendmsg|sendmmsg)\(.*\bAF_INET")
BINDING = re.compile(r"\bbind\(.*\bAF_INET")
ADDRESS = re.compile(r'sin6?_port=htons\((\d+)\).*?inet_(?:addr|pton)\((?:AF_INET6, )?"([^"]+)"')
ALONE = ("unshare", "--map-root-user", "--net", "--")
WITH_LOOPBACK = ("sh", "-c", 'ip link set lo up && exec "$@"', "sh")


@dataclass(frozen=True, slots=True)
class Watched:
    """A program that runs and is looked at, until it ends."""

    process: subprocess.Popen[str]
    home: Path
    log: Path
    seconds: float

    def found(self) -> tuple[str, list[str]]:
        """What it and all its processes asked of the network, and what stands in its home."""
        try:
            _, said = self.process.communicate(timeout=self.seconds)
        except subprocess.TimeoutExpired:
            self.stop()
            raise
        if self.process.returncode and "ptrace" in said:
            pytest.skip("tracing is not allowed here")
        assert self.process.returncode == 0, said
        left = [each.relative_to(self.home).as_posix() for each in sorted(self.home.rglob("*"))]
        return self.log.read_text(encoding="utf-8", errors="replace"), left

    def stop(self) -> None:
        """End it, with what it began, where it has not ended."""
        if self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.communicate()


def watched(
    script: str, home: Path, *arguments: str, after: float = AFTER, loopback: bool = False
) -> Watched:
    """Begin a script that stays for `after` seconds once its work is done. Several can run at once."""
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    home.mkdir()
    log = home.parent / "calls"
    kept = {
        key: value
        for key, value in os.environ.items()
        if not QUIETENS.match(key) and not key.startswith("XDG_")  # which lead out of its home
    }
    # What this program keeps for itself is looked for elsewhere.
    kept["DRAGOMAN_STATE"] = str(home.parent / "state")
    whole = f"import sys, time\nimport dragoman\n{script}\ntime.sleep({after})\n"
    traced = ["strace", "-f", "-e", "trace=network", "-o", str(log), sys.executable, "-c", whole]
    process = subprocess.Popen(
        [*alone(loopback), *traced, *arguments],
        env={**kept, "HOME": str(home), "XDG_CACHE_HOME": str(home / ".cache")}, cwd=ROOT,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    return Watched(process, home, log, after + 240)


def addresses(calls: str, asked: re.Pattern[str] = SENDING) -> set[str]:
    """Where what was sent or connected went, as `host:port`; a line that cannot be read, whole."""
    found: set[str] = set()
    for line in filter(asked.search, calls.splitlines()):
        found |= {f"{host}:{port}" for port, host in ADDRESS.findall(line)} or {line}
    return found


@functools.cache
def alone(loopback: bool) -> tuple[str, ...]:
    """What a command begins with to have a network of its own; nothing where that is not allowed."""
    begin = (*ALONE, *WITH_LOOPBACK) if loopback else ALONE
    try:
        done = subprocess.run([*begin, "true"], capture_output=True, check=False)
    except OSError:
        return ()
    return begin if done.returncode == 0 else ()
