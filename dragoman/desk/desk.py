"""`Desk`: what the review page is handed by the archive, and all that it can do to one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from dragoman.errors import IndexUnusable
    from dragoman.index.sqlite.trouble import Broken
    from dragoman.translate.names.names import Names
    from dragoman.translate.text.word_alignment import Alignment


class Decide(Protocol):
    """Records a decision on sentence `n` of the current translation of a page, durably."""

    def __call__(
        self, page: str, n: int, state: str, *, text: str | None, reviewer: str, comment: str | None
    ) -> object: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """`connection` gives the calling thread's view of the index, up to date with the records.

    `carry` takes over into a page's translation what people decided on in other captures of it, and
    says on how many sentences. `alignments` tells of a page what `Page.alignments` does,
    `provenance` what `Page.provenance`; `archived` gives the media type of the page's bytes and,
    where they are text, that text. `names` reads `names.csv`; `add_name` adds a row to it (source
    form, target form, who says so). `broken` says what an error of SQLite's means for the index,
    which is then mended before it is added to. `called` writes the commands in a message as the
    reader can call them. All of them are called from many threads.
    """

    target: str
    connection: Callable[[], sqlite3.Connection]
    decide: Decide
    carry: Callable[[str], int]
    provenance: Callable[[str], dict[str, Any]]
    archived: Callable[[str], tuple[str | None, str | None]]
    alignments: Callable[[str], Mapping[int, Alignment]]
    names: Callable[[], Names]
    add_name: Callable[[str, str, str], None]
    broken: Callable[[Broken], IndexUnusable]
    called: Callable[[str], str] = str
