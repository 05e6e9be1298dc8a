"""Looking again: what is found where a page was, beside what was captured of it.

In: two versions of a page and the look between them, as plain values. Out: a `Sighting`: present,
changed, moved, gone, blocked or unreachable, and what was compared to say so. Read
`page_version.py` first, then `sighting.py`.
"""
