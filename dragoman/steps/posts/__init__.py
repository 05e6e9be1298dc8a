"""Posts: each a page of its own, resting on the record of the page that it stood on.

In: a captured page of posts, as it was read. Out: records of its posts, and a walk back through
the pages that it leads to. Read `listing.py` first.
"""
