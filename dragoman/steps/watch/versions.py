"""A page in two versions: as the archive holds it, and as it came when it was looked at again.

Both are read by the reading that capturing uses, and now, so that a difference is one of the page
and never one of the programs that read it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dragoman.archiver.article.page_body import NEVER_READ, PageBody
from dragoman.archiver.records.capture import CHUNKED, answered_type
from dragoman.archiver.records.rendered import RENDERED_TYPE
from dragoman.archiver.sighting.page_version import Look, Sighting, Version
from dragoman.archiver.sighting.posts import compare_posts
from dragoman.archiver.sighting.sighting import CUT, compare
from dragoman.archiver.web.fetched import REDIRECTS, Fetch
from dragoman.errors import ArchiveError, ExtractionError, LookFailed
from dragoman.holdings import Holdings
from dragoman.index.seen import posts
from dragoman.page import Page
from dragoman.provenance.digest import read_digest, sha256_hex
from dragoman.steps.bodies import is_from_rendering, shown_id, source_read

if TYPE_CHECKING:
    from dragoman.archiver.web.fetched import Rendered
    from dragoman.archiver.web.http_exchange import Exchange
    from dragoman.reader.page_reader import PageReader

# Stands for the digest of bytes that are not known to the end.
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class _Unread:
    """A version before anything was read out of it; without a body where nothing is to be read."""

    version: Version
    body: PageBody | None = None

    def read(self, reader: PageReader) -> Version:
        if self.body is None:
            return self.version
        read, verdict = reader.page(self.body)
        article = read.article
        return replace(
            self.version,
            title=article.title if article else read.title,
            article=article.text if article else "",
            page="\n".join(filter(None, (read.text, article.text if article else ""))),
            html=read.html,
            canonical=article.canonical_url if article else None,
            payload=read.payload or self.version.payload,
            unread=read.why_none,
            verdict=verdict,
        )


def needs_browser(page: Page) -> bool:
    """Whether the page's article came out of what a browser showed, and not out of an answer."""
    return shown_id(page) is not None and page.has_article_to_read and is_from_rendering(page)


def sighting(holdings: Holdings, page: Page, fetch: Fetch, unshown: str | None) -> Sighting:
    """What was found of a page, from what the archive holds of it and what came now.

    `unshown` says why no browser showed it, where one should have. LookFailed where what was
    captured cannot be read back.
    """
    last = fetch.last
    if last is None or not fetch.arrived:
        return _compared(holdings, page, _Unread(Version(page.url)), _look(fetch), None)
    rendered = fetch.rendered if fetch.rendered and fetch.rendered.html else None
    shown = _as_shown(page, fetch, rendered, last) if rendered else None
    answer = _as_answered(last, fetch.url, holdings.body_limit)
    if fetch.rendered is not None and fetch.rendered.viewer:
        shown = answer
    of_posts = _of_posts(holdings, page, shown or answer, last.status)
    if of_posts is not None:
        return of_posts
    try:
        if not needs_browser(page):
            before = _as_captured(holdings, page)
            left = _left_by_scripts(before, fetch, holdings.body_limit)
            return _compared(holdings, page, before, _look(fetch), left or answer, shown)
        if shown is not None:
            before = _as_captured_shown(holdings, page)
            return _compared(holdings, page, before, _look(fetch), shown, answer)
    except ArchiveError as error:
        why = f"what was captured could not be read back, so nothing was compared: {error.message}"
        raise LookFailed(why, subject=page.url) from error
    why = unshown or _nothing_shown(fetch.rendered)
    before = _as_answered_then(page)
    return _compared(holdings, page, before, replace(_look(fetch), unshown=why), answer)


def _of_posts(holdings: Holdings, page: Page, now: _Unread, status: int) -> Sighting | None:
    """What was found of a page of posts that shows posts again: which of them, and which not."""
    listed = holdings.index.ask(lambda source: posts.listed_on(source.connection, page.id))
    if listed is None or now.body is None or status >= 400:
        return None
    try:
        read = holdings.reader.reading(now.body).posts
    except ExtractionError:
        return None
    if read is None or read.single:
        return None
    told = holdings.index.ask(
        lambda source: posts.told(source.connection, list(listed.posts.values()))
    )
    then = {url: told[each]["digest"] for url, each in listed.posts.items() if each in told}
    return compare_posts(then, {each.url: each.told["digest"] for each in read.posts})


def _compared(
    holdings: Holdings,
    page: Page,
    before: _Unread,
    look: Look,
    after: _Unread | None,
    other: _Unread | None = None,
) -> Sighting:
    """Compare the two; where they are the same bytes at the same place, without reading either."""
    then, now, reader = before.version, after.version if after else None, holdings.reader
    beside = None
    if after is not None and (then.url, then.payload) != (after.version.url, after.version.payload):
        then, now = _with_text(page, before.read(reader)), after.read(reader)
        beside = other.read(reader) if other and other is not after else None
    return compare(then, replace(look, version=now, other=beside), holdings.settings.mirrors)


