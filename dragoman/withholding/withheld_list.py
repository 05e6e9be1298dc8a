"""The list of what is not to go out, as people write it: a line a name or a passage.

    Elçin Məmmədov | Эльчин Мамедов    a name; and spellings that ours would not find
    name: rüzgar                       a name, though it could be taken for a passage
    text: Onu dekabrda azad etdilər.   a sentence or a passage, as it stands on the page
    keep: Elçin Quliyev                what is left alone, though it is like a name of the list

An empty line and one that begins with # are passed over. A line without a mark is a name where it
is at most five words and each begins with a capital, else a passage. Whatever is left out bears
the number of its line: numbers count the lines that name something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dragoman.errors import UsageError
from dragoman.provenance.own_files import open_ordinary
from dragoman.translate.text.spelling import WORD
from dragoman.withholding.name_forms import heard

MOST_BYTES, MOST_LINES = 1_000_000, 2_000
_MARK = re.compile(r"(name|text|keep)\s*:\s*", re.IGNORECASE)
_MOST_WORDS = 5
_LITTLE = frozenset({"oğlu", "qızı", "оглы", "кызы", "oglu", "ogly", "qizi", "kizi", "bin", "ibn"})
_SURNAME = re.compile("(?:[oe]va?|sgi|sgaya?|sgiy|l[iu]|zad[ae]h?|beyli|ogl[uoi]|gizi)$")
_PERHAPS_SURNAME = re.compile("(?:ina?|yan|engo|ug)$")
_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Spelling:
    """One spelling of a name: its words, and which of them tell a person apart by themselves."""

    words: tuple[str, ...]
    telling: frozenset[int]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list: a name in its spellings, or a passage in its words."""

    number: int
    spellings: tuple[Spelling, ...] = ()
    passage: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WithheldList:
    entries: tuple[Entry, ...]
    kept: tuple[tuple[str, ...], ...] = ()


def read_list(path: Path) -> WithheldList:
    """The file's lines. UsageError where it cannot be read, names nothing, or says what is none."""
    try:
        with open_ordinary(path) as file:
            raw = file.read(MOST_BYTES + 1)
        lines = raw.decode("utf-8-sig").splitlines()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8; save it as such, and nothing is missed") from error
    if len(raw) > MOST_BYTES or len(lines) > MOST_LINES:
        raise UsageError(f"{path} is larger than such a list can be ({MOST_LINES:,} lines)")
    return parse(lines, path.name)


def parse(lines: Sequence[str], subject: str) -> WithheldList:
    """The entries of lines; UsageError names the line that says nothing."""
    entries: list[Entry] = []
    kept: list[tuple[str, ...]] = []
    for count, mark, said in _said(lines):
        words = tuple(WORD.findall(said))
        if mark == "keep":
            kept.append(words)
        elif mark == "name" or (not mark and _is_name(said)):
            spellings = tuple(_spelling(each) for each in said.split("|") if each.strip())
            if not all(any(len(heard(w)) > 1 for w in each.words) for each in spellings):
                raise UsageError(f"{subject}, line {count}: no name can be read in it")
            entries.append(Entry(len(entries) + 1, spellings=spellings))
        else:
            passage = passage_words(said)
            if not passage:
                raise UsageError(f"{subject}, line {count}: there are no words in it")
            entries.append(Entry(len(entries) + 1, passage=passage))
    if not entries:
        raise UsageError(f"{subject} names nothing that is to be withheld")
    return WithheldList(tuple(entries), tuple(kept))


def passage_words(text: str) -> tuple[str, ...]:
    """A passage as it is compared: its words and numbers, whatever stands between them."""
    from dragoman.translate.text.spelling import folded_word

    return tuple(folded_word(each) for each in _TOKEN.findall(text))


def _said(lines: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    for count, line in enumerate(lines, start=1):
        said = line.strip()
        if not said or said.startswith("#"):
            continue
        marked = _MARK.match(said)
        mark, rest = (marked[1].lower(), said[marked.end() :]) if marked else ("", said)
        yield count, mark, rest.strip()


def _is_name(said: str) -> bool:
    """Words of names alone, in each of the spellings; nothing that ends as a sentence does."""
    if said.rstrip().endswith((".", "!", "?", "…", ":", "»", "”")):
        return False
    for spelling in said.split("|"):
        words = [each for each in WORD.findall(spelling) if each.lower() not in _LITTLE]
        if not words or len(words) > _MOST_WORDS or any(each[0].islower() for each in words):
            return False
        if re.search(r"[\d,;()]", spelling):
            return False
    return True


def _spelling(said: str) -> Spelling:
    words = tuple(each for each in WORD.findall(said) if each.lower() not in _LITTLE)
    words = tuple(each for each in words if len(each) > 1) or words
    telling = _ending(words, _SURNAME) or _ending(words, _PERHAPS_SURNAME)
    if not telling or len(telling) == len(words):
        telling = {len(words) - 1}
    return Spelling(words, frozenset(telling))


def _ending(words: Sequence[str], pattern: re.Pattern[str]) -> set[int]:
    return {
        n for n, each in enumerate(words) if len(heard(each)) > 4 and pattern.search(heard(each))
    }


def looks_like_surname(word: str) -> bool:
    from dragoman.withholding.name_forms import bare_forms

    return any(_SURNAME.search(each) for each in bare_forms(heard(word)) if len(each) > 4)
