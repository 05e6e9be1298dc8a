"""Making pictures, and saying of each what became of it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from dragoman.archiver.browser.chromium import has_browser
from dragoman.commands.shared.context import Context, progress, say
from dragoman.errors import ArchiveError, UsageError
from dragoman.printing.pictures import is_whole, picture_text
from dragoman.printing.terminal import echo
from dragoman.settings import PICTURES
from dragoman.steps.picturing.by_itself import WHEN, asked_when

if TYPE_CHECKING:
    from dragoman.archive import Archive
    from dragoman.steps.outcome import Outcome

LATER = '"dragoman picture --pending" makes the others'


def make_pictures(
    context: Context,
    archive: Archive,
    ids: Sequence[str] | None,
    cancel: threading.Event,
    *,
    pending: bool,
) -> None:
    """Print a line for each picture, as soon as it is recorded."""
    made = 0
    with progress(context, 0, "making pictures") as step:
        for each in archive.picture(ids, pending=pending, cancel=cancel, progress=step):
            made += 1
            if context.as_json:
                context.line(each.to_json())
            else:
                echo(picture_text(each))
            if each.error is not None:
                context.fail(each.page.url, each.error)
    if cancel.is_set():
        context.failed = True
        say(f"interrupted; {LATER}")
    elif not made:
        say("every page that can be shown has its picture")


def noted(outcomes: Iterable[Outcome], came: list[str]) -> Iterator[Outcome]:
    """The outcomes, with the ids of the pages that came put down."""
    for each in outcomes:
        page = each.page
        if page is not None and page.response_id is not None and page.post is None:
            came.append(page.id)
        yield each


def check_when() -> None:
    """UsageError where the environment says something else of when pictures are made."""
    if (when := asked_when()) not in (None, *PICTURES):
        raise UsageError(f"{WHEN} must be {' or '.join(PICTURES)}, and is {when}")


def picture_what_came(
    context: Context, archive: Archive, came: Sequence[str], cancel: threading.Event
) -> None:
    """Pictures of what was captured just now; that there is none is no failure of a capture.

    Where nothing can show a page, nothing is said unless the environment asks for pictures.
    """
    asked = asked_when()
    if (asked or archive.settings.pictures) == "never" or not came:
        return
    if asked is None and not has_browser():
        return
    whole = made = 0
    try:
        with progress(context, len(came), "making pictures") as step:
            for each in archive.picture(came, pending=True, cancel=cancel, progress=step):
                if each.error is not None:
                    say(f"{each.page.url}: no picture: {each.error.message}")
                    continue
                made += 1
                whole += is_whole(each)
                if not is_whole(each):
                    say(picture_text(each))
    except ArchiveError as error:
        say(f"no pictures were made: {error.message}; {LATER.replace('the others', 'them later')}")
        return
    if made:
        say(f"pictures made: {made:,}; of these replay whole: {whole:,}")
    if cancel.is_set():
        context.failed = True
        say(f"interrupted; what was captured is kept, and {LATER}")
