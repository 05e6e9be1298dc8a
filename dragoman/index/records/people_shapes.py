"""What records of people say: what they noted of a page, and of a sentence, and how they cut it."""

from __future__ import annotations

import re

from dragoman.index.records.shape import each, fields, flag, maybe, spelled, text, whole
from dragoman.provenance.dates import WARC_DATE
from dragoman.provenance.ledger import WORD

LONGEST_WORD, LONGEST_TEXT = 10_000, 200_000_000
# A decision that is dated after all that people will ever make would stand against each of them.
DECIDED = re.compile(r"2[01]\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")

ID, DATE = spelled(WORD, "id of a record"), spelled(WARC_DATE, "date")
WORDS, TEXT, COUNT = text(LONGEST_WORD), text(LONGEST_TEXT), whole()
SENTENCE = whole(100_000_000)
# Who decided or said something, and when.
SAID_BY = text(LONGEST_WORD, shortest=1)
SAID_AT = spelled(DECIDED, "time at which it can have been decided")

STAMP = maybe(fields(tool=maybe(WORDS), version=maybe(WORDS), time=maybe(DATE)))
ANNOTATION = fields(
    page=ID,
    note=maybe(TEXT),
    tags=maybe(each(WORDS)),
    untags=maybe(each(WORDS)),
    mistaken=maybe(text(LONGEST_TEXT, shortest=1)),
    not_mistaken=maybe(flag),
    stamp=STAMP,
)
SEGMENTATION = fields(
    article=ID,
    segments=each(fields(n=SENTENCE, start=COUNT, stop=COUNT)),
    reviewer=SAID_BY,
    time=SAID_AT,
    stamp=STAMP,
)
COMMENT = fields(
    article=ID,
    segment=SENTENCE,
    target=WORDS,
    start=maybe(COUNT),
    stop=maybe(COUNT),
    text=text(LONGEST_WORD, shortest=1),
    reviewer=SAID_BY,
    time=SAID_AT,
    stamp=STAMP,
)
