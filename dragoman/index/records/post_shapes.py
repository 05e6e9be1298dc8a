"""What records say of posts: of each as a page, of the one that a page is, of those on a page."""

from __future__ import annotations

from dragoman.archiver.verdict.verdict import KINDS
from dragoman.index.records.shape import each, fields, flag, maybe, one_of, spelled, text, whole
from dragoman.provenance.dates import WARC_DATE
from dragoman.provenance.ledger import WORD

ID, DATE = spelled(WORD, "id of a record"), spelled(WARC_DATE, "date")
URL, WORDS, TEXT = text(1_000_000), text(10_000), text(200_000_000)

STAMP = maybe(fields(tool=maybe(WORDS), version=maybe(WORDS), time=maybe(DATE)))
MEDIA = each(fields(kind=WORDS, url=maybe(URL), name=maybe(WORDS)))
TOLD = {
    "network": WORDS,
    "id": WORDS,
    "also": maybe(each(WORDS)),
    "place": maybe(whole()),
    "author": maybe(WORDS),
    "time": maybe(WORDS),
    "edited": maybe(flag),
    "edited_at": maybe(WORDS),
    "forwarded_from": maybe(fields(name=maybe(WORDS), url=maybe(URL))),
    "reply_to": maybe(URL),
    "links": maybe(each(URL)),
    "media": maybe(MEDIA),
    "warning": maybe(WORDS),
    "digest": WORDS,
}
POST_TOLD = fields(**TOLD)
POST = fields(
    requested_url=URL,
    captured_at=DATE,
    mime=maybe(WORDS),
    page=maybe(ID),
    post=fields(page=ID, stood_at=URL, **TOLD),
    verdict=maybe(fields(kind=one_of(*KINDS), reason=TEXT)),
    note=maybe(TEXT),
    tags=maybe(each(WORDS)),
    stamp=STAMP,
)
POSTS_SEEN = fields(network=WORDS, older=maybe(URL), posts=each(fields(url=URL, page=ID)))
