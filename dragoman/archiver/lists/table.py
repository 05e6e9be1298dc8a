"""Rows of a table into pages: which column holds what, by its heading or by what stands in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from dragoman.archiver.lists.listed_page import LONGEST_TAG, ListedPage, Misread, UrlList
from dragoman.archiver.lists.urls_in_text import (
    UNSEEN,
    has_unseen,
    names_scheme,
    no_url,
    urls_in,
    wrong_with,
)

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
MOST_COLUMNS, LONGEST_CELL = 50, 1_000_000
# A cell of tags: few and short words.
LONGEST_WORDS, MOST_WORDS = 30, 3
SEPARATOR = re.compile(r"[,;|\n]+")
NO_URLS = "none of its columns is called a URL, and no cell has http:// or https://"
# Of a row that begins so, and of that alone: `#12` and `#REF!` are no comments.
COMMENT = re.compile(r"\s*#\s")

# Where a row is, in words, and its cells.
Row = tuple[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Columns:
    """The places of columns; `left` are others that hold something."""

    urls: tuple[int, ...]
    note: int | None = None
    tag: int | None = None
    left: tuple[int, ...] = ()


def read_table(rows: Iterable[Row], name: str, found: UrlList, *, bare: bool = True) -> None:
    """Add the pages of a table, what is wrong with its rows, and which columns were left.

    With `bare` hosts without a scheme are told by themselves; without it they are in a column that
    is called so, or beside URLs that have one.
    """
    wide: list[str] = []
    rows = _rows_within(rows, wide, found)
    first = list(islice(rows, LOOKED_AT))
    columns, begins = _columns(first, bare) if first else (None, 0)
    if columns is not None:
        found.notices += _read_rows(chain(first[begins:], rows), name, columns, found)
    elif first:
        why = "there is no web address in it" if bare else NO_URLS
        found.notices.append(f"{name}: {why}, so it was left")
    if wide:
        last = _letter(MOST_COLUMNS - 1)
        found.notices.append(
            f"{name}: what stands past column {last} was not looked at ({wide[0]}"
            f"{' is the first' * (len(wide) > 1)})"
        )


def _rows_within(rows: Iterable[Row], wide: list[str], found: UrlList) -> Iterator[Row]:
    """The rows that say something, without columns that are too many.

    Where these were is added to `wide`, and a URL in them to what is wrong.
    """
    for where, cells in rows:
        said = next((cell for cell in cells if cell.strip()), "")
        if not said or (COMMENT.match(said) and not is_heading(cells)):
            continue
        within, far = cells[:MOST_COLUMNS], [each for each in cells[MOST_COLUMNS:] if each.strip()]
        if far:
            wide.append(where)
        lost = next(filter(names_scheme, far), None)
        if lost is not None:
            found.misread.append(
                Misread(where, lost, "it stands in a column that is too far right")
            )
        if lost is None or any(cell.strip() for cell in within):
            yield where, within


def _read_rows(rows: Iterable[Row], name: str, columns: Columns, found: UrlList) -> Iterator[str]:
    """What is to be said of all of them."""
    for where, cells in rows:
        _read_row(where, cells, columns, found)
    if columns.left:
        which = ", ".join(_letter(each) for each in columns.left)
        yield f"{name}: column {which} was left; URLs, notes and tags were taken from others"


def is_heading(cells: Sequence[str]) -> bool:
    """Whether a row says that a column under it holds URLs."""
    return any(_called(cell) == "url" for cell in cells)


def _read_row(where: str, cells: Sequence[str], columns: Columns, found: UrlList) -> None:
    asked = [cells[each] for each in columns.urls if each < len(cells) and cells[each].strip()]
    if not asked:
        rest = next((cell for cell in cells if cell.strip()), "")
        found.misread.append(Misread(where, rest, "there is no web address in this row"))
        return
    tags = tags_in(_cell(cells, columns.tag))
    too_long = [each for each in tags if len(each) > LONGEST_TAG]  # words, and kept as such
    note = "\n".join(filter(None, [_cell(cells, columns.note).strip(), *too_long])) or None
    tags = tuple(each for each in tags if each not in too_long)
    for text in asked:
        if text.lstrip().startswith("="):
            said = "it is a formula, and formulas are not worked out"
            found.misread.append(Misread(where, text, said))
        else:
            page = ListedPage("", note, tags)
            if not take(text, where, page, found, comments=False):
                found.misread.append(Misread(where, text, no_url(text)))


def take(text: str, where: str, page: ListedPage, found: UrlList, *, comments: bool = True) -> bool:
    """Add the pages that a text names, as `page` is, and what is wrong with them.

    Whether there was a URL.
    """
    urls, _ = urls_in(text, comments=comments)
    if has_unseen(text, urls):
        found.mended.append(where)
    bare = bool(urls) and not names_scheme(text)
    for url in urls:
        wrong = wrong_with(url)
        if wrong is None:
            found.pages.append(replace(page, url=url, where=where, completed=bare))
        else:
            found.misread.append(Misread(where, url, wrong))
    return bool(urls)


def tags_in(cell: str) -> tuple[str, ...]:
    """The tags in a cell, each once; a `#` before one is not of it."""
    parts = (" ".join(UNSEEN.sub("", each).split()).lstrip("#") for each in SEPARATOR.split(cell))
    return tuple(dict.fromkeys(filter(None, parts)))


# -- which column is which -------------------------------------------------------------------


def _columns(rows: Sequence[Row], bare: bool) -> tuple[Columns | None, int]:
    """What is in which column, and at which row the pages begin; None where no URL is there."""
    said = [cells for _, cells in rows]
    place = heading_among(said)
    if place is not None:
        return _by_heading(said[place], said[place + 1 :]), place + 1
    return _by_content(said, bare), 0


def heading_among(rows: Sequence[Sequence[str]]) -> int | None:
    """Where the headings stand: the row that names most columns, before the first URL."""
    best, place = 0, None
    for at, cells in enumerate(rows[:HEADED_AT_LATEST]):
        named = sum(_called(cell) is not None for cell in cells) if is_heading(cells) else 0
        if named > best:
            best, place = named, at
        if any(urls_in(cell, comments=False)[0] for cell in cells):
            break
    return place


def _by_heading(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> Columns:
    called = [_called(cell) for cell in heading]
    places = {kind: called.index(kind) for kind in HEADINGS if kind in called}
    places["url"] = _holds_urls(heading, rows)
    left = [
        each
        for each in range(max(map(len, [heading, *rows])))
        if each not in places.values() and any(_cell(row, each).strip() for row in rows)
    ]
    return Columns((places["url"],), places.get("note"), places.get("tag"), tuple(left))


def _holds_urls(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Of the columns that are called a URL the one that holds most; then the one called `url`."""

    def rank(place: int) -> tuple[float, float, bool, int]:
        cells = [cell for row in rows if (cell := _cell(row, place).strip())]
        whole, any_host = (_share_of_urls(cells, bare) for bare in (False, True))
        return whole, any_host, _key(heading[place]) in ("url", "urls"), -place

    return max((at for at, cell in enumerate(heading) if _called(cell) == "url"), key=rank)


