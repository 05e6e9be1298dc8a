"""One look back at a page: as an object, as a line, and as a record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dragoman.archiver.records.record import Record, json_record
from dragoman.archiver.sighting.page_version import Compared, Finding
from dragoman.errors import DragomanError

OBSERVATION = "observation"
FINDINGS: tuple[Finding, ...] = ("present", "changed", "moved", "gone", "blocked", "unreachable")


@dataclass(frozen=True, slots=True)
class Observation:
    """One look back. `id` is its record's UUID, `compared_with` the capture's.

    `finding` is one of `present changed moved gone blocked unreachable`, `reason` a sentence, and
    `compared` what it rests on: `bytes article rendered text nothing`. `difference` are lines that
    begin with `- ` or `+ `; `captured` is the id of the new capture that a changed or moved page
    becomes. `error` says what was not done of what was asked for: looking, comparing or recording
    (then `id` is None). `url` and `compared_with` are None where no page has the id that was given.
    """

    id: str | None
    url: str | None
    observed_at: str
    finding: Finding
    http_status: int | None
    compared_with: str | None
    reason: str
    difference: list[str] = field(default_factory=list)
    captured: str | None = None
    compared: Compared = "nothing"
    error: DragomanError | None = None

    def to_json(self) -> dict[str, Any]:
        """The keys of a line of `watch --json`."""
        error = self.error
        return {
            "id": self.id,
            "url": self.url,
            "observed_at": self.observed_at,
            "finding": self.finding,
            "http_status": self.http_status,
            "compared_with": self.compared_with,
            "reason": self.reason,
            "compared": self.compared,
            "difference": self.difference,
            "captured": self.captured,
            "error": {"kind": error.kind, "message": error.message} if error else None,
        }

    def record(self, more: Mapping[str, Any]) -> Record:
        """Its record, with `more` besides: what came, and what the server was told."""
        content = self.to_json()
        del content["id"], content["error"]
        return json_record(
            OBSERVATION,
            self.url or "",
            content | dict(more),
            refers_to=self.compared_with,
            record_id=self.id,
            date=self.observed_at,
        )


class Tally:
    """How many pages were found how, and of how many not all was done that was asked for.

    >>> tally = Tally()
    >>> str(tally)
    '0 pages to look at: 0 present, 0 changed, 0 moved, 0 gone, 0 blocked, 0 unreachable'
    """

    def __init__(self) -> None:
        self._found: Counter[str] = Counter()
        self._failed = 0

    def add(self, seen: Observation) -> None:
        self._found[seen.finding] += 1
        self._failed += seen.error is not None

    def __len__(self) -> int:
        return self._found.total()

    def __str__(self) -> str:
        counts = ", ".join(f"{self._found[each]:,} {each}" for each in FINDINGS)
        said = f"{len(self):,} {'page' if len(self) == 1 else 'pages'} to look at: {counts}"
        return f"{said}; {self._failed:,} not as it was asked for" if self._failed else said
