"""URLs, e-mails, handles and the like come out as they went in."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.translate.checks.case import Case, quoted
from dragoman.translate.text.flag import Flag
from dragoman.translate.text.protect import lost, protected


def links(case: Case) -> Iterator[Flag]:
    if not protected(case.source) and not protected(case.target):
        return
    if missing := lost(case.source, case.target):
        yield Flag("links", "warn", f"Missing from the output: {quoted(missing)}.")
    invented = lost(case.target, case.source)
    known = set(protected(case.source))
    invented = [span for span in invented if span not in known]
    if invented and not missing:
        yield Flag("links", "warn", f"Not in the source: {quoted(invented)}.")
