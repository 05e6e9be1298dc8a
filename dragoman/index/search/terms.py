"""What a search asks for: words, phrases in quotes, beginnings with a star; and in which pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.index.asking.choice import check_said, host_named, moment
from dragoman.index.search.places import places_within
from dragoman.index.search.searchable import flag_facet, language_facet, site_facet, state_facet
from dragoman.translate.text.spelling import WORD, fold, form

# Cut as SQLite's tokenizer cuts the text that it indexes: letters and digits.
TOKEN = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_ASKED = re.compile(r'"([^"]*)"?|([^\s"]+)')
# A word of fewer letters is looked for whole: too many words begin so.
SHORTEST_BEGINNING = 3


@dataclass(frozen=True, slots=True)
class Term:
    """One word or one phrase: its tokens, folded, and its words as they are written.

    `star`: its last word is only a beginning; `begins`: it may go on, as words with endings do.
    """

    tokens: tuple[str, ...]
    words: tuple[str, ...]
    star: bool
    begins: bool


@dataclass(frozen=True, slots=True)
class Within:
    """The pages and sentences that a search is kept to; None leaves a filter out.

    `language` is the page's; `site` a host, with the hosts below it; `since` and `until` ISO dates
    or times of capture, both included; `state` and `flag` those of a sentence's translation.
    UsageError for a filter that is empty.
    """

    language: str | None = None
    since: str | None = None
    until: str | None = None
    site: str | None = None
    state: str | None = None
    flag: str | None = None

    def __post_init__(self) -> None:
        check_said(self)

    def facets(self) -> list[str]:
        """The tokens that a sentence's row has to have."""
        made = (
            (language_facet, self.language),
            (site_facet, self.site and host_named(self.site)),
            (state_facet, self.state),
            (flag_facet, self.flag),
        )
        return [facet(value) for facet, value in made if value]

    def places(self) -> tuple[int, int]:
        """The first and the last row number of the time asked for."""
        return places_within(
            moment(self.since, first=True) if self.since else None,
            moment(self.until, first=False) if self.until else None,
        )


def terms(query: str) -> list[Term]:
    """The words and phrases of a query, in its order; none where it has no letter and no digit."""
    return list(_terms(query))


def _terms(query: str) -> Iterator[Term]:
    for match in _ASKED.finditer(query):
        phrase, word = match.groups()
        text = word if phrase is None else phrase
        # A word with an apostrophe or a hyphen in it is a phrase: so it is cut in the text too.
        tokens = tuple(TOKEN.findall(fold(text)))
        if tokens:
            star = text.endswith("*")
            begins = star or len(tokens[-1]) >= SHORTEST_BEGINNING
            words = tuple(WORD.findall(text))
            if "".join(map(form, words)) != "".join(tokens):
                words = ()  # with a digit in it, it is no name
            yield Term(tokens, words, star, begins)
