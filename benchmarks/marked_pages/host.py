"""The publisher of a page: the host of its address, without what the hosts of a site differ in."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_PREFIX = re.compile(r"^(?:www\d?|m|mobile|amp)\.")
_ADDRESS = re.compile(
    rb"<link[^>]{0,300}rel=[\"']?canonical[\"']?[^>]{0,300}href=[\"']?(https?://[^\"'\s>]+)"
    rb"|<link[^>]{0,300}href=[\"'](https?://[^\"']+)[\"'][^>]{0,300}rel=[\"']?canonical"
    rb"|property=[\"']?og:url[\"']?[^>]{0,300}content=[\"'](https?://[^\"']+)",
    re.IGNORECASE,
)


def host_of(url: str) -> str:
    """`example.org` of `https://www.example.org/a`."""
    return _PREFIX.sub("", (urlsplit(url).hostname or "").lower())


def address_in(body: bytes) -> str | None:
    """The address that a page names as its own; None where it names none."""
    found = _ADDRESS.search(body)
    if not found:
        return None
    return next(group for group in found.groups() if group).decode("utf-8", "replace")
