"""Which records of a web archive made elsewhere are pages, and what is known of each.

A page is an HTML or PDF answer with status 200 that nothing shows to be a part of another page.
Where a WACZ lists its pages, those are taken instead, redirects followed. Everything else (other
statuses, images, scripts) stays in the file that is kept, is not listed, and is counted by kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dragoman.archiver.body.content_type import read_content_type
from dragoman.archiver.foreign.collection import INNER
from dragoman.archiver.foreign.foreign_facts import (
    GENERATED,
    KEPT_TEXT,
    PAGE_STATUSES,
    REDIRECTS,
    clean,
    http_date,
    http_parts,
    is_answer,
    memento_of,
    method_of,
    part_of,
    payload_type,
    problem_of,
    says_embedded,
    software_of,
    utc,
)
from dragoman.archiver.foreign.pages.foreign_page import ForeignPage, Hop, Kept, Spot
from dragoman.archiver.foreign.pages.left_out import LeftOut, kind_of_type
from dragoman.archiver.foreign.pages.listed import chosen
from dragoman.archiver.foreign.pages.revisits import HEADERS, Elsewhere, Revisit, nowhere, resolved
from dragoman.archiver.foreign.room import Room
from dragoman.archiver.foreign.sayings import Sayings
from dragoman.archiver.foreign.wacz_reader import ListedPage
from dragoman.archiver.foreign.warc_walk import Broken, Found, Item
from dragoman.archiver.records.record import bare_id
from dragoman.archiver.web.urls import written_target

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/pdf"})
LISTED_TYPES = PAGE_TYPES | {"text/plain"}
UNKNOWN = "unknown"
BESIDE = ("warc-concurrent-to", "warc-refers-to")


@dataclass(slots=True)
class PageScan:
    """Takes the records of a file one by one; `pages` then says which of them are pages.

    `problems` has a sentence for each record that is not whole or not what it says, `unread` one
    for each part of the file that was not looked at. `left_out` counts what is not listed, and
    `waiting` the revisits among them whose original may be in another file.
    """

    records: int = 0
    waiting: int = 0
    problems: Sayings = field(default_factory=Sayings)
    unread: Sayings = field(default_factory=Sayings)
    left_out: LeftOut = field(default_factory=LeftOut)
    _room: Room = field(default_factory=Room)
    _where: str = ""
    _software: str = UNKNOWN
    _pages: list[ForeignPage] = field(default_factory=list)
    _revisits: list[Revisit] = field(default_factory=list)
    _embedded: set[str] = field(default_factory=set)
    _methods: dict[str, str | None] = field(default_factory=dict)
    _redirects: dict[str, Hop] = field(default_factory=dict)
    _texts: dict[str, Spot] = field(default_factory=dict)
    _request: tuple[str, str, Spot] | None = None
    _full: bool = False

    def take(self, items: Iterable[Item], member: str | None, fits: bool | None) -> None:
        """The records of one WARC; `fits` whether the whole of it fits a digest."""
        self._software, self._request = UNKNOWN, None
        self._where = f"in {member} " if member else ""
        for item in items:
            if isinstance(item, Found):
                self.records += 1
                if item.fits is False:
                    self.say(f"the record at {item.place} does not fit its {item.misfit} digest")
                self._record(item, member, fits)
            elif isinstance(item, Broken):
                self.say(item.message)
            else:
                self.unread.add(self._where + item.message)
        self._where = ""

    def pages(
        self,
        listed: Sequence[ListedPage] = (),
        elsewhere: Elsewhere = nowhere,
        without: Sequence[str] = (),
    ) -> list[ForeignPage]:
        """The pages in the order of the file; those of `listed` where there are any.

        `elsewhere` knows the originals of revisits that other files hold. No list is of the WARCs
        whose names begin with one of `without`, each that of a WACZ in the WACZ.
        """
        found = [replace(each, method=self._method(each)) for each in self._pages]
        whole = [each for each in found if each.record_id not in self._embedded]
        self.left_out.add("part", len(found) - len(whole))
        again, left = resolved(self._revisits, whole, elsewhere)
        again = [replace(each, software=self._software_of(each)) for each in again]
        self._count_waiting(left)
        found = [*whole, *again]
        if listed:
            in_none = [each for each in found if _within(each, without)]
            rest = [each for each in found if not _within(each, without)]
            pages = self._chosen(rest, listed)
            if pages:
                return [*pages, *self._unlisted(in_none)]
        return self._unlisted(found)

    def _unlisted(self, found: Sequence[ForeignPage]) -> list[ForeignPage]:
        """What are pages where no list says it."""
        pages = [self._with_text(each) for each in found if _is_page(each)]
        self.left_out.add("text", len(found) - len(pages))
        return pages

    def say(self, problem: str) -> None:
        self.problems.add(self._where + problem)

    def _count_waiting(self, left: Sequence[Revisit]) -> None:
        typed = sum(each.typed for each in left)
        self.left_out.add("elsewhere", typed)
        self.left_out.add("unknown", len(left) - typed)
        self.waiting = len(left)

    def _software_of(self, page: ForeignPage) -> str:
        return page.software if page.file is None else self._software

    def _with_text(self, page: ForeignPage) -> ForeignPage:
        spot = self._texts.get(page.url)
        return replace(page, kept=Kept(text=spot)) if spot else page

    def _chosen(
        self, found: Sequence[ForeignPage], listed: Sequence[ListedPage]
    ) -> list[ForeignPage]:
        outcome = chosen(found, listed, self._redirects, self._texts)
        if not outcome.pages:
            count = f"{len(listed):,} pages" if len(listed) > 1 else "only page"
            self.say(
                f"none of the {count} that it lists is in it, so all HTML and PDF pages in it are "
                "listed"
            )
            return []
        for url in outcome.missing:
            self.say(
                f"the page {clean(url)[:200]} that it lists is not in it as HTML, PDF "
                "or text with status 200"
            )
        if outcome.otherwise:
            self.say(
                f"{outcome.otherwise:,} of the pages that it lists are in it under another form of "
                "their URL only (another scheme, escapes, a slash or a port)"
            )
        given = {each.key for each in outcome.pages}
        rest = [each for each in found if each.key not in given]
        self.left_out.add("unlisted", sum(map(_is_page, rest)))
        self.left_out.add("text", sum(not _is_page(each) for each in rest))
        return outcome.pages

    def _holds(self, found: Found, *texts: str | None) -> bool:
        """Whether there is room for what a record says; from the first one on for which there is
        none, nothing more is listed."""
        if not self._full and not self._room.holds(*texts):
            self._full = True
            self.unread.add(
                f"{self._where}from {found.place} on no page was listed: before it are as many as "
                "are held at once"
            )
        return not self._full

    def _record(self, found: Found, member: str | None, fits: bool | None) -> None:
        kind, spot = found.head.type, Spot(member, found.place)
        if kind in ("response", "resource"):
            self._candidate(found, spot, fits)
        elif kind == "revisit":
            self._revisit(found, spot)
        elif kind in ("request", "metadata"):
            self.left_out.add(kind)
            self._told(found, spot)
        else:
            known = kind in ("warcinfo", "conversion")
            self.left_out.add(kind if known else "segment" if kind == "continuation" else "strange")
            if kind == "warcinfo":
                self._software = software_of(found) or self._software

    def _told(self, found: Found, spot: Spot) -> None:
        """What a request, or a crawler's note, says of the answer beside it."""
        headers = found.head.headers
        answers = [bare_id(headers[each]) for each in BESIDE if each in headers]
        if says_embedded(found) and self._holds(found, *answers):
            self._embedded.update(answers)
        if found.head.type == "request":
            self._remember(found, spot, answers)
        method = method_of(found)
        # Either of the two may point at the other.
        ends = [*answers, bare_id(headers.get("warc-record-id", ""))]
        if method not in (None, "GET") and self._holds(found, *ends, method):
            self._methods.update(dict.fromkeys(ends, method))

    def _remember(self, found: Found, spot: Spot, answers: Sequence[str]) -> None:
        """Where a request is: it stands next to its answer, before it or behind it."""
        url = clean(found.head.headers.get("warc-target-uri", "").strip("<>"))
        last = self._pages[-1] if self._pages else None
        if last is not None and last.record_id in answers and last.request_spot is None:
            self._pages[-1] = replace(last, request_spot=spot)
        identity = bare_id(found.head.headers.get("warc-record-id", ""))
        self._request = (identity, url, spot)

    def _request_of(self, found: Found, url: str) -> Spot | None:
        """Where the request right before an answer is, if it is that of the answer."""
        if self._request is None:
            return None
        identity, asked, spot = self._request
        said = bare_id(found.head.headers.get("warc-concurrent-to", ""))
        return spot if said == identity or (not said and asked == url) else None

    def _method(self, page: ForeignPage) -> str | None:
        ends = (page.record_id, page.request)
        return next((self._methods[each] for each in ends if each in self._methods), None)

    def _revisit(self, found: Found, spot: Spot) -> None:
        status, http, _ = http_parts(found)
        said = http.get("content-type")
        mime = read_content_type(said).mime if said else ""
        if status not in (None, 304, *PAGE_STATUSES):
            self.left_out.add("redirect" if status in REDIRECTS else "failed")
            return
        if mime and mime not in LISTED_TYPES:
            self.left_out.add("again")
            return
        kept = {name: found.head.headers.get(name, "") for name in HEADERS}
        if self._holds(found, *kept.values()):
            url = clean(kept["warc-target-uri"].strip("<>"))
            request = self._request_of(found, url)
            self._revisits.append(Revisit(kept, found.fits, spot, bool(mime), request))

    def _candidate(self, found: Found, spot: Spot, member_fits: bool | None) -> None:
        headers = found.head.headers
        url = clean(headers.get("warc-target-uri", "").strip("<>"))
        status, http, body = http_parts(found)
        if status in REDIRECTS:
            self._redirect(found, spot, url, status, http)
        elif url.startswith(KEPT_TEXT):
            self._text(found, spot, url)
        else:
            mime = payload_type(found, http, body)
            why = self._why_none(found, url, status, http, mime)
            if why is not None:
                self.left_out.add(why)
                return
            page = self._page(found, spot, member_fits, url, status, http, mime or "")
            if self._holds(found, *page.texts):
                self._pages.append(page)

    def _redirect(
        self, found: Found, spot: Spot, url: str, status: int, http: Mapping[str, str]
    ) -> None:
        self.left_out.add("redirect")
        target = _target(url, http.get("location", ""))
        if self._holds(found, url, target):
            self._redirects.setdefault(url, Hop(url, target, status, spot))

    def _text(self, found: Found, spot: Spot, url: str) -> None:
        """A crawler's own text of a page that it showed; the last one where there are several."""
        self.left_out.add("text")
        page = url.partition(":")[2].partition(":")[2]
        if self._holds(found, page):
            self._texts[page] = spot

    def _why_none(
        self,
        found: Found,
        url: str,
        status: int | None,
        http: Mapping[str, str],
        mime: str | None,
    ) -> str | None:
        """The kind of a record that is no page; None for one that may be."""
        headers = found.head.headers
        generated = url.lower().startswith(GENERATED)
        picture = generated and (mime or "").startswith("image/")
        if mime not in LISTED_TYPES and not picture:
            failed = status is not None and status >= 400
            return "failed" if failed else kind_of_type(mime)
        if not is_answer(found, url, status):
            return "failed" if status is not None and status not in PAGE_STATUSES else "address"
        if status == 206 and part_of(http) == "middle":
            return "partial"
        if headers.get("warc-resource-type", "document").lower() != "document":
            return "part"
        if "warc-segment-number" in headers:
            self.say(
                f"the record at {found.place} is one segment of several, which are not put together"
            )
            return "segment"
        return None

    def _page(
        self,
        found: Found,
        spot: Spot,
        member_fits: bool | None,
        url: str,
        status: int | None,
        http: Mapping[str, str],
        mime: str,
    ) -> ForeignPage:
        headers = found.head.headers
        verdicts = {found.fits, member_fits}
        fits = False if False in verdicts else True if True in verdicts else None
        memento = memento_of(http)
        date = headers.get("warc-date", "")
        captured_at = utc(date) or http_date(http.get("date"))
        if captured_at is None:
            self.say(
                f"the record at {found.place} has no date that can be read, so the page is listed "
                "under the time of its import"
            )
        return ForeignPage(
            url=url,
            captured_at=memento["datetime"] if memento else captured_at,
            date=date,
            http_status=status,
            mime=mime,
            software=self._software,
            member=spot.member,
            place=found.place,
            record_id=bare_id(headers["warc-record-id"]) if "warc-record-id" in headers else None,
            payload_digest=headers.get("warc-payload-digest"),
            fits=fits,
            memento={**memento, "taken_at": captured_at} if memento else None,
            problem=problem_of(headers, fits, part_of(http) if status == 206 else None),
            request=bare_id(headers.get("warc-concurrent-to", "")) or None,
            request_spot=self._request_of(found, url),
        )


def _within(page: ForeignPage, prefixes: Sequence[str]) -> bool:
    """Whether a page is in one of the WACZs in a WACZ that names begin with."""
    member = page.member or ""
    return any(
        member.startswith(each) and INNER not in member[len(each) :] for each in prefixes if each
    )


def _is_page(page: ForeignPage) -> bool:
    """Whether it is listed where nothing lists pages."""
    return page.mime in PAGE_TYPES or page.mime.startswith("image/")


def _target(url: str, location: str) -> str:
    try:
        return written_target(url, location)
    except ValueError:
        return location
