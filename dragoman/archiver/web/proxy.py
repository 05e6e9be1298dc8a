"""A proxy on the way to the servers. The border to python-socks.

Behind a proxy no name is looked up here: the proxy is handed the name. What it connects to cannot
be seen from here, so of the addresses only those that stand in a URL can be refused.
"""

from __future__ import annotations

import base64
import ipaddress
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote, urlsplit

from dragoman.archiver.web.address import is_public
from dragoman.errors import FetchError, UsageError

if TYPE_CHECKING:
    from dragoman.archiver.web.limits import Limits

# Names that mean this machine or the network it is in, whoever resolves them.
LOCAL_NAMES = ("localhost", "local", "internal", "home.arpa", "lan", "intranet")
PORTS = {"socks5h": 1080, "http": 8080}
# What a SOCKS5 server answers (RFC 1928, 6), in words.
REPLIES = {
    1: "it failed", 2: "its rules do not allow it", 3: "the network cannot be reached",
    4: "the host cannot be reached, or its name is not known", 5: "the connection was refused",
    6: "it took too long", 7: "it does not make connections", 8: "it does not know such addresses",
}  # fmt: skip


LARGEST_HEAD = 1 << 16


class _Refused(Exception):
    """An HTTP proxy's answer was no tunnel; `status` is None where it was no answer."""

    def __init__(self, status: int | None) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class ProxyAddress:
    """Where the proxy is, and who we are to it; neither is ever recorded, only `kind`."""

    kind: Literal["socks5h", "http"]
    host: str
    port: int
    username: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, url: str) -> ProxyAddress:
        """From `socks5h://[name:password@]host[:port]` or `http://…`; UsageError for what is none.

        `socks5` is taken for `socks5h`: names are never looked up here.
        """
        try:
            parts = urlsplit(url.strip())
            port, host = parts.port, parts.hostname
        except ValueError as error:
            raise UsageError(f"this is not the URL of a proxy ({error})") from error
        if parts.scheme in ("socks5h", "socks5"):
            kind: Literal["socks5h", "http"] = "socks5h"
        elif parts.scheme == "http":
            kind = "http"
        else:
            raise UsageError("the URL of a proxy begins with socks5h:// or http://")
        if not host:
            raise UsageError("the URL of the proxy names no host")
        if parts.username and parts.password is None:
            raise UsageError(
                "there is a name in the URL of the proxy and no password; write name:password@"
            )
        return cls(
            kind,
            host,
            port or PORTS[kind],
            unquote(parts.username) if parts.username else None,
            unquote(parts.password) if parts.password else None,
        )

    def _tunnelled(self, sock: socket.socket, host: str, port: int) -> socket.socket:
        """Ask an HTTP proxy for a tunnel; of us it is told what it needs, and no name of a program.

        python-socks, which speaks SOCKS here, would send its own name and Python's with it.
        """
        name = f"[{host}]" if ":" in host else host
        asked = f"CONNECT {name}:{port} HTTP/1.1\r\nHost: {name}:{port}\r\n".encode("ascii")
        try:
            sock.sendall(asked + self.authorization() + b"\r\n")
            words = _read_head(sock).split(b" ", 2)
            known = len(words) > 1 and words[0].startswith(b"HTTP/1.") and words[1].isdigit()
            status = int(words[1]) if known else None
            if status is None or not 200 <= status < 300:
                raise _Refused(status)
        except BaseException:
            sock.close()
            raise
        return sock

    def authorization(self) -> bytes:
        """The header line for a proxy that asks who we are; empty where nothing was handed over."""
        if self.username is None:
            return b""
        pair = f"{self.username}:{self.password or ''}".encode()
        return b"Proxy-Authorization: Basic " + base64.b64encode(pair) + b"\r\n"

    def connect(self, host: str, port: int, limits: Limits, *, tunnel: bool) -> socket.socket:
        """A socket to `host` through the proxy, or to the proxy itself without a `tunnel`.

        FetchError, step `proxy` or `timeout`; its sentence does not say where the proxy is.
        """
        import python_socks
        from python_socks.sync import Proxy

        timeout = 2 * limits.connect_timeout
        try:
            if self.kind == "http":
                sock = socket.create_connection((self.host, self.port), timeout)
                return self._tunnelled(sock, host, port) if tunnel else sock
            socks = python_socks.ProxyType.SOCKS5
            proxy = Proxy(socks, self.host, self.port, self.username, self.password, rdns=True)
            return proxy.connect(host, port, timeout)
        except python_socks.ProxyError as error:
            raise FetchError(
                f"the proxy did not connect to {host}: {_reason(error)}",
                step="proxy",
                subject=host,
            ) from error
        except _Refused as error:
            raise FetchError(
                f"the proxy did not connect to {host}: {_answered(error, host)}",
                step="proxy",
                subject=host,
            ) from error
        except TimeoutError as error:
            raise FetchError(
                f"the proxy did not connect to {host} in time", step="timeout", subject=host
            ) from error
        except (UnicodeError, ValueError) as error:
            raise FetchError(
                f"the proxy cannot be asked for {host}: {error}", step="proxy", subject=host
            ) from error
        except (ConnectionResetError, BrokenPipeError) as error:
            raise FetchError(
                f"the proxy hung up when it was asked for {host}", step="proxy", subject=host
            ) from error
        except OSError as error:
            raise FetchError(
                "the proxy cannot be reached; is it running?", step="proxy", subject=host
            ) from error


def _read_head(sock: socket.socket) -> bytes:
    """A proxy's answer up to the empty line, a byte at a time: what follows is the server's."""
    head = bytearray()
    while not head.endswith((b"\r\n\r\n", b"\n\n")) and len(head) < LARGEST_HEAD:
        piece = sock.recv(1)
        if not piece:
            raise ConnectionResetError
        head += piece
    return bytes(head)


def _answered(error: _Refused, host: str) -> str:
    if error.status == 407:
        return "it asks for a name and a password, or does not take those it was given"
    if error.status is None:
        return "it does not speak the protocol that the URL of the proxy names"
    return f"it answered {error.status} for {host}"


def _reason(error: Exception) -> str:
    code = getattr(error, "error_code", None)
    if isinstance(code, int):
        return REPLIES.get(code, f"it answered {code}")
    text = str(error).lower()
    if "authentication" in text or "username" in text:
        return "it asks for a name and a password, or does not take those it was given"
    return "it does not speak the protocol that the URL of the proxy names"


def refuse_local(host: str, *, allow_private: bool) -> None:
    """FetchError, step `refused`, for an address or name in a URL that is not on the internet."""
    if allow_private:
        return
    address = literal_address(host)
    labels = host.rstrip(".").lower().split(".")
    local = is_public(str(address)) is False if address else _is_local(labels)
    if local:
        raise FetchError(
            f"{host} is not a public address; `allow_private=True` fetches it all the same",
            step="refused",
            subject=host,
        )


def _is_local(labels: list[str]) -> bool:
    return len(labels) == 1 or labels[-1] in LOCAL_NAMES or ".".join(labels[-2:]) in LOCAL_NAMES


def literal_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a host is, in any form that a resolver takes for one; None for a name.

    >>> literal_address("0x7f.1")
    IPv4Address('127.0.0.1')
    """
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host.rstrip(".")))
    except (OSError, UnicodeError, ValueError):
        return None
