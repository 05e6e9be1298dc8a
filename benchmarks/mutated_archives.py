"""Asks `verify`, `list`, `repair --dry-run` and two exports about archives with something wrong.

    python -m benchmarks.mutated_archives [--archives 10000] [--seed 1]

Each is a small archive in which bytes of any file, values of its ledger, records or index, or whole
files were changed (`tests/support/mutated.py`). Whatever breaks off, takes a minute, changes what
is evidence, or is called sound although it differs is printed, and makes the exit status 1. They
are looked at in processes of their own whose memory is limited.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time

SLICE = 250
MEMORY_BYTES = 3 << 30
CODE = """
import faulthandler, os, resource, sys, tempfile
from pathlib import Path
first, count, memory = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
faulthandler.dump_traceback_later(3600, exit=True)
from tests.support.mutated import Finding, base, look
with tempfile.TemporaryDirectory() as work:
    os.environ["DRAGOMAN_STATE"] = f"{work}/state"
    sound = base(Path(work))
    called_sound = 0
    for number in range(first, first + count):
        try:
            called_sound += look(sound, number, Path(work))
        except Finding as finding:
            print(finding, file=sys.stderr, flush=True)
print(called_sound, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--archives", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    started, first, found, sound, peak = time.monotonic(), asked.seed * 1_000_000, 0, 0, 0
    for done in range(0, asked.archives, SLICE):
        count = min(SLICE, asked.archives - done)
        command = [sys.executable, "-c", CODE, str(first + done), str(count), str(MEMORY_BYTES)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        findings = ended.stderr.splitlines() if ended.stderr else []
        if ended.returncode or findings:
            print(ended.stderr[-6000:], file=sys.stderr, flush=True)
            found += max(1, len(findings))
        if not ended.returncode:
            called, used = map(int, ended.stdout.split())
            sound, peak = sound + called, max(peak, used)
    seconds = time.monotonic() - started
    print("| archives | called sound | found | peak MB | seconds |\n|---|---|---|---|---|")
    print(f"| {asked.archives:,} | {sound:,} | {found} | {peak} | {seconds:.0f} |")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
