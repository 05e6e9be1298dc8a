"""`Stretch`: a piece of a recording as a machine heard it, each word with its time.

Times are in seconds from the beginning of the recording.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

# The model's own estimate for a word below which the word is named as one that it was unsure of.
# Nobody measured what that is worth: all that was heard is the machine's, sure or not.
UNSURE = 0.5


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word, the model's own estimate for it (0 to 1), and from when to when it is said."""

    text: str
    sure: float
    start: float
    stop: float

    @property
    def unsure(self) -> bool:
        return self.sure < UNSURE and any(map(str.isalnum, self.text))


@dataclass(frozen=True, slots=True)
class Stretch:
    """What was heard in one of `of` pieces of a recording, and how.

    `language` has `code`, `sure` (by the model's estimate, None where a person said it) and `by`
    (`model` or `person`); None where nothing is loud enough to be heard (`silent`). `error`: why it
    was not heard.
    """

    n: int
    of: int
    start: float
    stop: float
    language: Mapping[str, Any] | None = None
    words: tuple[HeardWord, ...] = ()
    silent: bool = False
    engine: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As its record says it; a word is a list of its text, its estimate and its times."""
        return {
            "n": self.n,
            "of": self.of,
            "from": self.start,
            "to": self.stop,
            "language": dict(self.language) if self.language else None,
            "silent": self.silent,
            "words": [[each.text, each.sure, each.start, each.stop] for each in self.words],
            "engine": dict(self.engine),
            "error": self.error,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """What `to_json` gave."""
        return cls(
            n=told["n"],
            of=told["of"],
            start=told["from"],
            stop=told["to"],
            language=told.get("language"),
            words=tuple(HeardWord(*each) for each in told.get("words") or ()),
            silent=bool(told.get("silent")),
            engine=told.get("engine") or {},
            error=told.get("error"),
        )


def words_of(stretches: list[Stretch]) -> Iterator[HeardWord]:
    return (word for each in stretches for word in each.words)
