"""What stands beside a word of a name: what belongs to it, and what makes it another's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dragoman.withholding.name_forms import heard
from dragoman.withholding.withheld_list import looks_like_surname

_BETWEEN = 3  # words that may stand between two of a name
_FATHERS = re.compile(
    "(?:ovij|evij|ovna|evna|ovija|evija|ovna|ovni|evni|ovne|oviju|eviju|oviym|ovijem|evijem)$"
)
# As English and Russian say whose child somebody is.
_CHILD_OF = re.compile(
    r",?[ \u00a0](?:(?:the )?(?:son|daughter) of|сын|сына|сыну|сыном|дочь|дочери|дочерью)[ \u00a0]"
    r"([^\W\d_]+)"
)
_SON_OR_DAUGHTER = frozenset(
    "oglu ogli oglo oglunun oglunu ogluna oglundan gizi gizinin gizini gizina gizindan".split()
)


def belong(one: int, other: int, words: list[re.Match[str]], text: str) -> bool:
    """Whether only what may stand within a name stands between two words."""
    between = text[words[one].end() : words[other].start()]
    if other - one > _BETWEEN + 1 or re.search(
        r"[^\w\s.,'’\-–|·«»\"“”]|[.,]\s*\S*[.,]|\n\n", between
    ):
        return False
    if other - one == 1:
        return not re.search(r"[.!?]\s", between) or words[one].end() - words[one].start() == 1
    inside = words[one + 1 : other]
    return "," not in between and all(
        each[0][0].isupper() or heard(each[0]) in _SON_OR_DAUGHTER for each in inside
    )


def with_its_own(first: int, last: int, words: list[re.Match[str]], text: str) -> tuple[int, int]:
    """With initials beside it, and with a father's name."""
    start, stop = words[first].start(), words[last].end()
    while first and _is_initial(words[first - 1], start, text):
        first -= 1
        start = words[first].start()
    while last + 1 < len(words) and (taken := _after(last, words, text)):
        last += taken
        stop = words[last].end()
    child = _CHILD_OF.match(text, stop)
    if child and child[1][0].isupper():
        stop = child.end()
    if text[stop : stop + 1] == "." and stop - words[last].start() == 1:
        stop += 1  # of an initial
    return start, stop


def _is_initial(match: re.Match[str], stop: int, text: str) -> bool:
    between = text[match.end() : stop]
    return match[0][0].isupper() and len(match[0]) <= 2 and between.strip(" \u00a0") == "."


def _after(last: int, words: list[re.Match[str]], text: str) -> int:
    """How many words after a name are its own: Rauf oğlu, Рауфович, Э. after a surname."""
    following = words[last + 1]
    if text[words[last].end() : following.start()].strip(" \u00a0."):
        return 0
    if _FATHERS.search(heard(following[0])) and following[0][0].isupper():
        return 1
    if last + 2 < len(words) and heard(words[last + 2][0]) in _SON_OR_DAUGHTER:
        return 2
    if len(following[0]) == 1 and following[0].isupper() and text[following.end() :][:1] == ".":
        return 1
    return 0


def _beside(place: int, words: list[re.Match[str]], text: str) -> Iterator[re.Match[str]]:
    """The words right beside one that are written as names, with no more than a space between."""
    if place + 1 < len(words):
        following = words[place + 1]
        if text[words[place].end() : following.start()] in (" ", "\u00a0"):
            yield following
    if place:
        before = words[place - 1]
        if text[before.end() : words[place].start()] in (" ", "\u00a0"):
            yield before


def other_surname(place: int, words: list[re.Match[str]], text: str) -> bool:
    return any(
        each[0][0].isupper() and len(each[0]) > 3 and looks_like_surname(each[0])
        for each in _beside(place, words, text)
    )


def other_given(place: int, words: list[re.Match[str]], text: str) -> bool:
    """Whether a capitalised word before a surname, within a sentence, may be another's name."""
    if not place:
        return False
    before = words[place - 1]
    joined = text[before.end() : words[place].start()] in (" ", "\u00a0")
    starts = before.start() == 0 or text[: before.start()].rstrip()[-1:] in '.!?«“"\n'
    return joined and before[0][0].isupper() and len(before[0]) > 2 and not starts


def around(place: int, words: list[re.Match[str]], text: str) -> str:
    beside = [words[place], *_beside(place, words, text)]
    return text[min(each.start() for each in beside) : max(each.end() for each in beside)]
