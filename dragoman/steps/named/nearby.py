"""Words near a person: in a sentence that names somebody, or in the one before or behind it."""

from __future__ import annotations

from collections.abc import Callable

from dragoman.errors import UsageError
from dragoman.holdings import Holdings
from dragoman.index.search.hit import Hit
from dragoman.index.seen import named
from dragoman.translate.people.same import SomeoneNamed, grouped, parts_of, word_keys
from dragoman.translate.text.spelling import WORD, fold

# As many sentences are read of those that hold the words, and then looked at for who is near.
ALL = 10**9


def near(
    holdings: Holdings, name: str, limit: int, search: Callable[[int], list[Hit]]
) -> list[Hit]:
    """The hits of a search that stand near a person or an organisation; see `Archive.search`."""
    if not WORD.search(name):
        raise UsageError(f'there is no name in "{name}"', subject=name)
    those = [each for each in grouped(named.mentions(holdings.index.connection)) if _is(each, name)]
    places = {
        (one.page, one.n + beside)
        for each in those
        for one in each.mentions
        for beside in ((-1, 0, 1) if one.n else (0,))
        if one.n + beside > 0 or not one.n
    }
    if not places:
        return []
    return [each for each in search(ALL) if (each.page, each.n) in places][:limit]


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
