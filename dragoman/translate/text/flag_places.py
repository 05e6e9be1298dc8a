"""Where a flag is seen in a sentence and in its translation.

A flag names the words that it is about, between quotation marks. Where they stand on one side only,
the alignment says what is there on the other.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dragoman.translate.text.flag import Flag
from dragoman.translate.text.word_alignment import Alignment, Span

_QUOTED = re.compile("“([^”]{1,200})”")


def with_places(flag: Flag, source: str, target: str, alignment: Alignment) -> Flag:
    """The flag with the places of what it is about; what is only worth knowing has none."""
    if flag.severity == "note":
        return flag
    words = _QUOTED.findall(flag.message)
    here = [place for each in words for place in standing(each, source)]
    there = [place for each in words for place in standing(each, target)]
    if here and not there:
        there = [place for span in here for place in alignment.targets(*span)]
    elif there and not here:
        here = [place for span in there for place in alignment.sources(*span)]
    return replace(flag, source=_in_order(here), target=_in_order(there))


def standing(words: str, text: str) -> list[Span]:
    """Where words stand in a text, in whatever capitals, and not as parts of others."""
    pattern = rf"(?<!\w){re.escape(words)}(?!\w)"
    return [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]


def _in_order(spans: list[Span]) -> tuple[Span, ...]:
    return tuple(sorted(set(spans)))
