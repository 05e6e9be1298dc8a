"""What another holds of an article, held against ours sentence by sentence.

A sentence is held where it stands there word for word, as a whole; typesetting apart. That more or
less of the page was taken for its article is no difference; that a sentence was put in is one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from dragoman.archiver.sighting.difference import COUNTER, FEW_WORDS, LONGEST_LINE, same_form

ALIKE = 0.5  # of the words of two sentences, so that one is the other with a difference
MOST_PAIRED = 40_000  # sentences of ours times theirs, in one place, that are held together
# Below it the page holds something else, of which nothing is said sentence by sentence.
LEAST_HELD = 0.25
CLAUSE = 6  # words of a line that says something, though no full stop ends it
_ENDED = re.compile(r"[.!?][\"')]*$")  # of a sentence, as `same_form` writes it


@dataclass(frozen=True, slots=True)
class Told:
    """What was read out of a page: its headline, its article's sentences in order, with numbers,
    and all the text that it shows."""

    headline: str | None
    sentences: Sequence[tuple[int, str]]
    page: str = ""


@dataclass(slots=True)
class Beside:
    """Sentences of ours by number: which another holds, and what of each it does not.

    The headline is sentence 0. `differs` has what stands there instead, `added` what was put in and
    after which of our sentences. `uncounted` are lines that show a date or a counter, or are none
    of an article, and differ; a line of some words between held sentences is one of it. `moved` are
    held in another order.
    """

    holds: list[int] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)
    differs: dict[int, str] = field(default_factory=dict)
    lacks: list[int] = field(default_factory=list)
    added: list[tuple[int, str]] = field(default_factory=list)
    uncounted: list[str] = field(default_factory=list)
    alike: int = 0  # of those that differ, so alike that one was made of the other

    @property
    def is_another_text(self) -> bool:
        """Whether so little is held, or nothing, that it is another text at the same address."""
        total, found = len(self.holds) + len(self.differs) + len(self.lacks), len(self.holds)
        found += self.alike
        return not found or found < LEAST_HELD * total


def beside(ours: Told, theirs: Told) -> Beside:
    """Hold what another has against ours.

    >>> ours = Told(None, [(1, "He was at home."), (2, "Nobody came.")])
    >>> beside(ours, Told(None, [(1, "He was at work."), (2, "Nobody came.")])).differs
    {1: 'He was at work.'}
    """
    found = Beside()
    _headline(ours, theirs, found)
    a = [(n, same_form(text)) for n, text in ours.sentences]
    b = [same_form(text) for _, text in theirs.sentences]
    left = _unlike(a, b, found)
    _order(left, found)
    pages = _Shown(theirs), _Shown(ours)
    for one, other, after, inner in left:
        _settle(one, other, after, pages, found, inner=inner)
    found.holds.sort()
    return found


_Block = tuple[list[tuple[int, str]], list[str], int, bool]


def _unlike(a: Sequence[tuple[int, str]], b: Sequence[str], found: Beside) -> list[_Block]:
    """The places where the two are not the same: sentences of ours and theirs, after which, and
    whether held sentences stand before and behind."""
    left: list[_Block] = []
    matcher = SequenceMatcher(None, [text for _, text in a], b, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            found.holds += [n for n, _ in a[i:j]]
        else:
            inner = i > 0 and j < len(a)
            left.append((list(a[i:j]), list(b[k:m]), a[i - 1][0] if i else 0, inner))
    return left


def _order(left: list[_Block], found: Beside) -> None:
    """What stands in another place there is held, in another order."""
    elsewhere = Counter(text for _, other, _, _ in left for text in other)
    for one, _, _, _ in left:
        for n, text in list(one):
            if elsewhere[text] > 0:
                elsewhere[text] -= 1
                one.remove((n, text))
                found.moved.append(n)
                found.holds.append(n)
    kept = elsewhere.copy()
    for _, other, _, _ in left:
        for text in list(other):
            if kept[text] > 0:
                kept[text] -= 1
            else:
                other.remove(text)


class _Shown:
    """All that a page shows, to look for sentences in."""

    def __init__(self, told: Told) -> None:
        lines = [*told.page.splitlines(), *(text for _, text in told.sentences)]
        self._whole = "\n".join(map(same_form, lines))

    def holds(self, sentence: str) -> bool:
        """Whether it stands there as a whole: from the end of a sentence, or of a line, to its."""
        return stands_in(sentence, self._whole)


def stands_in(sentence: str, text: str) -> bool:
    """Whether a sentence stands in a text as a whole one; never a piece of another.

    >>> stands_in("He came.", "It rained. He came. So they say.")
    True
    >>> stands_in("He came.", "They deny it: He came.")
    False
    """
    if not sentence:
        return False
    ended = _ENDED.search(sentence) is not None
    place = text.find(sentence)
    while place >= 0:
        end = place + len(sentence)
        before = text[max(0, place - 20) : place].rstrip(" ")
        begins = not before or before.endswith("\n") or _ENDED.search(before)
        after = text[end : end + 1]
        if begins and (after in ("", "\n") or (ended and (after == " " or after.isupper()))):
            return True
        place = text.find(sentence, place + 1)
    return False


def _settle(
    one: list[tuple[int, str]],
    other: list[str],
    after: int,
    pages: tuple[_Shown, _Shown],
    found: Beside,
    *,
    inner: bool,
) -> None:
    """What is said of sentences of ours and theirs that stand in one place."""

    def need_not_count(text: str) -> bool:
        return is_label(text) and not (inner and _is_clause(text))

    own, their = " ".join(text for _, text in one), " ".join(other)  # they may be cut otherwise
    lost = [(n, text) for n, text in one if not stands_in(text, their)]
    come = [text for text in other if not stands_in(text, own)]
    found.holds += [n for n, text in one if (n, text) not in lost]
    labels = [text for text in come if need_not_count(text)]
    come = [text for text in come if text not in labels]
    whole = [(n, text) for n, text in lost if not need_not_count(text)]
    for n, text, instead in list(_pairs(whole, come)):
        lost.remove((n, text))
        come.remove(instead)
        _differs(n, text, instead, found)
    for n, text, instead in list(_pairs(lost, labels, only_alike=True)):
        lost.remove((n, text))
        labels.remove(instead)
        _differs(n, text, instead, found)
    for n, text in lost:
        if pages[0].holds(text):
            found.holds.append(n)
        elif need_not_count(text):
            found.uncounted.append(text[:LONGEST_LINE])
        else:
            found.lacks.append(n)
    found.uncounted += [text[:LONGEST_LINE] for text in labels]
    found.added += [(after, text[:LONGEST_LINE]) for text in come if not pages[1].holds(text)]


def _differs(n: int, text: str, instead: str, found: Beside) -> None:
    if is_counter(text) and is_counter(instead):
        found.uncounted.append(text)
        return
    found.differs[n] = instead[:LONGEST_LINE]
    found.alike += _alike(text, instead) >= ALIKE


def _pairs(
    lost: Sequence[tuple[int, str]], come: Sequence[str], *, only_alike: bool = False
) -> Iterator[tuple[int, str, str]]:
    """Sentences of ours, each with the one of theirs that stands in its stead; both in order."""
    if len(lost) * len(come) > MOST_PAIRED or (len(lost) == len(come) and not only_alike):
        yield from ((n, text, instead) for (n, text), instead in zip(lost, come, strict=False))
        return
    begin = 0
    for n, text in lost:
        likeness = [(_alike(text, each), -place) for place, each in enumerate(come[begin:])]
        best, place = max(likeness, default=(0.0, 0))
        if best >= ALIKE:
            yield n, text, come[begin - place]
            begin += 1 - place


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def _headline(ours: Told, theirs: Told, found: Beside) -> None:
    own, their = same_form(ours.headline or ""), same_form(theirs.headline or "")
    if not own:
        return
    shown = {same_form(line) for line in theirs.page.splitlines()}
    # Some sites put their name behind it; and what is no headline is read as one now and then.
    behind = their.startswith(own) and their[len(own) :].lstrip()[:1] in ("|", "-", "·")
    if own == their or behind or (own in shown and _alike(own, their) < ALIKE):
        found.holds.append(0)
    elif their:
        found.differs[0] = their[:LONGEST_LINE]
        found.alike += _alike(own, their) >= ALIKE
    else:
        found.lacks.append(0)


# Words of dates and of times that have passed, of which nothing else is in a line.
_TIME = re.compile(
    r"(?:\d+|[.,:/|()+-]|at|on|by|the|of|g|г|года?|il|ci|cı|cu|cü|də|da|в|и|bu|gmt|utc|am|pm|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|"
    r"(?:yan|fev|mart|apr|may|iyun|iyul|avq|sent|okt|noy|dek)\w*|"
    r"(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)\w*|"
    r"ago|hours?|minutes?|days?|today|yesterday|now|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"saat|dəqiqə|gün|əvvəl|indi|dünən|час\w*|минут\w*|дн\w+|день|назад|сегодня|вчера|сейчас)",
    re.IGNORECASE,
)


def shows_time(line: str) -> bool:
    """Whether a line is a date or a time, and nothing else.

    >>> shows_time("24 noyabr 2025, 10:15"), shows_time("5 il həbs")
    (True, False)
    """
    words = re.findall(r"\w+|[^\w\s]", line)
    return any(each.isdigit() for each in words) and all(map(_TIME.fullmatch, words))


def is_label(line: str) -> bool:
    """Whether a line is so short, and ends so, that it need be no sentence of the article."""
    few = len(line.split()) <= FEW_WORDS
    return few and not line.rstrip("\"')").endswith((".", "!", "?", ":"))


def _is_clause(line: str) -> bool:
    return len(line.split()) >= CLAUSE and not is_counter(line)


def is_counter(line: str) -> bool:
    """Whether a line says how often a page was read or shared, or a time: of its own accord it
    changes from one look to the next."""
    counts = COUNTER.search(line) and any(char.isdigit() for char in line)
    return is_label(line) and bool(counts or shows_time(line))
