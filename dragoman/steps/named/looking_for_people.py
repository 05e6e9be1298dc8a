"""Who is named where: articles that nobody looked at are looked at first, each by a record.

The record says what found each mention, and of which languages nothing was looked at; grouping
mentions to people is done anew each time, out of the records alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from dragoman.archiver.records.record import Record, json_record
from dragoman.errors import DragomanError
from dragoman.holdings import Holdings
from dragoman.index.records.documents import NAMED
from dragoman.index.seen import named
from dragoman.index.seen.everybody import everybody
from dragoman.page import Page
from dragoman.translate.people.finding import Named, find_named
from dragoman.translate.people.same import SomeoneNamed

# Articles between two writes: what was looked at is safe after so many.
AT_ONCE = 50


def people(
    holdings: Holdings, *, again: bool, progress: Callable[[int, int], None] | None
) -> list[SomeoneNamed]:
    """See `Archive.people`."""
    look_if_possible(holdings, again=again, progress=progress)
    return list(everybody(holdings.index.connection).people)


def look_if_possible(
    holdings: Holdings, *, again: bool = False, progress: Callable[[int, int], None] | None = None
) -> None:
    """As `look`; an archive that is only read is taken as it is, and that is said."""
    try:
        look(holdings, again=again, progress=progress)
    except DragomanError as error:
        holdings.notices.append(f"not all pages were looked at for people: {error.message}")


def look(
    holdings: Holdings, *, again: bool = False, progress: Callable[[int, int], None] | None = None
) -> int:
    """Look at the articles that nobody looked at, with `again` at all; how many they were."""
    waiting = named.pending(holdings.index.connection, again=again)
    made: list[Record] = []
    for done, (page, article) in enumerate(waiting, start=1):
        made.append(_record(holdings, page, article))
        if len(made) == AT_ONCE or done == len(waiting):
            holdings.append(made, "derived")
            made = []
        if progress is not None:
            progress(done, len(waiting))
    return len(waiting)


def _record(holdings: Holdings, page: str, article: str) -> Record:
    held = named.sentences(holdings.index.connection, article)
    found = find_named(said for _, said in held)
    starts = {said.n: start for start, said in held}
    document: dict[str, Any] = {
        "article": article,
        "mentions": list(_mentions(found, starts)),
        "looked": [
            {"language": code, "by": way, "sentences": count}
            for (code, way), count in sorted(found.looked.items())
        ],
        "not_looked": [
            {"language": code, "sentences": count}
            for code, count in sorted(found.not_looked.items())
        ],
        "natasha": found.natasha,
        "stamp": holdings.stamp("named").to_json(),
    }
    return json_record(NAMED, Page.find(holdings, page).url, document, refers_to=article)


def _mentions(found: Named, starts: dict[int, int]) -> Iterator[dict[str, Any]]:
    for n, mentions in found.mentions.items():
        for each in mentions:
            placed = each.moved(starts[n]).to_json()
            nowhere = {"start": None, "stop": None} if n == 0 else {}
            yield {"n": n} | placed | nowhere
