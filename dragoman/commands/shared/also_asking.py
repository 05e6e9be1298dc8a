"""`capture --also-ask`: web archives that are asked to capture each page as well."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from dragoman.commands.shared.context import Context, say

if TYPE_CHECKING:
    from dragoman.archive import Archive
    from dragoman.archiver.web.fetch_options import FetchOptions
    from dragoman.steps.outcome import Outcome


def check_archives(archives: Sequence[str]) -> None:
    """UsageError for one that is no address, before anything is made for the others."""
    from dragoman.steps.others.submitting import addresses

    addresses(archives)


def asked_as_well(
    context: Context,
    archive: Archive,
    outcomes: Iterable[Outcome],
    archives: Sequence[str],
    options: FetchOptions,
    cancel: threading.Event,
) -> Iterator[Outcome]:
    """The outcomes as they come; each page that was captured, archives are asked for at once.

    What that discloses is said before the first is asked. UsageError, before anything is captured,
    for an archive that is no address.
    """
    if not archives:
        return iter(outcomes)
    archive.submit((), archives=archives, options=options)
    return _asked(context, archive, outcomes, archives, options, cancel)


def _asked(
    context: Context,
    archive: Archive,
    outcomes: Iterable[Outcome],
    archives: Sequence[str],
    options: FetchOptions,
    cancel: threading.Event,
) -> Iterator[Outcome]:
    submit = partial(archive.submit, archives=archives, options=options, cancel=cancel)
    told = False
    for outcome in outcomes:
        page = outcome.page
        if page is not None and page.has_article_to_read:
            if not told:
                told = True
                say(
                    f"{', '.join(archives)} will be asked to capture each page as well: they learn "
                    "its address, all that is in it, and may show their captures to everybody"
                )
            for said in submit([page.id]):
                if said.error is not None:
                    context.failed = True
                    say(f"{said.url}: {said.archive} did not take it: {said.error.message}")
                else:
                    where = f"; its capture is at {said.kept_at}" if said.kept_at else ""
                    say(f"{said.url}: {said.archive} answered {said.http_status}{where}")
        yield outcome
