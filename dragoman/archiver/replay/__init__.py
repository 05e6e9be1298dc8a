"""A recorded page shown again offline: its picture, its PDF, and whether it is as it was captured.

In: the answers that the archive has of a page, by a callable that reads them; what was captured.
Out: pictures with a margin of their own, and what was compared. No request leaves the machine: what
was not recorded is not had. Read `answers.py` first, then `studio.py` and `proof.py`.
"""
