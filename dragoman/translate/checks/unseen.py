"""Characters that nobody sees and that change what stands around them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from dragoman.translate.checks.case import Case
from dragoman.translate.text.flag import Flag

# Marks that turn the direction of a text, tags that nobody sees, and the sign of a lost character.
_HIDDEN = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd\U000e0000-\U000e007f]")
_SPACES = "\t\n\r"


def unseen(case: Case) -> Iterator[Flag]:
    """Controls of a terminal or of a direction, halves of characters, and private ones."""
    if case.target.isascii() and case.target.isprintable():
        return
    if found := sorted(hidden(case.target) - hidden(case.source)):
        named = ", ".join(f"U+{ord(char):04X}" for char in found[:4])
        yield Flag("unseen", "refuse", f"Characters that are no text: {named}.")


def hidden(text: str) -> set[str]:
    """The characters of a text that no reader should meet; a tab and a new line are none."""
    return {char for char in set(text) if char not in _SPACES and _is_hidden(char)}


def _is_hidden(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs", "Co") or bool(_HIDDEN.match(char))
