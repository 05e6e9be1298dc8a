"""Sentences of a text, with their places in it.

razdel (Russian and its neighbours) and sentencex (everything else) propose where sentences end; so
does a pattern of our own, for what they miss. The rules below then join what was broken in the
wrong place: each is a small named function, asked in order, that looks at what stands left and
right of a proposed break. Abbreviations are data, in `abbreviations.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dragoman.translate.abbreviations import abbreviations_of

# A sentence longer than this, in characters, is cut at a clause mark or a space: a model that is
# handed a page without a full stop must not work on it for minutes.
LONGEST = 2000
CYRILLIC = frozenset({"ru", "uk", "be", "bg", "kk", "ky", "tt", "ba", "mk", "sr"})
CLOSING = "\"'»”’“)]}"
OPENING = "\"'«“„‘([{"

_END = re.compile(r"[.!?…]+[\"'»”’)\]}]*(?=\s)")
_WORD = re.compile(r"[^\W\d_]+(?:[-.][^\W\d_]+)*\.?$")
_LINE = re.compile(r"[^\r\n\u2028\u2029\v\f\x85]+")
_CLAUSE = re.compile(r"[;:,–—]\s|\s")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a text: `text == whole[start:stop]`, offsets in characters."""

    start: int
    stop: int
    text: str


def segment(text: str, code: str) -> list[Segment]:
    """The sentences of `text` in language `code` (`und` will do), in order.

    None is empty, none begins or ends with white space, and nothing but white space lies between
    them. A line break always ends a sentence.
    """
    found: list[Segment] = []
    for line in _LINE.finditer(text):
        for start, stop in _sentences(line.group(), code):
            begin, end = start + line.start(), stop + line.start()
            found.append(Segment(begin, end, text[begin:end]))
    return found


def _sentences(line: str, code: str) -> Iterator[tuple[int, int]]:
    """The stretches of a line that are sentences, without white space around them."""
    breaks = [at for at in sorted(_proposed(line, code)) if not _joined(line, at, code)]
    for start, stop in zip([0, *breaks], [*breaks, len(line)], strict=True):
        yield from _bounded(line, start, stop)


def _bounded(line: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """A sentence, trimmed, and in pieces where it is too long."""
    while start < stop and line[start].isspace():
        start += 1
    while stop > start and line[stop - 1].isspace():
        stop -= 1
    while stop - start > LONGEST:
        cut = _cut(line, start, start + LONGEST)
        yield from _bounded(line, start, cut)
        start = cut
        while start < stop and line[start].isspace():
            start += 1
    if start < stop:
        yield start, stop


def _cut(line: str, start: int, limit: int) -> int:
    """Where to cut a sentence that is too long: the last clause mark, else space, else anywhere."""
    floor = start + LONGEST // 2
    marks = list(_CLAUSE.finditer(line, floor, limit))
    clauses = [match.end() for match in marks if len(match.group()) > 1]
    if clauses:
        return clauses[-1]
    return marks[-1].end() if marks else limit


# -- where a sentence may end ----------------------------------------------------------------


def _proposed(line: str, code: str) -> set[int]:
    """Offsets at which a new sentence may begin."""
    proposed = {match.end() for match in _END.finditer(line)}
    library = _razdel if code in CYRILLIC else _sentencex
    return (proposed | library(line, code)) - {0, len(line)}


def _razdel(line: str, code: str) -> set[int]:
    from razdel import sentenize

    del code
    return {sentence.stop for sentence in sentenize(line)}


def _sentencex(line: str, code: str) -> set[int]:
    from sentencex import get_sentence_boundaries

    language = code if code.isascii() and code != "und" else "en"
    return {int(each["end_index"]) for each in get_sentence_boundaries(language, line)}


# -- where it does not -----------------------------------------------------------------------


def _joined(line: str, at: int, code: str) -> bool:
    """Whether a rule says that the proposed break at `at` is none."""
    left, right = line[max(0, at - 80) : at].rstrip(), line[at : at + 80].lstrip()
    return any(rule(left, right, code) for rule in RULES)


def nothing_on_one_side(left: str, right: str, code: str) -> bool:
    del code
    return not any(map(str.isalnum, right)) or not left


def no_end_mark(left: str, right: str, code: str) -> bool:
    """A break that no full stop, question or exclamation mark or ellipsis stands before."""
    del right, code
    return left.rstrip(CLOSING)[-1:] not in {".", "!", "?", "…", "。"}


def goes_on_in_small_letters(left: str, right: str, code: str) -> bool:
    del left, code
    return right.lstrip(OPENING + "–—- ")[:1].islower()


def said_after_a_quotation(left: str, right: str, code: str) -> bool:
    """«…!» — said somebody."""
    del code
    return left[-1:] in CLOSING and right[:1] in {"–", "—", "-", ","}


def initial(left: str, right: str, code: str) -> bool:
    """A single capital with a full stop before a name: Ə. Ş. Məmmədov."""
    del code
    match = re.search(r"(?:^|[\s\W])([^\W\d_])\.$", left)
    return bool(match and match[1].isupper() and right[:1].isupper())


def number_of_a_list(left: str, right: str, code: str) -> bool:
    del right, code
    return re.fullmatch(r"\(?(?:\d{1,3}|[IVX]{1,5}|[^\W\d_])[.)]", left) is not None


def number_goes_on(left: str, right: str, code: str) -> bool:
    """A figure after an abbreviation or a date: ст. 317, 24.11. 2025."""
    del code
    return right[:1].isdigit() and re.search(r"\d\.$", left) is not None


def year(left: str, right: str, code: str) -> bool:
    """`2025 г.` ends a sentence only before a capital; `№ 2 г. Баку` is a town's г."""
    if code not in CYRILLIC or not re.search(r"\bг{1,2}\.$", left):
        return False
    return re.search(r"\d{4}\s*г{1,2}\.$", left) is None or not right.lstrip(OPENING)[:1].isupper()


def abbreviation(left: str, right: str, code: str) -> bool:
    """A word that is written with a full stop: some never end a sentence, others may."""
    bare = left.rstrip(CLOSING)
    match = _WORD.search(bare)
    if match is None or not bare.endswith(".") or re.search(r"\d{4}\s*г{1,2}\.$", bare):
        return False
    known = abbreviations_of(code)
    word = match.group().lower().removesuffix(".")
    if word in known.before_a_name:
        return True
    return word in known.anywhere and not right.lstrip(OPENING + "–—- ")[:1].isupper()


RULES: tuple[Callable[[str, str, str], bool], ...] = (
    nothing_on_one_side,
    no_end_mark,
    goes_on_in_small_letters,
    said_after_a_quotation,
    initial,
    number_of_a_list,
    number_goes_on,
    year,
    abbreviation,
)
