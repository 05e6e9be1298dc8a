"""What stands on a page: an article, a listing, or something in the place of one.

In: a body, what it was served as, and what was read out of it. Out: a `Verdict`, which is a kind
and a sentence that names what was seen. Capturing keeps it, looking again rests on it. Read
`verdict.py` first, then `judging.py`.
"""
