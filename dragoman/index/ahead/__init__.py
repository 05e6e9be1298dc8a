"""Records read ahead of whoever makes rows of them, in a process of its own, where there are many.

In: the ledger, from a byte on. Out: each record as it was checked, and the words in it as they are
searched; or nothing, and whoever asked reads for itself. Begin with `ahead.py`.
"""
