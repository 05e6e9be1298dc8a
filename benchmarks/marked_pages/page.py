"""A page, and what people marked on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """A page and what people marked on it; None, or nothing, where they did not.

    `text` is the whole article, `standfirst` its summary, which is part of the text too. Where
    only pieces are marked, `wanted` are those of the article, and `unwanted` what is none of it.
    `host` names the publisher: pages of one publisher are never parted by the split.
    """

    name: str
    url: str
    host: str
    body: bytes
    text: str | None = None
    date: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    standfirst: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
