"""One connection to a server, from the name to the TLS session, with all that was seen on the way.

The address that is checked is the address that is connected to: the name is resolved once, the
answers are judged, and the socket goes to one of those. Every error of the socket, resolver and TLS
libraries becomes a FetchError here, and says at which step the fetch ended.
"""

from __future__ import annotations

import selectors
import socket
import ssl
import time
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from dragoman.archiver.web.address import Resolved, allowed, resolve
from dragoman.archiver.web.limits import Deadline, Limits
from dragoman.archiver.web.proxy import ProxyAddress, literal_address, refuse_local
from dragoman.archiver.web.tls import (
    TlsSession,
    context_of,
    describe,
    observing_context,
    trusting_context,
)
from dragoman.archiver.web.urls import Origin
from dragoman.errors import FetchError

RECEIVE = 1 << 16
# One look at one socket: what epoll needs to be set up costs more than the look.
POLL: type[selectors.BaseSelector] = getattr(selectors, "PollSelector", selectors.SelectSelector)


@dataclass(frozen=True)
class Dialing:
    """How connections are made: what is allowed, what is trusted, how long to wait.

    With `no_other_roots` only those in `ca_file` are trusted, which may be a folder then.
    """

    limits: Limits
    allow_private: bool = False
    ca_file: Path | None = None
    proxy: ProxyAddress | None = None
    allow_bad_certificate: bool = False
    no_other_roots: bool = False

    @cached_property
    def context(self) -> ssl.SSLContext:
        """What all TLS connections share; reading the roots takes longer than a handshake."""
        if self.no_other_roots and self.ca_file is not None:
            return context_of(self.ca_file)
        return trusting_context(self.ca_file)

    def within(self, limits: Limits, origin: Origin) -> Dialing:
        """The same with other limits, and what is trusted is not read again."""
        other = replace(self, limits=limits)
        if origin.scheme == "https":
            vars(other)["context"] = self.context
        return other


@dataclass(slots=True)
class Connection:
    """An open socket and what is known of its making; not to be shared between threads at once.

    `timings` are seconds. `unread` holds bytes that arrived and that no response has claimed.
    Behind a proxy `peer` and `dns` are None, since the proxy alone knows them. `unsaid` are header
    lines that each request is sent with and that no record has: a password of the proxy's.
    """

    origin: Origin
    sock: socket.socket
    peer: str | None
    dns: list[str] | None
    tls: TlsSession | None
    timings: dict[str, float]
    proxy: str | None = None
    unsaid: bytes = b""
    exchanges: int = 0
    unread: bytearray = field(default_factory=bytearray)
    idle_since: float = 0.0

    def send(self, data: bytes, deadline: Deadline, wait: float) -> None:
        self._wait_at_most(deadline.cut(wait))
        line, end, rest = data.partition(b"\r\n")
        self.sock.sendall(line + end + self.unsaid + rest if self.unsaid else data)

    def receive(self, deadline: Deadline, wait: float) -> bytes:
        """The next bytes, empty at the end of the stream."""
        self._wait_at_most(deadline.cut(wait))
        return self.sock.recv(RECEIVE)

    def _wait_at_most(self, seconds: float) -> None:
        if self.sock.gettimeout() != seconds:  # setting it asks the system, whatever it was
            self.sock.settimeout(seconds)

    def quiet(self) -> bool:
        """Whether an idle connection is still open with nothing unread on it.

        Bytes that no request asked for are an answer we could take for the next one's.
        """
        if self.unread or (isinstance(self.sock, ssl.SSLSocket) and self.sock.pending()):
            return False
        try:
            with POLL() as selector:
                selector.register(self.sock, selectors.EVENT_READ)
                return not selector.select(0)
        except (OSError, ValueError):
            return False

    @property
    def relayed(self) -> bool:
        """Whether an HTTP proxy passes answers on, so that any of them may be its own."""
        return self.proxy == "http" and self.tls is None

    def close(self) -> None:
        self.sock.close()

    def seen(self) -> dict[str, Any]:
        """What a record says of the connection, as JSON values."""
        return {
            "dns": self.dns,
            "peer": self.peer,
            "proxy": self.proxy,
            "relayed": self.relayed,
            "tls": self.tls.to_json() if self.tls else None,
            "timings": {step: round(seconds, 6) for step, seconds in self.timings.items()},
        }


