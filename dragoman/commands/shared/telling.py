"""What became of pages, said as soon as each is safe and, where it can be, translated."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from dragoman.archiver.lists.listed_page import Misread
from dragoman.archiver.verdict.verdict import AS_WANTED
from dragoman.commands.shared.context import Context, say
from dragoman.commands.shared.watched_for import WatchedFor, tell_watched, told_json
from dragoman.errors import DragomanError, FetchError
from dragoman.printing.outcomes import (
    is_gone,
    offer_json,
    offer_text,
    outcome_json,
    outcome_text,
    stands,
    tally_text,
)
from dragoman.printing.terminal import echo
from dragoman.program import quoted

if TYPE_CHECKING:
    from dragoman.archive import Archive
    from dragoman.steps.outcome import Outcome
    from dragoman.steps.translation.alongside import Alongside

# What is wrong with an outcome that a later command mends: the page itself is kept.
LATER = ("extraction", "index")
# What was not had is said again at the end, so many at most; and so much of a row that is wrong.
SUMMED_UP, SHOWN_OF_ROW = 40, 200
GONE_NAMED = 10  # pages in one command that a person copies


# A scan of fewer pages is read in a moment, and of a longer one so many are told together.
FEW_SHEETS, SHEETS_TOLD = 5, 10


def tell_reading(archive: Archive, spoken: str | None) -> None:
    """From now on it is said how far a machine has come in a scan, or in a recording, which it
    hears as what is `spoken`."""
    from dragoman.steps.media.times import clock

    def tell(done: int, total: int) -> None:
        if total >= FEW_SHEETS and (done % SHEETS_TOLD == 0 or done == total):
            say(f"{done:,} of {total:,} pages of a scan are read")

    archive.tell_sheets(tell)
    archive.tell_hearing(
        lambda done, total: say(f"{clock(done)} of {clock(total)} of a recording are heard")
    )
    archive.hear_as(spoken)


def translate_and_print(
    context: Context,
    archive: Archive,
    outcomes: Iterable[Outcome],
    to: str | None,
    along: Alongside | None,
    cancel: threading.Event | None = None,
    *,
    strict: bool = False,
    wrong: Sequence[Misread] | None = None,
) -> None:
    """Print a line for each page, in order, once it is safe and, where it can be, translated.

    Fetching goes on in other threads meanwhile, and translating in that of `along`, with whichever
    pages are there; nothing is translated where that is None. At the end stands how many pages
    there are of each kind and, of a list, once more what was not had, with its rows that were
    `wrong`; with `strict` a page that is not wanted is a failure.
    """
    target = None if along is None else to or archive.settings.target
    telling = _Telling(context, archive, target, translated=to is not None, wanted=strict)
    for outcome in outcomes:
        stopping = cancel is not None and cancel.is_set()
        trouble = archive.index.trouble
        if along is None or stopping or outcome.page is None or not outcome.page.article:
            telling.tell(outcome)
        elif trouble is not None:
            telling.tell(outcome, _pending(outcome, trouble))
        else:
            telling.tell(outcome, along.of(outcome.page.id))
    telling.sum_up(None if wrong is None else [(each.where, each.message) for each in wrong])


@contextlib.contextmanager
def alongside(
    archive: Archive, to: str | None, cancel: threading.Event | None = None, *, off: bool
) -> Iterator[Alongside | None]:
    """What translates while pages come; None where nothing is to be."""
    if off:
        yield None
        return
    with archive.alongside(to=to, cancel=cancel) as along:
        yield along


class _Telling:
    """Says of each page what became of it.

    It is a failure where a translation that was asked for by name is not there (`translated`), and
    where what stands there is in the place of a page (`wanted`).
    """

    def __init__(
        self,
        context: Context,
        archive: Archive,
        target: str | None,
        *,
        translated: bool,
        wanted: bool,
    ) -> None:
        self._context = context
        self._watched_for = WatchedFor(context, archive)
        self._target = target
        self._strict = translated
        self._wanted = wanted
        self._said: set[str] = set()
        self._kinds: Counter[str] = Counter()
        self._failed: list[tuple[str, str]] = []
        self._gone: list[str] = []

    def tell(self, outcome: Outcome, translated: Outcome | None = None) -> None:
        self._context.tell()
        self._print(outcome, translated)
        self._count(outcome)
        if translated is not None:
            tell_offer(translated)
        if outcome.error is not None:
            self._tell_error(outcome, outcome.error)
            self._gone += [outcome.url] if is_gone(outcome) else []
        if translated is not None and translated.pending is not None:
            self._tell_pending(translated.pending)

    def sum_up(self, wrong: Sequence[tuple[str, str]] | None) -> None:
        """Say how many pages there were of each kind, where there was more than one.

        Of a list what was not had as well: it was said long ago. There may be more of that than a
        person reads.
        """
        if self._kinds.total() > 1:
            say(tally_text(self._kinds))
        if self._gone:
            say(gone_text(self._gone))
        failed = [] if wrong is None else [*wrong, *self._failed]
        if failed:
            say(f"not as asked for: {len(failed):,}")
        for subject, message in failed[:SUMMED_UP]:
            say(f"  {message if subject in message else f'{subject}: {message}'}")
        if len(failed) > SUMMED_UP:
            more = f"  and {len(failed) - SUMMED_UP:,} more"
            say(f'{more}; "dragoman list --failed" has those that were tried')

    def _count(self, outcome: Outcome) -> None:
        kind, why = stands(outcome)
        self._kinds[kind] += 1
        if self._wanted and kind not in AS_WANTED:
            self._context.failed = True
            say(f"{outcome.url}: not what was wanted{why or ' (nobody could look)'}")

    def _print(self, outcome: Outcome, translated: Outcome | None) -> None:
        target = self._target
        summary = translated.translation if translated else None
        if summary is None and target and outcome.page is not None and outcome.page.article:
            summary = {"to": target, "engine": None, "model": None, "state": "pending"}
        watched = self._watched_for.named(outcome)
        if self._context.as_json:
            told = offer_json(translated) | told_json(watched)
            self._context.line(outcome_json(outcome, summary) | told)
        else:
            echo(outcome_text(outcome, summary))
        tell_watched(watched, outcome.url)

    def _tell_error(self, outcome: Outcome, error: DragomanError) -> None:
        if outcome.page is None or error.kind not in LATER or self._strict:
            self._context.fail(outcome.url, error)
            self._failed.append((outcome.url, error.message))
        else:
            say(f"{outcome.url}: {error.message}")

    def _tell_pending(self, pending: DragomanError) -> None:
        self._context.failed = self._context.failed or self._strict
        if pending.message not in self._said:
            self._said.add(pending.message)
            say(f"captured, not translated: {pending.message}")


def tell_misread(context: Context, misread: Sequence[Misread]) -> None:
    """Say which rows of lists name no page, before anything is fetched."""
    from dragoman.steps.outcome import Outcome

    for each in misread:
        context.failed = True
        text = each.text.strip()[:SHOWN_OF_ROW]
        shown = "" if not text or text in each.message else f" ({text})"
        say(f"{each.where}: {each.message}{shown}")
        if context.as_json:
            error = FetchError(f"{each.where}: {each.message}", step="url", subject=each.text)
            context.line(outcome_json(Outcome(each.text.strip(), None, error=error), None))


def _pending(outcome: Outcome, why: DragomanError) -> Outcome:
    from dragoman.steps.outcome import Outcome

    return Outcome(outcome.url, outcome.page, pending=why)


def tell_offer(translated: Outcome) -> None:
    """What was taken over from other captures of a page, or may be."""
    if translated.carried:
        say(f"taken over from other captures of the page: {translated.carried} decision(s)")
    if offer := offer_text(translated):
        say(offer)


def gone_text(urls: Sequence[str]) -> str:
    """Whom to ask for pages that are gone, by the command that does it.

    >>> gone_text(["https://example.org/az/1"])
    'web archives may have what is gone: "dragoman recover https://example.org/az/1" asks them'
    """
    named = " ".join(quoted(url.replace('"', "%22")) for url in urls[:GONE_NAMED])
    rest = len(urls) - GONE_NAMED
    more = f", and so for {rest:,} more" if rest > 0 else ""
    return f'web archives may have what is gone: "dragoman recover {named}" asks them{more}'
