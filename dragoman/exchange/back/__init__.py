"""What comes back of what went out: read as what it may be, and held against what is here.

In come files that somebody worked on; out go proposals and conflicts, and nothing is applied here.
Read `returned.py` first, then `matched.py`.
"""
