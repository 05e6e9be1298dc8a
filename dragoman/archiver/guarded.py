"""A socket to a host that was typed earlier, and that may have been turned since."""

from __future__ import annotations

import socket

from dragoman.archiver.address import allowed, resolve
from dragoman.archiver.proxy import literal_address
from dragoman.errors import FetchError


def connect_as_typed(host: str, port: int, timeout: float) -> socket.socket:
    """Connect to a public address of `host`; to a private one only where the host itself is one.

    Whoever typed `127.0.0.1` or `localhost` meant it; a name that has come to mean this machine or
    its network was turned. FetchError step `refused`, `dns`, `tcp` or `timeout`.
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
