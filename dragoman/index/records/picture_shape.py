"""What a record says of a page's picture, and of how it compares with what was captured."""

from __future__ import annotations

from dragoman.index.records.shape import each, fields, maybe, number, spelled, text, whole
from dragoman.provenance.dates import WARC_DATE
from dragoman.provenance.ledger import DIGEST, WORD

ID = spelled(WORD, "id of a record")
WORDS, URL, TEXT = text(10_000), text(1_000_000), text(200_000_000)
COUNT = whole()
FILED = {"record": ID, "sha256": spelled(DIGEST, "SHA-256"), "bytes": maybe(COUNT)}
PICTURE = fields(
    page=ID,
    pictures=each(fields(**FILED, top=maybe(COUNT), width=maybe(COUNT), height=maybe(COUNT))),
    pdf=maybe(fields(**FILED)),
    small=maybe(fields(**FILED)),
    replay=maybe(
        fields(
            word=text(10_000, shortest=1),
            score=number,
            defects=maybe(each(fields(kind=WORDS, url=URL, why=TEXT))),
            sentences=maybe(each(TEXT)),
        )
    ),
    named=maybe(each(fields(url=URL, why=TEXT))),
    error=maybe(TEXT),
    stamp=maybe(
        fields(
            tool=maybe(WORDS),
            version=maybe(WORDS),
            time=maybe(spelled(WARC_DATE, "date")),
        )
    ),
)
