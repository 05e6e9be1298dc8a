"""Whether what a machine read out of a picture may be a name, or a passage, of which it misread
letters.

Letters that look alike are one: 0 and o, 1 and l, v and y, h and n, and every vowel. What is left
may differ by a letter in a short name and by two in a long one. That is more than spellings of a
name do, so it is asked of such pages alone, and each word that is withheld for it is told. Of a
passage four letters in five have to be right.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from dragoman.withholding.name_forms import bare_forms, heard

SHORTEST, LONG = 5, 8  # letters: one may be another, two may
_TELLING = 7  # from which on the first may be another too
SHORTEST_PASSAGE, ENOUGH = 10, 80  # letters; per cent of them that are right
_MOST = 50  # times that one passage stands on a page
# Letters, and what is read in their place.
TOKEN = re.compile(r"(?<![\w|!])[\w|!](?:[\w|!'’]|[-¬][ \t]*\n?[ \t]*(?=[^\W\d_]))*[\w|!]")
_LATIN = str.maketrans("015|!8", "olslib")
_CYRILLIC = str.maketrans("03468|!1", "озчбвііі")
_CYRILLIC_LETTER = re.compile("[\u0400-\u04ff]")
_DRAWN = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_ALIKE = str.maketrans("eiouyhjq", "aaaavngg")


def perhaps_misread(word: str, wanted: str) -> bool:
    """Whether `wanted`, with an ending or not, may be what stood in the picture."""
    from rapidfuzz.distance import Levenshtein

    sought = _drawn(heard(wanted))
    if len(sought) < SHORTEST:
        return False
    allowed = 1 + (len(sought) >= LONG)
    return any(
        Levenshtein.distance(each, sought, score_cutoff=allowed) <= allowed
        for each in _readings(word)
        if (len(sought) >= _TELLING or each[:1] == sought[:1])
        and abs(len(each) - len(sought)) <= allowed
    )


@lru_cache(maxsize=1 << 14)
def _readings(word: str) -> frozenset[str]:
    return frozenset(_drawn(bare) for said in _letters(word) for bare in bare_forms(heard(said)))


def _letters(word: str) -> Iterator[str]:
    """The word with letters for what is none, and with pairs that are drawn as one letter is."""
    plain = re.sub(r"[-¬\s'’]", "", word)
    table = _CYRILLIC if _CYRILLIC_LETTER.search(plain) else _LATIN
    plain = plain.translate(table)
    yield plain
    for pair, letter in _DRAWN:
        if pair in plain.lower():
            yield plain.lower().replace(pair, letter)


@lru_cache(maxsize=1 << 14)
def _drawn(sound: str) -> str:
    return re.sub(r"(.)\1+", r"\1", sound.translate(_ALIKE))


def perhaps_passages(words: Sequence[str], passage: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Which words of a text may be a passage: from the first up to one behind the last."""
    from rapidfuzz.fuzz import partial_ratio_alignment

    sought, text = " ".join(passage), " ".join(words)
    if len(sought) < SHORTEST_PASSAGE or len(text) < len(sought):
        return
    starts = [0, *accumulate(len(each) + 1 for each in words)]
    for _ in range(_MOST):
        found = partial_ratio_alignment(sought, text, score_cutoff=ENOUGH)
        if found is None or found.dest_end <= found.dest_start:
            return
        first = bisect_right(starts, found.dest_start) - 1
        last = max(first + 1, bisect_left(starts, found.dest_end))
        # A word of which only an edge is in it is another's.
        if found.dest_start - starts[first] > len(words[first]) / 2 and first + 1 < last:
            first += 1
        if found.dest_end - starts[last - 1] < len(words[last - 1]) / 2 and first + 1 < last:
            last -= 1
        yield first, last
        begin, end = starts[first], min(starts[last], len(text))
        text = text[:begin] + "\0" * (end - begin) + text[end:]
