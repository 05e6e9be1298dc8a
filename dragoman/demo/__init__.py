"""The demo: a small site about invented people, served from this machine, and the walk through it.

It uses `Archive` as any program would. Read `walk.py` first.
"""
