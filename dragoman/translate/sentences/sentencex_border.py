"""The one place that speaks to sentencex."""

from __future__ import annotations

import re

_HALVES = re.compile("[\ud800-\udfff]")


def sentence_ends(text: str, code: str) -> set[int]:
    """Offsets behind each sentence that sentencex finds, the white space after it left out.

    It takes any code, and English rules where it does not know the language.
    """
    from sentencex import get_sentence_boundaries

    ends = set()
    # Half a character, as bad pages have them, cannot go into the library.
    text = _HALVES.sub("\ufffd", text)
    for each in get_sentence_boundaries(code, text):
        start, stop = int(each["start_index"]), int(each["end_index"])
        ends.add(start + len(text[start:stop].rstrip()))
    return ends
