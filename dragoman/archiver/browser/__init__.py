"""Pages that scripts build: an installed Chromium, and the proxy that is its only way out.

In: a URL and a `Fetcher`. Out: a `Fetch` with the page as the browser showed it, and everything
that it asked for, recorded by our own transport. The border to Playwright. Read `browser.py` first,
then `showing.py` and `browser_proxy.py`; what runs within a page is in `in_page/`.
"""
