"""How languages and what differs between two texts are written for people."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

# As those who speak it call it; a code that is not here stands for itself.
LANGUAGES = {
    "az": "Azərbaycanca",
    "en": "English",
    "ru": "Русский",
    "tr": "Türkçe",
    "uk": "Українська",
}
MOST_WORDS = 2_000


def language_name(code: str | None) -> str:
    return LANGUAGES.get(code or "", code or "")


def against(text: str, other: str | None) -> Iterator[tuple[Literal["same", "ins", "del"], str]]:
    """The words of a text held against those of another: what is the same, more, and gone."""
    ours, theirs = text.split(), (other or "").split()
    if not theirs or len(ours) + len(theirs) > MOST_WORDS:
        yield "same", text
        return
    for what, a, b, c, d in SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes():
        if what == "equal":
            yield "same", " ".join(ours[c:d])
            continue
        if a < b:
            yield "del", " ".join(theirs[a:b])
        if c < d:
            yield "ins", " ".join(ours[c:d])
