"""Names that are watched for: a file of them, and the archive's own list, against what is held."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dragoman.archiver.lists.list_bytes import decoded
from dragoman.errors import UsageError
from dragoman.holdings import Holdings
from dragoman.index.seen import named
from dragoman.page import Page
from dragoman.translate.people.same import Placed, SomeoneNamed
from dragoman.translate.people.watch_list import Watched, WatchList

LARGEST, MOST_NAMES = 20_000_000, 1_000_000
_HEADINGS = frozenset(("name", "names", "ad", "adı", "ad soyad", "имя", "фио", "name,note"))


@dataclass(frozen=True, slots=True)
class WatchedName:
    """A watched name that a page names: `note` is the list's, `mentions` where."""

    name: str
    note: str | None
    mentions: tuple[Placed, ...]


def read_watch_list(path: Path) -> WatchList:
    """A name a line, a note behind it in the next column; UsageError where there is none."""
    try:
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{path} has more than {LARGEST:,} bytes", subject=str(path))
        data = path.read_bytes()
    except OSError as error:
        told = f"{path} cannot be read: {error.strerror or error}"
        raise UsageError(told, subject=str(path)) from error
    try:
        text = decoded(data, str(path))
    except UsageError as error:
        told = f"{path} is not read: save it as plain text in UTF-8, a name a line"
        raise UsageError(told, subject=str(path)) from error
    names = list(dict.fromkeys(_names(text)))
    if not names:
        told = (
            f"there is no name in {path}; write a name a line, and what is to be said of it behind"
        )
        raise UsageError(f"{told} a comma", subject=str(path))
    return WatchList(names[:MOST_NAMES])


def _as_it_is(path: Path) -> WatchList:
    """The list of an archive, read anew only where the file has changed."""
    try:
        state = path.stat()
    except OSError:
        return read_watch_list(path)
    return _read_once(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=4)
def _read_once(path: Path, _changed: int, _size: int) -> WatchList:
    return read_watch_list(path)


def _names(text: str) -> Iterator[Watched]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max("\t;,", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error:
        rows = [[line] for line in text.splitlines()]
    for place, row in enumerate(rows):
        name = " ".join(row[0].split()) if row else ""
        if not name or name.startswith("#") or (place == 0 and name.casefold() in _HEADINGS):
            continue
        note = " ".join(" ".join(row[1:]).split())
        yield Watched(name, note or None)


def watched_in_archive(holdings: Holdings, path: Path) -> list[SomeoneNamed]:
    """See `Archive.watched`."""
    watched = read_watch_list(path)
    found: dict[Watched, list[Placed]] = defaultdict(list)
    for page, article in named.articles(holdings.index.connection):
        for each, mentions in _in_article(holdings, watched, page, article).items():
            found[each].extend(mentions)
    return [
        SomeoneNamed(each.name, each.kind, tuple(found[each]))
        for each in watched.names
        if each in found
    ]


def watched_in_page(holdings: Holdings, page: Page) -> list[WatchedName]:
    """See `Archive.watched_in`."""
    path = holdings.settings.watch
    if path is None or page.article_id is None:
        return []
    watched = _as_it_is(path)
    found = _in_article(holdings, watched, page.id, page.article_id)
    return [WatchedName(each.name, each.note, tuple(held)) for each, held in found.items()]


def _in_article(
    holdings: Holdings, watched: WatchList, page: str, article: str
) -> dict[Watched, list[Placed]]:
    held = named.sentences(holdings.index.connection, article)
    starts = {said.n: start for start, said in held}
    return {
        each: [
            Placed(
                page, article, n,
                starts[n] + m.start if n else None, starts[n] + m.stop if n else None,
                m.text, m.kind, m.by, m.name,
            )
            for n, m in mentions
        ]
        for each, mentions in watched.find([said for _, said in held]).items()
    }  # fmt: skip
