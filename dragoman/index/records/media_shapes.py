"""What records say of recordings: what was found, whose subtitles a page has, at which times."""

from __future__ import annotations

from dragoman.index.records.shape import each, fields, maybe, number, spelled, text
from dragoman.provenance.ledger import WORD

ID, URL, WORDS = spelled(WORD, "id of a record"), text(1_000_000), text(10_000)

ENTRY = fields(
    **dict.fromkeys(("title", "description", "author", "published", "url"), maybe(WORDS)),
    duration=maybe(number),
    formats=each(fields(url=maybe(WORDS), id=maybe(WORDS), type=maybe(WORDS))),
    subtitles=each(fields(language=maybe(WORDS), url=maybe(WORDS), type=maybe(WORDS))),
)
SUBTITLES = fields(page=ID, language=maybe(WORDS), title=maybe(WORDS), recording=maybe(URL))
TIMES = each(each(number))
