"""The report that a lawyer reads: cover, contents, a page or two a capture, and an appendix.

In comes the evidence on pages, one page at a time; out goes one file of HTML that loads nothing,
or a PDF of it, in English, Azerbaijani or Russian. Read `report.py` first, then `capture.py`; the
report's own sentences are in `sentences/`, a file a language.
"""
