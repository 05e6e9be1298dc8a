"""What people say of a sentence without deciding on it; it stays with the sentence."""

from __future__ import annotations

from dragoman.archiver.records.record import json_record, new_id
from dragoman.decisions import HEADLINE
from dragoman.errors import RecordNotFound, UsageError
from dragoman.holdings import Holdings
from dragoman.index.records.documents import COMMENT
from dragoman.page import Page
from dragoman.provenance.stamp import utc_now

LONGEST_COMMENT = 2_000


def comment(
    holdings: Holdings, page: Page, n: int, text: str, *, reviewer: str, to: str | None
) -> None:
    """See `Archive.comment`."""
    if not text.strip() or len(text) > LONGEST_COMMENT:
        raise UsageError(f"a comment has words, and {LONGEST_COMMENT:,} characters at most")
    if not reviewer.strip():
        raise UsageError("a comment needs the name of the one who makes it")
    content = {
        "article": page.article_id,
        "segment": n,
        "target": holdings.target(to),
        **_place(page, n),
        "text": text.strip(),
        "reviewer": reviewer.strip(),
        "time": utc_now(),
        "stamp": holdings.stamp("comment").to_json(),
    }
    record = json_record(COMMENT, page.url, content, refers_to=page.article_id, record_id=new_id())
    holdings.append([record], "derived", asked_next=True)


def _place(page: Page, n: int) -> dict[str, int]:
    """Where the sentence stands: it may be cut otherwise later. The headline stands in no text."""
    if n == HEADLINE and page.title:
        return {}
    for pair in page.pairs():
        if pair.n == n:
            return {"start": pair.source.start, "stop": pair.source.stop}
    raise RecordNotFound(f"there is no sentence {n} here", subject=page.id)
