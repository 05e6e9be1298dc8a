"""Letters and words: scripts, spellings, spans that are protected, what a check flags.

In: text. Out: text in another form, keys that spellings share, spans. Loads no library and no
model. Read `script.py` and `spelling.py` first.
"""
