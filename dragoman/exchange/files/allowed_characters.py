"""Which characters a file may hold, whatever a page did."""

from __future__ import annotations

import re
import unicodedata

# What XML 1.0 cannot hold, not even as a reference; the rest of the C1 controls go with it.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """The text without the characters that no XML file can hold; everything else stays."""
    return _ILLEGAL.sub("", text)


def comparable(text: str | None) -> str:
    """The form in which texts are compared after other programs had them in hand.

    Editors compose letters and squeeze spaces; neither is a change that a person made.
    """
    return " ".join(unicodedata.normalize("NFC", legal(text or "")).split())
