"""Checks that other packages put in, each a function of a sentence and its translation.

`check(source, target, source_language, target_language)` yields pairs of a severity, "note" or
"warn", and a message. It is told the words as they stand. To refuse an output is no plug-in's to
say: then a person would not see it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from dragoman.plugged.entry_points import CHECKS, PlugIn, error_text, one_line, plug_ins
from dragoman.translate.text.flag import Flag

SEVERITIES = ("note", "warn")
# On one sentence, and the characters of each: no person reads more.
MOST, LONGEST = 20, 500


def plugged(source: str, target: str, s_code: str, t_code: str) -> Iterator[Flag]:
    """What each of them says; that one broke is a note, since it looked at nothing then."""
    for each in plug_ins(CHECKS):
        yield from _flags(each, source, target, s_code, t_code)


def _flags(each: PlugIn, *asked: str) -> list[Flag]:
    try:
        return list(_said(each, *asked))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever somebody else's code raises
        told = f"the check {each} broke, so it says nothing here ({error_text(error)})"
        return [Flag(_code(each), "note", told)]


def _said(each: PlugIn, *asked: str) -> Iterator[Flag]:
    found = list(islice(each.load()(*asked), MOST + 1))
    if len(found) > MOST:
        raise ValueError(f"it says more than {MOST} things of one sentence")
    for severity, message in found:
        if severity not in SEVERITIES:
            raise ValueError(f"{severity!r} is not one of {', '.join(SEVERITIES)}")
        yield Flag(_code(each), severity, one_line(message, LONGEST))


def _code(each: PlugIn) -> str:
    """No check of ours has such a code, nor one of another package."""
    return f"{each.package}.{each.name}"
