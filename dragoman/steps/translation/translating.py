"""Translating pages: sentences of several are decoded together, and kept page by page.

Whatever keeps a page from being translated is found before decoding begins, and said of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from dragoman.archiver.records.record import json_record, new_id
from dragoman.errors import DragomanError, ModelError, RecordNotFound, UsageError
from dragoman.holdings import Holdings
from dragoman.index.asking import carrying, verdicts
from dragoman.index.asking.statistics import to_translate
from dragoman.index.records.documents import TRANSLATION
from dragoman.page import Page
from dragoman.plugged.entry_points import CHECKS, plug_ins
from dragoman.provenance.stamp import Stamp
from dragoman.steps.media.hearing import heard_otherwise
from dragoman.steps.outcome import Counted, Outcome
from dragoman.steps.people.deciding import carry, records_of
from dragoman.steps.people.naming import read_names
from dragoman.steps.reading import try_article
from dragoman.steps.reading_ahead import read_ahead
from dragoman.steps.translation.doubtful import with_doubts
from dragoman.steps.translation.translators import Made, Translators

if TYPE_CHECKING:
    from dragoman.translate import TranslatedSegment, Translator
    from dragoman.translate.names.names import Names

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
# Pages whose sentences are decoded together: enough to fill batches, few enough to lose little.
PAGES_AT_ONCE = 16


class Translating:
    """One call to translate: the language, the models, and what is done besides.

    `again` adds a translation beside one that is there; `carry` takes over what people decided on
    the same sentences of other captures, which is only offered otherwise.
    """

    def __init__(
        self,
        holdings: Holdings,
        target: str,
        translators: Translators,
        *,
        again: bool = False,
        carry: bool = False,
    ) -> None:
        self._holdings = holdings
        self._target = target
        self._translators = translators
        self._again = again
        self._carry = carry
        # Why pages have no article, of those that were read before their turn.
        self._unread: dict[str, DragomanError] = {}

    def run(
        self, pages: Iterator[Page], at_once: int, progress: Progress | None, *, of_all: bool
    ) -> Iterator[Outcome]:
        """Translate the pages, `at_once` of them together; an Outcome each, in order.

        Where they are `of_all` pages, that many sentences are what `progress` is told of.
        """
        connection, total = self._holdings.index.connection, 0
        if of_all and progress is not None:
            total = to_translate(connection, self._target, again=self._again)
        count = _Count(progress, total)
        with self._translators:
            pages = self._read_first(pages)
            while batch := list(islice(pages, at_once)):
                yield from self.together(batch, count)

    def _read_first(self, pages: Iterator[Page]) -> Iterator[Page]:
        """The pages, the articles of those that have none read by the workers there are."""
        workers = self._translators.workers
        if workers is None:
            yield from pages
            return
        ids = (page.id for page in pages)
        for page, why in read_ahead(self._holdings, ids, workers, is_to_be_read):
            if why is not None:
                self._unread[page.id] = why
            yield page if page.article is not None else Page.find(self._holdings, page.id)

    def together(
        self,
        pages: Sequence[Page],
        count: _Count | None = None,
        cancelled: Cancelled | None = None,
    ) -> Iterator[Outcome]:
        """Translate pages whose sentences are decoded together. Raises TranslationCancelled.

        The translators are opened where they are needed, and stay open.
        """
        try:
            names = read_names(self._holdings)
        except UsageError as error:  # what was captured stays pending, and is not lost
            wrong = error  # the name of an exception ends with its clause, and this is asked later
            return (Outcome(page.url, page, pending=wrong) for page in pages)
        return self._translate(pages, names, count or _Count(None, 0), cancelled)

    def _translate(
        self,
        pages: Sequence[Page],
        names: Names,
        count: _Count,
        cancelled: Cancelled | None,
    ) -> Iterator[Outcome]:
        outcomes = [self._prepare(page) for page in pages]
        ready = [each.page for each in outcomes if each.page is not None and _wanted(each)]
        sentences = sum(len(page.for_translation()) for page in ready)
        count.begin(sentences, sum(map(_passed_over, outcomes)))
        witnesses = self._translators.witnesses(sentences)
        decoded = self._decoded(ready, names, witnesses, count.report, cancelled)
        made: dict[str, Counted] = {}
        for page in ready:
            segments = decoded[page.id]
            if isinstance(segments, ModelError):
                continue
            if not self._again and page.has_translation(self._target):
                continue  # begun while this was decoded, maybe by a person
            segments = with_doubts(page, segments)
            made[page.id] = Counted.of(segments)
            self._keep(page, self._translators.made(page, segments), names)
        for outcome in outcomes:
            if outcome.page is not None:
                failed = decoded.get(outcome.page.id)
                outcome.pending = failed if isinstance(failed, ModelError) else outcome.pending
                outcome.made = made.get(outcome.page.id)
                self._finish(outcome, outcome.page, outcome.made is not None)
            yield outcome
        count.end()

    def _decoded(
        self,
        pages: Sequence[Page],
        names: Names,
        witnesses: Mapping[str, Translator],
        report: Progress,
        cancelled: Cancelled | None,
    ) -> dict[str, list[TranslatedSegment] | ModelError]:
        """By page, what came of its texts, or why nothing did.

        Where a model fails at several together, each is tried by itself: one that breaks, or whose
        server is gone, must not keep the others' pages from being translated.
        """
        from dragoman.translate import translate_documents

        memory = verdicts.memory(self._holdings.index.connection, self._target) if pages else None
        try:
            translated = translate_documents(
                [page.for_translation() for page in pages],
                self._target,
                self._translators.opened,
                report,
                cancelled,
                names=names,
                memory=memory,
                pages=[page.id for page in pages],
                witnesses=witnesses,
            )
        except ModelError as error:
            if len(pages) == 1:
                return {pages[0].id: error}
            found: dict[str, list[TranslatedSegment] | ModelError] = {}
            for page in pages:
                found.update(self._decoded([page], names, witnesses, _unreported, cancelled))
            return found
        return dict(zip((page.id for page in pages), translated, strict=True))

    def _prepare(self, page: Page) -> Outcome:
        """Everything that can keep a page from being translated, found before decoding begins."""
        outcome = Outcome(page.url, page)
        if not page.has_article_to_read:
            outcome.pending = RecordNotFound("no page was captured of it", subject=page.url)
            return outcome
        if page.article is None or heard_otherwise(self._holdings, page):
            unread = self._unread.pop(page.id, None)
            outcome.pending = unread or try_article(self._holdings, page)
            page = outcome.page = Page.find(self._holdings, page.id)
        if outcome.pending is not None or page.article is None:
            return outcome
        if not self._again and page.has_translation(self._target):
            outcome.translation = page.translation_summary(self._target)
            return outcome
        outcome.pending = self._translators.need(page, self._target)
        return outcome

    def _keep(self, page: Page, made: Made, names: Names) -> None:
        """Append a translation, and what people decided on earlier ones that holds for it."""
        article_id = page.article_id or ""
        record_id = new_id()
        stamp = _with_checks(self._holdings.stamp("translate")).to_json()
        document = made.document(page, self._target, record_id, stamp, names.sha256)
        kept = carrying.kept(
            self._holdings.index.connection, page.id, article_id, self._target, made.words(page)
        )
        translation = json_record(
            TRANSLATION,
            page.url,
            document,
            record_type="conversion",
            refers_to=article_id,
            record_id=record_id,
        )
        hold_here = [replace(each, translation=record_id) for each in kept]
        decisions = records_of(self._holdings, page, hold_here)
        self._holdings.append([translation, *decisions], "derived", asked_next=True)

    def _finish(self, outcome: Outcome, page: Page, new: bool) -> None:
        """What people decided on in other captures, taken over or offered; then the summary."""
        if self._carry:
            outcome.carried = len(carry(self._holdings, page, to=self._target))
        elif new:
            outcome.offer = page.offer(self._target)
        outcome.translation = page.translation_summary(self._target)


def _unreported(done: int, of: int) -> None:
    """What is decoded once more was counted before."""


def _with_checks(stamp: Stamp) -> Stamp:
    """Names the checks that other packages put in, where there are any."""
    others = [each.to_json() for each in plug_ins(CHECKS)]
    return replace(stamp, settings={**stamp.settings, "checks": others}) if others else stamp


def is_to_be_read(page: Page) -> bool:
    return page.has_article_to_read


class _Count:
    """Tells how many sentences are done of those of all pages, though only a few are at hand."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = self._at_hand = 0

    def begin(self, at_hand: int, passed_over: int) -> None:
        """So many are decoded next; so many others that were counted are not."""
        self._at_hand = at_hand
        self._total = max(self._total - passed_over, self._done + at_hand)

    def report(self, done: int, of: int) -> None:
        """Of what is decoded; a sentence that stands twice is decoded once."""
        if self._progress is not None:
            self._progress(self._done + self._at_hand * done // max(of, 1), self._total)

    def end(self) -> None:
        self.report(1, 1)
        self._done, self._at_hand = self._done + self._at_hand, 0


def _passed_over(outcome: Outcome) -> int:
    """The sentences of a page that cannot be translated."""
    page = outcome.page
    return len(page.for_translation()) if page and page.article and outcome.pending else 0


def _wanted(outcome: Outcome) -> bool:
    return outcome.pending is None and outcome.translation is None
