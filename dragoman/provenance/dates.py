"""Whether records are dated in the order in which they were chained.

A clock that is wrong damages nothing, and what it wrote cannot be put right; but whoever relies on
a date must know. What is begun first may be chained last, since pages are fetched side by side and
tried again, so only what differs by more than that takes is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

TOLERANCE = timedelta(hours=1)
TOLD = 10
WARC_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")


@dataclass(frozen=True, slots=True)
class Dated:
    """A record: its line in the ledger, its id, and its date, as it is written and as a time."""

    line: int
    id: str
    said: str
    time: datetime


class Dates:
    """Sees the records in the order of the ledger. `now` is the time by this machine's clock."""

    def __init__(self, now: str) -> None:
        self._now = _time(now)
        self._said_now = now
        self._latest: Dated | None = None
        self._back: list[tuple[Dated, Dated]] = []
        self._times_back = 0
        self._future: list[Dated] = []
        self._in_future = 0

    def see(self, line: int, identity: str, said: str) -> None:
        """A date that is none is passed over."""
        time = _time(said)
        if time is None:
            return
        dated = Dated(line, identity, said, time)
        if self._now is not None and time > self._now + TOLERANCE:
            self._in_future += 1
            self._future = [*self._future, dated][:1]
        if self._latest is not None and time < self._latest.time - TOLERANCE:
            self._times_back += 1
            self._back = [*self._back, (dated, self._latest)][:TOLD]
            self._latest = dated  # from here on it is another clock's time
        elif self._latest is None or time > self._latest.time:
            self._latest = dated

    def notes(self) -> Iterator[str]:
        """A sentence for each place where dates run backwards, and one on dates in the future."""
        for after, before in self._back:
            yield (
                f"ledger.jsonl: dates run backwards at line {after.line}: record {after.id} is "
                f"dated {after.said}, and record {before.id} of line {before.line}, chained before "
                f"it, {before.said}; a clock was wrong"
            )
        if self._times_back > TOLD:
            yield f"ledger.jsonl: dates run backwards at {self._times_back - TOLD} more lines"
        for first in self._future:
            yield (
                f"ledger.jsonl: {self._in_future} record(s) are dated later than the clock of this "
                f"machine says it is ({self._said_now}): the first is {first.id} of line "
                f"{first.line}, dated {first.said}"
            )


def _time(said: str) -> datetime | None:
    """A date as WARC/1.1 writes it."""
    if not WARC_DATE.fullmatch(said):
        return None
    try:
        return datetime.fromisoformat(said.removesuffix("Z"))
    except ValueError:
        return None
