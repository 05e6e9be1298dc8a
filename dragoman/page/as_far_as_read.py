"""What can be told of a page of which a record cannot be read: all but that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dragoman.errors import ArchiveError, IndexUnusable


def as_far_as_read(
    parts: Mapping[str, Callable[[], Any]], unread: dict[str, str] | None
) -> dict[str, Any]:
    """What each part reads; one whose record cannot be read stands in `unread`, with the reason.

    ArchiveError where `unread` is None, and in any case where the index is what cannot be read.
    """
    found: dict[str, Any] = {}
    for name, read in parts.items():
        try:
            found[name] = read()
        except IndexUnusable:
            raise
        except ArchiveError as error:
            if unread is None:
                raise
            unread[name] = error.message
    return found


def reasons(unread: Mapping[str, str]) -> str:
    """Why not all can be told, in one line; each record once."""
    return "; ".join(dict.fromkeys(unread.values()))
