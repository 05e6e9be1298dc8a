"""Search: what is asked for, the rows that are searched, and what was found where.

`searchable.py` makes the rows as records come in; `search.py` asks for them from the closest form
on, by `terms.py`; `matching.py` says where in a text it stands. Read `search.py` first.
"""
