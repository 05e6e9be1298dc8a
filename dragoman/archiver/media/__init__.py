"""Recordings: films and sound of a page, fetched by yt-dlp through our own recording proxy.

In: a page's address and what may be asked for. Out: what was asked and answered, each exchange as
for a page, and what yt-dlp says of what it found. Read `fetching.py` first.
"""
