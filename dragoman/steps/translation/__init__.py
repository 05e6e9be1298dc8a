"""Translating pages: by engines, by people, and while others are captured.

In come pages with an article; out go translations as records, and an outcome a page. Read
`translating.py` first.
"""
