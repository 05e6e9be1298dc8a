"""A SOCKS5 server and an HTTP proxy on loopback, which know invented names and nobody else."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Self


class _Server:
    """Listens and runs `handle` in a thread a connection. `names` says where a name really is."""

    scheme = ""

    def __init__(self, names: Mapping[str, int], login: tuple[str, str] | None = None) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.names = dict(names)
        self.login = login
        self.asked: list[tuple[str, int]] = []
        self.heads: list[bytes] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, login: str = "") -> str:
        return f"{self.scheme}://{login}127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._run, args=(client,), daemon=True).start()

    def _run(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError, ValueError, IndexError):
            self.handle(client)

    def handle(self, client: socket.socket) -> None:
        raise NotImplementedError

    def reach(self, host: str, port: int) -> socket.socket | None:
        self.asked.append((host, port))
        if host not in self.names:
            return None
        return socket.create_connection(("127.0.0.1", self.names[host]), 5)


class SocksServer(_Server):
    scheme = "socks5h"

    def handle(self, client: socket.socket) -> None:
        _, count = _exactly(client, 2)
        methods = _exactly(client, count)
        if self.login is not None:
            if 2 not in methods:
                client.sendall(b"\x05\xff")
                return
            client.sendall(b"\x05\x02")
            _exactly(client, 1)
            name = _exactly(client, _exactly(client, 1)[0]).decode()
            password = _exactly(client, _exactly(client, 1)[0]).decode()
            client.sendall(b"\x01\x00" if (name, password) == self.login else b"\x01\x01")
            if (name, password) != self.login:
                return
        else:
            client.sendall(b"\x05\x00")
        _, _, _, kind = _exactly(client, 4)
        if kind == 3:
            host = _exactly(client, _exactly(client, 1)[0]).decode()
        else:
            family = socket.AF_INET if kind == 1 else socket.AF_INET6
            host = socket.inet_ntop(family, _exactly(client, 4 if kind == 1 else 16))
        port = int.from_bytes(_exactly(client, 2), "big")
        server = self.reach(host, port)
        client.sendall(bytes([5, 0 if server else 4, 0, 1]) + b"\0" * 6)
        if server is not None:
            _pump(client, server)


class HttpProxy(_Server):
    scheme = "http"

    def handle(self, client: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = client.recv(65536)
            if not piece:
                return
            head += piece
        self.heads.append(head)
        method, target, _ = head.split(b"\r\n")[0].decode().split(" ")
        if self.login is not None and b"Proxy-Authorization: Basic " not in head:
            client.sendall(
                b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
            )
            return
        if method == "CONNECT":
            host, _, port = target.rpartition(":")
            server = self.reach(host, int(port))
            said = b"200 OK" if server else b"502 Bad Gateway"
            client.sendall(b"HTTP/1.1 " + said + b"\r\n\r\n")
        else:
            netloc = target.split("/")[2]
            server = self.reach(netloc.partition(":")[0], 80)
            absolute = f" http://{netloc}/".encode()
            if server is not None:
                server.sendall(head.replace(absolute, b" /", 1))
                _pump(client, server, absolute)
        if method == "CONNECT" and server is not None:
            _pump(client, server)


def _exactly(sock: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = sock.recv(count - len(data))
        if not piece:
            raise OSError("closed")
        data += piece
    return data


def _pump(one: socket.socket, other: socket.socket, absolute: bytes = b"") -> None:
    """Hand on both ways; a later request of the connection asks the server as the first one did."""
    with other:
        while True:
            ready, _, _ = select.select([one, other], [], [], 10)
            if not ready:
                return
            for sock in ready:
                data = sock.recv(65536)
                if not data:
                    return
                if sock is one:
                    other.sendall(data.replace(absolute, b" /", 1) if absolute else data)
                else:
                    one.sendall(data)
