"""`Sheet`: one page of a scan as a machine read it, each word with its place and how sure it was.

Boxes are in pixels from the upper left corner: left, top, right, bottom.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

Box = tuple[int, int, int, int]

# A word of which the machine is less sure, of a hundred, is doubtful: measured by
# benchmarks/ocr.py, so that of the words that are wrong most are below it, and of the right few.
DOUBTFUL = 91


@dataclass(frozen=True, slots=True)
class SeenWord:
    """A word, how sure the machine is of it (0 to 100), and its place in the picture as it came."""

    text: str
    confidence: float
    box: Box

    @property
    def doubtful(self) -> bool:
        return self.confidence < DOUBTFUL and any(map(str.isalnum, self.text))


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line of words; `box` is where it stands in the picture once that is straightened.

    `block` counts blocks of the sheet, in the order of reading; `script` and `models` say as what
    it was read.
    """

    block: int
    box: Box
    script: str
    models: str
    words: tuple[SeenWord, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def sureness(self) -> float:
        """The mean of its words' confidence, by their letters."""
        letters = sum(len(word.text) for word in self.words)
        return sum(len(word.text) * word.confidence for word in self.words) / max(1, letters)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read of one page or picture, and how.

    `width` and `height` are those of the picture that boxes stand in; `dpi` that at which a PDF's
    page was drawn. The picture was turned by `turned` quarters to the left, then straightened by
    `tilt` degrees about its middle. `how` says what else was done, `tried` how sure the machine was
    in each script. `error`: why nothing was read.
    """

    n: int
    of: int
    width: int = 0
    height: int = 0
    dpi: int | None = None
    turned: int = 0
    tilt: float = 0.0
    script: str | None = None
    lines: tuple[SeenLine, ...] = ()
    how: Mapping[str, Any] = field(default_factory=dict)
    tried: Mapping[str, float] = field(default_factory=dict)
    engine: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None

    @property
    def words(self) -> Iterator[SeenWord]:
        return (word for line in self.lines for word in line.words)

    def to_json(self) -> dict[str, Any]:
        """As its record says it; a word is a list of its text, its confidence and its box."""
        return {
            "n": self.n,
            "of": self.of,
            "picture": {"width": self.width, "height": self.height, "dpi": self.dpi},
            "turned": self.turned,
            "tilt": self.tilt,
            "script": self.script,
            "tried": dict(self.tried),
            "how": dict(self.how),
            "engine": dict(self.engine),
            "lines": [
                {
                    "block": line.block,
                    "box": list(line.box),
                    "script": line.script,
                    "models": line.models,
                    "words": [[each.text, each.confidence, *each.box] for each in line.words],
                }
                for line in self.lines
            ],
            "error": self.error,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """What `to_json` gave."""
        picture = told.get("picture") or {}
        return cls(
            n=told["n"],
            of=told["of"],
            width=picture.get("width") or 0,
            height=picture.get("height") or 0,
            dpi=picture.get("dpi"),
            turned=told.get("turned") or 0,
            tilt=told.get("tilt") or 0.0,
            script=told.get("script"),
            lines=tuple(_line(each) for each in told.get("lines") or ()),
            how=told.get("how") or {},
            tried=told.get("tried") or {},
            engine=told.get("engine") or {},
            error=told.get("error"),
        )


def _line(told: Mapping[str, Any]) -> SeenLine:
    words = tuple(
        SeenWord(text, float(sure), (left, top, right, bottom))
        for text, sure, left, top, right, bottom in told["words"]
    )
    left, top, right, bottom = told["box"]
    script, models = told.get("script") or "", told.get("models") or ""
    return SeenLine(told["block"], (left, top, right, bottom), script, models, words)
