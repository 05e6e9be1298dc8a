"""What a person says of pages that are here: another note, tags, and that one was a mistake."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.archiver.lists.listed_page import LONGEST_TAG
from dragoman.archiver.records.record import json_record, new_id
from dragoman.errors import UsageError
from dragoman.holdings import Holdings
from dragoman.index.asking.choice import tag_key
from dragoman.index.records.documents import ANNOTATION
from dragoman.page import Page

LONGEST_NOTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of each of some pages; what is None, empty or False changes nothing.

    `note` takes the place of the one before, and an empty one takes it away. UsageError for what
    cannot be said.
    """

    note: str | None = None
    tags: Sequence[str] = ()
    untags: Sequence[str] = ()
    mistaken: str | None = None
    not_mistaken: bool = False

    def __post_init__(self) -> None:
        if both := {tag_key(each) for each in self.tags} & {tag_key(each) for each in self.untags}:
            raise UsageError(f"the tag {min(both)} cannot be put on and taken off at once")
        if self.mistaken is not None and self.not_mistaken:
            raise UsageError("a page is mistaken or it is not: leave out one of the two")
        if self.mistaken is not None and not self.mistaken.strip():
            raise UsageError("say in a few words why the page is mistaken")
        if any(not tag_key(each) or len(each) > LONGEST_TAG for each in (*self.tags, *self.untags)):
            raise UsageError("a tag is a few words, and not nothing")
        if max(len(self.note or ""), len(self.mistaken or "")) > LONGEST_NOTE:
            raise UsageError(f"a note has {LONGEST_NOTE:,} characters at most")

    def to_json(self) -> dict[str, Any]:
        """Only what is said."""
        said = {
            "tags": [" ".join(each.split()) for each in self.tags],
            "untags": [" ".join(each.split()) for each in self.untags],
            "mistaken": self.mistaken and self.mistaken.strip(),
            "not_mistaken": self.not_mistaken,
        }
        note = {} if self.note is None else {"note": self.note.strip()}
        return note | {key: value for key, value in said.items() if value}


def annotate(holdings: Holdings, ids: Iterable[str], said: Said) -> list[Page]:
    """See `Archive.annotate`."""
    pages = list({page.id: page for page in (Page.find(holdings, each) for each in ids)}.values())
    content = said.to_json()
    if not content:
        raise UsageError("say what to note: a note, a tag, or that the page is mistaken")
    stamp = holdings.stamp("annotate").to_json()
    records = [
        json_record(
            ANNOTATION,
            page.url,
            {"page": page.id, **content, "stamp": stamp},
            refers_to=page.id,
            record_id=new_id(),
        )
        for page in pages
    ]
    holdings.append(records, "derived", asked_next=True)
    return [Page.find(holdings, page.id) for page in pages]
