"""`dragoman`, and `python -m dragoman`: loads the commands and hands over to them."""

from __future__ import annotations

import sys


def main() -> None:
    try:
        from dragoman.cli import main as commands
    except KeyboardInterrupt:  # loading takes a moment, and has begun nothing
        sys.exit("interrupted; nothing was begun")
    commands(prog_name="dragoman")


if __name__ == "__main__":
    main()
