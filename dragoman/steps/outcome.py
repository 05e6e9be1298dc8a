"""`Outcome`: what became of one page that something was done with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dragoman.errors import DragomanError
from dragoman.index.asking.carrying import Offer
from dragoman.page import Page


@dataclass(slots=True)
class Outcome:
    """What became of one URL or file: the page, and whatever was not done, each with a sentence.

    `error` is about the page itself (`{"kind", "message"}`), `pending` why it has no translation.
    `made` says that its translation is a new one. `offer`: what people decided on in other captures
    of the page, which its translation does not have yet; `carried` counts what was taken over of
    it.
    """

    url: str
    page: Page | None = None
    error: DragomanError | None = None
    pending: DragomanError | None = None
    translation: dict[str, Any] | None = field(default=None)
    offer: Offer | None = None
    carried: int = 0
    made: bool = False
