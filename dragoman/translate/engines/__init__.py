"""Engines: one file each, behind the protocol in `engine.py`.

In: a package, and clean text in parts that are short enough. Out: an `Output` for each, in order.
Another engine is put in at `loading.py`. Read `engine.py` first, then `argos.py`; what decodes
Firefox's models is in `marian/`.
"""
