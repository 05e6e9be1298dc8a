"""A page in a file made elsewhere, and where in it everything about the page stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dragoman.archiver.foreign.unpacked import Place


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a record begins: the WARC in the file (None where the file is one), and the place."""

    member: str | None
    place: Place

    def to_json(self) -> dict[str, Any]:
        return {"member": self.member, "offset": self.place.offset, "skip": self.place.skip}


@dataclass(frozen=True, slots=True)
class Kept:
    """What a crawler kept of a page that it showed: its title, and where its text is: a record, or
    a line of a list of pages."""

    title: str | None = None
    text: Spot | None = None
    line: tuple[str, int] | None = None

    def to_json(self) -> dict[str, Any]:
        text = self.text.to_json() if self.text else None
        if self.line is not None:
            text = {"member": self.line[0], "line": self.line[1]}
        return {"title": self.title, "text": text}


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect on the way to a page."""

    url: str
    target: str
    status: int
    spot: Spot


@dataclass(frozen=True, slots=True)
class ForeignPage:
    """A page in a file made elsewhere. `captured_at` is UTC, None where no date can be read;
    `date` is the record's own, as it is written. `fits`: whether its digests are right.
    `revisit` is the id of the record that says that the page was found unchanged, empty where that
    has none; None for a record with bytes of its own. `method` is how it was asked for, where that
    was no GET: what is at its address is another page. `request` is the record of that.

    `file` is set where the bytes are in another file than the record that lists them. `listed_as`
    is the URL under which a list of pages has it, and `hops` the redirects from there.
    """

    url: str
    captured_at: str | None
    date: str
    http_status: int | None
    mime: str
    software: str
    member: str | None
    place: Place
    record_id: str | None
    payload_digest: str | None
    fits: bool | None
    memento: Mapping[str, Any] | None = None
    problem: tuple[str, str] | None = None
    revisit: str | None = None
    request: str | None = None
    method: str | None = None
    file: str | None = None
    revisit_spot: Spot | None = None
    request_spot: Spot | None = None
    listed_as: str | None = None
    hops: tuple[Hop, ...] = ()
    kept: Kept | None = None

    @property
    def texts(self) -> tuple[str | None, ...]:
        """What of it takes the more room, the longer it is."""
        original = self.memento.get("original") if self.memento else None
        ids = self.record_id, self.payload_digest, self.request
        return self.url, self.date, self.mime, *ids, original

    @property
    def key(self) -> tuple[Any, ...]:
        """What tells the page from every other in its file."""
        return self.member, self.place.offset, self.place.skip, self.revisit, self.date

    def foreign(self, file: str) -> dict[str, Any]:
        """Where its bytes are, for the metadata record: `ForeignReader` finds them again.

        `file` is the one in which the page was found.
        """
        found: dict[str, Any] = {
            "file": self.file or file,
            "member": self.member,
            "offset": self.place.offset,
            "skip": self.place.skip,
            "record_id": self.record_id,
            "date": self.date,
            "payload_digest": self.payload_digest,
            "digest_checked": self.fits,
            "revisit": self.revisit,
            "method": self.method,
        }
        if self.file is not None:
            found["listed_in"] = file
        spots = {"revisit_at": self.revisit_spot, "request_at": self.request_spot}
        found |= {name: spot.to_json() for name, spot in spots.items() if spot is not None}
        if self.hops:
            found["redirects_at"] = [each.spot.to_json() for each in self.hops]
        if self.kept is not None:
            found["kept"] = self.kept.to_json()
        return found

    def redirects(self) -> list[dict[str, Any]]:
        """The redirects on the way to it, as the record of a capture says them."""
        return [
            {"from": each.url, "to": each.target, "http_status": each.status} for each in self.hops
        ]


def restored(said: Mapping[str, Any]) -> ForeignPage:
    """A page with bytes of its own, as far as its record says it: see `ForeignPage.foreign`."""
    foreign = said["foreign"]
    return ForeignPage(
        url=said["final_url"],
        captured_at=said["captured_at"],
        date=str(foreign.get("date") or ""),
        http_status=said["http_status"],
        mime=str(said["mime"] or ""),
        software=str(said["origin"] or ""),
        member=foreign.get("member"),
        place=Place(int(foreign["offset"]), int(foreign.get("skip") or 0)),
        record_id=foreign.get("record_id"),
        payload_digest=foreign.get("payload_digest"),
        fits=foreign.get("digest_checked"),
        problem=said["error"],
        file=str(foreign["file"]),
    )
