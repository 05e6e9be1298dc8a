"""The names that an archive watches for, told as soon as a page comes in that has one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dragoman.commands.shared.context import Context, say
from dragoman.errors import DragomanError
from dragoman.printing.people_named import watched_json, watched_text

if TYPE_CHECKING:
    from dragoman.archive import Archive
    from dragoman.steps.named.watched import WatchedName
    from dragoman.steps.outcome import Outcome


class WatchedFor:
    """Looks at pages for the names of the archive's own list; says once where it cannot."""

    def __init__(self, context: Context, archive: Archive) -> None:
        self._context = context
        self._archive = archive
        self._said: set[str] = set()

    def named(self, outcome: Outcome) -> list[WatchedName] | None:
        """The watched names that a page has; None where nobody watches, or it cannot be done."""
        if self._archive.settings.watch is None or outcome.page is None:
            return None
        try:
            return self._archive.watched_in(outcome.page)
        except DragomanError as error:
            if error.message not in self._said:
                self._said.add(error.message)
                self._context.failed = True
                say(f"nobody was watched for: {error.message}")
            return None


def told_json(found: list[WatchedName] | None) -> dict[str, Any]:
    """`watched`, where names are watched for."""
    return {} if found is None else {"watched": watched_json(found)}


def tell_watched(found: list[WatchedName] | None, url: str) -> None:
    """Say who is named, a line each."""
    for each in found or ():
        say(watched_text(each, url))
