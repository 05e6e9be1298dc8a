"""`Mention`: where a text names somebody or something, and what says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["person", "organisation"]
# What found a mention: a model of Russian, lists of names with capitals and endings, or the key of
# a name that the same article has in full.
By = Literal["natasha", "list", "key"]
KINDS: tuple[Kind, ...] = ("person", "organisation")
WAYS: tuple[By, ...] = ("natasha", "list", "key")


@dataclass(frozen=True, slots=True)
class Mention:
    """`text` stands from `start` to `stop`, in characters of the sentence or text looked at.

    `name` is the same without endings, as far as what found it can tell; of a short form, the full
    name that the text gives for it.
    """

    start: int
    stop: int
    text: str
    kind: Kind
    by: By
    name: str

    def moved(self, by: int) -> Mention:
        """The same, counted from a place so much earlier."""
        start, stop = self.start + by, self.stop + by
        return Mention(start, stop, self.text, self.kind, self.by, self.name)

    def to_json(self) -> dict[str, Any]:
        return {
            "start": self.start,
            "stop": self.stop,
            "text": self.text,
            "kind": self.kind,
            "by": self.by,
            "name": self.name,
        }
