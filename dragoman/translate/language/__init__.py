"""Which language a text is in, and how sure that is.

In: a text, or the paragraphs of a document. Out: a `Detection`. py3langid decides, langdetect and
our own statistics (`profiles/`) are asked beside it. Read `detection.py` first.
"""
