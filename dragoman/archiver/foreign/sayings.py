"""Sentences on one file, each once, and no more of them than a person would read."""

from __future__ import annotations

from collections.abc import Iterator

MOST = 1_000


class Sayings:
    """Sentences in order; of those past the limit only the number is kept."""

    def __init__(self) -> None:
        self._said: dict[str, None] = {}
        self._unsaid = 0

    def add(self, sentence: str) -> None:
        if len(self._said) < MOST:
            self._said[sentence] = None
        else:
            self._unsaid += 1

    def __iter__(self) -> Iterator[str]:
        yield from self._said
        if self._unsaid:
            yield f"and {self._unsaid:,} more such problems"

    @property
    def count(self) -> int:
        """How many there are, those past the limit too."""
        return len(self._said) + self._unsaid

    def __len__(self) -> int:
        return len(self._said) + bool(self._unsaid)
