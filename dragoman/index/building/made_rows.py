"""A sentence of a translation as its record has it, as a row of `targets`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def made(translation: str, n: int, segment: Mapping[str, Any]) -> tuple[Any, ...]:
    """A sentence as the machine left it: twice, since a person's words will stand beside these."""
    flags = segment.get("flags") or []
    return (
        translation,
        n,
        segment.get("machine"),
        segment.get("target"),
        segment["state"],
        segment.get("score"),
        json.dumps(flags, ensure_ascii=False),
        int(any(flag["severity"] != "note" for flag in flags)),
        _remembered(segment),
        segment.get("target"),
        segment["state"],
        (segment.get("likely") or {}).get("word"),
        _kept_json(segment.get("likely")),
        _kept_json(segment.get("witness")),
        segment.get("start") if n else None,  # the headline stands in no text
        segment.get("stop") if n else None,
    )


def _remembered(segment: Mapping[str, Any]) -> str | None:
    """Who approved elsewhere what the translation memory put there."""
    memory = segment.get("memory")
    reviewer = memory.get("reviewer") if isinstance(memory, dict) else None
    return reviewer if isinstance(reviewer, str) else None


def _kept_json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
