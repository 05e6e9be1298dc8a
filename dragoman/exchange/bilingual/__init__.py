"""A translated page as a document, and the plain formats of it: HTML, CSV, JSON Lines, TMX.

In come a page's sentences, its translation and its credit, out of the index; out go files in which
each sentence bears a name by which it is known when it returns. Read `document.py` first.
"""
