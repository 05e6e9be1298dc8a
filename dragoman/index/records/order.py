"""Which of several records in one place is the latest: by date, where the ledger bears it out.

Of the captures of a URL, the articles of a page, its translations into a language, the decisions on
a sentence and the runs of a list, the latest counts. Their order is by date and record id. A clock
that was wrong makes a date that lies: it says that a record was made after one that was chained
behind it. Such a date would count for ever, and hide what came later. So a record that is chained
goes before what stands in its place already: whatever is dated later counts as just before it.

The dates that are shown stay as they are recorded. The order depends on nothing but the records and
the ledger that they are chained in: the index built anew has the same. A line that was not written
by the append itself (`mark`) bears witness to nothing.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

# A date as records of ours are dated: UTC, and text that is ordered as time is.
DATED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where records of a kind stand in for one another: a table, its column of dates, and the rows.

    `keys` lead into the record's JSON to what the placeholders of `rows` stand for.
    """

    table: str
    date: str
    rows: str
    keys: tuple[tuple[str, ...], ...]


_PAGES = _Place(
    "pages",
    "captured_at",
    "url = ?3 AND id IN (SELECT id FROM same_page WHERE name = ?3)",
    (("requested_url",),),
)
_ARTICLES = _Place("articles", "made_at", "page_id = ?3", (("dragoman", "page"),))
PLACES: Mapping[str, tuple[_Place, ...]] = {
    "capture": (_PAGES,),
    "failure": (_PAGES,),
    "import": (_PAGES,),
    "post": (_PAGES,),
    # An article says what stands on its page as well.
    "article": (_ARTICLES, replace(_ARTICLES, table="verdicts")),
    "verdict": (_Place("verdicts", "made_at", "page_id = ?3", (("page",),)),),
    "translation": (
        _Place(
            "translations",
            "made_at",
            "target = ?4 AND article_id IN (SELECT id FROM articles WHERE page_id = ?3)",
            (("dragoman", "page"), ("dragoman", "target")),
        ),
    ),
    "decision": (
        _Place(
            "decisions",
            "made_at",
            "translation_id = ?3 AND n = ?4",
            (("translation",), ("segment",)),
        ),
    ),
    "segmentation": (_Place("segmentations", "made_at", "article_id = ?3", (("article",),)),),
    "annotation": (_Place("annotations", "made_at", "page_id = ?3", (("page",),)),),
    "job": (
        _Place("jobs", "begun", "list_sha256 = ?3 AND id <> ?4", (("list_sha256",), ("job",))),
    ),
}


class Order:
    """Keeps the order while records are applied, in the order of the ledger; one a transaction.

    It remembers the latest date that any of them had, so that nothing is looked for while clocks
    go forward.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        row = connection.execute("SELECT value FROM meta WHERE name = 'latest'").fetchone()
        self._before: str = row[0] if row else ""
        self._latest = self._before

    def keep(self) -> None:
        """Remember it for the next transaction."""
        if self._latest != self._before:
            self._connection.execute(
                "INSERT OR REPLACE INTO meta VALUES ('latest', ?)", (self._latest,)
            )

    def overtake(
        self,
        kind: str,
        made: str,
        content: Mapping[str, Any],
        *,
        witness: bool,
        flush: Callable[[], None] = lambda: None,
    ) -> None:
        """Let what stands in the place of a new record, and is dated later, count as before it.

        `flush` writes rows that wait, before any is changed.
        `made` is the date of the record itself, `content` its JSON; it is no `witness` where it was
        not made when it was chained.
        """
        places = PLACES.get(kind, ())
        if not places:
            return
        if made >= self._latest:
            self._latest = made
        elif witness and DATED.fullmatch(made):
            flush()
            for place in places:
                self._connection.execute(
                    f"UPDATE {place.table} SET ordered_at = ?2 || {place.date} "
                    f"WHERE ordered_at > ?1 AND {place.rows}",
                    (made, _just_before(made), *(_found(content, keys) for keys in place.keys)),
                )


def ordered_at(dated: str, made: str) -> str:
    """By what a record is ordered that is dated so: not later than it was made.

    What comes from elsewhere, or repeats an earlier decision, has a date of its own.
    """
    return _just_before(made) + dated if DATED.fullmatch(made) and dated > made else dated


def _just_before(made: str) -> str:
    """Text that is ordered before a date and after every earlier one; a date goes on behind it."""
    return made.removesuffix("Z") + " "


def _found(content: Mapping[str, Any], keys: tuple[str, ...]) -> Any:
    value: Any = content
    for key in keys:
        value = value[key]
    return value
