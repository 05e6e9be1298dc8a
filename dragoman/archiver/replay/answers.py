"""What a browser is answered with when a recorded page is shown again: records alone."""

from __future__ import annotations

import io
import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit, urlunsplit

from dragoman.archiver.browser.browser_proxy import Asked
from dragoman.archiver.records.reader import StoredRecord
from dragoman.archiver.web.framing import read_fields
from dragoman.archiver.web.http_exchange import Exchange
from dragoman.archiver.web.urls import normalise
from dragoman.errors import ArchiveError, FetchError

# Reads an answer by its id, with its body also where the same came before.
Read = Callable[[str], StoredRecord]
# Parameters that scripts add so that no cache answers, and that are in no answer.
BREAKS_CACHES = frozenset(
    "_ __ _t _ts _dc _r cb cachebust cachebuster cache_buster nocache no_cache no-cache bust rnd "
    "rand random timestamp ts".split()
)
CHANCE = re.compile(r"0?\.\d{6,}")  # a random number between 0 and 1
A_MOMENT = re.compile(r"\d{10}|\d{13}")  # seconds or milliseconds since 1970
A_DAY = 86_400.0
NOT_HERE = "it is not in the archive"


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer that the archive has: how it was asked for, and which record holds it.

    `payload` is the SHA-256 of its body that the capture's record says, `failed` why it was none to
    be used at the capture already; both None where nothing says so.
    """

    method: str
    url: str
    record: str
    payload: bytes | None = None
    failed: str | None = None


class Answers:
    """Finds the answer to what a browser asks. Threads may share it.

    The same address may have been asked for several times: the answers come in their order, and the
    last of them stays. `at` is the moment of the capture, as WARC writes it.
    """

    def __init__(self, recorded: Iterable[Recorded], read: Read, at: str) -> None:
        self._read = read
        self._at = _seconds(at)
        self._by: defaultdict[tuple[str, str], list[Recorded]] = defaultdict(list)
        self._given: defaultdict[tuple[str, str], int] = defaultdict(int)
        self._lock = threading.Lock()
        self.led_on: list[str] = []
        for each in recorded:
            for name in dict.fromkeys(self._names(each.url)):
                self._by[each.method, name].append(each)

    def again(self) -> None:
        """The page is shown from its beginning."""
        with self._lock:
            self._given.clear()
            self.led_on.clear()

    def ask(self, asked: Asked) -> Exchange:
        """FetchError where nothing was recorded, or it cannot be read."""
        found = self._find(asked.method, asked.url)
        if found is None and ("upgrade-insecure-requests", "1") in _lower(asked.headers):
            # A page that leads on to where nothing was recorded stays, and no error comes instead.
            with self._lock:
                self.led_on.append(asked.url)
            return _nothing(asked)
        if found is None:
            raise FetchError(NOT_HERE, step="refused", subject=asked.url)
        try:
            record = self._read(found.record)
        except ArchiveError as error:
            raise FetchError(error.message, step="refused", subject=asked.url) from error
        return exchange_of(record, found)

    def has(self, method: str, url: str) -> Recorded | None:
        """What would answer, without giving it."""
        for name in self._names(url):
            if held := self._by.get((method, name)):
                return held[-1]
        return None

    def _find(self, method: str, url: str) -> Recorded | None:
        for name in self._names(url):
            key = method, name
            if held := self._by.get(key):
                with self._lock:
                    place = min(self._given[key], len(held) - 1)
                    self._given[key] += 1
                return held[place]
        return None

    def _names(self, url: str) -> Iterator[str]:
        """What an address is known by, the closest first."""
        url = url.partition("#")[0]
        yield url
        try:
            clean = normalise(url)
        except FetchError:
            return
        yield clean
        yield f"any:{clean.partition(':')[2]}"  # a page may ask that http be https
        yield f"still:{self._still(clean)}"

    def _still(self, url: str) -> str:
        """The address without what is another each time that it is asked for."""
        parts = urlsplit(url)
        kept = [each for each in parts.query.split("&") if not self._is_chance(each)]
        return urlunsplit(parts._replace(query="&".join(kept)))

    def _is_chance(self, pair: str) -> bool:
        name, _, value = pair.rpartition("=")
        if not value:
            return False
        if name.lower() in BREAKS_CACHES or CHANCE.fullmatch(value):
            return True
        if not A_MOMENT.fullmatch(value):
            return False
        told = int(value) / (1000 if len(value) == 13 else 1)
        return abs(told - self._at) < A_DAY


def _lower(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name.lower(), value.strip()) for name, value in headers]


def _nothing(asked: Asked) -> Exchange:
    """An answer that leaves a browser where it is."""
    block = b"HTTP/1.1 204 No Content\r\n\r\n"
    record = StoredRecord("", "response", asked.url, "", {}, 204, {}, b"", block)
    return exchange_of(record, Recorded(asked.method, asked.url, ""))


def exchange_of(record: StoredRecord, asked: Recorded) -> Exchange:
    """An answer as the browser's proxy passes one on."""
    if record.http_status is None:  # a file that was handed in
        headers: tuple[tuple[str, str], ...] = (
            ("Content-Type", record.headers.get("Content-Type", "text/html")),
        )
        status, reason = 200, "OK"
    else:
        stream = io.BytesIO(record.block)
        words = stream.readline().decode("latin-1").strip().split(None, 2)
        status, reason = record.http_status, words[2] if len(words) > 2 else ""
        headers = tuple(read_fields(stream))
    return Exchange(
        url=asked.url, method=asked.method, started=record.date, request=b"",
        block=io.BytesIO(record.body), block_length=len(record.body), block_sha256=b"",
        header_length=0, payload_length=len(record.body), payload_sha256=b"", status=status,
        reason=reason, headers=headers, chunked=False, interim=(), truncated=None, shortfall=None,
        peer=None, protocol="http/1.1", connection={}, reused=False,
    )  # fmt: skip


def _seconds(date: str) -> float:
    return datetime.fromisoformat(date.replace("Z", "+00:00")).astimezone(UTC).timestamp()
