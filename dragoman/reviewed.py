"""`Reviewed`: an archive as people work on its sentences; see `Archive`, which is one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.catalogue import Catalogue
from dragoman.decisions import Decision, Verdict
from dragoman.guard import guarded
from dragoman.page import Page
from dragoman.steps import exporting
from dragoman.steps.people import annotating, commenting, deciding, naming, segmenting, whole_page
from dragoman.steps.people.whole_page import Replacement
from dragoman.steps.scans import edition
from dragoman.steps.translation import by_hand

if TYPE_CHECKING:
    from dragoman.desk import ReviewServer
    from dragoman.exchange import Matched


@guarded
class Reviewed(Catalogue):
    """What people do to the sentences of a page: decide, write, cut, comment."""

    def decide(
        self,
        page: Page,
        n: int,
        state: Verdict,
        *,
        text: str | None = None,
        reviewer: str,
        to: str | None = None,
        comment: str | None = None,
    ) -> Decision:
        """Record a person's decision on sentence `n` of the current translation, durably.

        `state` is `edited`, `approved`, `rejected`, or `machine` to take earlier ones back.
        UsageError where there is nothing to decide on.
        """
        return deciding.decide(
            self._holdings, page, n, state,
            text=text, reviewer=reviewer, to=to, comment=comment,
        )  # fmt: skip

    def carry(self, page: Page, *, to: str | None = None) -> list[Decision]:
        """Take over what `Page.offer` offers: what people decided on in other captures of the page.

        Durably; each decision keeps its text, its time and the name of who made it, and says which
        record and capture it is from. Returns them; none where nothing is offered.
        """
        return deciding.carry(self._holdings, page, to=to)

    def correct(self, page: Page, text: str, *, reviewer: str) -> Page:
        """Record a person's edition of a text that a machine read in pictures or heard, durably.

        A line of `text` is a paragraph. It is the text of the page from now on, and is translated
        next; what the machine made stays readable, and what it was unsure of stays so where nobody
        put other words. UsageError where no machine read or heard it, or nothing is changed.
        """
        return edition.correct(self._holdings, page, text, reviewer)

    def undo_names(self, page: Page, n: int, *, reviewer: str, to: str | None = None) -> Decision:
        """Take back what `names.csv` put into sentence `n`: the engine's own words, as an edit.

        UsageError where no engine wrote it, or a number of its was put right, too.
        """
        return deciding.undo_names(self._holdings, page, n, reviewer=reviewer, to=to)

    def by_hand(self, page: Page, *, to: str | None = None) -> Page:
        """Begin a translation that people write, durably; the page as it stands then.

        Its sentences are `refused`, with no words of a machine, until somebody decides on them; the
        credit names no model. What the memory has of the same sentences stands in it. Does nothing
        where a translation is there. ExtractionError and others where there is no article.
        """
        return by_hand.by_hand(self._holdings, page, to=to)

    def split(self, page: Page, n: int, *, at: int, reviewer: str) -> tuple[int, int]:
        """Make two sentences of sentence `n`, `at` so many characters into it; their numbers.

        Durably, and for every language: both are to be translated anew. The others keep their
        numbers, and what was decided on them. UsageError where there is nothing on one side.
        """
        return segmenting.split(self._holdings, page, n, at, reviewer)

    def merge(self, page: Page, n: int, *, reviewer: str) -> int:
        """Make one sentence of sentence `n` and the next of its paragraph; its number.

        Where what stands then stood there before, it is that sentence again, with what was
        translated and decided. UsageError where it is the last of its paragraph.
        """
        return segmenting.merge(self._holdings, page, n, reviewer)

    def comment(
        self, page: Page, n: int, text: str, *, reviewer: str, to: str | None = None
    ) -> None:
        """Say something of a sentence (0 is the headline) without deciding on it, durably.

        UsageError where nothing is said, RecordNotFound where there is no such sentence.
        """
        commenting.comment(self._holdings, page, n, text, reviewer=reviewer, to=to)

    def take_back(
        self, page: Page, n: int, *, reviewer: str, to: str | None = None
    ) -> Decision | None:
        """Take back the latest decision on a sentence by one that brings back what stood before.

        Nothing is removed. Again, it goes one further back; None where nothing is left to take.
        """
        return deciding.take_back(self._holdings, page, n, reviewer=reviewer, to=to)

    def approve_rest(
        self,
        page: Page,
        *,
        reviewer: str,
        to: str | None = None,
        memory_of: str | None = None,
        only: Collection[int] | None = None,
        translation: str | None = None,
    ) -> list[Decision]:
        """Approve what nobody has decided on and no check found fault with, all or nothing.

        `memory_of` keeps to what the memory has from one person, `only` to sentences that were
        looked at; `translation` is the record that they were seen in. UsageError where the page was
        translated anew since.
        """
        return whole_page.approve_many(
            self._holdings, page,
            reviewer=reviewer, to=to, memory_of=memory_of, only=only, translation=translation,
        )  # fmt: skip

    def replacements(
        self,
        page: Page,
        sought: str,
        put: str,
        *,
        to: str | None = None,
        whole_words: bool = False,
        any_case: bool = False,
    ) -> list[Replacement]:
        """What each sentence that has `sought` would say with `put` in its place; nothing is done.

        UsageError where nothing is looked for.
        """
        return whole_page.replacements(
            self._holdings, page, sought, put,
            to=to, whole_words=whole_words, any_case=any_case,
        )  # fmt: skip

    def replace(
        self,
        page: Page,
        wanted: Sequence[Replacement],
        *,
        reviewer: str,
        to: str | None = None,
    ) -> list[Decision]:
        """Make replacements, each an edit, all together; what was changed since is left alone."""
        return whole_page.replace_in(self._holdings, page, wanted, reviewer=reviewer, to=to)

    def link(self, translation: Page, original: Page, *, undo: bool = False) -> None:
        """Record that a captured page is a published translation of another, or take that back.

        UsageError where they are one page or in one language, or nothing is there to take back.
        """
        deciding.link(self._holdings, translation, original, undo=undo)

    def add_name(self, source: str, target: str, authority: str) -> None:
        """Add a row to `names.csv`, durably; UsageError for what is none, or a file that is wrong.

        What stands in the file already stays as it is. ArchiveError where it cannot be written.
        """
        naming.add_name(self._holdings, source, target, authority)

    def import_review(self, path: Path, *, reviewer: str) -> Matched:
        """Take in decisions out of an XLIFF, CSV, XLSX or DOCX that went out and was worked on.

        Changed text becomes `edited` by `reviewer` (`pseudonym` proposes a name); conflicts are
        listed in the result and never applied. ImportFailed where the file cannot be read.
        """
        return exporting.import_review(self._holdings, path, reviewer=reviewer)

    def annotate(
        self,
        ids: Iterable[str],
        *,
        note: str | None = None,
        tags: Sequence[str] = (),
        untags: Sequence[str] = (),
        mistaken: str | None = None,
        not_mistaken: bool = False,
    ) -> list[Page]:
        """Say something of pages, durably; they are returned as they stand then.

        `note` takes the place of the one before, and an empty one takes it away; `tags` come to
        those that a page has, `untags` go. `mistaken` says why a page is set aside in lists,
        searches and whatever takes all pages, `not_mistaken` that it is not after all. Nothing is
        removed, and the capture's own record stays as it is. All pages or none: RecordNotFound or
        AmbiguousId before anything is written, UsageError where nothing is said that can be.
        """
        said = annotating.Said(note, tags, untags, mistaken, not_mistaken)
        return annotating.annotate(self._holdings, ids, said)

    def review(
        self,
        *,
        port: int = 0,
        to: str | None = None,
        allow_private: bool = False,
        language: str | None = None,
    ) -> ReviewServer:
        """The desk, on loopback only; `server.url` holds its token.

        What is captured from there may come from private addresses with `allow_private`. `language`
        is what the desk itself speaks, "en", "az" or "ru", to who has chosen none there; else it is
        what the browser asks for.
        UsageError where the port is taken.
        """
        from dragoman.steps.desk.reviewing import review

        return review(
            self._holdings, port=port, to=to, allow_private=allow_private, language=language
        )
