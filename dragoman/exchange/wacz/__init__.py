"""WACZ: pages with their records, to be replayed by other programs.

In come the records that `evidence/` gathers of pages; out goes one zip with an index, a list of
pages and, where it is signed, a signature. Read `wacz.py` first.
"""
