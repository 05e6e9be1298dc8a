"""Who made a derived record: the one place that decides what is told about the operator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


def utc_now() -> str:
    """The time as WARC/1.1 writes it: UTC, microseconds, `2026-11-22T03:00:00.123456Z`."""
    return datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A tool, its version, its settings and a time (UTC).

    It has no field for a host, a user or an address, so no record can tell them by accident.
    """

    tool: str
    version: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    time: str = field(default_factory=utc_now)

    @classmethod
    def now(cls, tool: str, version: str, settings: Mapping[str, Any] | None = None) -> Stamp:
        """Of a tool at this moment, in UTC."""
        return cls(tool, version, dict(settings or {}), utc_now())

    def to_json(self) -> dict[str, Any]:
        """As records say it."""
        return {
            "tool": self.tool,
            "version": self.version,
            "settings": dict(self.settings),
            "time": self.time,
        }
