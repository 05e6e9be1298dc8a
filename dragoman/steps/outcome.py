"""`Outcome`: what became of one page that something was done with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from dragoman.errors import DragomanError
from dragoman.index.asking.carrying import Offer
from dragoman.page import Page

if TYPE_CHECKING:
    from dragoman.translate import TranslatedSegment


@dataclass(frozen=True, slots=True)
class Counted:
    """What a translation is made of: its sentences, its headline among them, and what of it.

    `refused` by the checks, and `flagged` but not refused: a person is to look at it.
    """

    sentences: int
    refused: int
    flagged: int

    @classmethod
    def of(cls, segments: Sequence[TranslatedSegment]) -> Self:
        refused = [each for each in segments if each.state == "refused"]
        flagged = [
            each
            for each in segments
            if each.state == "machine" and any(flag.severity == "warn" for flag in each.flags)
        ]
        return cls(len(segments), len(refused), len(flagged))


@dataclass(slots=True)
class Outcome:
    """What became of one URL or file: the page, and whatever was not done, each with a sentence.

    `error` is about the page itself (`{"kind", "message"}`), `pending` why it has no translation.
    `made` is its translation, where that is a new one. `offer`: what people decided on in other
    captures of the page, which its translation does not have yet; `carried` counts what was taken
    over of it.
    """

    url: str
    page: Page | None = None
    error: DragomanError | None = None
    pending: DragomanError | None = None
    translation: dict[str, Any] | None = field(default=None)
    offer: Offer | None = None
    carried: int = 0
    made: Counted | None = None
