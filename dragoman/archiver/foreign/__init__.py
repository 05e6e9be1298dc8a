"""Files made elsewhere: WARC, ARC and WACZ, taken in byte for byte, and single pages.

In: a file that nobody vouches for. Out: its pages as captures, the file itself in `imports/`,
sentences on what in it could not be used. Reading costs no more than `effort.py` allows. Read
`foreign_import.py` first, then `warc_walk.py`, and in `pages/` what is a page.
"""
