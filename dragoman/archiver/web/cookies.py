"""Cookies: read from a file of the operator's, taken from answers, and sent where they belong."""

from __future__ import annotations

import http.cookiejar
import warnings
from email.message import Message
from http.cookiejar import CookieJar, LoadError, MozillaCookieJar
from pathlib import Path
from urllib.request import Request

from dragoman.archiver.web.http_exchange import Exchange
from dragoman.errors import UsageError


def load_cookies(path: Path) -> CookieJar:
    """Cookies from a file in Netscape format, as browsers' extensions and curl write it."""
    jar = MozillaCookieJar(str(path))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a traceback, beside the error that it raises
            jar.load(ignore_discard=True, ignore_expires=True)
    except (OSError, LoadError, UnicodeError) as error:
        raise UsageError(
            f"the cookie file {path} cannot be read: {error}", subject=str(path)
        ) from error
    for cookie in jar:
        if cookie.expires == 0:  # how browsers write "until the browser is closed"
            cookie.expires = None
            cookie.discard = True
    return jar


def cookie_header(jar: CookieJar, url: str) -> str | None:
    """What a request for `url` says of the cookies in `jar`; None where none of them is for it."""
    if not len(jar):
        return None
    request = Request(url)
    jar.add_cookie_header(request)
    return request.get_header("Cookie")


def take_cookies(jar: CookieJar, exchange: Exchange) -> None:
    """Put the cookies that an answer sets into `jar`, as far as its host may set them."""
    answer = _CookieAnswer(exchange)
    if answer.message.keys():
        jar.extract_cookies(answer, Request(exchange.url))  # type: ignore[arg-type]


class _CookieAnswer:
    """An answer's cookies, in the form that `http.cookiejar` reads them from."""

    def __init__(self, exchange: Exchange) -> None:
        self.message = Message()
        for name, value in exchange.headers:
            if name.lower() == "set-cookie" and is_cookie(value):
                self.message.add_header(name, value)

    def info(self) -> Message:
        return self.message


def is_cookie(value: str) -> bool:
    """Whether the standard library can read it; it prints a traceback over one that it cannot."""
    try:
        http.cookiejar.parse_ns_headers([value])  # type: ignore[attr-defined]
    except Exception:  # noqa: BLE001 - whatever it stumbles over, it is no cookie to us
        return False
    return True
