"""As much of DER as it takes to put the certificates of an RFC 3161 answer in order.

A SET in DER is sorted, and `rfc3161_client` insists; `openssl ts` writes its certificates in the
order in which it has them. They are outside what is signed, so sorting them changes no proof.
"""

from __future__ import annotations


def sort_certificates(response: bytes) -> bytes:
    """The answer with its certificates in DER's order, or as it is where it has none."""
    try:
        _, token = _parts(response, *_parts(response, 0, len(response))[0][1:])[:2]
        content = _parts(response, *token[1:])[1]
        signed = _parts(response, *_parts(response, *content[1:])[0][1:])
        certificates = next(part for part in signed if part[0] == 0xA0)
        start, stop = certificates[1:]
        members = _wholes(response, start, stop)
    except (IndexError, ValueError, StopIteration):
        return response
    return response[:start] + b"".join(sorted(members)) + response[stop:]


def _parts(data: bytes, start: int, stop: int) -> list[tuple[int, int, int]]:
    """The values between two offsets: tag, and where the content of each begins and ends."""
    found: list[tuple[int, int, int]] = []
    while start < stop:
        tag, length, body = data[start], data[start + 1], start + 2
        if length >= 0x80:
            size = length & 0x7F
            length, body = int.from_bytes(data[body : body + size], "big"), body + size
        if body + length > stop:
            raise ValueError("a value is longer than what holds it")
        found.append((tag, body, body + length))
        start = body + length
    return found


def _wholes(data: bytes, start: int, stop: int) -> list[bytes]:
    """The values between two offsets, tags and lengths with them."""
    ends = [part[2] for part in _parts(data, start, stop)]
    return [data[a:b] for a, b in zip([start, *ends], ends, strict=False)]
