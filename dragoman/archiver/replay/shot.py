"""What is asked of the browser, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from dragoman.archiver.replay.margin import Margin
from dragoman.archiver.web.fetched import Answered


@dataclass(frozen=True, slots=True)
class Order:
    """A page to be shown: its address, the moment of its capture, and what its margin says.

    `seconds`: how long it may take to be loaded and to come to rest.
    """

    url: str
    at: str
    margin: Margin
    seconds: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the picture of a page, `top` pixels below its beginning."""

    png: bytes
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """Something that the page shows, and whether it came to be shown."""

    url: str
    loaded: bool


@dataclass(slots=True)
class Shot:
    """A recorded page as it was shown.

    `text` is all of its text, also what is folded away; `complaints` are what its scripts failed
    with. `answered` is what it asked for, `why` the reason for which it was shown without scripts,
    `left_out` what is in none of the pieces, `trouble` why there is no picture. `led_to`: where the
    page itself leads on to, without anybody asking it to.
    """

    scripts: bool = True
    engine: str = "Chromium"
    text: str = ""
    height: int = 0
    images: list[Loaded] = field(default_factory=list)
    sheets: list[Loaded] = field(default_factory=list)
    fonts: list[Loaded] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    settled: bool = False
    pieces: list[Piece] = field(default_factory=list)
    pdf: bytes = b""
    left_out: str | None = None
    why: str | None = None
    trouble: str | None = None
    answered: list[Answered] = field(default_factory=list)
    share: float | None = None
    is_taken: bool = False
    led_to: str | None = None

    def leave_out(self, what: str) -> None:
        """Say what of the page is in none of the pieces."""
        self.left_out = f"{self.left_out}; {what}" if self.left_out else what

    def how(self) -> str:
        """How it was shown, as a margin says it."""
        scripts = "with its scripts" if self.scripts else "without its scripts"
        return f"Recorded bytes, shown again offline by {self.engine}, {scripts}."

    def said(self) -> str:
        """How little of it there was, as a sentence goes on."""
        if self.trouble is not None:
            return f"it could not be shown: {self.trouble}"
        return f"{100 * (self.share or 0):.0f} % of its article's text is there"

    def close(self) -> None:
        for each in self.answered:
            if each.exchange is not None:
                each.exchange.block.close()
