"""Everything that loads a model, at work and for a minute after it: what is sent, or left.

    python -m benchmarks.telemetry [--seconds 60]

What `tests/translate/test_no_telemetry.py` looks at, in the same way: traced by strace, all at
once, without what a continuous integration sets, in a network that leads nowhere where one can be
had. One line for each; the status is 1 where anything was found that should not be.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.support.at_work import WORKS, at_work
from tests.support.traced import LONG_AFTER, alone


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=LONG_AFTER)
    options = parser.parse_args()
    found: list[str] = []
    where = "a network of their own" if alone(False) else "this machine's network"
    print(f"in {where}, {options.seconds:.0f} s after the work:")
    with tempfile.TemporaryDirectory() as name, at_work(Path(name), options.seconds) as running:
        for work, each in running.items():
            wrong = [] if isinstance(each, str) else each.wrong()
            said = f"not looked at: {each}" if isinstance(each, str) else "nothing"
            print(f"{WORKS[work].title}: {'; '.join(wrong) or said}", flush=True)
            found += wrong
    raise SystemExit(1 if found else 0)


if __name__ == "__main__":
    main()
