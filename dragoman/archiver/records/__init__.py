"""WARC records: made of what was fetched, and read back.

In: a `Fetch` (or bytes) and a stamp. Out: records, each a gzip member ready to be appended; and,
the other way, a record out of a file, with its digests checked. Appends nothing itself. Read
`record.py` first, then `capture.py`, which makes the records of a fetch, and `reader.py`.
"""
