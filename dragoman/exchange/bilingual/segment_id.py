"""The name that a sentence bears in a file that goes out, and by which it is known when it returns.

`<translation>.<n>.<decision>`: the record of the translation, the sentence's number, and the record
of the decision that its text was at the time (`0` where it was the machine's). One word of letters,
digits, points and hyphens, which XLIFF takes as an id and a spreadsheet leaves alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_SHAPE = re.compile(rf"({_UUID})\.([0-9]{{1,7}})\.({_UUID}|0)")


@dataclass(frozen=True, slots=True)
class SegmentId:
    translation: str
    n: int
    decision: str | None

    def __str__(self) -> str:
        return f"{self.translation}.{self.n}.{self.decision or 0}"

    @classmethod
    def parse(cls, text: str) -> SegmentId | None:
        """The id that was written so; None where it is none of ours."""
        found = _SHAPE.fullmatch(text.strip())
        if found is None:
            return None
        translation, n, decision = found.groups()
        return cls(translation, int(n), None if decision == "0" else decision)
