"""`House`: what the desk is handed for all places but the article."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol

from dragoman.desk.work.runner import Act


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row that somebody brings: what stands there, and what is to be said of it.

    `wrong` says why no page can be captured by it, `said` what was put right or is known of it.
    """

    where: str
    url: str
    note: str = ""
    tags: tuple[str, ...] = ()
    said: str = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """The rows of a list, and sentences about all of it; `is_list` is False for what is none."""

    rows: list[ListedRow] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    is_list: bool = True


class Say(Protocol):
    """Says something of pages, durably; see `Archive.annotate`."""

    def __call__(
        self,
        ids: Sequence[str],
        *,
        note: str | None = None,
        tags: Sequence[str] = (),
        untags: Sequence[str] = (),
        mistaken: str | None = None,
        not_mistaken: bool = False,
    ) -> object: ...


@dataclass(frozen=True, slots=True)
class House:
    """Called from many threads.

    `look` reads a list out of bytes and the name of its file, `say` annotates pages, `formats` are
    those that pages can be exported in, each with the words for it and the ending of its file.
    `models` tells of the models that are installed, `available` of those there are, `remove_model`
    removes one by its name, if it is one that can be (`removable`); `anchors` the names of anchors
    that are here. `take_back` takes decisions out of a file that somebody worked on, under a name
    of ours, for a reviewer, and tells which; `evidence` says what `Archive.evidence` does. `acts`
    carry orders out, each in one of `lanes`; `spool` is the folder where orders lie, `body` gives
    the content of a record. `pictured` says whether pictures of what is captured are made by
    themselves, `not_had` what failed and was not had since. `command` writes a command out of its
    words, as the reader can call it.
    """

    look: Callable[[bytes, str], Looked]
    say: Say
    formats: Mapping[str, tuple[str, str]]
    models: Callable[[], Sequence[Any]]
    available: Callable[[], Sequence[Any]]
    remove_model: Callable[[str], None]
    removable: Callable[[Any], bool]
    anchors: Callable[[], Sequence[str]]
    take_back: Callable[[IO[bytes], str, str], Any]
    evidence: Callable[[str], dict[str, Any]]
    acts: Mapping[str, Act]
    lanes: Mapping[str, str]
    spool: Path
    body: Callable[[str], bytes]
    pictured: Callable[[], bool]
    not_had: Callable[[], Sequence[ListedRow]]
    command: Callable[..., str] = lambda *words: shlex.join(("dragoman", *words))
