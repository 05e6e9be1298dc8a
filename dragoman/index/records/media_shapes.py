"""What records say of recordings: what was found, whose subtitles a page has, at which times."""

from __future__ import annotations

from dragoman.index.records.shape import (
    each,
    fields,
    flag,
    maybe,
    number,
    one_of,
    spelled,
    text,
    whole,
)
from dragoman.provenance.dates import WARC_DATE
from dragoman.provenance.ledger import WORD

ID, URL, WORDS = spelled(WORD, "id of a record"), text(1_000_000), text(10_000)
COUNT = whole()
NUMBER, TEXT = whole(100_000_000), text(200_000_000)


def timed(value: object) -> str | None:
    """From and up to which character words stand, and from when to when they are said."""
    if not isinstance(value, list) or len(value) != 4:
        return " is no time of words"
    return COUNT(value[0]) or COUNT(value[1]) or number(value[2]) or number(value[3])


TIMES = each(timed)


def remarked(value: object) -> str | None:
    """From and up to which character the words of a comment stand, whose they are, when they were
    said, and which comment they answer."""
    if not isinstance(value, list) or len(value) != 5:
        return " is no comment"
    place = COUNT(value[0]) or COUNT(value[1])
    return place or maybe(WORDS)(value[2]) or maybe(WORDS)(value[3]) or maybe(COUNT)(value[4])


REMARKED = each(remarked)
COMMENTED = {
    **dict.fromkeys(("asked", "had", "cut"), COUNT),
    "said": maybe(COUNT),
    "stopped": maybe(WORDS),
}

ENTRY = fields(
    **dict.fromkeys(("title", "description", "author", "published", "url"), maybe(WORDS)),
    duration=maybe(number),
    formats=each(fields(url=maybe(WORDS), id=maybe(WORDS), type=maybe(WORDS))),
    subtitles=each(fields(language=maybe(WORDS), url=maybe(WORDS), type=maybe(WORDS))),
    commented=maybe(fields(**COMMENTED)),
)
SUBTITLES = fields(page=ID, language=maybe(WORDS), title=maybe(WORDS), recording=maybe(URL))
# The comments of a recording as a page of its own: of which page, and how many of them.
REMARKS = fields(
    page=ID,
    visit=ID,
    title=maybe(WORDS),
    recording=maybe(URL),
    tool=fields(name=WORDS, version=WORDS),
    **COMMENTED,
)
# A recording that is a page of its own: of which page, and the answers that it is in, in order.
RECORDING = fields(page=ID, title=maybe(WORDS), recording=maybe(URL), pieces=maybe(each(ID)))


def heard_word(value: object) -> str | None:
    """A word: its text, the model's estimate for it, and from when to when it is said."""
    if not isinstance(value, list) or len(value) != 4:
        return " is no word of a recording"
    return WORDS(value[0]) or number(value[1]) or number(value[2]) or number(value[3])


def stretch(value: object) -> str | None:
    """From and up to which character words of a person stand."""
    if not isinstance(value, list) or len(value) != 2:
        return " is no place in a text"
    return COUNT(value[0]) or COUNT(value[1])


EDITION = fields(
    of=ID,
    reviewer=WORDS,
    time=spelled(WARC_DATE, "date"),
    corrected=each(stretch),
    earlier=maybe(each(fields(reviewer=WORDS, corrected=each(stretch)))),
)
LANGUAGE = fields(code=WORDS, sure=maybe(number), by=one_of("model", "person"))
ENGINE = fields(
    name=maybe(WORDS),
    version=maybe(WORDS),
    model=maybe(fields(name=maybe(WORDS), sha256=maybe(WORDS), licence=maybe(WORDS))),
)
STRETCH = fields(
    page=ID,
    n=NUMBER,
    of=NUMBER,
    from_=number,
    to=number,
    language=maybe(LANGUAGE),
    silent=maybe(flag),
    words=each(heard_word),
    engine=maybe(ENGINE),
    error=maybe(TEXT),
)
HEARD = fields(
    "stretches",
    stretches=each(ID),
    seconds=number,
    unheard_seconds=maybe(number),
    unheard=maybe(each(fields(n=NUMBER, from_=number, to=number, error=maybe(TEXT)))),
    tracks=maybe(COUNT),
    words=COUNT,
    unsure=maybe(each(timed)),
    languages=maybe(each(LANGUAGE)),
    engine=maybe(ENGINE),
)
