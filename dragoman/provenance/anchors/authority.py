"""The border to requests: one question to an authority or a calendar, over a chosen socket."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

from dragoman.errors import FetchError

LARGEST_ANSWER = 1 << 20
QUERY = "application/timestamp-query"
REPLY = "application/timestamp-reply"
CALENDAR = "application/vnd.opentimestamps.v1"
# Makes the socket to host and port within a timeout in seconds; FetchError where it may not.
Connect = Callable[[str, int, float], socket.socket]


def post(url: str, body: bytes, timeout: float, where: str, connect: Connect | None) -> bytes:
    """The authority's answer; `where` is its URL as it may be said.

    The environment's proxies and netrc are not read, and redirects not followed. FetchError where
    no answer came.
    """
    headers = {"Content-Type": QUERY, "Accept": REPLY}
    return _asked("POST", url, body, headers, timeout, where, connect)


def post_digest(url: str, digest: bytes, timeout: float, where: str) -> bytes:
    """What a calendar of OpenTimestamps answers to a digest. FetchError where no answer came."""
    return _asked("POST", url, digest, {"Accept": CALENDAR}, timeout, where, None)


def get(url: str, timeout: float, where: str, connect: Connect | None) -> bytes | None:
    """What a calendar has by now; None where it has nothing. FetchError where no answer came."""
    try:
        return _asked("GET", url, None, {"Accept": CALENDAR}, timeout, where, connect)
    except FetchError as error:
        if error.step == "missing":
            return None
        raise


def _asked(
    method: str,
    url: str,
    body: bytes | None,
    headers: dict[str, str],
    timeout: float,
    where: str,
    connect: Connect | None,
) -> bytes:
    import requests
    from urllib3.exceptions import HTTPError, ReadTimeoutError

    headers = {**headers, "User-Agent": "dragoman"}
    told = {"timeout": timeout, "stream": True, "allow_redirects": False}
    try:
        with (
            _session(connect) as session,
            session.request(method, url, data=body, headers=headers, **told) as answer,
        ):
            if method == "GET" and answer.status_code == requests.codes.not_found:
                raise FetchError(f"{where} has nothing", step="missing", subject=where)
            if answer.status_code != requests.codes.ok:
                passing = answer.status_code >= 500 or answer.status_code == 429
                raise FetchError(
                    f"{where} answered {answer.status_code} instead of a stamp",
                    step="status" if passing else "http",
                    subject=where,
                )
            content = answer.raw.read(LARGEST_ANSWER + 1, decode_content=True)
    except requests.RequestException as error:
        raise _unreachable(where, error) from error
    except ReadTimeoutError as error:
        raise FetchError(
            f"{where} did not answer in time", step="timeout", subject=where
        ) from error
    except (OSError, HTTPError) as error:  # what is read raw breaks with urllib3's own errors
        raise FetchError(f"{where} broke off: {error}", step="tcp", subject=where) from error
    if len(content) > LARGEST_ANSWER:
        raise FetchError(f"{where} sent far too much", step="http", subject=where)
    return bytes(content)


def _session(connect: Connect | None) -> Any:
    import requests

    session = requests.Session()
    session.trust_env = False
    if connect is not None:
        adapter = _adapter(connect)
        session.mount("http://", adapter)
        session.mount("https://", adapter)
    return session


def _adapter(connect: Connect) -> Any:
    """An adapter of requests whose connections are made by `connect`."""
    from requests.adapters import HTTPAdapter
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

    def made(self: HTTPConnection) -> socket.socket:
        seconds = self.timeout if isinstance(self.timeout, (int, float)) else 30.0
        return connect(self._dns_host, self.port or self.default_port, seconds)

    plain = type("Plain", (HTTPConnection,), {"_new_conn": made})
    secure = type("Secure", (HTTPSConnection,), {"_new_conn": made})
    adapter = HTTPAdapter()
    adapter.poolmanager.pool_classes_by_scheme = {
        "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
    }
    return adapter


def _unreachable(where: str, error: Exception) -> FetchError:
    import requests

    if isinstance(error, requests.Timeout):
        return FetchError(f"{where} did not answer in time", step="timeout", subject=where)
    if isinstance(error, requests.exceptions.SSLError):
        return FetchError(
            f"{where} could not be trusted: its TLS certificate is not right",
            step="tls",
            subject=where,
        )
    if isinstance(error, requests.ConnectionError):
        return FetchError(f"{where} could not be reached", step="tcp", subject=where)
    return FetchError(f"{where} could not be asked: {error}", step="http", subject=where)
