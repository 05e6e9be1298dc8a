"""Rows of a table into pages: which column holds what, by its heading or by what stands in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from dragoman.archiver.lists.listed_page import ListedPage, Misread, UrlList
from dragoman.archiver.lists.urls_in_text import UNSEEN, no_url, urls_in, wrong_with

# By what a column is called, in the languages of those who make such tables.
HEADINGS = {
    "url": "url|urls|uri|link|links|address|addresses|web address|website|site|webpage|page"
    "|page url|href|source|ünvan|veb ünvan|url ünvanı|keçid|keçidlər|link ünvanı|səhifə|sayt|mənbə"
    "|адрес|адреса|веб-адрес|url-адрес|урл|ссылка|ссылки|линк|страница|сайт|источник",
    "note": "note|notes|comment|comments|remark|remarks|description"
    "|qeyd|qeydlər|şərh|şərhlər|izah|təsvir"
    "|примечание|примечания|заметка|заметки|комментарий|комментарии|пометка|описание",
    "tag": "tag|tags|label|labels|keyword|keywords|category"
    "|teq|teqlər|etiket|etiketlər|açar söz|açar sözlər|kateqoriya"
    "|тег|теги|метка|метки|ярлык|ключевые слова|категория",
}
# Rows that are looked at to tell what is in which column, and those in which headings may stand.
LOOKED_AT, HEADED_AT_LATEST = 500, 20
MOST_COLUMNS = 50
# A cell of tags: few and short words.
LONGEST_TAG, MOST_WORDS = 30, 3
SEPARATOR = re.compile(r"[,;|\n]+")

# Where a row is, in words, and its cells.
Row = tuple[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Columns:
    """The places of columns; `left` are others that hold something."""

    urls: tuple[int, ...]
    note: int | None = None
    tag: int | None = None
    left: tuple[int, ...] = ()


def read_table(rows: Iterable[Row], name: str, found: UrlList) -> None:
    """Add the pages of a table, what is wrong with its rows, and which columns were left."""
    rows = (row for row in rows if any(cell.strip() for cell in row[1]))
    first = list(islice(rows, LOOKED_AT))
    if not first:
        return
    columns, begins = _columns(first)
    if columns is None:
        found.notices.append(f"{name}: there is no web address in it, so it was left")
        return
    for where, cells in chain(first[begins:], rows):
        _read_row(where, cells, columns, found)
    if columns.left:
        which = ", ".join(_letter(each) for each in columns.left)
        found.notices.append(f"{name}: column {which} was left: it is no URL, note or tag")


def is_heading(cells: Sequence[str]) -> bool:
    """Whether a row says that a column under it holds URLs."""
    return any(_called(cell) == "url" for cell in cells)


def _read_row(where: str, cells: Sequence[str], columns: Columns, found: UrlList) -> None:
    asked = [cells[each] for each in columns.urls if each < len(cells) and cells[each].strip()]
    if not asked:
        rest = next((cell for cell in cells if cell.strip()), "")
        if not rest.lstrip().startswith("#"):
            found.misread.append(Misread(where, rest, "there is no web address in this row"))
        return
    note = _cell(cells, columns.note).strip() or None
    tags = tags_in(_cell(cells, columns.tag))
    for text in asked:
        if text.lstrip().startswith("="):
            said = "it is a formula, and formulas are not worked out"
            found.misread.append(Misread(where, text, said))
        else:
            found.misread += take(text, where, note, tags, found.pages)


def take(
    text: str, where: str, note: str | None, tags: tuple[str, ...], pages: list[ListedPage]
) -> Iterator[Misread]:
    """Add the pages that a text names; what is wrong with it."""
    urls, words = urls_in(text)
    if words and not urls:
        yield Misread(where, text, no_url(text))
    for url in urls:
        wrong = wrong_with(url)
        if wrong is None:
            pages.append(ListedPage(url, note, tags))
        else:
            yield Misread(where, url, wrong)


def tags_in(cell: str) -> tuple[str, ...]:
    """The tags in a cell, each once; a `#` before one is not of it."""
    parts = (" ".join(UNSEEN.sub("", each).split()).lstrip("#") for each in SEPARATOR.split(cell))
    return tuple(dict.fromkeys(filter(None, parts)))


# -- which column is which -------------------------------------------------------------------


def _columns(rows: Sequence[Row]) -> tuple[Columns | None, int]:
    """What is in which column, and at which row the pages begin; None where no URL is there."""
    for place, (_, cells) in enumerate(rows[:HEADED_AT_LATEST]):
        if is_heading(cells):
            return _by_heading(cells, [cells for _, cells in rows[place + 1 :]]), place + 1
        if any(urls_in(cell)[0] for cell in cells):
            break
    return _by_content([cells for _, cells in rows]), 0


def _by_heading(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> Columns:
    called = [_called(cell) for cell in heading]
    places = {kind: called.index(kind) for kind in HEADINGS if kind in called}
    left = [
        each
        for each in range(max(map(len, [heading, *rows])))
        if each not in places.values() and any(_cell(row, each).strip() for row in rows)
    ]
    return Columns((places["url"],), places.get("note"), places.get("tag"), tuple(left))


def _by_content(rows: Sequence[Sequence[str]]) -> Columns | None:
    held = {
        place: [cell for row in rows if (cell := _cell(row, place).strip())]
        for place in range(max(map(len, rows)))
    }
    shares = {place: _share_of_urls(cells) for place, cells in held.items() if cells}
    best = max(shares, key=lambda place: (shares[place], -place))
    if not shares[best]:
        return None
    urls = tuple(place for place, share in shares.items() if place == best or share > 0.5)
    others = [place for place in shares if place not in urls]
    tag = next((place for place in others if _are_tags(held[place])), None)
    note = next((place for place in others if place != tag), None)
    return Columns(urls, note, tag, tuple(each for each in others if each not in (note, tag)))


def _share_of_urls(cells: Sequence[str]) -> float:
    """How many of the cells are a URL; one that has other words beside it is half of one."""
    found = [urls_in(cell) for cell in cells]
    return sum((0.5 if words else 1.0) for urls, words in found if urls) / len(cells)


def _are_tags(cells: Sequence[str]) -> bool:
    """Short words, and the same again: a note is said once."""
    tags = [tag for cell in cells for tag in tags_in(cell)]
    short = all(len(each) <= LONGEST_TAG and len(each.split()) <= MOST_WORDS for each in tags)
    marked = all(cell.startswith("#") for cell in cells)
    return short and (marked or len(set(tags)) < len(tags))


def _called(cell: str) -> str | None:
    key = _key(cell)
    return next((kind for kind, words in CALLED.items() if key in words), None)


def _key(text: str) -> str:
    """A heading as it is compared: dots of a Turkish i and marks around it do not count."""
    folded = unicodedata.normalize("NFC", UNSEEN.sub("", text)).casefold()
    return " ".join(folded.replace("i\u0307", "i").replace("ı", "i").split()).strip(" :.*№#")


CALLED = {kind: set(map(_key, words.split("|"))) for kind, words in HEADINGS.items()}


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""


def _letter(place: int) -> str:
    """What a spreadsheet calls a column."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
