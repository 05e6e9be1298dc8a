"""`Archive.session()`: what programs that use `requests` ask for, recorded.

In come their requests, over the adapter in `archiver/`; out go records of each exchange and of how
each visit went, and pages of what was asked for as HTML or is kept by `Archive.keep`.
Read `opening.py` first, then `session_visit.py`.
"""
