"""Which addresses are public, and that the guard of the tests holds."""

from __future__ import annotations

import ipaddress
import socket
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.archiver.web.address import Resolved, allowed, is_public, resolve
from dragoman.errors import FetchError
from tests.support.no_network import forget_attempts


@pytest.mark.parametrize(
    "ip",
    [
        "8.8.8.8",
        "93.184.215.14",
        "2606:4700::1111",
        "2a00:1450:4001:800::200e",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",  # how a network without IPv4 reaches 8.8.8.8
    ],
)
def test_public(ip: str) -> None:
    assert is_public(ip)


@given(st.ip_addresses(v=4))
def test_what_carries_an_address_is_judged_by_what_it_carries(ip: ipaddress.IPv4Address) -> None:
    number = int(ip)
    carriers = [
        ipaddress.IPv6Address((0xFFFF << 32) | number),
        ipaddress.IPv6Address((0x64FF9B << 96) | number),
        ipaddress.IPv6Address((0x2002 << 112) | (number << 80)),
        # Teredo holds the client's address with every bit turned over
        ipaddress.IPv6Address((0x20010000 << 96) | (0x08080808 << 64) | (number ^ 0xFFFFFFFF)),
    ]
    for carrier in carriers:
        if not is_public(str(ip)):
            assert not is_public(str(carrier))


@given(st.ip_addresses(v=6))
def test_any_address_gets_an_answer(ip: ipaddress.IPv6Address) -> None:
    public = is_public(str(ip))
    if ip.is_private or ip.is_multicast or ip.is_link_local or ip.is_loopback:
        assert not public or ip.ipv4_mapped is not None


def test_only_public_answers_are_left() -> None:
    inside = Resolved(socket.AF_INET, ("10.0.0.1", 80))
    outside = Resolved(socket.AF_INET, ("8.8.8.8", 80))
    assert allowed([inside, outside], "h", allow_private=False) == [outside]
    assert allowed([inside, outside], "h", allow_private=True) == [inside, outside]
    with pytest.raises(FetchError, match=r"10\.0\.0\.1.*`allow_private=True`") as caught:
        allowed([inside], "h", allow_private=False)
    assert caught.value.step == "refused"


def test_the_zone_of_an_address_is_not_told() -> None:
    scoped = Resolved(socket.AF_INET6, ("fe80::1%eth0", 80, 0, 2))
    assert scoped.ip == "fe80::1"
    assert not is_public(scoped.ip)


def test_resolving() -> None:
    assert [each.ip for each in resolve("127.0.0.1", 80)] == ["127.0.0.1"]
    assert "127.0.0.1" in [each.ip for each in resolve("localhost", 80)]
    for name in ("nosuch.invalid", "a" * 64 + ".invalid", "a\x00b.invalid", ".."):
        with pytest.raises(FetchError) as caught:
            resolve(name, 80)
        assert caught.value.step == "dns"
        assert "None" not in caught.value.message


# -- the guard itself ------------------------------------------------------------------------


def test_no_test_can_leave_this_machine() -> None:
    attempts = [
        lambda: socket.create_connection(("192.0.2.1", 80), timeout=0.1),
        lambda: socket.socket(socket.AF_INET6, socket.SOCK_STREAM).connect(("2001:db8::1", 80)),
        lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53)),
        lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM).connect_ex(("192.0.2.1", 80)),
        lambda: socket.getaddrinfo("example.org", 80),
        lambda: socket.gethostbyname("example.org"),
    ]
    for attempt in attempts:
        with pytest.raises(pytest.fail.Exception, match="leave this machine"):
            attempt()
    assert len(forget_attempts()) == len(attempts)


def test_an_attempt_in_another_thread_counts_though_its_error_is_swallowed() -> None:
    def leave() -> None:
        try:
            socket.create_connection(("192.0.2.1", 80), timeout=0.1)
        except BaseException:  # noqa: BLE001 - as broken code would
            return

    thread = threading.Thread(target=leave)
    thread.start()
    thread.join()
    assert forget_attempts()


def test_names_that_cannot_be_are_not_asked_for() -> None:
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("name.invalid", 80)
    assert socket.getaddrinfo("0x7f.1", 80, type=socket.SOCK_STREAM)[0][4] == ("127.0.0.1", 80)
