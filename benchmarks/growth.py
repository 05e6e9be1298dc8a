"""How the time of every function that takes foreign text grows: all of `tests/support/growing.py`.

    python -m benchmarks.growth [--functions lines,segments]

One line a function: how many texts were tried, the steepest slope, and each text on which the time
grows faster than the text (see `tests/support/growth.py`), which makes the exit status 1.
"""

from __future__ import annotations

import argparse
import sys

from tests.support.growing import FUNCTIONS, PLAIN
from tests.support.growth import growth


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--functions", default=",".join(FUNCTIONS))
    names = parser.parse_args().functions.split(",")
    steep = 0
    for name in names:
        steepest = 0.0
        for text in PLAIN:
            found = growth(FUNCTIONS[name], text)
            steepest = max(steepest, found.slope or 0)
            if found.too_steep:
                steep += 1
                print(f"  {name} on {text}: {found}", flush=True)
        print(f"{name}: {len(PLAIN)} texts, steepest slope {steepest:.2f}", flush=True)
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main())