def _by_content(rows: Sequence[Sequence[str]], bare: bool) -> Columns | None:
    held = {
        place: [cell for row in rows if (cell := _cell(row, place).strip())]
        for place in range(max(map(len, rows)))
    }
    # Where URLs stand, what looks like a host may be a name.
    bare = bare and not any(names_scheme(cell) for cells in held.values() for cell in cells)
    shares = {place: _share_of_urls(cells, bare) for place, cells in held.items() if cells}
    best = max(shares, key=lambda place: (shares[place], -place), default=None)
    if best is None or not shares[best]:
        return None
    urls = tuple(place for place, share in shares.items() if place == best or share > 0.5)
    others = [place for place in shares if place not in urls]
    tag = next((place for place in others if _are_tags(held[place])), None)
    note = next((place for place in others if place != tag), None)
    return Columns(urls, note, tag, tuple(each for each in others if each not in (note, tag)))


def _share_of_urls(cells: Sequence[str], bare: bool) -> float:
    """How many of the cells are a URL; one that has other words beside it is half of one."""
    found = [urls_in(cell, comments=False) for cell in cells if bare or names_scheme(cell)]
    return sum((0.5 if words else 1.0) for urls, words in found if urls) / max(len(cells), 1)


def _are_tags(cells: Sequence[str]) -> bool:
    """Short words, and the same again: a note is said once."""
    tags = [tag for cell in cells for tag in tags_in(cell)]
    short = all(len(each) <= LONGEST_WORDS and len(each.split()) <= MOST_WORDS for each in tags)
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
