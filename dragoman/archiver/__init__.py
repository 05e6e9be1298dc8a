"""Pages and records: what comes in from the web or from files, and how it is kept.

A URL goes in at `web/`; `records/` makes records of what came, `store/` appends them, `article/`
reads the text out of a body. Nothing here knows a language model, the index or the archive as a
whole. `docs/design.md` draws the folders; read `web/fetch.py`, `records/capture.py` and
`store/store.py` first.
"""
