"""`Desk`: what the review page is handed by the archive, and all that it can do to one."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from dragoman.desk.house import House
    from dragoman.errors import IndexUnusable
    from dragoman.index.asking.pair import Pair
    from dragoman.index.sqlite.trouble import Broken
    from dragoman.translate.names.names import Names
    from dragoman.translate.text.word_alignment import Alignment


class Decide(Protocol):
    """Records a decision on sentence `n` of the current translation of a page, durably."""

    def __call__(
        self, page: str, n: int, state: str, *, text: str | None, reviewer: str, comment: str | None
    ) -> object: ...


class Work(Protocol):
    """What can be done to the sentences of a page besides deciding on each; see `Archive`."""

    def by_hand(self, page: str) -> None: ...

    def split(self, page: str, n: int, at: int, reviewer: str) -> int: ...

    def merge(self, page: str, n: int, reviewer: str) -> int: ...

    def comment(self, page: str, n: int, text: str, reviewer: str) -> None: ...

    def approve_rest(
        self,
        page: str,
        *,
        reviewer: str,
        memory_of: str | None,
        only: Collection[int],
        translation: str,
    ) -> int: ...

    def replacements(
        self, page: str, sought: str, put: str, *, whole_words: bool, any_case: bool
    ) -> Sequence[Change]: ...

    def replace(self, page: str, wanted: Collection[tuple[int, str, str]], reviewer: str) -> int:
        """`wanted`: sentence, what it says, what it is to say; what was changed since stays."""
        ...

    def picture(self, page: str, start: int, stop: int) -> bytes:
        """The lines in which characters of its text stand in a scan, as a PNG."""
        ...

    def left_out(self, page: str) -> list[dict[str, Any]] | None: ...

    def text_read(self, page: str) -> TextRead | None:
        """What a machine read or heard of a page, to be corrected; None where none did."""
        ...

    def correct(self, page: str, text: str, reviewer: str) -> object: ...

    def said_at(self, page: str, pairs: Sequence[Pair]) -> Mapping[int, Mapping[str, Any]]:
        """By sentence `from`, `to` (seconds), `place` in the recording and, in words, `clock`."""
        ...


class LineRead(Protocol):
    """A paragraph of it, the words in it that are doubtful, and when it is said, as on a clock."""

    @property
    def start(self) -> int: ...

    @property
    def stop(self) -> int: ...

    @property
    def text(self) -> str: ...

    @property
    def doubtful(self) -> tuple[str, ...]: ...

    @property
    def pictured(self) -> bool: ...

    @property
    def said(self) -> str | None: ...


class TextRead(Protocol):
    """Of which article it is, what the machine read where a person changed that, and who did."""

    @property
    def article(self) -> str: ...

    @property
    def lines(self) -> Sequence[LineRead]: ...

    @property
    def machine(self) -> str | None: ...

    @property
    def reviewer(self) -> str | None: ...


class Change(Protocol):
    """What a sentence says, and what it would say."""

    @property
    def n(self) -> int: ...

    @property
    def before(self) -> str: ...

    @property
    def after(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """`connection` gives the calling thread's view of the index, up to date with the records.

    `carry` takes over into a page's translation what people decided on in other captures of it, and
    says on how many sentences. `alignments` tells of a page what `Page.alignments` does,
    `provenance` what `Page.provenance`; `told` is a page as `show` tells it, with its translation
    into a language, `pairs` its sentences alone; `archived` gives the media type of the page's
    bytes and, where they are text, that text. `names` reads `names.csv`; `add_name` adds a row to
    it (source form, target form, who says so). `broken` says what an error of SQLite's means for
    the index, which is then mended before it is added to. `called` writes the commands in a message
    as the reader can call them. `approvals`: how many persons are to approve a sentence;
    `language` is what the desk itself speaks to who has chosen none, where that was said; `house`
    is for all places but the article. All of them are called from many threads; whoever looks at
    what stands there and then records what follows from it holds `turn`.
    """

    target: str
    connection: Callable[[], sqlite3.Connection]
    decide: Decide
    carry: Callable[[str], int]
    provenance: Callable[[str], dict[str, Any]]
    told: Callable[[str, str], dict[str, Any]]
    pairs: Callable[[str, str], dict[str, Any]]
    archived: Callable[[str], tuple[str | None, str | None]]
    alignments: Callable[[str], Mapping[int, Alignment]]
    names: Callable[[], Names]
    add_name: Callable[[str, str, str], None]
    work: Work
    broken: Callable[[Broken], IndexUnusable]
    house: House
    called: Callable[[str], str] = str
    approvals: int = 1
    language: str = ""
    turn: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)
