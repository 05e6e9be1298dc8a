"""What a plain fetch is followed by: a browser that shows the page, and where the page leads on to.

In comes what was fetched; out goes another fetch, or nothing. Read `browsing.py` first.
"""
