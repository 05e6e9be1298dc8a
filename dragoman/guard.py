"""Refuses one string where several are meant: taken letter by letter, it would be recorded so.

Python takes a string for a sequence of strings, and so does a type checker. What a call of ours
takes is read from its annotations, so that a new argument is guarded by being written.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable
from pathlib import PurePath
from typing import Any, TypeVar

from dragoman.errors import UsageError

SEVERAL = re.compile(r"\b(Sequence|Iterable|Collection|Iterator|list|tuple|set|frozenset)\[")
NOT_SEVERAL = re.compile(r"^(Callable|type|dict|Mapping)\b")
# What has parts of its own, and is one thing all the same.
ONE = (str, bytes, PurePath)

F = TypeVar("F", bound=Callable[..., Any])
C = TypeVar("C", bound=type)


def takes_several(call: Callable[..., Any]) -> frozenset[str]:
    """The names of the arguments of a call that are for several things."""
    return frozenset(
        name
        for name, each in inspect.signature(call).parameters.items()
        if SEVERAL.search(str(each.annotation)) and not NOT_SEVERAL.match(str(each.annotation))
    )


def several(call: F) -> F:
    """The same call, which raises UsageError where one string or path stands for several."""
    wanted, signature = takes_several(call), inspect.signature(call)
    if not wanted:
        return call

    @functools.wraps(call)
    def guarded(*args: Any, **named: Any) -> Any:
        try:
            given = signature.bind(*args, **named).arguments
        except TypeError:
            given = {}  # Python says what is wrong with it, in its own words
        for name in wanted & given.keys():
            _check(name, given[name])
        return call(*args, **named)

    return guarded  # type: ignore[return-value]


def guarded(kind: C) -> C:
    """A class whose public calls, and its making, are each `several`."""
    for name, member in list(vars(kind).items()):
        if name.startswith("_") and name != "__init__":
            continue
        if inspect.isfunction(member):
            setattr(kind, name, several(member))
        elif isinstance(member, classmethod):
            setattr(kind, name, classmethod(several(member.__func__)))
    return kind


def _check(name: str, value: object) -> None:
    if isinstance(value, ONE):
        raise UsageError(
            f"`{name}=` takes several, and one was given: write [{value!r}]", subject=str(value)
        )
