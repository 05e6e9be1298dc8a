"""`names.csv`: how names and terms are to be written, who says so, and whether a translation does.

A row says that a source form (of one language or another) is written so in the target language, on
somebody's authority. Names are found in a source under Azerbaijani suffixes and Russian case
endings. In a translation a name is right as the file spells it; another spelling of it (see
`spelling.name_key`) is put right where only one listed name can be meant, and else flagged.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path

from dragoman.errors import UsageError
from dragoman.translate.names.cell import from_cell, to_cell
from dragoman.translate.names.name import Found, Name, Spelled
from dragoman.translate.names.place import Place
from dragoman.translate.names.standing import spelled
from dragoman.translate.text.as_read import as_read
from dragoman.translate.text.spelling import WORD, fold, folded_word, stems
from dragoman.translate.text.word_alignment import NONE, Alignment, as_placed

NAME = "names.csv"
HEADER = ("source", "target", "authority")
MOST_BYTES, MOST_ROWS = 20_000_000, 100_000
_LONGEST = 120
_RU_FEMALE_ENDINGS = ("ой", "ою")
_RU_MALE_ENDINGS = ("ым", "ыми", "ом", "ем", "ове", "еве", "ине")
_SOFTENED = {"q": "g", "k": "y"}  # Prokurorluğa is of Prokurorluq, Çiçəyin of Çiçək
_VOWELS = frozenset("aeiəıuüoöаеёиоуыэюя")


class Names:
    """The rows of a names file. Immutable, so threads may share it."""

    def __init__(self, names: Sequence[Name] = (), sha256: str | None = None) -> None:
        self._names = tuple(names)
        self.sha256 = sha256

    def __iter__(self) -> Iterator[Name]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    @classmethod
    def read(cls, path: Path) -> Names:
        """The file's rows; none where there is no file. UsageError says which line is wrong."""
        try:
            with path.open("rb") as file:
                raw = file.read(MOST_BYTES + 1)
        except FileNotFoundError:
            return cls()
        except OSError as error:
            raise UsageError(
                f"{path} cannot be read: {error.strerror}", subject=str(path)
            ) from error
        return cls(parse(raw, path.name), hashlib.sha256(raw).hexdigest())

    @cached_property
    def _by_beginning(self) -> dict[str, list[Name]]:
        """Names by the first letters of their first word, which no ending changes; long first."""
        found: dict[str, list[Name]] = defaultdict(list)
        for name in sorted(self._names, key=lambda each: -len(each.source_words)):
            found[_beginning(name.source_words[0])].append(name)
        return dict(found)

    def find(self, text: str) -> list[Found]:
        """The listed names in a source text, in order; none overlaps another, the longest is taken.

        Where several names may be meant by the same words (a man's in the genitive is a woman's in
        the nominative), all of them are given.
        """
        if not self._names:
            return []
        if not any(_beginning(word) in self._by_beginning for word in WORD.findall(text)):
            return []
        words = [(match.start(), match.end(), match[0]) for match in WORD.finditer(text)]
        found: list[Found] = []
        place = 0
        for begin, (start, _, word) in enumerate(words):
            if begin < place or _beginning(word) not in self._by_beginning:
                continue
            names, length = self._at(words, begin)
            if names:
                stop = words[begin + length - 1][1]
                found.append(Found(start, stop, text[start:stop], names))
                place = begin + length
        return found

    def held(self, source: str, code: str, read: str | None = None) -> list[Found]:
        """The listed names of a source in the letters of the page, and in those of a model.

        Places are those of `source`.
        """
        found = self.find(source)
        read = as_read(source, code) if read is None else read
        if read == source.strip():
            return found
        known = {name for each in found for name in each.names}
        return found + [
            replace(each, start=start, stop=stop)
            for each in self.find(read)
            if known.isdisjoint(each.names)
            for start, stop in [as_placed(read, source, (each.start, each.stop)) or (0, 0)]
        ]

    def _at(self, words: list[tuple[int, int, str]], place: int) -> tuple[tuple[Name, ...], int]:
        """All names of the most words that stand at a place, and how many words those are."""
        fitting: list[Name] = []
        length = 0
        for name in self._by_beginning.get(_beginning(words[place][2]), ()):
            wanted = name.source_words
            if length and len(wanted) < length:
                break
            here = [word for _, _, word in words[place : place + len(wanted)]]
            if len(here) == len(wanted) and all(map(_is_form, here, wanted)):
                fitting.append(name)
                length = len(wanted)
        return tuple(fitting), length

    def spell(
        self,
        source: str,
        target: str,
        *,
        replace: bool = True,
        code: str = "und",
        alignment: Alignment = NONE,
    ) -> Spelled:
        """The listed names of `source` as they stand in `target`, put right where that is certain.

        Without `replace` the text is left alone, and another spelling is flagged.
        `code` is the language of `source`: names are found in it as it stands and as a model reads
        it. With an `alignment` a name that is not there in any spelling is put where it belongs,
        if just that has another name in its place.
        """
        held = self.held(source, code)
        place = Place(source, alignment) if alignment else None
        return spelled(held, target, replace=replace, place=place)


