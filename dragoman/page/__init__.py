"""A captured page as other tools see it, alone or one after another.

In come rows of the index and records; out go a `Page` with its article, its sentences and where it
is from. Nothing is written. Read `page.py` first, then `kept_page.py` on the bytes.
"""

from __future__ import annotations

from dragoman.page.page import Page

__all__ = ["Page"]
