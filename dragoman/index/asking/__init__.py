"""Questions to the index, and what its rows mean: pages, pairs, credit, decisions that hold.

In comes a connection; out go rows and small objects, and nothing is written. Read `query.py` first.
"""
