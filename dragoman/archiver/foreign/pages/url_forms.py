"""URLs that name one page in a list of pages and in a record, though they are written otherwise.

Programs that write both write them in two ways: with http for https, with or without a slash at
the end, escaped or not, a host in letters or in punycode, with a port or without.
"""

from __future__ import annotations

import contextlib
from urllib.parse import unquote_to_bytes, urlsplit

LONGEST_HOST = 255
DEFAULT_PORTS = (None, 80, 443)


def bare(url: str) -> str:
    """A URL as it is written, without blanks around it and without its fragment."""
    return url.strip().strip("<>").partition("#")[0]


def loose(url: str) -> str:
    """What a URL has in common with its other forms, but for ports that are no default.

    >>> loose("http://müller.example:80/%d1%81/") == loose("https://xn--mller-kva.example/с")
    True
    """
    return _joined(url, port=True)


def loosest(url: str) -> str:
    """The same without any port."""
    return _joined(url, port=False)


def _joined(url: str, *, port: bool) -> str:
    text = bare(url)
    try:
        parts = urlsplit(text)
        host, number = _host(parts.hostname or ""), parts.port
    except ValueError:
        return text
    if parts.scheme not in ("http", "https") or not host:
        return _plain(text).rstrip("/")
    shown = f":{number}" if port and number not in DEFAULT_PORTS else ""
    query = f"?{_plain(parts.query)}" if parts.query else ""
    return f"//{host}{shown}{_plain(parts.path).rstrip('/')}{query}"


def _host(host: str) -> str:
    host = host.rstrip(".").lower()
    if host.isascii() or len(host) > LONGEST_HOST:
        return host
    with contextlib.suppress(UnicodeError):
        return host.encode("idna").decode("ascii")
    return host


def _plain(text: str) -> str:
    """Text with its escapes undone; what is no UTF-8 stays apart from what is."""
    written = text.replace("+", "%20").encode("utf-8", "surrogatepass")
    return unquote_to_bytes(written).decode("utf-8", "surrogateescape")
