"""How much, how long and how often: what a hostile or broken server may cost."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds.

    `max_body` counts a response's body as it comes over the wire; `max_decoded` what it may unpack
    to before the article is read out of it; `total_timeout` one exchange, however it drips.
    `max_requisites`, `max_requisites_bytes` and `requisites_timeout` count what one page needs;
    after `browser_timeout` a page that a browser shows is taken as it is. `max_media_bytes`,
    `max_media_requests` and `media_timeout` count what the recordings of one page take, of which
    none is chosen that is higher than `max_media_height` lines where there is another. Reading an
    article takes `reading_time` of the processor at most (more for a large body) and
    `reading_memory` bytes; one page of a scan takes `sheet_time`, of the processor or
    waited for, and a minute of a recording that is heard `hearing_time` of the processor.
    """

    max_body: int = 200_000_000
    max_header: int = 256 * 1024
    max_decoded: int = 64_000_000
    max_redirects: int = 20
    connect_timeout: float = 15.0
    read_timeout: float = 30.0
    total_timeout: float = 300.0
    max_requisites: int = 500
    max_requisites_bytes: int = 300_000_000
    requisites_timeout: float = 120.0
    browser_timeout: float = 60.0
    max_media_bytes: int = 2_000_000_000
    max_media_requests: int = 20_000
    max_media_height: int = 1080
    media_timeout: float = 3600.0
    reading_time: float = 6.0
    reading_memory: int = 400_000_000
    sheet_time: float = 120.0
    hearing_time: float = 1800.0


@dataclass(frozen=True, slots=True)
class Politeness:
    """How often a server is asked; times in seconds.

    `delay` is the pause a host is given after each of its answers; `retries` how often a page is
    tried again, after `retry_wait`, then twice that, and so on; `longest_wait` the longest
    `Retry-After` that is waited for.
    """

    delay: float = 0.5
    retries: int = 2
    retry_wait: float = 1.0
    longest_wait: float = 120.0


class Deadline:
    """The moment by which an exchange must have ended; each wait is cut to what is left of it."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def cut(self, seconds: float) -> float:
        """`seconds`, or what is left where that is less; TimeoutError where nothing is."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time limit of the exchange is over")
        return min(seconds, left)
