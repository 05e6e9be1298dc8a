"""Keeps every test on this machine, also where the code under test is broken.

An audit hook sees each call before the operating system does, whatever library makes it. A call
that would leave loopback is stopped, and the test fails, even if the code swallows the error.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest

SENDING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
LOOKING_UP = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
LOCAL_NAMES = frozenset({"", "localhost", "localhost.", "ip6-localhost"})

_leaving: list[str] = []


def is_local(host: str) -> bool:
    """Whether a literal address stays on this machine; 0.0.0.0 and :: connect to it too."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host in LOCAL_NAMES
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    return address.is_loopback or address.is_unspecified


def needs_no_resolver(host: str) -> bool:
    """Whether `host` is an address in any of the forms that the C library takes, or local."""
    if host in LOCAL_NAMES:
        return True
    try:
        socket.inet_aton(host)
    except OSError:
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return False
    return True


def _stop(what: str) -> None:
    _leaving.append(what)
    raise pytest.fail.Exception(f"a test tried to leave this machine: {what}")


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if event in SENDING:
        address = args[1]
        if isinstance(address, tuple) and not is_local(str(address[0])):
            _stop(f"{event} {address}")
    elif event in LOOKING_UP:
        host = args[0].decode() if isinstance(args[0], bytes) else args[0]
        if host is None or needs_no_resolver(host):
            return
        if host.rstrip(".").endswith(".invalid"):
            # What the resolver would say in the end, without asking it.
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        _stop(f"{event} {host}")


sys.addaudithook(_hook)


@pytest.fixture(autouse=True)
def no_network() -> Iterator[None]:
    """Fails the test where anything in it, in any thread, tried to leave this machine."""
    _leaving.clear()
    yield
    left = list(_leaving)
    _leaving.clear()
    assert not left, f"tried to leave this machine: {left}"


def forget_attempts() -> list[str]:
    """What the guard stopped so far in this test; for the tests of the guard itself."""
    left = list(_leaving)
    _leaving.clear()
    return left
