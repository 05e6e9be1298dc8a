"""Words of Azerbaijani, Russian, Turkish, Ukrainian and English pages: data.

In: a line of a page. Out: whether it is furniture (share this, read also), and the date that it
names. Read `page_furniture.py` first.
"""