def dial(origin: Origin, dialing: Dialing) -> Connection:
    """Resolve, check, connect and, for https, shake hands; FetchError names where that ended."""
    if dialing.proxy is not None:
        return _dial_through(dialing.proxy, origin, dialing)
    started = time.monotonic()
    answers = resolve(origin.host, origin.port)
    timings = {"dns": time.monotonic() - started}
    dns = [answer.ip for answer in answers]
    try:
        candidates = allowed(answers, origin.host, allow_private=dialing.allow_private)
        sock, peer = _connect(candidates, origin, dialing.limits, timings)
        tls = None
        if origin.scheme == "https":
            sock, tls = _secure(sock, Way(origin, dialing, peer), timings)
    except FetchError as error:
        error.details.setdefault("dns", dns)
        raise
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Connection(origin, sock, peer.ip, dns, tls, timings)


def _dial_through(proxy: ProxyAddress, origin: Origin, dialing: Dialing) -> Connection:
    """The same by way of a proxy, which is handed the name and looks it up itself."""
    refuse_local(origin.host, allow_private=dialing.allow_private)
    timings: dict[str, float] = {}
    started = time.monotonic()
    tunnel = origin.scheme == "https" or proxy.kind != "http"
    try:
        sock = proxy.connect(origin.host, origin.port, dialing.limits, tunnel=tunnel)
        timings["proxy"] = time.monotonic() - started
        tls = None
        if origin.scheme == "https":
            sock, tls = _secure(sock, Way(origin, dialing, None), timings)
    except FetchError as error:
        error.details.setdefault("proxy", proxy.kind)
        raise
    unsaid = b"" if tunnel else proxy.authorization()
    return Connection(origin, sock, None, None, tls, timings, proxy.kind, unsaid)


@dataclass(frozen=True, slots=True)
class Way:
    """How a server is reached, so that it can be reached once more; `peer` is None by a proxy."""

    origin: Origin
    dialing: Dialing
    peer: Resolved | None

    def socket(self) -> socket.socket:
        """Another socket to the same place; OSError or FetchError where there is none."""
        limits = self.dialing.limits
        if self.peer is None:
            assert self.dialing.proxy is not None
            return self.dialing.proxy.connect(
                self.origin.host, self.origin.port, limits, tunnel=True
            )
        sock = socket.socket(self.peer.family, socket.SOCK_STREAM)
        try:
            sock.settimeout(limits.connect_timeout)
            sock.connect(self.peer.sockaddr)
        except BaseException:
            sock.close()
            raise
        return sock

    def seen(self) -> dict[str, Any]:
        return {"peer": self.peer.ip} if self.peer else {}


def _connect(
    candidates: list[Resolved], origin: Origin, limits: Limits, timings: dict[str, float]
) -> tuple[socket.socket, Resolved]:
    """The first candidate that answers within the time for all; the last one's failure if none."""
    started = time.monotonic()
    deadline = Deadline(2 * limits.connect_timeout)
    failure: FetchError | None = None
    for candidate in candidates:
        sock = socket.socket(candidate.family, socket.SOCK_STREAM)
        try:
            sock.settimeout(deadline.cut(limits.connect_timeout))
            sock.connect(candidate.sockaddr)
        except OSError as error:
            sock.close()
            failure = _connect_failure(origin, candidate, error)
            continue
        timings["tcp"] = time.monotonic() - started
        return sock, candidate
    if failure is None:
        raise FetchError(f"{origin.host} has no address", step="dns", subject=origin.host)
    raise failure


