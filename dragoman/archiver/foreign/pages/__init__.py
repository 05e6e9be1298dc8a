"""Which records of a web archive made elsewhere are pages, and what is known of each.

In: the records of its WARCs one by one, and the list of pages of a WACZ, where it has one. Out:
pages with the places of their bytes, and how many records of which kind are none. Read
`page_scan.py` first.
"""
