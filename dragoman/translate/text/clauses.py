"""Cutting a sentence that is too long for a model, at its clauses, so that nothing is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_CLAUSE_END = re.compile(r"(?<=[;:,.!?…—–])\s+|(?<!\s)\s++(?=[—–]\s)")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence, and the `glue` (a space or nothing) between it and the one before."""

    text: str
    glue: str


def split_long(text: str, measure: Callable[[str], int], limit: int) -> list[Part]:
    """Parts of at most `limit` units: the whole where it fits, else clauses, words, characters.

    The parts, each after its glue, give the text again but for the width of its spaces.
    """
    if measure(text) <= limit:
        return [Part(text, "")]
    parts: list[Part] = []
    room = 0
    for piece in _pieces(text, measure, limit):
        length = measure(piece.text)
        if parts and len(piece.glue) + length <= room:
            parts[-1] = Part(parts[-1].text + piece.glue + piece.text, parts[-1].glue)
            room -= len(piece.glue) + length
        else:
            parts.append(piece)
            room = limit - length
    return parts


def _pieces(text: str, measure: Callable[[str], int], limit: int) -> Iterator[Part]:
    """Clauses; a clause that does not fit in words; a word that does not fit in slices."""
    for number, clause in enumerate(_CLAUSE_END.split(text.strip())):
        glue = " " if number else ""
        if measure(clause) <= limit:
            yield Part(clause, glue)
            continue
        for place, word in enumerate(_SPACE.split(clause)):
            for start, stop in _slices(word, measure, limit):
                yield Part(word[start:stop], "" if start else " " if place else glue)


def _slices(word: str, measure: Callable[[str], int], limit: int) -> Iterator[tuple[int, int]]:
    if measure(word) <= limit:
        yield 0, len(word)
        return
    step = max(1, limit // 4)  # a character that is spelled in bytes takes up to four tokens
    for start in range(0, len(word), step):
        yield start, min(start + step, len(word))