def _connect_failure(origin: Origin, candidate: Resolved, error: OSError) -> FetchError:
    where = f"{origin.host} ({candidate.ip}) port {origin.port}"
    if isinstance(error, TimeoutError):
        return FetchError(f"{where} did not answer in time", step="timeout", subject=origin.host)
    reason = error.strerror or str(error)
    return FetchError(
        f"no connection to {where}: {reason}",
        step="tcp",
        subject=origin.host,
        details={"peer": candidate.ip},
    )


def _secure(
    sock: socket.socket, way: Way, timings: dict[str, float]
) -> tuple[ssl.SSLSocket, TlsSession]:
    started = time.monotonic()
    host = way.origin.host
    try:
        secured = way.dialing.context.wrap_socket(sock, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        sock.close()
        if way.dialing.allow_bad_certificate:
            return _secure_unverified(way, error.verify_message, timings)
        raise FetchError(
            f"the certificate of {host} is not valid: {error.verify_message}; "
            "`allow_bad_certificate=True` fetches it all the same",
            step="tls",
            subject=host,
            details={**way.seen(), "tls": _refused_chain(way)},
        ) from error
    except TimeoutError as error:
        sock.close()
        raise FetchError(
            f"the TLS handshake with {host} did not end in time",
            step="timeout",
            subject=host,
            details=way.seen(),
        ) from error
    except (OSError, ValueError) as error:
        sock.close()
        raise _handshake_failure(way, error) from error
    timings["tls"] = time.monotonic() - started
    return secured, describe(secured)


def _handshake_failure(way: Way, error: Exception) -> FetchError:
    host = way.origin.host
    reason = getattr(error, "reason", None) or str(error)
    return FetchError(
        f"the TLS handshake with {host} failed: {reason}",
        step="tls",
        subject=host,
        details=way.seen(),
    )


def _secure_unverified(
    way: Way, problem: str, timings: dict[str, float]
) -> tuple[ssl.SSLSocket, TlsSession]:
    """A session with a server whose certificate is not valid, since the operator asked for it."""
    started = time.monotonic()
    sock: socket.socket | None = None
    try:
        sock = way.socket()
        secured = observing_context().wrap_socket(sock, server_hostname=way.origin.host)
    except (OSError, ValueError) as error:
        if sock is not None:
            sock.close()
        raise _handshake_failure(way, error) from error
    timings["tls"] = time.monotonic() - started
    return secured, replace(describe(secured), problem=problem)


def _refused_chain(way: Way) -> dict[str, Any] | None:
    """The chain of a server whose certificate was refused, from a connection that asks nothing.

    OpenSSL forgets the chain of a handshake that it broke off, so a second one is made the same
    way, without verification, and closed before a byte of HTTP is sent.
    """
    try:
        with (
            way.socket() as sock,
            observing_context().wrap_socket(sock, server_hostname=way.origin.host) as secured,
        ):
            return describe(secured).to_json()
    except (OSError, ValueError, FetchError):
        return None


def connect_as_typed(host: str, port: int, timeout: float) -> socket.socket:
    """A socket to a host that was typed earlier, and that may have been turned since.

    To a public address of `host`; to a private one only where the host itself is one: whoever typed
    `127.0.0.1` or `localhost` meant it, a name that has come to mean this machine or its network
    was turned. FetchError step `refused`, `dns`, `tcp` or `timeout`.
    """
    private = literal_address(host) is not None or host.lower() == "localhost"
    candidates = allowed(resolve(host, port), host, allow_private=private)
    failure: OSError | None = None
    for candidate in candidates:
        sock = socket.socket(candidate.family, socket.SOCK_STREAM)
        try:
            sock.settimeout(timeout)
            sock.connect(candidate.sockaddr)
        except OSError as error:
            sock.close()
            failure = error
            continue
        return sock
    step = "timeout" if isinstance(failure, TimeoutError) else "tcp"
    raise FetchError(f"{host} could not be reached", step=step, subject=host) from failure
