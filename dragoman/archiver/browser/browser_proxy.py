"""The browser's only way out: a proxy on loopback that asks the servers over our own transport.

So there is one recording path, one address guard and one set of digests, whether a browser asked or
we did. The browser is believed in nothing: it is told apart from other programs by a password, and
what it asks for that is not HTTP is refused and noted.
"""

from __future__ import annotations

import base64
import contextlib
import hmac
import secrets
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from dragoman.archiver.browser.throwaway_ca import ThrowawayCA
from dragoman.archiver.browser.told_charset import Told
from dragoman.archiver.web.fetched import Answered
from dragoman.archiver.web.http_exchange import Exchange
from dragoman.errors import FetchError
from dragoman.provenance.stamp import utc_now

HEAD_LIMIT = 64 * 1024
BODY_LIMIT = 10_000_000
IDLE = 60.0
CONNECTIONS = 256
HOP_BY_HOP = frozenset({
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection",
    "te", "trailer", "transfer-encoding", "upgrade", "content-length", "host", "accept-encoding",
})  # fmt: skip
# What would tell the browser of other ways to the server, or is about the framing that we undo.
UNSAID = frozenset({
    "connection", "keep-alive", "transfer-encoding", "content-length", "alt-svc", "upgrade",
    "trailer", "proxy-authenticate", "proxy-connection",
})  # fmt: skip
BODILESS = frozenset({204, 304})


@dataclass(frozen=True, slots=True)
class Asked:
    """What the browser sent: the header fields in order, without those of the connection."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


Ask = Callable[[Asked], Exchange]
Tell = Callable[[Exchange], Told | None]


def as_it_came(_: Exchange) -> None:
    """Tells the browser nothing but what the server said."""


class BrowserProxy:
    """Listens on loopback from the beginning of the block to its end; `answered` grows.

    `tell` says of an answer what else the browser is told of it; `ca` is that of a browser which
    several proxies are for, one after the other.
    """

    def __init__(self, ask: Ask, tell: Tell = as_it_came, ca: ThrowawayCA | None = None) -> None:
        self._ask = ask
        self.tell = tell
        self.ca = ca or ThrowawayCA()
        self.username, self.password = "dragoman", secrets.token_urlsafe(24)
        self.answered: list[Answered] = []
        self._lock = threading.Lock()
        self._room = threading.BoundedSemaphore(CONNECTIONS)
        self._clients: set[socket.socket] = set()
        self._closed = False
        self._under_way = 0
        self._last = time.monotonic()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listening.getsockname()[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing is added to `answered` from here on."""
        with self._lock:
            self._closed = True
            clients = list(self._clients)
        self._listening.close()
        for client in clients:
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def note(self, answered: Answered) -> bool:
        """Keep what came of a request; False, and its bytes let go, where the page is over."""
        with self._lock:
            if not self._closed:
                self.answered.append(answered)
                return True
        if answered.exchange is not None:
            answered.exchange.block.close()
        return False

    def refuse(self, method: str, url: str, why: str) -> None:
        error = FetchError(why, step="refused", subject=url)
        self.note(Answered(method, url, utc_now(), None, error))

    def fetch(self, asked: Asked) -> Answered:
        """Ask the server, and keep what comes of it."""
        started = utc_now()
        with self._lock:
            self._under_way += 1
        try:
            return self._fetch(asked, started)
        finally:
            with self._lock:
                self._under_way -= 1
                self._last = time.monotonic()

    def _fetch(self, asked: Asked, started: str) -> Answered:
        try:
            answered = Answered(asked.method, asked.url, started, self._ask(asked), None)
        except FetchError as error:
            answered = Answered(asked.method, asked.url, started, None, error)
        if not self.note(answered):
            over = FetchError("the page is over", step="refused", subject=asked.url)
            return Answered(asked.method, asked.url, started, None, over)
        return answered

    @property
    def quiet_for(self) -> float:
        """Seconds since the last answer; 0 while one is waited for."""
        with self._lock:
            return 0.0 if self._under_way else time.monotonic() - self._last

    def is_ours(self, authorization: str) -> bool:
        pair = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        return hmac.compare_digest(authorization.encode(), f"Basic {pair}".encode())

    def _accept(self) -> None:
        while True:
            self._room.acquire()
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with self._lock:
            self._clients.add(client)
        try:
            client.settimeout(IDLE)
            _Conversation(self, client).run()
        except (OSError, ValueError, UnicodeError):
            pass  # the browser went away, or sent what is not HTTP; there is nobody to tell
        finally:
            with self._lock:
                self._clients.discard(client)
            with contextlib.suppress(OSError):
                client.close()
            self._room.release()


