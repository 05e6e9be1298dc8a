"""How long `import dragoman` and `dragoman --help` take, beside an interpreter that does nothing.

    python benchmarks/startup.py [--runs 20]

Prints the median of each and its ratio to `python -c pass`, all run in turn in one go.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "python -c 'import dragoman'": ["-c", "import dragoman"],
    "dragoman --help": ["-m", "dragoman", "--help"],
}


def seconds(arguments: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(runs + 1):
        for name, arguments in COMMANDS.items():
            taken[name].append(seconds(arguments))
    base = statistics.median(taken["python -c pass"][1:])
    print("| command | median, ms | ratio |")
    print("|---|---|---|")
    for name, times in taken.items():
        median = statistics.median(times[1:])  # the first run fills the file cache
        print(f"| `{name}` | {median * 1000:.0f} | {median / base:.1f} |")


if __name__ == "__main__":
    main()
