"""Who is spoken of, who speaks, and who does what to whom.

In: a `Case`. Out: flags where the translation has somebody else than the source. Read `pronoun.py`
first.
"""
