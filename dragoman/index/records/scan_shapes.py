"""What records say of scans: of a sheet that a machine read, of an article made of them."""

from __future__ import annotations

from dragoman.index.records.shape import (
    each,
    fields,
    flag,
    maybe,
    number,
    numbers,
    spelled,
    text,
    whole,
)
from dragoman.provenance.dates import WARC_DATE
from dragoman.provenance.ledger import WORD

LONGEST_SIDE = 1_000_000  # of a picture
LONGEST_WORD, LONGEST_TEXT = 10_000, 200_000_000

ID, WORDS, TEXT = spelled(WORD, "id of a record"), text(LONGEST_WORD), text(LONGEST_TEXT)
COUNT, NUMBER = whole(), whole(100_000_000)
BOX = numbers(4, LONGEST_SIDE)
STAMP = maybe(
    fields(tool=maybe(WORDS), version=maybe(WORDS), time=maybe(spelled(WARC_DATE, "date")))
)


def seen_word(value: object) -> str | None:
    """A word on a sheet: its text, how sure the machine was, and its box."""
    if not isinstance(value, list) or len(value) != 6:
        return " is no word of a sheet"
    return WORDS(value[0]) or number(value[1]) or BOX(value[2:])


def doubtful_word(value: object) -> str | None:
    """From and up to which character it stands, and how sure the machine was."""
    if not isinstance(value, list) or len(value) != 3:
        return " is no word of a text"
    return COUNT(value[0]) or COUNT(value[1]) or number(value[2])


SCAN = fields(
    "sheets",
    within=maybe(flag),
    left_out=maybe(
        fields(**dict.fromkeys(("not_here", "small", "other", "too_many"), maybe(COUNT)))
    ),
    sheets=each(ID),
    of=maybe(NUMBER),
    unread=maybe(each(fields(n=NUMBER, error=maybe(TEXT)))),
    words=COUNT,
    doubtful=COUNT,
    engine=maybe(fields(name=maybe(WORDS), version=maybe(WORDS))),
    models=maybe(each(WORDS)),
    places=each(
        fields(start=COUNT, stop=COUNT, sheet=NUMBER, box=BOX, doubtful=maybe(each(doubtful_word)))
    ),
)
SHEET = fields(
    page=ID,
    n=NUMBER,
    of=NUMBER,
    picture=fields(width=whole(LONGEST_SIDE), height=whole(LONGEST_SIDE), dpi=maybe(COUNT)),
    turned=whole(3),
    tilt=number,
    script=maybe(WORDS),
    error=maybe(TEXT),
    within=maybe(fields(at=COUNT, url=maybe(WORDS), record=maybe(ID), sha256=WORDS)),
    lines=each(
        fields(
            block=COUNT, box=BOX, script=maybe(WORDS), models=maybe(WORDS), words=each(seen_word)
        )
    ),
    stamp=STAMP,
)
