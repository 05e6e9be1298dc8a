"""Answers that say that a page was found unchanged: `revisit` records, and what they refer to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dragoman.archiver.foreign.foreign_digest import one_key
from dragoman.archiver.foreign.foreign_facts import clean, problem_of, utc
from dragoman.archiver.foreign.pages.foreign_page import ForeignPage, Spot
from dragoman.archiver.records.record import bare_id

HEADERS = (
    "warc-target-uri",
    "warc-date",
    "warc-record-id",
    "warc-refers-to",
    "warc-refers-to-target-uri",
    "warc-refers-to-date",
    "warc-payload-digest",
)


@dataclass(frozen=True, slots=True)
class Revisit:
    """A revisit of what may be a page. `typed`: its own headers say that it is one. `request` is
    where its request stands."""

    headers: Mapping[str, str]
    fits: bool | None
    spot: Spot
    typed: bool
    request: Spot | None = None

    def wants(self) -> Iterator[str]:
        """Keys of the record that it refers to, the surest first."""
        uri = clean(self.headers["warc-refers-to-target-uri"].strip("<>"))
        yield bare_id(self.headers["warc-refers-to"])
        yield f"{uri} {self.headers['warc-refers-to-date']}"
        yield one_key(self.headers["warc-payload-digest"]) or ""


# Finds, among pages of files that were taken in before, those that one of these keys names.
Elsewhere = Callable[[set[str]], Iterable[ForeignPage]]


def nowhere(_: set[str]) -> Iterable[ForeignPage]:
    """Knows no other file."""
    return ()


def keys_of(page: ForeignPage) -> Iterator[str]:
    """The keys by which revisits refer to a page."""
    for key in (page.record_id, one_key(page.payload_digest), f"{page.url} {page.date}"):
        if key:
            yield key


def by_key(pages: Iterable[ForeignPage]) -> dict[str, ForeignPage]:
    keys: dict[str, ForeignPage] = {}
    for page in pages:
        for key in keys_of(page):
            keys.setdefault(key, page)
    return keys


def resolved(
    revisits: Sequence[Revisit], pages: Iterable[ForeignPage], elsewhere: Elsewhere
) -> tuple[list[ForeignPage], list[Revisit]]:
    """The pages that revisits are, with the bytes of what they refer to; and those whose original
    is neither in this file nor `elsewhere`."""
    here = by_key(pages)
    found = [(each, _original(each, here)) for each in revisits]
    missing = {key for each, page in found if page is None for key in each.wants() if key}
    there = by_key(elsewhere(missing)) if missing else {}
    made: list[ForeignPage] = []
    left: list[Revisit] = []
    for each, page in found:
        original = page or _original(each, there)
        if original is None:
            left.append(each)
        else:
            made.append(_page(each, original))
    return made, left


def _original(revisit: Revisit, keys: Mapping[str, ForeignPage]) -> ForeignPage | None:
    return next((keys[each] for each in revisit.wants() if each and each in keys), None)


def _page(revisit: Revisit, original: ForeignPage) -> ForeignPage:
    """A page that was found unchanged: its own date, the bytes of the record it refers to."""
    said, fits = revisit.headers, revisit.fits
    return replace(
        original,
        url=clean(said["warc-target-uri"].strip("<>")) or original.url,
        captured_at=utc(said["warc-date"]) or original.captured_at,
        date=said["warc-date"],
        memento=None,
        fits=original.fits if fits is not False else False,
        problem=original.problem if fits is not False else problem_of({}, fits),
        revisit=bare_id(said["warc-record-id"]),
        revisit_spot=revisit.spot,
        request_spot=revisit.request,
    )
