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
    text = ""
    for line in (line.strip() for line in lines):
        if not text or not line:
            text += line
        elif text.endswith(_HYPHENS) and len(text) > 1 and not text[-2].isspace():
            text = _mended(text, line, words)
        else:
            text += " " + line
    return text.replace(_SOFT, "")


def _mended(text: str, line: str, words: frozenset[str]) -> str:
    head = text[:-1].split()[-1]
    tail = line.split()[0]
    if text.endswith(_SOFT):
        return text[:-1] + line
    if f"{head}-{tail}" in words or _keeps_hyphen(head, tail.strip(".,;:!?»”\")")):
        return text + line
    return text[:-1] + line


def _keeps_hyphen(head: str, tail: str) -> bool:
    stem = head.strip("«“\"(").casefold()
    if not tail[:1].islower() or not head[-1:].isalpha():
        return True
    if len(head) > 1 and head.isupper():
        return True  # "ABŞ-ın"
    return tail in _ENDINGS or stem in _BEGINNINGS
