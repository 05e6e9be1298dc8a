"""Pieces of evidence for one kind of page, each with what was seen and how much it weighs.

No verdict rests on one piece: there have to be two sources of it at least (the title, the scripts,
the status, how little text there is, …), however heavy one is.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Signs:
    """`weight` is the sum; `seen` what is said of each, in the order in which they came."""

    weight: int = 0
    sources: set[str] = field(default_factory=set)
    seen: list[str] = field(default_factory=list)

    def add(self, weight: int, source: str, words: str = "") -> None:
        self.weight += weight
        if weight > 0:
            self.sources.add(source)
            if words:
                self.seen.append(words)

    def reach(self, weight: int) -> bool:
        return self.weight >= weight and len(self.sources) >= 2

    def told(self) -> str:
        """What was seen, as the end of a sentence."""
        if len(self.seen) < 2:
            return "".join(self.seen)
        return f"{', '.join(self.seen[:-1])} and {self.seen[-1]}"
