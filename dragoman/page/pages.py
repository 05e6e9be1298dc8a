"""`Pages`: the pages of an archive that somebody asked for, read one at a time."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.holdings import Holdings
from dragoman.index.asking.choice import Choice, count, page_ids
from dragoman.page.page import Page


class Pages(Iterator[Page]):
    """The pages of an archive for which all filters hold, oldest first; see `Archive.pages`.

    An iterator, for one thread; what comes meanwhile is among them. `len` asks the index how many
    there are now, read or not. `Archive.pages` makes another, to begin at the first again.
    """

    def __init__(self, holdings: Holdings, choice: Choice) -> None:
        self._holdings = holdings
        self._choice = choice
        self._one_by_one = holdings.running.follow(self._read)

    def __next__(self) -> Page:
        return next(self._one_by_one)

    def __len__(self) -> int:
        return count(self._holdings.index.connection, self._choice)

    def __bool__(self) -> bool:
        return len(self) > 0

    def __repr__(self) -> str:
        return f"<Pages of {str(self._holdings.folder)!r}: {self._choice}>"

    def _read(self) -> Iterator[Page]:
        for identity in page_ids(self._holdings.index.connection, self._choice):
            yield Page(self._holdings, identity)
