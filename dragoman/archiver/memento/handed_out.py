"""What an archive hands out: whether it is a capture of a page, of when, and where it leads on."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from dragoman.archiver.memento.timemap import links, read_http_date
from dragoman.archiver.memento.web_archive import WebArchive, page_of
from dragoman.archiver.web.fetched import REDIRECTS, Fetch
from dragoman.archiver.web.http_exchange import Exchange
from dragoman.archiver.web.urls import normalise, redirect_target
from dragoman.errors import FetchError


def no_list(answer: Fetch) -> str:
    """Why there is no list of a page's captures: archives answer 404 where they have none of it,
    and so does whatever is no archive."""
    last = answer.last
    if last is not None and last.status == 404:
        return "it answered 404 when it was asked which captures it has of this page"
    return why_not(answer)


def why_not(answer: Fetch) -> str:
    """Why an answer is not what was asked for; where it leads is never asked by itself."""
    last, error = answer.last, answer.error
    if last is not None and last.status in REDIRECTS:
        return f"it sends on to {last.header('location') or 'nowhere'}"
    return error.message if error else "nothing came"


def dated(came: Fetch) -> datetime | None:
    """When an archive captured what it handed out; None for what is no memento by its word."""
    last = came.last
    return read_http_date((last and last.header("memento-datetime")) or "")


def is_memento(came: Fetch, url: str) -> bool:
    """Whether what came is a whole capture of this page, by the archive's word."""
    last = came.last
    whole = last is not None and came.arrived and came.error is None
    return whole and dated(came) is not None and _is_of(came.exchanges[-1], url)


def leads_to(archive: WebArchive, came: Fetch, url: str) -> str | None:
    """The page that a captured redirect of this one leads to; None where it is no such thing."""
    last = came.last
    if last is None or last.status not in REDIRECTS or dated(came) is None or not _is_of(last, url):
        return None
    within = sent_on(archive, came)
    target = page_of(within) if within else last.header("location")
    try:
        return redirect_target(url, target or "")
    except FetchError:
        return None


def sent_on(archive: WebArchive, came: Fetch) -> str | None:
    """Where in itself an archive sends on to, as bytes; None where it does not."""
    last = came.last
    if last is None or last.status not in REDIRECTS:
        return None
    try:
        return archive.raw(redirect_target(last.url, last.header("location") or ""))
    except FetchError:
        return None


def _is_of(exchange: Exchange, url: str) -> bool:
    """Whether a memento is of this page: by its address, and its `Link` where that says of what."""
    told = exchange.combined("link") or ""
    with suppress(UnicodeError):  # servers send UTF-8 in it
        told = told.encode("latin-1").decode("utf-8")
    originals = [
        target
        for target, parameters in links(told)
        if "original" in parameters.get("rel", "").split()
    ]
    own = place_of(url)
    own_address = place_of(page_of(exchange.url) or "") == own
    return own_address and (not originals or own in map(place_of, originals))


def place_of(url: str) -> str:
    """Where a page is, whichever way its address is written."""
    with suppress(FetchError):
        url = normalise(url)
    host, slash, path = url.partition("://")[2].partition("/")
    host = host.removeprefix("www.").removesuffix(":80").removesuffix(":443")
    return f"{host}{slash}{path}".rstrip("/")
