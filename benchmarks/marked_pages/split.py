"""Which publishers' pages are held back: measured on, and never looked at while rules are made.

The split is by the digest of the publisher's host, and was written down before the first rule was
made. A publisher that came later falls to one half by the same digest.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

from benchmarks.marked_pages.page import Page

_LIST = Path(__file__).with_name("held_back.txt")


def is_held_back(page: Page) -> bool:
    """Whether a page's publisher is of the half that nobody looks at."""
    return page.host in _listed() or _falls_to_it(page.host)


def half(pages: Iterable[Page], *, held_back: bool) -> list[Page]:
    """One half of some pages, in their order."""
    return [page for page in pages if is_held_back(page) == held_back]


@cache
def _listed() -> frozenset[str]:
    return frozenset(_LIST.read_text(encoding="utf-8").split())


def _falls_to_it(host: str) -> bool:
    return sha256(host.encode()).digest()[0] % 2 == 1
