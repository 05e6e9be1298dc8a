"""The article in a page: its text with offsets, and what the page says of itself.

In: the bytes of an HTML page, a PDF or a text, with the headers they came with. Out: an `Article`,
or one sentence on why there is none. What a page says of itself is read in `head/`; the words that
it knows pages by are in `words/`. Read `page_body.py` and `extract.py` first, then `html.py`.
"""
