"""Invented host names that lead to servers on loopback, so that URLs need no port."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any


@contextmanager
def names_lead_to(ports: Mapping[str, int]) -> Iterator[None]:
    """Each of these names is at its port of 127.0.0.1, whatever port was asked for."""
    looked_up = socket.getaddrinfo

    def lookup(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        if host not in ports:
            return looked_up(host, port, *rest, **more)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", ports[host]))]

    socket.getaddrinfo = lookup
    try:
        yield
    finally:
        socket.getaddrinfo = looked_up
