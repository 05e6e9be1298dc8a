"""`dragoman` as a program that Ctrl-C reaches, also where the tests run in the background.

A shell has its background programs ignore the signal, and what they start inherits that.
"""

import sys

INTERRUPTIBLE = [
    sys.executable,
    "-c",
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from dragoman.cli import main; main(prog_name='dragoman')",
]
