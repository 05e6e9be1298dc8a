"""A row of `names.csv`, and where a text holds what it lists."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from dragoman.translate.text.flag import Flag
from dragoman.translate.text.spelling import WORD
from dragoman.translate.text.word_alignment import NONE, Alignment


@dataclass(frozen=True)
class Name:
    """One row: `source` is written `target`, because `authority` says so. `line` counts from 1."""

    source: str
    target: str
    authority: str
    line: int

    @cached_property
    def source_words(self) -> tuple[str, ...]:
        return tuple(WORD.findall(self.source))

    @cached_property
    def target_words(self) -> tuple[str, ...]:
        return tuple(WORD.findall(self.target))


@dataclass(frozen=True, slots=True)
class Found:
    """Where a source holds a listed name, and every listed name that it may be."""

    start: int
    stop: int
    text: str
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Spelled:
    """A translation with its names as the file has them, and what there is to say about them.

    `alignment` is that of the translation as it is now, where it had one.
    """

    text: str
    flags: tuple[Flag, ...]
    alignment: Alignment = NONE
