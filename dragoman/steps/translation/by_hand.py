"""A translation that people write: its record is begun with nothing in it that a machine wrote.

Its sentences are to be translated, each by a decision; what is in the target language already, and
what the memory has of the same sentences, stands in it from the beginning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.errors import DragomanError
from dragoman.holdings import Holdings
from dragoman.page import Page
from dragoman.steps.translation.doubtful import HEARD, OCR
from dragoman.steps.translation.translating import Translating
from dragoman.steps.translation.translators import Made, Translators

if TYPE_CHECKING:
    from dragoman.translate import TranslatedSegment

BY_HAND = "by_hand"


class Hands(Translators):
    """In the place of models: no page needs one, and none is asked."""

    def need(self, page: Page, target: str) -> DragomanError | None:
        del page, target
        return None

    def made(self, page: Page, translated: Sequence[TranslatedSegment]) -> Made:
        return super().made(page, [_to_translate(each) for each in translated])


def _to_translate(segment: TranslatedSegment) -> TranslatedSegment:
    """That no model is there is no reason for it here: none was looked for."""
    from dragoman.translate import Flag

    if segment.state != "refused":
        return segment
    flag = Flag(BY_HAND, "note", "It is translated by hand: no machine was asked.")
    kept = (each for each in segment.flags if each.code in (OCR, HEARD))
    return replace(segment, flags=(flag, *kept))


def by_hand(holdings: Holdings, page: Page, *, to: str | None) -> Page:
    """See `Archive.by_hand`."""
    target = holdings.target(to)
    step = Translating(holdings, target, Hands(target, "auto", holdings.models_dir))
    (outcome,) = step.run(iter([Page.find(holdings, page.id)]), 1, None, of_all=False)
    if outcome.pending is not None:
        raise outcome.pending
    return Page.find(holdings, page.id)
