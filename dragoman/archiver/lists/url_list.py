"""A list of pages as people have it: a text, a table, a workbook. All of it is looked at first."""

from __future__ import annotations

from dragoman.archiver.lists.list_bytes import decoded
from dragoman.archiver.lists.listed_page import ListedPage, Misread, UrlList
from dragoman.archiver.lists.separated import separated_rows, separator_of
from dragoman.archiver.lists.table import COMMENT, is_heading, read_table, take
from dragoman.archiver.lists.urls_in_text import no_url, urls_in
from dragoman.archiver.lists.workbook import is_workbook, sheets
from dragoman.errors import UsageError

TABLES = (".csv", ".tsv", ".tab")
LARGEST = 100_000_000


def read_url_list(data: bytes, name: str) -> UrlList:
    """The pages that a file names, with the notes and tags that stand beside them.

    A text has a URL a line, and `#` begins a comment; a table (CSV, or an XLSX workbook) has
    columns of URLs, notes and tags, by their headings or by what they hold. `name` is what the file
    is called. What stands in a row that names no page is in `misread`. UsageError where the file
    cannot be read for certain: then nothing of it is.
    """
    if len(data) > LARGEST:
        most = f"{LARGEST // 10**6:,} MB"
        raise UsageError(f"{name} has more than {most}; split the list", subject=name)
    found = UrlList()
    if is_workbook(data):
        for title, rows in sheets(data, name):
            read_table(rows, title, found, bare=False)
    else:
        _read_text(data, name, found)
    if found.mended:
        places = "" if len(found.mended) == 1 else f" is the first of {len(found.mended):,}"
        found.notices.append(
            f"marks that nobody sees were taken out of URLs ({found.mended[0]}{places})"
        )
    return found


def _read_text(data: bytes, name: str, found: UrlList) -> None:
    text = decoded(data, name)
    is_table = name.casefold().endswith(TABLES)
    separator = separator_of(text, is_table=is_table)
    if separator is not None:
        read_table(separated_rows(text, separator, name), name, found)
    else:
        _read_lines(text, name, found, is_table)


def _read_lines(text: str, name: str, found: UrlList, is_table: bool) -> None:
    """A URL a line. Of a line that holds more than URLs these are taken, and that is said.

    In a table of one column a comment is as in others.
    """
    mixed = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not found.pages and is_heading([line]):
            continue  # of a table that has one column
        if is_table and COMMENT.match(line):
            continue
        had, where = len(found.pages), f"{name}, line {number:,}"
        taken = take(line, where, ListedPage(""), found, comments=not is_table)
        words = urls_in(line, comments=not is_table)[1]
        if words and not taken:
            found.misread.append(Misread(where, line, no_url(line)))
        elif words and len(found.pages) > had:
            mixed.append(number)
    if mixed:
        lines = "a line" if len(mixed) == 1 else f"{len(mixed):,} lines"
        found.notices.append(
            f"{name}: in {lines} (line {mixed[0]:,}{' is the first' * (len(mixed) > 1)}) other "
            "words stand beside URLs; the URLs were taken, the words were left"
        )
