"""Whether a line break within running text ends a paragraph."""

from __future__ import annotations

from collections.abc import Sequence

_SENTENCE_ENDS = tuple(".!?…:;»”\"')")


def runs_on(before: Sequence[str], following: str | None) -> bool:
    """Whether a sentence plainly runs on after a break: it is not ended, and small letters follow.

    `before` are the pieces of text in front of it, the last of which may be empty.
    """
    last = next((each for each in map(str.rstrip, reversed(before)) if each), "")
    after = (following or "").lstrip()
    return bool(last) and after[:1].islower() and not last.endswith(_SENTENCE_ENDS)