def parse(raw: bytes, subject: str) -> list[Name]:
    """The rows of a names file: `source,target,authority`, in UTF-8, commas or semicolons.

    A first row of those words is a header; an empty line and one that begins with # are passed
    over. UsageError names the line that is wrong.
    """
    too_large = UsageError(
        f"{subject} is larger than a list of names can be ({MOST_ROWS:,} rows)",
        subject=subject,
    )
    if len(raw) > MOST_BYTES:
        raise too_large
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{subject} is not UTF-8; save it as “CSV UTF-8”", subject=subject
        ) from error
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    names: list[Name] = []
    try:
        for row in reader:
            cells = [from_cell(" ".join(cell.split())) for cell in row]
            if len(names) == MOST_ROWS:
                raise too_large
            if not any(cells) or cells[0].startswith("#") or _is_header(cells):
                continue
            names.append(_name(cells, reader.line_num, subject))
    except csv.Error as error:
        raise UsageError(f"{subject}, line {reader.line_num}: {error}", subject=subject) from error
    return names


def with_row(before: bytes, source: str, target: str, authority: str) -> bytes:
    """The bytes of a names file with one row more, in the file's own kind of commas.

    None of its cells is a formula to a spreadsheet. UsageError for a row that is none, or a file
    that is wrong already.
    """
    parse(before, NAME)
    kept = before if before.strip() else (",".join(HEADER) + "\n").encode()
    line = io.StringIO()
    cells = [to_cell(" ".join(cell.split())) for cell in (source, target, authority)]
    csv.writer(line, delimiter=_delimiter(kept.decode("utf-8-sig")), lineterminator="\n").writerow(
        cells
    )
    row = line.getvalue().encode("utf-8", "replace")
    if len(parse(row, NAME)) != 1:
        raise UsageError("this is no name: a source form and a target form are needed")
    return kept + (b"" if kept.endswith(b"\n") else b"\n") + row


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return ";" if first.count(";") > first.count(",") else ","


def _is_header(cells: list[str]) -> bool:
    return tuple(cell.lower() for cell in cells[:2]) == HEADER[:2]


def _name(cells: list[str], line: int, subject: str) -> Name:
    source, target, authority = [*cells, "", ""][:3]
    name = Name(source, target, authority, line)
    if not name.source_words or not name.target_words:
        raise UsageError(
            f"{subject}, line {line}: a source form and a target form are needed, such as "
            "Məmmədov,Mammadov,the family",
            subject=subject,
        )
    if max(map(len, (source, target, authority))) > _LONGEST:
        raise UsageError(
            f"{subject}, line {line}: a name has at most {_LONGEST} characters", subject=subject
        )
    return name


# -- in the source ---------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 15)
def _beginning(word: str) -> str:
    return folded_word(word)[:3]


@lru_cache(maxsize=1 << 15)
def _is_form(word: str, wanted: str) -> bool:
    """Whether a word of a text is a form of a listed one: itself, or with an ending on it."""
    if word[0].isupper() != wanted[0].isupper() and not word.isupper():
        return False
    if fold(word) == fold(wanted):
        return True
    if not _gender_allows(word, wanted):
        return False
    bare = {fold(each) for each in stems(word)}
    form = fold(wanted)
    if form in bare or (form[-1] in _SOFTENED and form[:-1] + _SOFTENED[form[-1]] in bare):
        return True
    # Лейлы is of Лейла: the last vowel is the ending's place.
    without = form[:-1]
    return form[-1] in _VOWELS and len(without) > 2 and fold(word) != without and without in bare


def _gender_allows(word: str, wanted: str) -> bool:
    """Мамедовой is no form of Мамедов, nor Мамедовым one of Мамедова."""
    lower, form = word.lower(), wanted.lower()
    if form.endswith(("ов", "ев", "ин")):
        return not lower.endswith(_RU_FEMALE_ENDINGS)
    if form.endswith(("ова", "ева", "ина")):
        return not lower.endswith(_RU_MALE_ENDINGS)
    return True
