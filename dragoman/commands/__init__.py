"""The commands, a file a family: parse, call `Archive` or a step, print. No logic.

In come words from a command line; out go lines from `printing/`, and an exit status: 0 done, 1
something asked for was not done, 2 wrong usage, 3 damage found by `verify`. `cli.py` lists them.
Read `look_up.py` first, then `shared/context.py`.
"""
