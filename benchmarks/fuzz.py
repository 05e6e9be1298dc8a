"""Feed every parser of foreign bytes with damaged files for as long as it is told.

    python -m benchmarks.fuzz [--minutes 60] [--targets http,warc] [--seed 1]

Each target runs in processes of its own whose memory is limited, a slice at a time, so that a crash
or a hang in a C library ends a slice and is told. What is found is printed, made small by
hypothesis, and makes the exit status 1.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time

from tests.support.fuzzing import TARGETS

SLICE_SECONDS = 60
MEMORY_BYTES = 3 << 30
CODE = """
import faulthandler, resource, sys
from tests.support.fuzzing import TARGETS, fuzz
name, seconds, seed, memory = sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
faulthandler.dump_traceback_later(seconds + 60, exit=True)
print(fuzz(next(t for t in TARGETS if t.name == name), seconds, seed))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--targets", default=",".join(target.name for target in TARGETS))
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    names = asked.targets.split(",")
    each = 60 * asked.minutes / len(names)
    found = 0
    print("| target | minutes | examples | peak MB | found |\n|---|---|---|---|---|", flush=True)
    for name in names:
        tried = peak = wrong = 0
        started = time.monotonic()
        seed = asked.seed * 1_000_000
        while (left := each - (time.monotonic() - started)) > 1:
            seconds = min(SLICE_SECONDS, left)
            done = subprocess.run(
                [sys.executable, "-c", CODE, name, str(seconds), str(seed), str(MEMORY_BYTES)],
                capture_output=True,
                text=True,
                check=False,
            )
            seed += 10_000
            if done.returncode == 0:
                examples, used = map(int, done.stdout.split())
                tried, peak = tried + examples, max(peak, used)
            else:
                wrong += 1
                print(done.stdout[-2000:], done.stderr[-6000:], file=sys.stderr, flush=True)
                if wrong > 3:
                    break
        minutes = (time.monotonic() - started) / 60
        print(f"| {name} | {minutes:.1f} | {tried:,} | {peak} | {wrong} |", flush=True)
        found += wrong
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
