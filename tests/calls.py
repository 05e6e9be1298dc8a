"""Calls as they are made: those that lead out of a file into one that does not stand below it.

Imports say whom a file knows; this says whom it reaches. A caller that reaches up has to have been
handed what it calls, so that is looked for: among its own variables, and what hangs on them.
"""

from __future__ import annotations

import functools
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType, FunctionType, GeneratorType, MethodType
from typing import Any

DEPTH = 4  # of attributes, from a variable of the caller on


@dataclass(frozen=True, slots=True, order=True)
class Climb:
    """A call out of one part of the house into another that is not below it."""

    caller: str
    callee: str
    handed_in: bool


@dataclass(slots=True)
class Tracer:
    """Notes each pair of functions once, while it is entered; in threads begun meanwhile as well.

    `parts` has the part of each file that counts, `below` by part those that it may call.
    """

    parts: Mapping[Path, str]
    below: Mapping[str, set[str]]
    entered: set[str] = field(default_factory=set)
    found: dict[tuple[CodeType, CodeType], Climb] = field(default_factory=dict)
    trouble: list[BaseException] = field(default_factory=list)
    _names: dict[str, str | None] = field(default_factory=dict)
    _seen: set[tuple[CodeType, CodeType]] = field(default_factory=set)

    def __enter__(self) -> Tracer:
        threading.setprofile(self._noted)
        sys.setprofile(self._noted)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]
        if self.trouble:
            raise self.trouble[0]

    @property
    def climbs(self) -> list[Climb]:
        return sorted(set(self.found.values()))

    def _part(self, frame: FrameType) -> str | None:
        name = frame.f_code.co_filename
        if name not in self._names:
            self._names[name] = self.parts.get(Path(name))
        return self._names[name]

    def _noted(self, frame: FrameType, event: str, _: object) -> None:
        if event != "call" or (into := self._part(frame)) is None:
            return
        self.entered.add(into)
        caller = frame.f_back
        while caller is not None and self._part(caller) is None:
            caller = caller.f_back  # a library between the two calls what it was handed
        if caller is None or (pair := (caller.f_code, frame.f_code)) in self._seen:
            return
        self._seen.add(pair)
        out_of = self._part(caller)
        assert out_of is not None
        if into != out_of and into not in self.below[out_of]:
            try:
                given = any(_leads(value, frame.f_code) for value in caller.f_locals.values())
            except BaseException as error:  # noqa: BLE001 - raised where the tracer is left
                self.trouble.append(error)
                return
            self.found[pair] = Climb(_named(caller, out_of), _named(frame, into), given)


def _named(frame: FrameType, part: str) -> str:
    return f"{part}: {frame.f_code.co_qualname}"


def _leads(value: Any, to: CodeType, depth: int = DEPTH, seen: set[int] | None = None) -> bool:
    """Whether this is what was called, or holds it; modules hold nothing in this sense."""
    seen = set() if seen is None else seen
    if id(value) in seen or depth < 0:
        return False
    seen.add(id(value))
    return _is(value, to) or any(_leads(each, to, depth - 1, seen) for each in _held(value))


def _is(value: Any, to: CodeType) -> bool:
    if isinstance(value, FunctionType):
        return value.__code__ is to
    if isinstance(value, GeneratorType):
        return value.gi_code is to
    kinds = value.__mro__ if isinstance(value, type) else type(value).__mro__
    return any(to in _codes(kind) for kind in kinds)


@functools.cache
def _codes(kind: type) -> frozenset[CodeType]:
    """What the methods and properties of a class are made of."""
    found = set()
    for each in vars(kind).values():
        for function in (
            each,
            *(getattr(each, name, None) for name in ("fget", "func", "__func__", "__wrapped__")),
        ):
            if isinstance(function, FunctionType):
                found.add(function.__code__)
    return frozenset(found)


def _held(value: Any) -> Iterator[Any]:
    if isinstance(value, MethodType):
        yield value.__func__
        yield value.__self__
    elif isinstance(value, functools.partial):
        yield from (value.func, *value.args, *value.keywords.values())
    elif isinstance(value, FunctionType):
        for cell in value.__closure__ or ():
            yield cell.cell_contents
    elif isinstance(value, map):
        yield from value.__reduce__()[1]
    elif isinstance(value, GeneratorType):
        yield from (value.gi_frame.f_locals if value.gi_frame else {}).values()
    elif not isinstance(value, type | str | bytes | int) and type(value).__module__ != "builtins":
        yield from getattr(value, "__dict__", {}).values()
        for kind in type(value).__mro__:
            for name in getattr(kind, "__slots__", ()):
                yield getattr(value, name, None)
