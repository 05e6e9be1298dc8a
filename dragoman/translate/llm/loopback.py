"""A connection that leads nowhere but to this machine, whatever its address says.

A name is never looked up, since asking for it already tells somebody else. What is connected to is
a literal loopback address; the socket is bound to one as well, from which Linux leads nowhere else;
and nothing is written before the peer that it is really connected to was looked at.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from dragoman.errors import UsageError

_SENDABLE = re.compile(r"[!-~]*")
LOCAL_NAME = "localhost"
_OWN = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}


class NotThisMachine(OSError):
    """The peer of a connection is another machine; nothing was written to it."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server of this machine listens. `hosts` are literal addresses, tried in order."""

    hosts: tuple[str, ...]
    port: int
    path: str = ""

    @classmethod
    def parse(cls, text: str) -> Address:
        """`http://127.0.0.1:8080`, with or without a path. UsageError for any other machine's."""
        url = text.strip()
        try:
            parts = urlsplit(url if "://" in url else f"http://{url}")
            host, port = parts.hostname or "", parts.port
        except ValueError as error:
            raise _unusable(text, f"{error}") from error
        if parts.scheme != "http" or "@" in parts.netloc or parts.query or parts.fragment:
            raise _unusable(text, "it has to be http://, a loopback address and a port")
        hosts = ("127.0.0.1", "::1") if host.lower() == LOCAL_NAME else (host,)
        if not all(map(is_loopback, hosts)):
            raise _unusable(
                text,
                "the text of pages is given to a server of this machine alone, such as "
                "http://127.0.0.1:8080; names other than localhost are not looked up",
            )
        if not _SENDABLE.fullmatch(parts.path):
            raise _unusable(text, "its path has to be of ASCII letters, figures and signs")
        if not port:
            raise _unusable(text, "it names no port, and servers listen at different ones")
        return cls(tuple(map(_plain, hosts)), port, parts.path.rstrip("/").removesuffix("/v1"))

    def __str__(self) -> str:
        host = self.hosts[0]
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}{self.path}"


def _plain(host: str) -> str:
    """An IPv4 address that is written as an IPv6 one, as itself."""
    return str(getattr(ipaddress.ip_address(host), "ipv4_mapped", None) or host)


def is_loopback(host: str) -> bool:
    """Whether a literal address is this machine's own. Of a name nothing is known: False.

    A zone (`::1%name`) is a name as well, which the system may look up.
    """
    if "%" in host:
        return False
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


class LoopbackConnection(http.client.HTTPConnection):
    """HTTP to a server of this machine: no proxy, no redirect, no name looked up."""

    def __init__(self, address: Address, connecting: float, answering: float) -> None:
        """So many seconds to connect, and to wait for each piece of an answer."""
        super().__init__(address.hosts[0], address.port)
        self._hosts = address.hosts
        self._connecting, self._answering = connecting, answering
        self._open: socket.socket | None = None

    def connect(self) -> None:
        """OSError where none of the hosts answers, NotThisMachine where it is elsewhere."""
        self.sock = self._open = self._first()
        self.sock.settimeout(self._answering)

    def hang_up(self) -> None:
        """End it, also where another thread is waiting for what comes."""
        if self._open is not None:
            with contextlib.suppress(OSError):
                self._open.shutdown(socket.SHUT_RDWR)
        self.close()

    def _first(self) -> socket.socket:
        *others, last = self._hosts
        for host in others:
            with contextlib.suppress(ConnectionRefusedError):
                return connected(host, self.port, self._connecting)
        return connected(last, self.port, self._connecting)


def connected(host: str, port: int, timeout: float) -> socket.socket:
    """A socket whose peer is this machine. Raises OSError, and NotThisMachine where it is not."""
    if not is_loopback(host):
        raise NotThisMachine(f"{host} is not of this machine")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.settimeout(timeout)
        made.bind((_OWN[family], 0))
        made.connect((host, port))
        peer = str(made.getpeername()[0])
        if not is_loopback(peer):
            raise NotThisMachine(f"{host} is not of this machine: the connection leads to {peer}")
    except BaseException:
        made.close()
        raise
    return made


def _unusable(text: str, why: str) -> UsageError:
    return UsageError(f"{text} is no address of a language model's server: {why}", subject=text)
