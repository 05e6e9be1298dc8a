"""What CTranslate2's attention says of which words stand for which.

Nobody taught these models to look at what they translate: for most words the head that is asked
looks anywhere, and of a first name and a surname at the other one of the two. What has to be copied
it does find; so a link stands where it is sure, and what looks at each other is spelled alike: a
number with the same digits, a name with most of its letters. Of other words nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from dragoman.translate.text.spelling import fold, name_key
from dragoman.translate.text.word_alignment import NONE, Alignment, Span

SURE = 0.5  # of all that a piece looks at
ALIKE = 60  # per cent of the letters of a name, without what endings add
# How far behind the last piece one is looked for: libraries write some characters as others.
FAR = 8
_WORD = re.compile(r"\w+")


def alignment_of(
    source: str, tokens: Sequence[str], target: str, written: Sequence[str], attention: Any
) -> Alignment:
    """`attention` has a row for each token that was written, a number in it for each of `tokens`.

    Nothing where it has not: a library's next version may count otherwise.
    """
    if len(attention) != len(written) or any(len(row) != len(tokens) for row in attention):
        return NONE
    here, there = token_places(tokens, source), token_places(written, target)
    read, own = _words(source), _words(target)
    links = []
    for row, place in zip(attention, there, strict=True):
        most = max(row, default=0)
        looked = here[row.index(most)] if most >= SURE else (0, 0)
        if place[0] < place[1] and looked[0] < looked[1]:
            word, name = read.get(looked[0], ""), own.get(place[0], "")
            if word and name and _alike(word, name):
                links.append((looked, place))
    return Alignment.of(links)


def token_places(tokens: Sequence[str], text: str) -> list[Span]:
    """Where each piece stands in a text, in characters; empty where none does."""
    places, at = [], 0
    for token in tokens:
        bare = token.replace("▁", "").removesuffix("@@")
        found = text.find(bare, at, at + len(bare) + FAR) if bare else -1
        places.append((found, found + len(bare)) if found >= 0 else (at, at))
        at = max(at, found + len(bare))
    return places


def _words(text: str) -> dict[int, str]:
    """By character: the word that it is in, where that is a number or written as names are."""
    return {
        place: match[0]
        for match in _WORD.finditer(text)
        if match[0][0].isdigit() or match[0][0].isupper()
        for place in range(*match.span())
    }


@lru_cache(maxsize=1 << 12)
def _alike(word: str, written: str) -> bool:
    if word[0].isdigit() or written[0].isdigit():
        return word == written
    from rapidfuzz.fuzz import ratio

    # In the letters that both are in, or by their consonants, which another alphabet has as well.
    return any(
        bool(name) and ratio(form(word)[: len(name)], name) >= ALIKE
        for form in (fold, name_key)
        if (name := form(written)) is not None
    )