@dataclass(slots=True)
class _Head:
    method: str
    target: str
    fields: list[tuple[str, str]]

    def get(self, name: str) -> str:
        return next((value for key, value in self.fields if key.lower() == name), "")


class _Conversation:
    """One connection of the browser's."""

    def __init__(self, proxy: BrowserProxy, sock: socket.socket) -> None:
        self._proxy = proxy
        self._sock = sock
        self._held = b""
        self._base = ""  # scheme and authority, inside a tunnel

    def run(self) -> None:
        while (head := self._head()) is not None:
            if not self._base and not self._proxy.is_ours(head.get("proxy-authorization")):
                self._send(
                    "407 Proxy Authentication Required", 'Proxy-Authenticate: Basic realm="page"'
                )
                continue
            if head.method == "CONNECT":
                self._tunnel(head.target)
                continue
            self._answer(head)

    def _tunnel(self, authority: str) -> None:
        """What is inside: TLS with the server's name, or plain HTTP (how a WebSocket begins)."""
        host, _, port = authority.rpartition(":")
        host = host.strip("[]")
        if not host or not port.isdigit():
            raise ValueError("not an authority")
        self._sock.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        first = self._sock.recv(1, socket.MSG_PEEK)
        secure = first == b"\x16"
        if secure:
            context = self._proxy.ca.context(host)
            try:
                self._sock = context.wrap_socket(self._sock, server_side=True)
            except ssl.SSLError:
                self._proxy.refuse("CONNECT", f"https://{authority}/", "its TLS was not understood")
                raise
        elif first and not first.isalpha():
            self._proxy.refuse(
                "CONNECT", f"tcp://{authority}", "only HTTP is let out of the browser"
            )
            raise ValueError("not HTTP")
        default = "443" if secure else "80"
        name = f"[{host}]" if ":" in host else host
        self._base = f"http{'s' if secure else ''}://{name}" + (
            "" if port == default else f":{port}"
        )

    def _answer(self, head: _Head) -> None:
        url = self._base + head.target if self._base else head.target
        if head.get("upgrade"):
            websocket = "ws" + url.removeprefix("http")
            self._proxy.refuse(head.method, websocket, "WebSockets are not let out of the browser")
            self._send("403 Forbidden")
            return
        fields = tuple(each for each in head.fields if each[0].lower() not in HOP_BY_HOP)
        answered = self._proxy.fetch(Asked(head.method, url, fields, self._body(head)))
        if answered.exchange is None:
            self._send("502 Bad Gateway")
        else:
            self._pass_on(answered.exchange, head.method)

    def _pass_on(self, exchange: Exchange, method: str) -> None:
        bare = method == "HEAD" or exchange.status in BODILESS
        told = None if bare else self._proxy.tell(exchange)
        unsaid = UNSAID | ({"content-encoding"} if told else set())
        unsaid |= {"content-type"} if told and told.content_type else set()
        lines = [f"HTTP/1.1 {exchange.status} {exchange.reason}".rstrip()]
        lines += [f"{k}: {v}" for k, v in exchange.headers if k.lower() not in unsaid]
        if told is not None and told.content_type:
            lines.append(f"Content-Type: {told.content_type}")
        if not bare:
            length = exchange.payload_length if told is None else len(told.body)
            lines.append(f"Content-Length: {length}")
        self._sock.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace"))
        if not bare:
            for piece in exchange.payload() if told is None else [told.body]:
                self._sock.sendall(piece)

    def _send(self, status: str, *headers: str) -> None:
        lines = [f"HTTP/1.1 {status}", *headers, "Content-Length: 0"]
        self._sock.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("ascii"))

    def _head(self) -> _Head | None:
        while b"\r\n\r\n" not in self._held:
            if len(self._held) > HEAD_LIMIT or not self._more():
                return None
        raw, _, self._held = self._held.partition(b"\r\n\r\n")
        first, *lines = raw.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ", 2)
        fields = [line.partition(":") for line in lines]
        return _Head(method, target, [(k.strip(), v.strip()) for k, _, v in fields])

    def _body(self, head: _Head) -> bytes:
        if "chunked" in head.get("transfer-encoding").lower():
            raise ValueError("a body whose length is not known is not sent on")
        length = int(head.get("content-length") or 0)
        if not 0 <= length <= BODY_LIMIT:
            raise ValueError("a body that is too long is not sent on")
        while len(self._held) < length:
            if not self._more():
                raise ValueError("the body broke off")
        body, self._held = self._held[:length], self._held[length:]
        return body

    def _more(self) -> bool:
        data = self._sock.recv(65536)
        self._held += data
        return bool(data)
