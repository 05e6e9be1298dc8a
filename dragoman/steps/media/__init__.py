"""Recordings of a captured page: had through our own proxy, with their subtitles as articles.

In: a captured page. Out: its recordings' exchanges, what yt-dlp says of them, and a page for each
file of subtitles. Read `recording.py` first.
"""
