"""Which addresses a socket of ours may connect to."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass

from dragoman.errors import FetchError

NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Resolved:
    """One answer of the resolver: the address family and what `socket.connect` takes."""

    family: socket.AddressFamily
    sockaddr: tuple[str, int] | tuple[str, int, int, int]

    @property
    def ip(self) -> str:
        """The address alone: a zone (`%eth0`) is the name of an interface of this machine."""
        return self.sockaddr[0].partition("%")[0]


def resolve(host: str, port: int) -> list[Resolved]:
    """Every address of `host`, in the resolver's order; FetchError step `dns` where none."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:  # UnicodeError is one: a label that is too long
        reason = getattr(error, "strerror", None) or str(error)
        raise FetchError(
            f"the name {host} could not be resolved ({reason})",
            step="dns",
            subject=host,
            details={"temporary": getattr(error, "errno", None) == socket.EAI_AGAIN},
        ) from error
    found: dict[str, Resolved] = {}
    for family, _, _, _, sockaddr in answers:
        if family in (socket.AF_INET, socket.AF_INET6):
            found.setdefault(str(sockaddr[0]), Resolved(family, sockaddr))  # type: ignore[arg-type]
    return list(found.values())


def is_public(ip: str) -> bool:
    """Whether an address lies on the public internet.

    IPv6 forms that carry an IPv4 address (mapped, 6to4, Teredo, NAT64) are judged by what they
    carry as well: `::ffff:127.0.0.1` connects to this machine.
    """
    address = ipaddress.ip_address(ip)
    return all(_is_global(each) for each in _carried(address))


def allowed(answers: list[Resolved], host: str, *, allow_private: bool) -> list[Resolved]:
    """The answers that may be connected to; FetchError step `refused` where none is left."""
    if allow_private:
        return answers
    public = [answer for answer in answers if is_public(answer.ip)]
    if not public:
        where = ", ".join(answer.ip for answer in answers)
        named = host if where == host.strip("[]") else f"{host} is at {where}, which"
        raise FetchError(
            f"{named} is not a public address; `allow_private=True` fetches it all the same",
            step="refused",
            subject=host,
        )
    return public


def _is_global(address: Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved


def _carried(address: Address) -> list[Address]:
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address in NAT64:
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    carried: list[Address] = [address]
    if address.sixtofour is not None:
        carried.append(address.sixtofour)
    if address.teredo is not None:
        carried.extend(address.teredo)
    return carried
