"""A page's own HTML as it may go out, with names and passages withheld."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OwnPage:
    """What stands on a page, with marks; `record` is the id of its capture.

    `withheld` are commitments: of what, which text of it, and which.
    """

    record: str
    url: str
    date: str
    title: str | None
    language: str | None
    html: str
    text: str
    withheld: tuple[tuple[str, str, str], ...] = ()
