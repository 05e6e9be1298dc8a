"""The Firefox engine at work, and for a minute after it: what is sent, looked up or left behind.

    python -m benchmarks.telemetry [--seconds 60]

As `tests/translate/test_no_telemetry.py` looks at it, which waits for less: traced by strace,
without what a continuous integration sets. Begin it with `unshare -rn` where that is allowed, and
nothing could leave. Prints the sockets that were asked for and the files in the home folder.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from pathlib import Path

from dragoman.translate.installing.install import install_file
from tests.support.firefox_model import portuguese_model
from tests.support.traced import SENDING, traced
from tests.translate.test_no_telemetry import FIREFOX

SOCKET = re.compile(r"\bsocket\(AF_INET")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        install_file(portuguese_model(), folder / "models")
        calls, left = traced(
            FIREFOX, folder / "home", str(folder / "models"), after=options.seconds
        )
    sockets = [line for line in calls.splitlines() if SOCKET.search(line)]
    sent = [line for line in calls.splitlines() if SENDING.search(line)]
    print(f"{options.seconds:.0f} s after it: {len(sockets)} sockets to a network,", end=" ")
    print(f"{len(sent)} sent, {len(left)} files in the home folder")
    for line in [*sockets, *sent, *left]:
        print(line)
    raise SystemExit(1 if sockets or sent or left else 0)


if __name__ == "__main__":
    main()
