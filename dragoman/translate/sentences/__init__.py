"""Sentences: where a text is cut, and which belong together.

In: a text and its language. Out: `Segment`s, whose offsets give back the text exactly. Read
`segmentation.py` first, then the rules in `sentence_rules.py`.
"""
