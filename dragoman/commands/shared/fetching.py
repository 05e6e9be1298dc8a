"""The options that say how a server is asked, as `Archive.fetch_options` takes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dragoman.errors import UsageError


def fetch_wishes(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What a command was asked for, as the keywords of `Archive.fetch_options`, named alike.

    UsageError for what cannot be asked for: nothing is made before it is known that all of it can.
    """
    from dragoman.archiver.web.cookies import load_cookies
    from dragoman.archiver.web.proxy import ProxyAddress

    told = dict(asked)
    if "headers" in asked:
        told["headers"] = _parse_headers(asked["headers"])
    if asked.get("proxy"):
        ProxyAddress.parse(asked["proxy"])
    if asked.get("cookies"):
        load_cookies(asked["cookies"])
    if asked.get("wait") and asked.get("browser") is False:
        raise UsageError("only a browser waits on a page; leave out --wait, or --no-browser")
    return told


def _parse_headers(headers: Iterable[str]) -> dict[str, str]:
    parsed = {}
    for header in headers:
        name, colon, value = header.partition(":")
        if not colon or not name.strip() or any(char in header for char in "\r\n"):
            raise UsageError(f"--header {header!r} is not of the form 'Name: value'")
        parsed[name.strip()] = value.strip()
    return parsed
