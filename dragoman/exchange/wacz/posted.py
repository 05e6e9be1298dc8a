"""What was sent by POST, in the two forms by which replay tools find its answer again.

wabac.js and pywb write a body as a query behind the URL, in nearly the same way. cdxj-indexer does
as neither of the two where JSON holds a true, a null or a fraction, and where a form has escapes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

LONGEST = 4096  # characters of a query that tools look at
DEEPEST = 200


@dataclass(frozen=True, slots=True)
class Posted:
    """What was sent as wabac.js writes it (`body`) and as pywb does (`key`); None where that is as
    cdxj-indexer does it."""

    body: str
    key: str | None = None


def posted(content_type: str, body: bytes) -> Posted | None:
    """Both forms of what was sent; None where cdxj-indexer's form is the form of both."""
    kind = content_type.partition(";")[0].strip().lower()
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if kind == "application/x-www-form-urlencoded":
        return Posted(text[:LONGEST])
    if kind in ("application/json", "text/plain"):
        return _json(text)
    return None


def _json(text: str) -> Posted | None:
    try:
        pairs = list(_pairs(json.loads(text)))
    except (ValueError, RecursionError):
        return None
    full = [each for each in pairs if each[1]]  # scripts take an empty string for nothing
    return Posted(_query(full), _query(pairs))


def _query(pairs: list[tuple[str, str]]) -> str:
    """Names that come again get a number."""
    named: dict[str, str] = {}
    times: dict[str, int] = {}
    for name, value in pairs:
        times[name] = times.get(name, 0) + 1
        named[name if name not in named else f"{name}.{times[name]}_"] = value
    return urlencode(named)[:LONGEST]


def _pairs(content: Any, name: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """The values with the innermost names that they stand under, in their order."""
    if depth > DEEPEST:
        return
    if isinstance(content, dict):
        for inner, value in content.items():
            yield from _pairs(value, inner, depth + 1)
    elif isinstance(content, list):
        for value in content:
            yield from _pairs(value, name, depth + 1)
    elif name:
        yield name, _written(content)


def _written(value: Any) -> str:
    """A value as JavaScript writes it."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
