"""Patterns as a list that people read and add to."""

from __future__ import annotations

import re


def any_of(patterns: str) -> re.Pattern[str]:
    """One pattern out of one a line, case aside."""
    lines = (line.strip() for line in patterns.splitlines())
    return re.compile("|".join(f"(?:{line})" for line in lines if line), re.IGNORECASE)
