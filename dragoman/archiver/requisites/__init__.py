"""What a page needs to be shown: found, fetched within limits, recorded.

In: a page that was fetched, and who fetches. Out: records of its pictures, styles, scripts and
frames, and the record that lists them with what was missing or left out. Read `requisites.py`
first; `page_links.py` finds what is needed.
"""
