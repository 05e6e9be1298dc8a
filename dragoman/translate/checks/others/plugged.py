"""Checks that other packages put in, each a function of a sentence and its translation.

`check(source, target, source_language, target_language)` yields pairs of a severity, "note" or
"warn", and a message. It is told the words as they stand. To refuse an output is no plug-in's to
say: then a person would not see it.
"""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.plugged.entry_points import CHECKS, PlugIn, plug_ins
from dragoman.translate.text.flag import Flag

SEVERITIES = ("note", "warn")


def plugged(source: str, target: str, s_code: str, t_code: str) -> Iterator[Flag]:
    """What each of them says; that one broke is a note, since it looked at nothing then."""
    for each in plug_ins(CHECKS):
        try:
            yield from list(_said(each, source, target, s_code, t_code))
        except Exception as error:  # noqa: BLE001 - whatever somebody else's code raises
            told = f"the check {each} broke, so it says nothing here ({_short(error)})"
            yield Flag(_code(each), "note", told)


def _said(each: PlugIn, source: str, target: str, s_code: str, t_code: str) -> Iterator[Flag]:
    for severity, message in each.load()(source, target, s_code, t_code):
        if severity not in SEVERITIES:
            raise ValueError(f"{severity!r} is not one of {', '.join(SEVERITIES)}")
        yield Flag(_code(each), severity, str(message))


def _code(each: PlugIn) -> str:
    """No check of ours has such a code, nor one of another package."""
    return f"{each.package}.{each.name}"


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
