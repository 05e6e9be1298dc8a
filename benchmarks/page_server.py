"""A fast loopback server of distinct pages, in a process of its own, for comparisons of fetchers.

Answers `/N` with an HTML page of some kilobytes made of N, after `delay` seconds.
"""

from __future__ import annotations

import asyncio
import functools
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

WORDS = (
    "məhkəmə iclas vəkil jurnalist həbs qərar şahid ifadə hakim prokuror sənəd müddət ərizə "
    "суд адвокат решение свидетель документ"
).split()


@functools.cache
def page(number: int, size: int) -> bytes:
    """A page that no other number has, of about `size` bytes."""
    words, state = [], number + 1
    length = 0
    while length < size:
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        words.append(f"{WORDS[state % len(WORDS)]}-{state % 9973}")
        length += len(words[-1]) + 3
    body = "</p><p>".join(" ".join(words[at : at + 60]) for at in range(0, len(words), 60))
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{number}</title></head>"
        f"<body><article><p>{body}</p></article></body></html>"
    ).encode()


class _Protocol(asyncio.Protocol):
    def __init__(self, delay: float, size: int) -> None:
        self._delay = delay
        self._size = size
        self._held = b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._held += data
        while b"\r\n\r\n" in self._held:
            head, _, self._held = self._held.partition(b"\r\n\r\n")
            target = head.split(b" ", 2)[1].rsplit(b"/", 1)[-1]
            body = page(int(target), self._size) if target.isdigit() else b""
            status = b"200 OK" if body else b"404 Not Found"
            said = b"HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (
                *(status, len(body), body),
            )
            if self._delay:
                asyncio.get_running_loop().call_later(self._delay, self._transport.write, said)
            else:
                self._transport.write(said)


def _serve(delay: float, size: int, port: Any) -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Protocol(delay, size), "127.0.0.1", 0)
        port.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


@contextmanager
def page_server(delay: float = 0.0, size: int = 8000) -> Iterator[str]:
    """Yields the server's base URL."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_serve, args=(delay, size, there), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}"
    finally:
        process.terminate()
        process.join()
