"""A "not" that went missing, where it can be told.

A source denies by the words and forms of `denials.py`; a translation may deny in many ways, and any
of them will do.
"""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.translate.checks.case import Case
from dragoman.translate.checks.denials import denied, denies
from dragoman.translate.text.flag import Flag


def negation(case: Case) -> Iterator[Flag]:
    if case.target_code != "en" or not case.target.strip():
        return
    found = denied(case.source, case.source_code, case.source_plain)
    if found is not None and not denies(case.target):
        message = f"“{found}” denies something, and the translation does not."
        yield Flag("negation", "warn", message)
