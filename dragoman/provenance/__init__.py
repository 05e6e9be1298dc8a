"""What can be proved: digests, stamps, the ledger of all records, anchors, and writing that lasts.

It knows nothing of pages: bytes and lines come in, and chained lines and proofs go out. Every other
room builds on it. Read `ledger.py` first, then `durable.py`; proofs to outsiders are in `anchors/`.
"""
