"""What a record says of who is named in an article: mentions with their places, and what looked."""

from __future__ import annotations

from dragoman.index.records.shape import (
    LONGEST_TEXT,
    each,
    fields,
    maybe,
    one_of,
    spelled,
    text,
    whole,
)
from dragoman.provenance.dates import WARC_DATE
from dragoman.provenance.ledger import WORD
from dragoman.translate.people.mention import KINDS, WAYS

LONGEST_NAME, MOST_SENTENCES = 10_000, 100_000_000
ID = spelled(WORD, "id of a record")
WORDS, NAME = text(LONGEST_NAME), text(LONGEST_NAME, shortest=1)
STAMP = maybe(
    fields(
        tool=maybe(WORDS),
        version=maybe(WORDS),
        time=maybe(spelled(WARC_DATE, "date")),
    )
)
NAMED = fields(
    article=ID,
    mentions=each(
        fields(
            "start",
            "stop",
            n=whole(MOST_SENTENCES),
            start=maybe(whole(LONGEST_TEXT)),
            stop=maybe(whole(LONGEST_TEXT)),
            text=NAME,
            kind=one_of(*KINDS),
            by=one_of(*WAYS),
            name=NAME,
        )
    ),
    looked=each(fields(language=WORDS, by=one_of(*WAYS), sentences=whole(MOST_SENTENCES))),
    not_looked=each(fields(language=WORDS, sentences=whole(MOST_SENTENCES))),
    natasha=maybe(WORDS),
    stamp=STAMP,
)


def odd_named(content: dict[str, object]) -> str | None:
    """A mention stands somewhere in the text, or in the headline, which is no part of it."""
    mentions = content["mentions"]
    assert isinstance(mentions, list)
    for said in mentions:
        place = [each for each in (said["start"], said["stop"]) if each is not None]
        if len(place) != (2 if said["n"] else 0):
            return "it names somebody nowhere"
        if place != sorted(place):
            return "it names somebody in a place that is none"
    return None
