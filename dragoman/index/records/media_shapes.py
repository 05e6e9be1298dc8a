"""What records say of recordings: what was found, whose subtitles a page has, at which times."""

from __future__ import annotations

from dragoman.index.records.shape import each, fields, maybe, number, spelled, text, whole
from dragoman.provenance.ledger import WORD

ID, URL, WORDS = spelled(WORD, "id of a record"), text(1_000_000), text(10_000)
COUNT = whole()

ENTRY = fields(
    **dict.fromkeys(("title", "description", "author", "published", "url"), maybe(WORDS)),
    duration=maybe(number),
    formats=each(fields(url=maybe(WORDS), id=maybe(WORDS), type=maybe(WORDS))),
    subtitles=each(fields(language=maybe(WORDS), url=maybe(WORDS), type=maybe(WORDS))),
)
SUBTITLES = fields(page=ID, language=maybe(WORDS), title=maybe(WORDS), recording=maybe(URL))


def timed(value: object) -> str | None:
    """From and up to which character words stand, and from when to when they are said."""
    if not isinstance(value, list) or len(value) != 4:
        return " is no time of words"
    return COUNT(value[0]) or COUNT(value[1]) or number(value[2]) or number(value[3])


TIMES = each(timed)
