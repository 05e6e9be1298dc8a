"""What stands beside an article: its names and terms, and what of the page is not in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.desk.article.rows import Row
from dragoman.desk.desk import Desk
from dragoman.errors import ArchiveError
from dragoman.translate.names.name import Name
from dragoman.translate.names.names import Names

MOST_NAMES = 200
_WORD = re.compile(r"\S+")
# As many words of a sentence are shown where it might be split.
SHOWN_WORDS = 3


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of `names.csv`, and in how many sentences of the page it stands."""

    name: Name
    count: int


def listed(rows: Sequence[Row], names: Names) -> list[Listed]:
    """The names and terms of a page, the commonest first."""
    counts: Counter[Name] = Counter()
    for row in rows:
        counts.update({name for found in names.find(row.pair.source.text) for name in found.names})
    return [Listed(name, count) for name, count in counts.most_common(MOST_NAMES)]


def in_sentence(row: Row, names: Names) -> list[Name]:
    """Those of one sentence, in its order."""
    found = names.find(row.pair.source.text)
    return list(dict.fromkeys(name for each in found for name in each.names))


def left_out(desk: Desk, page: str) -> list[dict[str, Any]] | None:
    """What of the page is not in its article; None where that is not known."""
    try:
        return desk.work.left_out(page)
    except (ArchiveError, LookupError, TypeError, ValueError):
        return None  # a damaged record must not keep the page from being read


def places_to_split(text: str) -> list[tuple[int, str]]:
    """Where a sentence can be made two: how many characters into it, and what comes then."""
    words = list(_WORD.finditer(text))
    return [
        (word.start(), " ".join(each.group() for each in words[place : place + SHOWN_WORDS]))
        for place, word in enumerate(words)
        if place
    ]
