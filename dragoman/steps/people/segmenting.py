"""Sentences cut otherwise by people: one made two, or two made one, by a record of its own.

The record has all sentences of the article with their places in its text, and takes the place of
the one before; the article's own record stays as it is. Sentences that nobody touched keep their
numbers, and with them what was translated and decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dragoman.archiver.records.record import json_record, new_id
from dragoman.errors import RecordNotFound, UsageError
from dragoman.holdings import Holdings
from dragoman.index.people.segmentation import (
    Stretch,
    current_stretches,
    fits,
    numbered,
    own_stretches,
)
from dragoman.index.records.documents import SEGMENTATION
from dragoman.page import Page
from dragoman.provenance.stamp import utc_now


def split(holdings: Holdings, page: Page, n: int, at: int, reviewer: str) -> tuple[int, int]:
    """See `Archive.split`."""
    article, text, stretches = _of(holdings, page)
    place = _placed(page, stretches, n)
    whole = stretches[place]
    first = _trimmed(text, whole.start, whole.start + max(at, 0))
    second = _trimmed(text, whole.start + max(at, 0), whole.stop)
    if first is None or second is None:
        raise UsageError("there is nothing on one side of that place", subject=page.id)
    parts = _numbers(holdings, article, [first, second])
    _write(holdings, page, [*stretches[:place], *parts, *stretches[place + 1 :]], reviewer)
    return parts[0].n, parts[1].n


def merge(holdings: Holdings, page: Page, n: int, reviewer: str) -> int:
    """See `Archive.merge`."""
    article, _, stretches = _of(holdings, page)
    place = _placed(page, stretches, n)
    if place + 1 == len(stretches) or stretches[place + 1].paragraph != stretches[place].paragraph:
        raise UsageError(f"sentence {n} is the last of its paragraph", subject=page.id)
    both = Stretch(0, stretches[place].start, stretches[place + 1].stop)
    (whole,) = _numbers(holdings, article, [both])
    _write(holdings, page, [*stretches[:place], whole, *stretches[place + 2 :]], reviewer)
    return whole.n


def _of(holdings: Holdings, page: Page) -> tuple[str, str, list[Stretch]]:
    if page.article_id is None or page.text is None:
        raise UsageError("no article was read out of this page", subject=page.id)
    stretches = current_stretches(holdings.index.connection, page.article_id)
    return page.article_id, page.text, stretches


def _placed(page: Page, stretches: Sequence[Stretch], n: int) -> int:
    for place, each in enumerate(stretches):
        if each.n == n:
            return place
    raise RecordNotFound(f"there is no sentence {n} here", subject=page.id)


def _trimmed(text: str, start: int, stop: int) -> Stretch | None:
    words = text[start:stop]
    start += len(words) - len(words.lstrip())
    stop = start + len(words.strip())
    return Stretch(0, start, stop) if start < stop else None


def _numbers(holdings: Holdings, article: str, made: Sequence[Stretch]) -> list[Stretch]:
    """A sentence that stands where one stood before has its number; others have new ones."""
    known = numbered(holdings.index.connection, article)
    last = max(known.values(), default=0)
    found = []
    for each in made:
        last += each.place not in known
        found.append(replace(each, n=known.get(each.place, last)))
    return found


def _write(holdings: Holdings, page: Page, stretches: Sequence[Stretch], reviewer: str) -> None:
    own = own_stretches(holdings.index.connection, page.article_id or "")
    if not reviewer.strip():
        raise UsageError("a change needs the name of the one who makes it")
    if not fits(page.text or "", own, stretches):
        raise UsageError("the sentences cannot be cut so", subject=page.id)
    content = {
        "article": page.article_id,
        "segments": [{"n": each.n, "start": each.start, "stop": each.stop} for each in stretches],
        "reviewer": reviewer.strip(),
        "time": utc_now(),
        "stamp": holdings.stamp("segment").to_json(),
    }
    record = json_record(
        SEGMENTATION, page.url, content, refers_to=page.article_id, record_id=new_id()
    )
    holdings.append([record], "derived", asked_next=True)
