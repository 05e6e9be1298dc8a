"""How much of a file made elsewhere is held in memory while its pages are told apart."""

from __future__ import annotations

import sys

# Bytes; some 250,000 pages with addresses of the usual length.
MOST = 300_000_000
# What a thing that is held takes besides its texts.
EACH = 500


class Room:
    """Counts what is held; nothing more is, once it was full."""

    def __init__(self) -> None:
        self._left = MOST

    def holds(self, *texts: str | None) -> bool:
        """Whether there is room for one thing more, with these texts; it is then counted."""
        self._left -= EACH + sum(sys.getsizeof(text) for text in texts if text is not None)
        if self._left < 0:
            self._left = 0
            return False
        return True
