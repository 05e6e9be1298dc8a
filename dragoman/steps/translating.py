"""Translating pages: sentences of several are decoded together, and kept page by page.

Whatever keeps a page from being translated is found before decoding begins, and said of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from dragoman.archiver.records.record import json_record, new_id
from dragoman.errors import RecordNotFound, UsageError
from dragoman.holdings import Holdings
from dragoman.index.asking import carrying, verdicts
from dragoman.index.records.documents import TRANSLATION
from dragoman.page import Page
from dragoman.steps.outcome import Outcome
from dragoman.steps.people.deciding import carry, records_of
from dragoman.steps.people.naming import read_names
from dragoman.steps.reading import try_article
from dragoman.steps.translators import Made, Translators

if TYPE_CHECKING:
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

    def run(
        self, pages: Iterator[Page], at_once: int, progress: Progress | None
    ) -> Iterator[Outcome]:
        """Translate the pages, `at_once` of them together; an Outcome each, in order."""
        with self._translators:
            while batch := list(islice(pages, at_once)):
                yield from self.together(batch, progress)

    def together(
        self,
        pages: Sequence[Page],
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Iterator[Outcome]:
        """Translate pages whose sentences are decoded together. Raises TranslationCancelled.

        The translators are opened where they are needed, and stay open.
        """
        try:
            names = read_names(self._holdings)
        except UsageError as error:  # what was captured stays pending, and is not lost
            return (Outcome(page.url, page, pending=error) for page in pages)
        return self._translate(pages, names, progress, cancelled)

    def _translate(
        self,
        pages: Sequence[Page],
        names: Names,
        progress: Progress | None,
        cancelled: Cancelled | None,
    ) -> Iterator[Outcome]:
        from dragoman.translate import translate_documents

        outcomes = [self._prepare(page) for page in pages]
        ready = [each.page for each in outcomes if each.page is not None and _wanted(each)]
        documents = [page.for_translation() for page in ready]
        connection = self._holdings.index.connection
        translated = translate_documents(
            documents,
            self._target,
            self._translators.opened,
            progress,
            cancelled,
            names=names,
            memory=verdicts.memory(connection, self._target) if documents else None,
            pages=[page.id for page in ready],
            witnesses=self._translators.witnesses(sum(map(len, documents))),
        )
        for page, segments in zip(ready, translated, strict=True):
            self._keep(page, self._translators.made(page, segments), names)
        for outcome in outcomes:
            if outcome.page is not None:
                new = any(outcome.page is page for page in ready)
                self._finish(outcome, outcome.page, new)
            yield outcome

    def _prepare(self, page: Page) -> Outcome:
        """Everything that can keep a page from being translated, found before decoding begins."""
        outcome = Outcome(page.url, page)
        if not page.has_article_to_read:
            outcome.pending = RecordNotFound("no page was captured of it", subject=page.url)
            return outcome
        if page.article is None:
            outcome.pending = try_article(self._holdings, page)
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
        stamp = self._holdings.stamp("translate").to_json()
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
        outcome.made = new
        if self._carry:
            outcome.carried = len(carry(self._holdings, page, to=self._target))
        elif new:
            outcome.offer = page.offer(self._target)
        outcome.translation = page.translation_summary(self._target)


def _wanted(outcome: Outcome) -> bool:
    return outcome.pending is None and outcome.translation is None
