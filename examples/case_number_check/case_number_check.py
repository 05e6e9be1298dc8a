"""A check of its own: the number of a court case is in the translation as in the source."""

from __future__ import annotations

import re
from collections.abc import Iterator

CASE = re.compile(r"\b\d{1,2}\(\d{1,3}\)-\d{1,6}/\d{4}\b")  # 1(101)-1234/2026


def check(
    source: str,
    target: str,
    source_language: str,  # noqa: ARG001 - the number is the same in all of them
    target_language: str,  # noqa: ARG001
) -> Iterator[tuple[str, str]]:
    """Pairs of a severity, "note" or "warn", and a sentence for a person."""
    for number in CASE.findall(source):
        if number not in target:
            yield "warn", f"The case number {number} is missing."
