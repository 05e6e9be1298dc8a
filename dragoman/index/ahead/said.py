"""A record as the index takes it: what it says, checked, and its texts in the form of searches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dragoman.archiver.records.reader import StoredRecord
from dragoman.index.records.record_shapes import SHAPES, record_kind, sound_content
from dragoman.index.search.searchable import Spelled, spelled


@dataclass(frozen=True, slots=True)
class Said:
    """`content` is the JSON of a record of a kind that the index knows; `texts` has its texts."""

    id: str
    date: str
    kind: str
    content: dict[str, Any]
    texts: dict[str, Spelled]


def said(record: StoredRecord) -> Said | None:
    """ArchiveError where a record does not say what one of its kind says; None for other kinds."""
    kind = record_kind(record.target_uri) or ""
    if kind not in SHAPES:
        return None
    content = sound_content(record)
    return Said(record.id, record.date, kind, content, _spelled(kind, content))


def _spelled(kind: str, content: Mapping[str, Any]) -> dict[str, Spelled]:
    return {text: spelled(text) for text in _texts(kind, content) if text}


def _texts(kind: str, content: Mapping[str, Any]) -> Iterator[str | None]:
    """The texts whose names are remembered: each that a record brings, searched or not. What is
    searched at one time and not at another would depend on how many records are read at once."""
    if kind in ("article", "translation"):
        yield content.get("headline")
        body = content.get("articleBody")
        for each in content["dragoman"]["segments"]:
            if kind == "translation":
                yield each.get("target")
            else:
                yield (body or "")[each["start"] : each["stop"]]
    elif kind == "decision":
        yield content.get("text")
