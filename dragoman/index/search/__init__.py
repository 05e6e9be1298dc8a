"""Search: what is asked for, the rows that are searched, and what was found where.

`searchable.py` makes the rows as records come in; `search.py` asks for them from the closest form
on, by `terms.py`; `matching.py` says where in a text it stands; `listing.py` makes the list of
pages that the desk shows, searched or not. Read `search.py` first.
"""
