"""A program of ours, looked at from outside: what it asks of the network, and what it leaves.

By strace, without what a continuous integration sets, and in a network of its own that leads nowhere
where that can be had: what a library would send is seen and goes nowhere.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.places import ROOT

AFTER = 8  # seconds that are waited for what comes later
# What a continuous integration sets, and libraries take as a wish to be left alone.
QUIETENS = re.compile(r"^(CI|BUILD_|GITHUB_|GITLAB_|TF_BUILD|TRAVIS|ORT_|DO_NOT_TRACK|.*TELEMETRY)")
# What goes to an address; a socket that is only made, or one in the file system, leads nowhere.
SENDING = re.compile(r"\b(connect|sendto|sendmsg|sendmmsg)\(.*\bAF_INET")
BINDING = re.compile(r"\bbind\(.*\bAF_INET")
ADDRESS = re.compile(r'sin6?_port=htons\((\d+)\).*?inet_(?:addr|pton)\((?:AF_INET6, )?"([^"]+)"')
ALONE = ("unshare", "--map-root-user", "--net", "--")
WITH_LOOPBACK = ("sh", "-c", 'ip link set lo up && exec "$@"', "sh")


def traced(
    script: str, home: Path, *arguments: str, after: float = AFTER, loopback: bool = False
) -> tuple[str, list[str]]:
    """What the script and all its processes asked of the network, and what stands in its home."""
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    home.mkdir()
    log = home.parent / "calls"
    kept = {
        key: value
        for key, value in os.environ.items()
        if not QUIETENS.match(key) and not key.startswith("XDG_")  # which lead out of its home
    }
    whole = f"import sys, time\nimport dragoman\n{script}\ntime.sleep({after})\n"
    watched = ["strace", "-f", "-e", "trace=network", "-o", str(log), sys.executable, "-c", whole]
    done = subprocess.run(
        [*alone(loopback), *watched, *arguments],
        env={**kept, "HOME": str(home), "XDG_CACHE_HOME": str(home / ".cache")}, cwd=ROOT,
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    if done.returncode and "ptrace" in done.stderr:
        pytest.skip("tracing is not allowed here")
    assert done.returncode == 0, done.stderr
    found = [each.relative_to(home).as_posix() for each in sorted(home.rglob("*"))]
    return log.read_text(encoding="utf-8", errors="replace"), found


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