def _with_text(page: Page, then: Version) -> Version:
    """The article that was read once, where it cannot be read any more."""
    if not then.unread or page.article is None:
        return then
    text = page.text or ""
    return replace(
        then,
        title=page.title,
        article=text,
        page=then.page or text,
        canonical=page.article["canonical_url"],
    )


def _nothing_shown(rendered: Rendered | None) -> str:
    return (rendered.trouble if rendered else None) or "the browser showed nothing"


def _look(fetch: Fetch) -> Look:
    last = fetch.last
    arrived = last is not None and fetch.arrived
    return Look(
        http_status=last.status if last is not None and arrived else None,
        step=fetch.error.step if fetch.error else None,
        version=None,
        redirected=len(fetch.exchanges) > 1,
        relayed=last is not None and bool(last.connection.get("relayed")),
        trouble=fetch.error.message if fetch.error else None,
        led_to=_led_to(last) if last is not None and not arrived else None,
    )


def _led_to(last: Exchange) -> str | None:
    return last.header("location") if last.status in REDIRECTS else None


# -- as it is held ---------------------------------------------------------------------------------


def _as_captured(holdings: Holdings, page: Page) -> _Unread:
    """The page as it was captured; without a payload where none was there (a 404, a failure)."""
    version = _version_of(page)
    if not page.has_article_to_read:
        return _Unread(version)
    try:
        body = source_read(holdings, page).body
    except ExtractionError as error:  # a film, or what is too large: its digest was kept as well
        payload = _payload_then(page)
        return _Unread(replace(version, payload=payload, unread=error.message))
    return _Unread(replace(version, url=body.url, payload=sha256_hex(body.content)), body)


def _as_captured_shown(holdings: Holdings, page: Page) -> _Unread:
    """The page as a browser showed it when it was captured."""
    unread = _as_captured(holdings, page)
    said = page.told_at_capture.get("browser") or {}
    settled = said.get("settled") is not False
    return replace(unread, version=replace(unread.version, rendered=True, settled=settled))


def _as_answered_then(page: Page) -> _Unread:
    """The server's answer when it was captured, by its digest alone."""
    try:
        payload = sha256_hex(page.response().body)
    except ArchiveError:  # whether it is the same is not known then, and little depends on it
        payload = UNKNOWN
    return _Unread(replace(_version_of(page), payload=payload))


def _version_of(page: Page) -> Version:
    cut = page.error is not None and page.error["kind"] in CUT
    return Version(page.stood_at, asked=page.url, cut=cut)


def _payload_then(page: Page) -> str:
    """The digest of a payload that is not read: as the record of the capture has it."""
    if page.foreign is not None:
        return sha256_hex(page.response().body)
    exchanges = page.told_at_capture.get("exchanges") or [{}]
    raw = read_digest((exchanges[-1].get("payload") or "").removesuffix(CHUNKED))
    return raw.hex() if raw else UNKNOWN


# -- as it came ------------------------------------------------------------------------------------


def _as_answered(last: Exchange, asked: str, limit: int) -> _Unread:
    version = Version(last.url, payload=last.payload_sha256.hex())
    mime = answered_type(last) or ""
    if mime.startswith(NEVER_READ) or last.payload_length > limit:
        why = f"no text is read out of {mime or 'it'}, which has {last.payload_length:,} bytes"
        return _Unread(replace(version, unread=why))
    kind, encoding = last.combined("content-type"), last.combined("content-encoding")
    came = (last.status, asked, last.header("refresh"))
    body = PageBody(b"".join(last.payload()), last.url, kind, encoding, *came)
    return _Unread(version, body)


def _left_by_scripts(before: _Unread, fetch: Fetch, limit: int) -> _Unread | None:
    """The page at the place where it was read, where a browser's scripts led on from there."""
    if fetch.rendered is None:
        return None
    left = (each for each in fetch.exchanges[:-1] if each.url == before.version.url)
    found = next((each for each in left if each.status == 200), None)
    return _as_answered(found, fetch.url, limit) if found is not None else None


def _as_shown(page: Page, fetch: Fetch, rendered: Rendered, last: Exchange) -> _Unread:
    """As a browser shows it: with its frames, unless it was captured when they were left out."""
    whole = page.rendered_id is None or "frames" in (page.told_at_capture["browser"] or {})
    content = (rendered.html if whole else rendered.unflattened).encode("utf-8", "replace")
    url = fetch.final_url or last.url
    version = Version(url, payload=sha256_hex(content), rendered=True, settled=rendered.settled)
    return _Unread(version, PageBody(content, url, RENDERED_TYPE, None, last.status, fetch.url))
