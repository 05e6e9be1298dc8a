"""An output far shorter or longer than its source leaves something out or adds something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dragoman.translate.checks.case import Case
from dragoman.translate.text.flag import Flag

SHORT = 20  # characters; below this a ratio says little
# Characters of English for one of Azerbaijani or Russian: people and good engines stay between
# 0.5 and 1.5 (docs/translation.md has the measurement).
WARN = (0.5, 1.7)
REFUSE = (0.3, 2.5)
NEXT_TO_NOTHING = 0.15
FEW = 30  # characters more or fewer: so far short sentences of people are apart
# What a short form stands for is longer: ст., УК, РФ.
SHORT_FORM, STANDS_FOR = re.compile(r"\b(?:[^\W\d_]{1,4}\.(?=\s)|[A-ZА-ЯƏ]{2,5}\b)"), 12
DENSE = frozenset({"zh", "zt", "ja", "ko"})  # these write more in a character


def length_ratio(case: Case) -> Iterator[Flag]:
    if case.source_code in DENSE or case.target_code in DENSE:
        return
    source, target = len(case.source), len(case.target)
    if source < SHORT or not case.target_words:
        yield from _short(source, target)
        return
    if target > source:
        source += STANDS_FOR * len(SHORT_FORM.findall(case.source))
    ratio = target / source
    if WARN[0] <= ratio <= WARN[1]:
        return
    far, few = not REFUSE[0] <= ratio <= REFUSE[1], abs(target - source) <= FEW
    if few and not far:
        return
    severe = far and (not few or ratio < NEXT_TO_NOTHING)
    said = "shorter" if ratio < 1 else "longer"
    yield Flag(
        "length_ratio",
        "refuse" if severe else "warn",
        f"The output is much {said} than its source ({target} for {source} characters).",
    )


def _short(source: int, target: int) -> Iterator[Flag]:
    if source < SHORT and target > 3 * SHORT + 3 * source:
        yield Flag(
            "length_ratio",
            "refuse",
            f"{target} characters came out for a source of {source}.",
        )
