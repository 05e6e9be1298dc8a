"""The recording transport: one request, one answer, both kept to the byte.

`RecordingTransport` may be shared between threads; each exchange has its connection to itself, and
a connection goes back to the pool only when the response before it ended by proven framing and
nothing is left on it to read.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

from dragoman.archiver.web.connection import Connection, Dialing, dial
from dragoman.archiver.web.http1 import Arriving, begin_exchange, read_exchange
from dragoman.archiver.web.http_exchange import Exchange
from dragoman.archiver.web.limits import Limits
from dragoman.archiver.web.urls import DEFAULT_PORTS, Origin, origin_of
from dragoman.errors import FetchError

IDLE_SECONDS = 20.0
IDLE_PER_ORIGIN = 4
IDLE_IN_ALL = 64
FRAMING = frozenset({"content-length", "transfer-encoding"})
REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS"})
NO_LINE_ENDS = dict.fromkeys((10, 13), " ")

T = TypeVar("T")
Converse = Callable[[Connection, bytes, str, str, Limits], T]


class ConnectionPool:
    """Idle connections, the one that has waited longest first. Threads may share it."""

    def __init__(self) -> None:
        self._idle: list[Connection] = []
        self._lock = threading.Lock()

    def take(self, origin: Origin) -> Connection | None:
        """An idle connection on which nothing waits to be read, or None."""
        while (connection := self._latest(origin)) is not None:
            fresh = time.monotonic() - connection.idle_since < IDLE_SECONDS
            if fresh and connection.quiet():
                return connection
            connection.close()
        return None

    def give_back(self, connection: Connection) -> None:
        """Keep a connection, and let go of those that are too many or have waited too long."""
        now = connection.idle_since = time.monotonic()
        with self._lock:
            self._idle.append(connection)
            mine = [each for each in self._idle if each.origin == connection.origin]
            leaving = set(map(id, [*mine[:-IDLE_PER_ORIGIN], *self._idle[:-IDLE_IN_ALL]]))
            leaving |= {id(each) for each in self._idle if now - each.idle_since >= IDLE_SECONDS}
            closing = [each for each in self._idle if id(each) in leaving]
            self._idle = [each for each in self._idle if id(each) not in leaving]
        for each in closing:
            each.close()

    def close(self) -> None:
        with self._lock:
            closing, self._idle = self._idle, []
        for connection in closing:
            connection.close()

    def _latest(self, origin: Origin) -> Connection | None:
        with self._lock:
            for place in range(len(self._idle) - 1, -1, -1):
                if self._idle[place].origin == origin:
                    return self._idle.pop(place)
        return None


class RecordingTransport:
    """Sends a request over a connection of its own, and keeps what came back."""

    def __init__(self, dialing: Dialing, spool_dir: Path) -> None:
        self._dialing = dialing
        self._spool_dir = spool_dir
        self._pool = ConnectionPool()

    def ask(
        self,
        method: str,
        url: str,
        headers: Sequence[tuple[str, str]],
        body: bytes = b"",
        *,
        seconds: float | None = None,
    ) -> Exchange:
        """One exchange with the headers as they are handed over, within `seconds`.

        FetchError where no answer came.
        """
        limits = self._dialing.limits
        if seconds is not None:
            limits = replace(limits, total_timeout=min(limits.total_timeout, seconds))
        return self._exchange(self._converse, method, url, headers, body, limits)

    def begin(
        self, method: str, url: str, headers: Sequence[tuple[str, str]], body: bytes, limits: Limits
    ) -> Arriving:
        """The head of an answer, whose body is read as its reader likes; then `finish` is called.

        FetchError where no answer came.
        """
        return self._exchange(self._begin, method, url, headers, body, limits)

    def finish(self, arriving: Arriving) -> Exchange:
        """The exchange, read to its end; its connection is used again or closed."""
        connection = arriving.reader.connection
        try:
            while arriving.step():
                pass
            exchange, reusable = arriving.end()
        except BaseException:
            connection.close()
            arriving.reader.spool.close()
            raise
        self._let_go(connection, reusable=reusable)
        return exchange

    def close(self) -> None:
        self._pool.close()

    def _is_absolute(self, origin: Origin) -> bool:
        """Whether the whole URL is asked for: so an HTTP proxy is told where an http page is."""
        proxy = self._dialing.proxy
        return proxy is not None and proxy.kind == "http" and origin.scheme == "http"

    def _exchange(
        self,
        converse: Converse[T],
        method: str,
        url: str,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        limits: Limits,
    ) -> T:
        origin = origin_of(url)
        data = self._request(origin, method, url, headers, body)
        # What changes something on the server is not sent over a connection that may be closing:
        # it could not be sent once more.
        pooled = self._pool.take(origin) if method in REPEATABLE else None
        if pooled is not None:
            try:
                return converse(pooled, data, url, method, limits)
            except FetchError as error:
                # A server may close an idle connection just as we use it; only then, once, anew.
                if error.step != "http" or "first_byte" in error.details.get("timings", {}):
                    raise
        return converse(self._dial(origin, limits), data, url, method, limits)

    def _request(
        self,
        origin: Origin,
        method: str,
        url: str,
        headers: Sequence[tuple[str, str]],
        body: bytes,
    ) -> bytes:
        parts = urlsplit(url)
        target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        framed = any(name.lower() in FRAMING for name, _ in headers)
        if not framed and (body or method in ("POST", "PUT", "PATCH")):
            headers = [*headers, ("Content-Length", str(len(body)))]
        head = head_bytes(method, target, headers, origin, absolute=self._is_absolute(origin))
        return head + body

    def _dial(self, origin: Origin, limits: Limits) -> Connection:
        same = limits.connect_timeout == self._dialing.limits.connect_timeout
        return dial(origin, self._dialing if same else self._dialing.within(limits, origin))

    def _converse(
        self, connection: Connection, data: bytes, url: str, method: str, limits: Limits
    ) -> Exchange:
        try:
            exchange, reusable = read_exchange(
                connection, data, url, method, limits, self._spool_dir
            )
        except BaseException:
            connection.close()
            raise
        self._let_go(connection, reusable=reusable)
        return exchange

    def _begin(
        self, connection: Connection, data: bytes, url: str, method: str, limits: Limits
    ) -> Arriving:
        try:
            return begin_exchange(connection, data, url, method, limits, self._spool_dir)
        except BaseException:
            connection.close()
            raise

    def _let_go(self, connection: Connection, *, reusable: bool) -> None:
        if reusable:
            self._pool.give_back(connection)
        else:
            connection.close()


def head_bytes(
    method: str,
    path: str,
    headers: Sequence[tuple[str, str]],
    origin: Origin,
    *,
    absolute: bool = False,
) -> bytes:
    """A request up to its empty line; what is recorded and what goes out are the same bytes.

    A header cannot bring another with it. `absolute` is how an HTTP proxy is asked. The one thing
    that is sent and not recorded is what the proxy is told of us (`Connection.unsaid`).
    """
    host = f"[{origin.host}]" if ":" in origin.host else origin.host
    if origin.port != DEFAULT_PORTS[origin.scheme]:
        host = f"{host}:{origin.port}"
    target = f"{origin.scheme}://{host}{path}" if absolute else path
    named = next((value for name, value in headers if name.lower() == "host"), host)
    lines = [f"{method} {target} HTTP/1.1", f"Host: {named}"]
    lines += [f"{name}: {value}" for name, value in headers if name.lower() != "host"]
    clean = (line.translate(NO_LINE_ENDS) for line in lines)
    return ("\r\n".join(clean) + "\r\n\r\n").encode("latin-1", "replace")
