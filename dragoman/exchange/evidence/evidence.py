"""All that the records say of one page: what provenance, evidence and WACZ are written from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dragoman.archiver.records.reader import StoredRecord
from dragoman.exchange.evidence.places import Place

# Of a capture whose own record cannot be read.
UNREAD = "The record of how it came cannot be read."


@dataclass(frozen=True, slots=True)
class Held:
    """A record as it lies in the archive; `place` is None where no line of the ledger names it.

    `location` is where an answer sends on, as the server wrote it. `unread` says why it cannot be
    read, or is not what a record of its kind says: then nothing else is known of it but its place.
    """

    id: str
    type: str
    uri: str
    date: str
    headers: Mapping[str, str]
    place: Place | None
    content: Mapping[str, Any] | None = None
    location: str | None = None
    unread: str | None = None


# Told of a record that is not as the ledger says: of which page, its id, and the sentence on it.
Changed = Callable[[str, str, str], None]


def not_as_written(held: Held) -> str:
    """The sentence on a record whose bytes are not those that the ledger has the digest of."""
    where = held.place.file if held.place is not None else "no file"
    return f'record {held.id} in {where} is not as it was written; run "dragoman verify"'


@dataclass(frozen=True, slots=True)
class Exchanged:
    """One HTTP exchange: its records, and what the capture says of it."""

    response: Held
    request: Held | None
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Foreign:
    """Where a page lies in a file made elsewhere: the file's own line, and the record in it, or why
    that is not read."""

    file: Place | None
    where: Mapping[str, Any]
    record: StoredRecord | None
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One page: how it came, what holds its bytes, and what was made of it, oldest first.

    `page` is the record that holds the page's bytes: one of the exchanges' responses, or the
    resource of a file that was handed in; None where nothing came, or `foreign` holds it. `beside`
    holds what the page needs to be shown. `custody` is told, and goes along with no export.
    `unread` are records of it that cannot be read, each once; what was made of the page stands
    nowhere else then. Of a capture whose own record is one, `facts` are what the index remembers.
    `withheld` are the commitments to what was withheld: of what, which text of it, and which.
    """

    archive: str
    profile: str
    capture: Held
    exchanges: tuple[Exchanged, ...]
    page: Held | None
    foreign: Foreign | None
    articles: tuple[Held, ...]
    verdicts: tuple[Held, ...]
    translations: tuple[Held, ...]
    annotations: tuple[Held, ...]
    segmentations: tuple[Held, ...]
    comments: tuple[Held, ...]
    pictures: tuple[Held, ...]
    decisions: tuple[Held, ...]
    corroborations: tuple[Held, ...] = ()
    observations: tuple[Held, ...] = ()
    submissions: tuple[Held, ...] = ()
    unread: tuple[Held, ...] = ()
    beside: tuple[Held, ...] = ()
    custody: tuple[Mapping[str, Any], ...] = ()
    withheld: tuple[tuple[str, str, str], ...] = ()

    @property
    def commitments(self) -> list[str] | None:
        """`withheld`, a line each; None where nothing is."""
        return [f"{of}, {what}: {told}" for of, what, told in self.withheld] or None

    @property
    def facts(self) -> Mapping[str, Any]:
        """The content of the capture's own record."""
        return self.capture.content or {}

    @property
    def nothing_came(self) -> bool:
        """Whether its records say so; not where how it came cannot be read."""
        return self.page is None and self.foreign is None and self.capture.unread is None

    @property
    def url(self) -> str:
        return str(self.facts.get("final_url") or self.facts["requested_url"])

    def records(self) -> Iterator[Held]:
        """Every record of the archive that is about this page, those of the exchanges first."""
        for each in self.exchanges:
            yield each.response
            if each.request is not None:
                yield each.request
        if self.page is not None and all(self.page.id != e.response.id for e in self.exchanges):
            yield self.page
        yield self.capture
        yield from self.beside
        yield from (*self.articles, *self.verdicts, *self.translations, *self.decisions)
        yield from (*self.segmentations, *self.comments, *self.annotations, *self.pictures)
        yield from (*self.corroborations, *self.observations, *self.submissions)
        yield from self.unread
