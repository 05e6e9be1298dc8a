"""`index.db`: a view of the records in SQLite, which may be deleted at any time, and all questions.

Records flow in, a line of the ledger at a time (`building/`, by `records/`); out go pages, pairs,
states (`asking/`) and what a search finds (`search/`). `sqlite/` knows SQLite's troubles and costs.
Read `building/view.py` first, then `building/schema.py`.
"""
