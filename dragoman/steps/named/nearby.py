"""Words near a person: in a sentence that names somebody, or in the one before or behind it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection
from dataclasses import replace

from dragoman.errors import UsageError
from dragoman.holdings import Holdings
from dragoman.index.search.hit import Hit
from dragoman.index.seen import named
from dragoman.translate.people.same import SomeoneNamed, grouped, parts_of, word_keys
from dragoman.translate.text.spelling import WORD, fold


def near(
    holdings: Holdings, name: str, search: Callable[[Collection[int]], list[Hit]]
) -> list[Hit]:
    """What a search finds near a person or an organisation; see `Archive.search`.

    `search` is handed the numbers of the rows that it may find: to read all that holds a common
    word, and to look then who is near, would take minutes in a large archive.
    """
    if not WORD.search(name):
        raise UsageError(f'there is no name in "{name}"', subject=name)
    connection = holdings.index.connection
    mentions = [one for each in _bearers(connection, name) for one in each.mentions]
    highest = named.rows_of(connection, {one.article for one in mentions})
    rows = {
        highest[one.article] - one.n - beside
        for one in mentions
        for beside in ((-1, 0, 1) if one.n else (0,))
        if one.article in highest and (one.n + beside > 0 or not one.n)
    }
    return search(rows) if rows else []


def _bearers(connection: sqlite3.Connection, name: str) -> list[SomeoneNamed]:
    """Those that bear a name: grouped are only the articles in which any of their names stands.

    Which names are of one is told by the names alone, so that none of such an article is missed.
    """
    names = {
        one.name
        for each in grouped(named.words(connection))
        if any(_is(replace(each, name=other), name) for other in {m.name for m in each.mentions})
        for one in each.mentions
    }
    found = grouped(named.mentions(connection, names=names)) if names else []
    return [each for each in found if _is(each, name)]


def _is(someone: SomeoneNamed, name: str) -> bool:
    """Whether somebody bears a name; of one word, whether any of theirs is it."""
    if fold(name) in map(fold, (someone.name, *someone.spellings)):
        return True
    if someone.kind != "person":
        return False
    asked, theirs = parts_of(name), parts_of(someone.name)
    if asked is not None and theirs is not None:
        return _same(asked.first, theirs.first) and _same(asked.last, theirs.last)
    words = [theirs.first, theirs.last] if theirs else [someone.name]
    return asked is None and any(_same(name, each) for each in words)


def _same(one: str, other: str) -> bool:
    return not word_keys(one).isdisjoint(word_keys(other))
