"""The body of an answer as `requests` reads it: out of what is stored, or as it comes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from email.message import Message
from http.client import HTTPException
from typing import Any

import requests
from urllib3 import HTTPHeaderDict, HTTPResponse
from urllib3.exceptions import DecodeError

from dragoman.archiver.web.cookies import is_cookie
from dragoman.archiver.web.http1 import Arriving, Head
from dragoman.archiver.web.http_exchange import Exchange

LEFT = "the program that asked for it closed it before its end"


class Body:
    """What urllib3 reads a body from: what has come of it and was not read yet is in `_buffer`."""

    def __init__(self) -> None:
        self.closed = False
        self._buffer = bytearray()
        self._exchange: Exchange | None = None

    def read(self, amount: int | None = None) -> bytes:
        """So many bytes, or fewer at the end; once all are read, an error where it was cut."""
        while (amount is None or len(self._buffer) < amount) and self._more():
            pass
        return self._take(amount)

    def read1(self, amount: int | None = None) -> bytes:
        """What is there, waiting only where nothing is."""
        while not self._buffer and self._more():
            pass
        return self._take(amount)

    def finish(self) -> None:
        """Let go of the rest, which is kept all the same."""
        while self._more():
            self._buffer.clear()

    def close(self) -> None:
        self.closed = True
        if self._exchange is not None:
            self._exchange.block.close()

    def _more(self) -> bool:
        raise NotImplementedError

    def _take(self, amount: int | None) -> bytes:
        piece = bytes(self._buffer[:amount])
        del self._buffer[: len(piece)]
        if not piece and amount != 0 and not self.closed:
            self.close()
            _check_whole(self._exchange)
        return piece


class StoredBody(Body):
    """The payload of an exchange that has ended."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__()
        self._exchange = exchange
        self._pieces: Iterator[bytes] = exchange.payload()

    def _more(self) -> bool:
        piece = b"" if self.closed else next(self._pieces, b"")
        self._buffer += piece
        return bool(piece)


class LiveBody(Body):
    """The payload of an answer on its way, taken off the connection as it is read.

    It ends once, whoever reads it to its end or closes it: with `ended`, which keeps the exchange.
    One thread reads it; another may close it, once the wait that it is in is over.
    """

    def __init__(self, arriving: Arriving, ended: Callable[[LiveBody], Exchange]) -> None:
        super().__init__()
        self.arriving = arriving
        self._ended = ended
        self._over = False
        self._turn = threading.RLock()
        arriving.reader.handed_on = self._buffer

    def close(self) -> None:
        """Wait for nothing more; what has not ended by then is kept as one that was cut."""
        with self._turn:
            if not self._over:
                self.arriving.close(LEFT)
                self._end()
            super().close()

    def _more(self) -> bool:
        with self._turn:
            if self._over:
                return False
            if self.arriving.step():
                return True
            self._end()
            return False

    def _end(self) -> None:
        self._over = True
        self._exchange = self._ended(self)
        self._exchange.block.close()


def _check_whole(exchange: Exchange | None) -> None:
    """An error for what was cut, of a kind that urllib3 and `requests` make theirs of."""
    if exchange is not None and exchange.truncated == "time":
        raise TimeoutError(exchange.shortfall)
    if exchange is not None and exchange.truncated:
        raise HTTPException(exchange.shortfall)


class _Original:
    """The cookies of an answer, where `requests` looks for them."""

    def __init__(self, head: Head, body: Body) -> None:
        self._body = body
        self.msg = Message()
        for name, value in head.headers:
            if name.lower() == "set-cookie" and is_cookie(value):
                self.msg.add_header(name, value)

    def close(self) -> None:
        self._body.close()

    def isclosed(self) -> bool:
        return self._body.closed


class _Raw(HTTPResponse):
    """What urllib3 makes of an answer, with a limit on what it unpacks to."""

    unpacked_at_most = 0

    def stream(
        self, amt: int | None = 1 << 16, decode_content: bool | None = None
    ) -> Generator[bytes, None, None]:
        """Pieces of the content; of a body in chunks as they come."""
        packed = bool(decode_content) and "Content-Encoding" in self.headers
        total = 0
        try:
            for piece in self._as_they_come(amt, decode_content):
                total += len(piece)
                if packed and total > self.unpacked_at_most:
                    raise DecodeError(
                        f"it unpacks to more than {self.unpacked_at_most:,} bytes "
                        "(limits.max_decoded)"
                    )
                yield piece
        except DecodeError:
            body: Any = self._fp
            body.finish()  # what is not understood is evidence too
            raise

    def _as_they_come(
        self, amt: int | None, decode_content: bool | None
    ) -> Generator[bytes, None, None]:
        if not self.chunked:
            yield from super().stream(amt, decode_content)
            return
        while piece := self.read1(amt, decode_content=decode_content):
            yield piece


def raw_response(
    head: Head, body: Body, request: requests.PreparedRequest, unpacked_at_most: int
) -> HTTPResponse:
    """An answer for `requests`, its body not read yet."""
    headers = HTTPHeaderDict()
    for name, value in head.headers:
        headers.add(name, value)
    original: Any = _Original(head, body)
    raw = _Raw(
        body,  # type: ignore[arg-type]
        headers,
        head.status,
        version=int(head.version.removeprefix("http/").replace(".", "")),
        version_string=head.version.upper(),
        reason=head.reason,
        preload_content=False,
        decode_content=False,
        original_response=original,
        enforce_content_length=False,  # the body says itself where it was cut
        request_method=request.method,
        request_url=request.url,
    )
    raw.unpacked_at_most = unpacked_at_most
    return raw
