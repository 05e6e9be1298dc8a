"""URLs: whose they are, how they are asked for, and where a redirect leads."""

from __future__ import annotations

import contextlib
import functools
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

from dragoman.errors import FetchError

DEFAULT_PORTS = {"http": 80, "https": 443}
# Characters: a record's header holds it, and some readers of WARC take 32 KiB of header at most.
LONGEST_URL = 16_000
BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# A URL that `normalise` leaves as it is, told without the library that would find nothing to do.
CHARACTER = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[89A-F][0-9A-F])"
CLEAN_URL = re.compile(
    r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[1-9][0-9]{0,4})?"
    rf"(?:/(?!\.){CHARACTER}*)+(?:\?(?:{CHARACTER}|[/?])+)?"
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme (`http` or `https`), host and port: what a connection may be used again for."""

    scheme: str
    host: str
    port: int


@functools.lru_cache(maxsize=4096)
def origin_of(url: str) -> Origin:
    """Scheme, host and port; FetchError step `url` for anything but an http or https URL."""
    try:
        parts = urlsplit(url)
        port = DEFAULT_PORTS.get(parts.scheme, 0) if parts.port is None else parts.port
        host = (parts.hostname or "").strip("[]")
    except ValueError as error:
        raise FetchError(f"{url} is not a URL: {error}", step="url", subject=url) from error
    if parts.scheme not in DEFAULT_PORTS:
        raise FetchError(
            f"{url} is not an http or https URL, and nothing else is fetched",
            step="url",
            subject=url,
        )
    if not host:
        raise FetchError(f"{url} names no host", step="url", subject=url)
    if port == 0:
        raise FetchError(f"{url} names port 0, which is none", step="url", subject=url)
    return Origin(parts.scheme, host, port)


def referer_of(page: str, url: str) -> str | None:
    """What a browser says of the page it asks for `url` from: all, the site alone, or nothing."""
    here, there = origin_of(page), origin_of(url)
    if here == there:
        return page
    if here.scheme == "https" and there.scheme == "http":
        return None
    parts = urlsplit(page)
    return f"{parts.scheme}://{parts.netloc}/"


def host_of(url: str) -> str:
    """Whose turn it is: host and port, whatever the scheme."""
    origin = origin_of(url)
    return f"{origin.host}:{origin.port}"


@functools.lru_cache(maxsize=4096)
def normalise(url: str) -> str:
    """The URL as it is asked for: no fragment, a path, percent-encoded; FetchError where none.

    Nor is one that is so long that the records of its exchange could not be read by others.

    >>> normalise("HTTPS://Example.org/az/xəbər#top")
    'https://example.org/az/x%C9%99b%C9%99r'
    """
    clean = _normalised(url)
    if len(clean) > LONGEST_URL:
        raise FetchError(
            f"a URL of {len(clean):,} characters is not fetched; {LONGEST_URL:,} is the most",
            step="url",
            subject=url,
        )
    return clean


def _normalised(url: str) -> str:
    text = url.strip()
    if CLEAN_URL.fullmatch(text):
        origin_of(text)
        return text
    import requests

    # A percent sign that escapes nothing: requests would escape all the others once more.
    text = BARE_PERCENT.sub("%25", text)
    origin_of(text)
    try:
        prepared = requests.Request("GET", text).prepare()
        parts = urlsplit(prepared.url or "")
        netloc = parts.netloc.rpartition("@")[2].lower()
    except (requests.RequestException, UnicodeError, ValueError) as error:
        raise FetchError(
            f"{url} is not a URL that can be fetched", step="url", subject=url
        ) from error
    if "@" in parts.netloc:
        raise FetchError(
            f"{parts.hostname}: a URL with a name and password in it is not fetched, "
            "since it would be recorded; hand them over with `headers=` or `cookies=`",
            step="url",
            subject=url,
        )
    return urlunsplit((parts.scheme.lower(), netloc, parts.path or "/", parts.query, ""))


def route_of(url: str) -> str:
    """The fragment, with its `#`, where it is a route that scripts follow, and no place in a page.

    >>> route_of("https://example.org/#/article/7"), route_of("https://example.org/a#top")
    ('#/article/7', '')
    """
    fragment = url.strip().partition("#")[2]
    return "#" + _written_route(fragment) if fragment.startswith(("/", "!")) else ""


def _written_route(fragment: str) -> str:
    """A fragment as browsers write it: what they escape is escaped, and nothing else."""
    return re.sub(
        r"[^!-~]|[\"<>`]",
        lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace")),
        fragment,
    )


def written_target(base: str, location: str) -> str:
    """Where a `Location`, read as latin-1, leads to, as it is written; ValueError where nowhere."""
    with contextlib.suppress(UnicodeError):  # servers send UTF-8 in it
        location = location.encode("latin-1").decode("utf-8")
    return urljoin(base, location)


def redirect_target(base: str, location: str) -> str:
    try:
        target = written_target(base, location)
    except ValueError as error:
        raise FetchError(
            f"{base} redirects to what is not a URL", step="redirect", subject=base
        ) from error
    try:
        return normalise(target)
    except FetchError as error:
        raise FetchError(
            f"{base} redirects to {target}, which is not fetched", step="redirect", subject=base
        ) from error
