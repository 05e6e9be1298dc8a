"""A loopback server that sends the bytes it is told to, and the certificates for one with TLS."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """A response with its length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8") + body


def redirect(location: str | bytes, status: str = "302 Found") -> bytes:
    target = location if isinstance(location, bytes) else location.encode("utf-8")
    head = f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nLocation: ".encode()
    return head + target + b"\r\n\r\n"


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in chunks) + end


@dataclass
class Client:
    """The server's side of one connection."""

    sock: socket.socket
    number: int
    requests: list[bytes] = field(default_factory=list)
    _held: bytes = b""

    def read_request(self) -> bytes:
        """The next request up to its empty line; empty when the client has gone."""
        while b"\r\n\r\n" not in self._held:
            data = self.sock.recv(65536)
            if not data:
                return b""
            self._held += data
        head, _, self._held = self._held.partition(b"\r\n\r\n")
        self.requests.append(head + b"\r\n\r\n")
        return self.requests[-1]

    def read_body(self) -> bytes:
        """What follows the request that was read last, as long as its Content-Length says."""
        length = int(header_of(self.requests[-1], "content-length") or 0)
        while len(self._held) < length and (data := self.sock.recv(65536)):
            self._held += data
        body, self._held = self._held[:length], self._held[length:]
        return body

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def drip(self, data: bytes, pause: float) -> None:
        for place in range(len(data)):
            self.send(data[place : place + 1])
            time.sleep(pause)

    def reset(self) -> None:
        """Close with RST instead of FIN."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()


Handler = Callable[[Client], None]


def path_of(request: bytes) -> str:
    return request.split(b" ", 2)[1].decode("ascii")


def header_of(request: bytes, name: str) -> str | None:
    for line in request.split(b"\r\n")[1:]:
        key, _, value = line.partition(b":")
        if key.decode("latin-1").lower() == name.lower():
            return value.strip().decode("latin-1")
    return None


def serve(*answers: bytes) -> Handler:
    """One answer a request, whatever is asked for, on one connection; then it is closed."""

    def handler(client: Client) -> None:
        for each in answers:
            if not client.read_request():
                return
            client.send(each)

    return handler


def routes(pages: dict[str, bytes | Callable[[bytes], bytes]]) -> Handler:
    """Answers by path, on a connection that stays open; 404 for the rest."""

    def handler(client: Client) -> None:
        while request := client.read_request():
            page = pages.get(path_of(request), answer(b"no", status="404 Not Found"))
            client.send(page(request) if callable(page) else page)

    return handler


class RawServer:
    """Runs `handler` in a thread for each connection to it, until it is closed."""

    def __init__(
        self, handler: Handler, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
    ) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listening = socket.create_server((host, 0), family=family, backlog=64)
        self._handler = handler
        self._tls = tls
        self.host = host
        self.port: int = self._listening.getsockname()[1]
        self.clients: list[Client] = []
        self.errors: list[BaseException] = []
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def url(self, path: str = "/", *, host: str | None = None) -> str:
        scheme = "https" if self._tls else "http"
        name = host or (f"[{self.host}]" if ":" in self.host else self.host)
        return f"{scheme}://{name}:{self.port}{path}"

    @property
    def connections(self) -> int:
        return len(self.clients)

    @property
    def requests(self) -> list[bytes]:
        return [request for client in self.clients for request in client.requests]

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for client in list(self.clients):
            with contextlib.suppress(OSError):
                client.sock.shutdown(socket.SHUT_RDWR)
        for thread in [self._accepting, *self._threads]:
            thread.join(timeout=5)

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listening.accept()
            except OSError:
                return
            client = Client(sock, len(self.clients))
            self.clients.append(client)
            thread = threading.Thread(target=self._run, args=(client,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _run(self, client: Client) -> None:
        try:
            if self._tls is not None:
                client.sock = self._tls.wrap_socket(client.sock, server_side=True)
            self._handler(client)
        except OSError:
            pass  # the client went away, or would not shake hands
        finally:
            with contextlib.suppress(OSError):
                client.sock.close()


# -- certificates ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Issued:
    """A key and the chain that is presented with it, leaf first."""

    key: Any
    chain: tuple[Any, ...]

    def ders(self) -> list[bytes]:
        from cryptography.hazmat.primitives.serialization import Encoding

        return [each.public_bytes(Encoding.DER) for each in self.chain]

    def context(self, folder: Path, version: ssl.TLSVersion | None = None) -> ssl.SSLContext:
        from cryptography.hazmat.primitives import serialization as s

        folder.mkdir(parents=True, exist_ok=True)
        key, chain = folder / "key.pem", folder / "chain.pem"
        key.write_bytes(
            self.key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption())
        )
        chain.write_bytes(b"".join(each.public_bytes(s.Encoding.PEM) for each in self.chain))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, key)
        if version is not None:
            context.minimum_version = context.maximum_version = version
        return context


class Authority:
    """A root, an intermediate, and the certificates that they issue."""

    def __init__(self) -> None:
        self._root_key, self._middle_key = _key(), _key()
        self.root = _certificate("Test Root", self._root_key, "Test Root", self._root_key, ca=True)
        self.middle = _certificate(
            "Test Intermediate", self._middle_key, "Test Root", self._root_key, ca=True
        )

    def write_root(self, path: Path) -> Path:
        from cryptography.hazmat.primitives.serialization import Encoding

        path.write_bytes(self.root.public_bytes(Encoding.PEM))
        return path

    def issue(self, *names: str, days: tuple[int, int] = (-1, 30)) -> Issued:
        """A certificate for hosts and addresses, valid from and to so many days from now."""
        key = _key()
        leaf = _certificate(
            names[0], key, "Test Intermediate", self._middle_key, names=names, days=days
        )
        return Issued(key, (leaf, self.middle))

    @staticmethod
    def self_signed(*names: str) -> Issued:
        key = _key()
        return Issued(key, (_certificate(names[0], key, names[0], key, names=names),))


def _key() -> Any:
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.generate_private_key(ec.SECP256R1())


def _certificate(
    subject: str,
    key: Any,
    issuer: str,
    issuer_key: Any,
    *,
    names: tuple[str, ...] = (),
    days: tuple[int, int] = (-1, 30),
    ca: bool = False,
) -> Any:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import NameOID

    def name(text: str) -> Any:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if names:
        builder = builder.add_extension(
            x509.SubjectAlternativeName(list(_alternatives(names))), critical=False
        )
    return builder.sign(issuer_key, hashes.SHA256())


def _alternatives(names: tuple[str, ...]) -> Iterator[Any]:
    from cryptography import x509

    for each in names:
        try:
            yield x509.IPAddress(ipaddress.ip_address(each))
        except ValueError:
            yield x509.DNSName(each)
