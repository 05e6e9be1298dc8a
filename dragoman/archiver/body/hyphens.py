"""Joins the lines of a broken text, and the words that were broken with them."""

from __future__ import annotations

from collections.abc import Sequence

_SOFT = "\u00ad"
_HYPHENS = ("-", "\u2010", _SOFT)
# What stands after or before a hyphen that belongs to the word ("кто-то", "по-русски").
_ENDINGS = frozenset({"то", "либо", "нибудь", "ка", "таки", "нибуть"})
_BEGINNINGS = frozenset({"по", "кое", "кой", "из", "во", "в"})


def joined(lines: Sequence[str], words: frozenset[str] = frozenset()) -> str:
    """The lines as one, with a space between, or a word mended that was broken at a hyphen.

    `words` holds the words of the whole document: a word that stands there with its hyphen keeps
    it ("Нью-Йорк", "2025-ci"), and so does a number, a capital after it, and an abbreviation.
    """
    pieces: list[str] = []
    for line in filter(None, (line.strip() for line in lines)):
        if not pieces:
            pieces.append(line)
        elif _is_broken(pieces[-1]):
            pieces[-1] = _without_break(pieces[-1], line, words)
            pieces.append(line)
        else:
            pieces += [" ", line]
    return "".join(pieces).replace(_SOFT, "")


def _is_broken(line: str) -> bool:
    return line.endswith(_HYPHENS) and len(line) > 1 and not line[-2].isspace()


def _without_break(above: str, line: str, words: frozenset[str]) -> str:
    """The line above with or without its last hyphen, as the word asks for."""
    head = above[:-1].rsplit(maxsplit=1)[-1]
    tail = line.split(maxsplit=1)[0]
    if above.endswith(_SOFT):
        return above[:-1]
    if f"{head}-{tail}" in words or _keeps_hyphen(head, tail.strip('.,;:!?»”")')):
        return above
    return above[:-1]


def _keeps_hyphen(head: str, tail: str) -> bool:
    stem = head.strip('«“"(').casefold()
    if not tail[:1].islower() or not head[-1:].isalpha():
        return True
    if len(head) > 1 and head.isupper():
        return True  # "ABŞ-ın"
    return tail in _ENDINGS or stem in _BEGINNINGS
