"""A PROV document in the making, as PROV-JSON has it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

PREFIXES = {
    "record": "urn:uuid:",
    "dragoman": "urn:dragoman:terms:",
    "archive": "urn:dragoman:archive:",
    "file": "urn:dragoman:archived-file:",
    "web": "urn:dragoman:original:",
    "made": "urn:dragoman:activity:",
    "detection": "urn:dragoman:detection:",
    "model": "urn:dragoman:model:",
    "software": "urn:dragoman:software:",
    "reviewer": "urn:dragoman:reviewer:",
}
Attributes = dict[str, Any]


class Document:
    """A PROV document that is being written; the same thing said twice stands in it once."""

    def __init__(self) -> None:
        self._things: dict[str, dict[str, Attributes]] = {}
        self._relations: dict[str, dict[tuple[tuple[str, Any], ...], Attributes]] = {}

    def thing(self, kind: str, name: str, attributes: Mapping[str, Any]) -> str:
        """An `entity`, `activity` or `agent`; its name. Attributes that are None are left out."""
        held = self._things.setdefault(kind, {}).setdefault(name, {})
        held.update({key: value for key, value in attributes.items() if value is not None})
        return name

    def relation(self, kind: str, **ends: Any) -> None:
        """`used`, `wasGeneratedBy` and so on; `ends` without their `prov:`."""
        said = {f"prov:{name}": value for name, value in ends.items() if value is not None}
        key = tuple((name, json.dumps(value)) for name, value in said.items())
        self._relations.setdefault(kind, {})[key] = said

    def to_json(self) -> dict[str, Any]:
        numbered = {
            kind: {f"_:{kind}{n}": said for n, said in enumerate(found.values(), start=1)}
            for kind, found in self._relations.items()
        }
        return {"prefix": PREFIXES, **self._things, **numbered}


def qualified(name: str) -> dict[str, str]:
    return {"$": name, "type": "prov:QUALIFIED_NAME"}


def date_time(value: Any) -> dict[str, str] | None:
    return {"$": str(value), "type": "xsd:dateTime"} if value else None
