"""When a fetch that failed is worth another try, and which of several brought most."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from dragoman.archiver.web.fetched import Fetch
from dragoman.archiver.web.limits import Politeness

# Answers that say "not now": request timeout, too early, too many, and gateways in trouble.
NOT_NOW = frozenset({408, 425, 429, 502, 503, 504})
# Steps of a fetch that may end otherwise when it is made again.
PASSING = frozenset({"tcp", "timeout", "http", "truncated", "proxy"})


def wait_before_retry(fetch: Fetch, tries: int, politeness: Politeness) -> float | None:
    """How long to wait before another try; None where there is to be none.

    `tries` counts those made before this one. A server that asks for more patience than
    `longest_wait` is not asked again.
    """
    if tries >= politeness.retries or not may_pass(fetch):
        return None
    asked = retry_after(fetch)
    if asked is not None:
        return asked if asked <= politeness.longest_wait else None
    # Spread, so that pages that failed together are not tried together.
    wait: float = politeness.retry_wait * 2.0**tries * random.uniform(1.0, 1.25)
    return min(wait, politeness.longest_wait)


def may_pass(fetch: Fetch) -> bool:
    """Whether what went wrong may be otherwise in a moment."""
    error = fetch.error
    if error is None:
        return False
    if error.step == "status":
        return fetch.last is not None and fetch.last.status in NOT_NOW
    if error.step == "dns":
        return bool(error.details.get("temporary"))
    # An answer that was cut by the time limit would be cut by it again.
    return error.step in PASSING and not (error.step == "timeout" and fetch.arrived)


def retry_after(fetch: Fetch, now: datetime | None = None) -> float | None:
    """The seconds that a server asks to be left alone for; None where it does not say."""
    last = fetch.last
    if not fetch.arrived or last is None or last.status not in NOT_NOW:
        return None
    return parse_retry_after(last.header("retry-after"), now or datetime.now(UTC))


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds out of a `Retry-After` header: a number, or a date (RFC 9110, 10.2.3).

    >>> parse_retry_after("120", datetime.now(UTC))
    120.0
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text) if len(text) < 10 else math.inf
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def best(fetches: list[Fetch]) -> Fetch:
    """Of several tries the one that brought most; the last of those that brought the same."""

    def worth(fetch: Fetch) -> tuple[int, int]:
        if not fetch.arrived or fetch.last is None:
            return (0, 0)
        if fetch.error is None:
            return (3, 0)
        if fetch.last.status < 400:
            return (2, fetch.last.payload_length)
        return (1, 0)

    return max(reversed(fetches), key=worth)
