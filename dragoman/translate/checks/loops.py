"""An engine that got stuck says the same words again and again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from dragoman.translate.checks.case import Case
from dragoman.translate.text.flag import Flag

LONGEST = 6  # words in the repeated group
TIMES = 3
AGAIN = 5
_STUTTER = re.compile(rf"(\S{{1,8}}?)\1{{{AGAIN},}}")
LONG_GROUP = 4
OFTEN = 3


def loop(case: Case) -> Iterator[Flag]:
    """The same one to six words three times in a row, unless the source does so too."""
    found = tight_loop(case.target_words)
    if found is None:
        return
    own = tight_loop(case.source_words)
    severe = own is None or len(found) != len(own)
    yield Flag(
        "loop",
        "refuse" if severe else "warn",
        f"The output repeats “{' '.join(found)}” {TIMES} times or more in a row.",
    )


def stutter(case: Case) -> Iterator[Flag]:
    """The same few letters over and over inside one word."""
    for match in _stutters(case.target):
        if any(char.isalpha() for char in match[1]) and match[1] * 4 not in case.source:
            severe = len(match[0]) >= 12
            message = f"The output stutters: “{match[1]}” again and again."
            yield Flag("stutter", "refuse" if severe else "warn", message)
            return


def _stutters(text: str) -> Iterator[re.Match[str]]:
    """Of a chunk that says something six times all letters but those of one time are repeats."""
    for chunk in text.split():
        if len(set(chunk)) <= len(chunk) - AGAIN:
            yield from _STUTTER.finditer(chunk)


def repeated(case: Case) -> Iterator[Flag]:
    """The same four words several times, though not in a row, more often than in the source."""
    if _longest_run(case.target_words) < LONG_GROUP:
        return
    group, times = _most_repeated(case.target_words, LONG_GROUP)
    if times < OFTEN or times <= _most_repeated(case.source_words, 2)[1]:
        return
    yield Flag(
        "repeated",
        "refuse" if times > OFTEN else "warn",
        f"The output says “{' '.join(group)}” {times} times.",
    )


def tight_loop(words: Sequence[str]) -> tuple[str, ...] | None:
    """The group of words that stands three times in a row; None where there is none.

    A group without a letter is no loop: `1 000 000 000` is a number.
    """
    if _longest_run(tuple(words)) < TIMES:
        return None
    folded = [word.casefold() for word in words]
    for size in range(1, LONGEST + 1):
        run = 0
        for place in range(size, len(folded)):
            run = run + 1 if folded[place] == folded[place - size] else 0
            group = folded[place - size + 1 : place + 1]
            if run == size * (TIMES - 1) and any(map(_has_letter, group)):
                return tuple(group)
    return None


@lru_cache(maxsize=4)
def _longest_run(words: tuple[str, ...]) -> int:
    """How many words in a row occur three times or more each: a loop is made of such."""
    folded = [word.casefold() for word in words]
    if len(set(folded)) > len(folded) - TIMES + 1:
        return 0
    times = Counter(folded)
    longest = run = 0
    for word in folded:
        run = run + 1 if times[word] >= TIMES else 0
        longest = max(longest, run)
    return longest


def _has_letter(word: str) -> bool:
    return any(char.isalpha() for char in word)


def _most_repeated(words: Sequence[str], size: int) -> tuple[tuple[str, ...], int]:
    folded = [word.casefold() for word in words]
    counts = Counter(tuple(folded[i : i + size]) for i in range(len(folded) - size + 1))
    return counts.most_common(1)[0] if counts else ((), 0)
