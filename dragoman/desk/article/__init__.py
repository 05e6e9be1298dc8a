"""What stands on the page of an article: its sentences, what was decided, what can be taken.

Nothing here knows Flask; the doors put it on pages. Everything is read from the index, and what is
recorded goes through the callables of `Desk`.
Read `rows.py` first, then `form.py`.
"""
