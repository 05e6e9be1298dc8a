"""What a page says of itself: headline, author, day of publication, address, language.

In: a page's tree and its address. Out: a `Head`, each part None where the page says nothing. What
it says to machines is read once (`told.py`, out of `meta.py` and `linked_data.py`). Read `head.py`
first.
"""
