"""`Archive`: what other programs import, and the command line calls. Each call is one of `steps/`.

Capturing never waits for translating, and each step leaves a record before the next begins: the
exchange, then the article with its sentences, then the translation. What failed on the way is done
by the next `translate`, out of what was kept.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.archiver.lists.listed_page import ListedPage
from dragoman.archiver.web.fetch_options import FetchOptions
from dragoman.catalogue import Progress
from dragoman.errors import DragomanError, FetchError
from dragoman.guard import guarded
from dragoman.holdings import Engines
from dragoman.index.asking import query
from dragoman.index.asking.choice import Choice
from dragoman.page import Page
from dragoman.page.pages import Pages
from dragoman.reviewed import Reviewed
from dragoman.steps import importing
from dragoman.steps.capturing import Capturing
from dragoman.steps.elsewhere.handing import Handing
from dragoman.steps.keeping import Wishes
from dragoman.steps.options import fetch_options
from dragoman.steps.outcome import Outcome
from dragoman.steps.translation.alongside import Alongside
from dragoman.steps.translation.translating import PAGES_AT_ONCE, Translating
from dragoman.steps.translation.translators import Translators, check_engine, check_witness, is_slow
from dragoman.steps.upkeep import Upkept

if TYPE_CHECKING:
    from requests import Response
    from urllib3.util import Retry

    from dragoman.steps.others.submitting import Submission
    from dragoman.steps.picturing.pictured import Pictured
    from dragoman.steps.sessions.session import RecordingSession
    from dragoman.steps.watch.observation import Observation
    from dragoman.translate.models.model import EngineName
    from dragoman.translate.workers.orders import Workers


@guarded
class Archive(Reviewed, Handing, Upkept):
    """An archive in a folder; made if the folder is empty or not there.

    One process may use it from several threads, and several processes may append to it at once.
    ArchiveError where the folder cannot be read or written or holds other files, UsageError where
    `dragoman.toml` is not understood. Once closed, it and its pages and iterators refuse.
    """

    # -- capturing ---------------------------------------------------------------------------

    def fetch_options(
        self,
        *,
        allow_private: bool = False,
        cookies: Path | None = None,
        headers: Mapping[str, str] | None = None,
        user_agent: str | None = None,
        requisites: bool = True,
        documents: bool = False,
        delay: float | None = None,
        proxy: str | None = None,
        allow_bad_certificate: bool = False,
        browser: bool | None = None,
        wait: float = 0.0,
    ) -> FetchOptions:
        """What a fetch may do, from this archive's settings and the caller's wishes.

        `delay`: seconds that a host is left alone after each page; `proxy`: its URL. `browser`:
        whether one shows pages; where that is not said, those that are next to empty without it,
        where one is installed. `wait`: seconds that it stays on each page at least; asks for one.
        UsageError for a URL that is none, for a wait without a browser, and where the settings send
        traffic elsewhere and nobody agreed to it (see `agreement`).
        """
        return fetch_options(
            self._holdings, allow_private=allow_private, cookies=cookies, headers=headers,
            user_agent=user_agent, requisites=requisites, documents=documents, delay=delay,
            proxy=proxy, allow_bad_certificate=allow_bad_certificate, browser=browser, wait=wait,
        )  # fmt: skip

    def capture(
        self,
        url: str,
        *,
        note: str | None = None,
        tags: Sequence[str] = (),
        allow_private: bool = False,
        options: FetchOptions | None = None,
    ) -> Page:
        """Fetch a page and its article into the archive; the record is on the disk on return.

        `options` (from `fetch_options`) says more than `allow_private` does, and replaces it.
        FetchError where no page came: the attempt is recorded all the same. A page that came but
        is not as wished (a 404, a body cut short) is returned with `error` set.
        """
        options = options or self.fetch_options(allow_private=allow_private)
        outcome, *_ = self.capture_many([url], note=note, tags=tags, options=options)
        if outcome.page is None or outcome.page.response_id is None:
            raise outcome.error or FetchError("nothing was fetched", step="http", subject=url)
        return outcome.page

    def capture_many(
        self,
        urls: Sequence[str | ListedPage],
        *,
        note: str | None = None,
        tags: Sequence[str] = (),
        options: FetchOptions | None = None,
        concurrency: int = 1,
        resume: bool = False,
        read: bool = True,
        cancel: threading.Event | None = None,
        progress: Callable[[int, int, int], None] | None = None,
        kept: Callable[[str], None] | None = None,
        history: int = 0,
        media: bool = False,
        comments: int = 0,
        ocr_pictures: bool = False,
    ) -> Iterator[Outcome]:
        """Capture each page that `urls` name, once, `concurrency` at a time over all hosts.

        A `ListedPage` (as of `read_url_list`) has a note and tags of its own besides.

        Behind a page of posts comes one for each post on it, and with `history` for each page that
        it leads back to and its posts, up to so many posts (docs/posts.md). With `media` its
        recordings are had as well, and behind it comes an Outcome for each file of subtitles, and
        for the comments of each, where up to so many `comments` are wished for. `ocr_pictures` also
        reads the text in pictures of pages.

        Yields an Outcome a page, in the order of `urls`; `progress(done, total, failed)` tells of
        those that are done and cannot be yielded yet, and `kept(id)` of each page as soon as it is
        safe, from the thread that kept it. URLs that differ by tracking parameters only, or by a
        mirror's host, name one page: the first is fetched, the others where it brings none. With
        `resume` a list that an earlier call did not get to the end of is gone on with, and one that
        another program is at is shared with it: each page is captured by one of them. Without
        `read`, articles are read by the next `translate`. Never raises FetchError. When `cancel` is
        set, or the iterator is closed early, what is in flight is finished and nothing more begun.
        """
        listed: dict[str, list[ListedPage]] = {}
        for each in urls:
            if isinstance(each, ListedPage):
                listed.setdefault(each.url, []).append(each)
        wishes = Wishes(
            note, tags, concurrency, resume, read, listed, history,
            media=media, comments=comments, ocr_pictures=ocr_pictures,
        )  # fmt: skip
        named = (each.url if isinstance(each, ListedPage) else each for each in urls)
        asked = list(dict.fromkeys(named))

        def begin() -> Iterator[Outcome]:
            capturing = Capturing(self._holdings, options or self.fetch_options(), wishes)
            return capturing.run(asked, cancel, progress, kept)

        return self._holdings.running.follow(begin)

    def session(
        self,
        *,
        allow_private: bool = False,
        options: FetchOptions | None = None,
        retries: int | Retry = 0,
        note: str | None = None,
        tags: Sequence[str] = (),
        read: bool = True,
    ) -> RecordingSession:
        """A `requests.Session` that records every exchange; see docs/session.md.

        `options` (from `fetch_options`) says more than `allow_private` does, and replaces it.
        `retries`: how often to try again, a number or a `Retry` of urllib3. What is asked for as
        HTML becomes a page with this note and these tags, whose article is read with `read`.
        """
        from dragoman.steps.sessions.opening import open_session

        options = options or self.fetch_options(allow_private=allow_private)
        return open_session(self._holdings, options, retries, note=note, tags=tags, read=read)

    def keep(
        self, response: Response, *, note: str | None = None, tags: Sequence[str] = ()
    ) -> Page:
        """Make a page of an answer that came through a `session`; the page where it is one already.

        UsageError where it brought none, or has not been read to its end.
        """
        from dragoman.steps.sessions.opening import keep_answer

        return keep_answer(self._holdings, response, note=note, tags=tags)

    def import_file(
        self,
        path: Path,
        *,
        note: str | None = None,
        tags: Sequence[str] = (),
        workers: int | Workers = 1,
        ocr_pictures: bool = False,
    ) -> list[Outcome]:
        """Take in a file made elsewhere, byte for byte; an Outcome a page.

        A saved page, a PDF, a picture or a text is one page; a WARC, ARC or WACZ holds any number,
        none included; what is wrong in it or not listed, `store.notices` say. Where a part was
        not looked at, an Outcome without a page says so in its `error`. Articles are read in
        so many `workers` processes of this machine, or by those that `Archive.workers` opened;
        with `ocr_pictures` also the text in pictures of pages.
        ImportFailed where it cannot be read, or is of a kind not taken in.
        """
        said = importing.Said(note, tags, workers, ocr_pictures)
        return list(importing.import_file(self._holdings, path, said))

    def import_files(
        self,
        paths: Iterable[Path],
        *,
        note: str | None = None,
        tags: Sequence[str] = (),
        workers: int | Workers = 1,
        ocr_pictures: bool = False,
    ) -> Iterator[Outcome]:
        """Take in files, as `import_file` does; an Outcome a page, as soon as it is read, and one
        whose `error` says why where a file could not be taken in."""
        said = importing.Said(note, tags, workers, ocr_pictures)
        follow = self._holdings.running.follow
        return follow(lambda: importing.import_files(self._holdings, paths, said))

    def watch(
        self,
        ids: Iterable[str] | None = None,
        *,
        options: FetchOptions | None = None,
        concurrency: int = 1,
        browser: bool | None = None,
        wait: float | None = None,
    ) -> Iterator[Observation]:
        """Look at the originals again; an Observation each, in order, each recorded before.

        Without `ids` the newest capture of every URL that brought a page. A page that changed or
        moved is captured as well. `browser`: whether one shows them, all or none; where it is not
        said (nor by `options`), those pages that one showed when they were captured. `wait`: the
        seconds that it stays on each at least; where not said, as it was captured. Raises nothing
        on account of one page: what cannot be reached is a finding, and what was not done is its
        `error`. ArchiveError where a browser is to show all pages and there is none.
        """
        from dragoman.steps.watch.watching import Watching, way

        def begin() -> Iterator[Observation]:
            wanted = query.newest_of_each(self.index.connection) if ids is None else list(ids)
            how = way(options or self.fetch_options(), browser, wait)
            return Watching(self._holdings, how).run(wanted, concurrency)

        return self._holdings.running.follow(begin)

    def picture(
        self,
        ids: Iterable[str] | None = None,
        *,
        pending: bool = False,
        cancel: threading.Event | None = None,
        progress: Progress | None = None,
    ) -> Iterator[Pictured]:
        """Make pictures and PDFs of what was archived; a Pictured each, recorded before.

        Recorded bytes are shown again offline, and compared with what was captured; see
        docs/pictures.md. Without `ids` all pages that have none yet; with `pending` those of `ids`.
        When `cancel` is set, the one in hand is finished. ArchiveError where no browser is
        installed; never on account of one page, whose `error` says why it has none.
        """
        from dragoman.steps.picturing.picturing import picturing

        wanted = None if ids is None else list(ids)
        return self._holdings.running.follow(
            lambda: picturing(
                self._holdings, wanted, pending=pending, cancel=cancel, progress=progress
            )
        )

    # -- translating -------------------------------------------------------------------------

    def translate(
        self,
        ids: Iterable[str] | None = None,
        *,
        to: str | None = None,
        engine: Engines = "auto",
        again: bool = False,
        carry: bool = False,
        via: str | None = None,
        beam: int | None = None,
        workers: Workers | None = None,
        witness: EngineName | str | None = None,
        at_once: int = PAGES_AT_ONCE,
        progress: Progress | None = None,
        tell: Callable[[str], None] | None = None,
    ) -> Iterator[Outcome]:
        """Translate pages that have no translation yet; where `ids` is None all that are listed.

        `engine` is one for all languages, or one by source language. With `again` a new translation
        is added beside the one that is there. `carry` takes over what people decided on the same
        sentences of other captures (see `Archive.carry`), which is only offered otherwise. `via`
        goes by way of a third language, and `beam` and `workers` are those of `Translator.open`.
        `witness` is another engine that translates too, or "auto"; `tell` is told where it has
        none. `ids` may come one at a time; `at_once` pages are decoded together, and one by a
        language model, which is slow. Yields an Outcome a page; `pending` says why one was not
        translated. `progress(done, total)` counts sentences, where `ids` is None of all pages.
        UsageError for an engine that is none, or a witness that is the engine itself.
        """
        check_engine(engine)
        check_witness(witness, engine)
        target = self._holdings.target(to)
        models = self._holdings.models_dir
        translators = Translators(target, engine, models, via, beam, workers, witness, tell)

        def begin() -> Iterator[Outcome]:
            pages = (
                Pages(self._holdings, Choice())
                if ids is None
                else (self.page(each) for each in ids)
            )
            step = Translating(self._holdings, target, translators, again=again, carry=carry)
            at_a_time = 1 if is_slow(engine, witness) else at_once
            return step.run(pages, at_a_time, progress, of_all=ids is None)

        return self._holdings.running.follow(begin)

    def alongside(self, to: str | None = None, cancel: threading.Event | None = None) -> Alongside:
        """Translates pages in a thread of its own while others are captured; see `Alongside`.

        `capture_many(…, kept=along.put)` hands pages over, `along.of(id)` waits for one.
        """
        translators = Translators(self._holdings.target(to), "auto", self._holdings.models_dir)
        return Alongside(self._holdings, translators, cancel)

    def _translate_page(self, page: str, to: str | None, engine: Engines) -> DragomanError | None:
        (outcome,) = self.translate([page], to=to, engine=engine)
        return outcome.pending

    def workers(
        self,
        count: int | None = None,
        scheduler: str | None = None,
        tls: Mapping[str, Path | None] | None = None,
    ) -> contextlib.AbstractContextManager[Workers | None]:
        """For `translate` and `import_files`: processes here, or those of a Dask scheduler.

        `tls` has the files `ca`, `cert` and `key`. With a scheduler the text of pages is sent to
        its workers, and the bytes of what is not read yet; `notice` of what is opened says so.
        UsageError where what is asked for does not go together, WorkersFailed where no scheduler
        answers.
        """
        from dragoman.translate.workers.asked_for import opened_workers

        self._holdings.running.check()
        return opened_workers(count, scheduler, tls or {})

    # -- people ------------------------------------------------------------------------------

    def submit(
        self,
        ids: Iterable[str],
        *,
        archives: Sequence[str],
        options: FetchOptions | None = None,
        cancel: threading.Event | None = None,
    ) -> Iterator[Submission]:
        """Ask web archives to capture pages as well; a Submission each, recorded before.

        `archives`: where they take such requests, as https://web.archive.org/save. They learn the
        pages' addresses, whatever these hold, and may show their captures to everybody; cookies and
        headers of `options` are not handed on. UsageError for an archive that is no address,
        RecordNotFound or AmbiguousId where no page is.
        """
        from dragoman.steps.others.submitting import submitting

        step = submitting(self._holdings, archives, options, cancel)
        return self._holdings.running.follow(lambda: step(list(ids)))

    def reindex(self, progress: Progress | None = None) -> None:
        """Build the index anew out of the records alone."""
        self.index.rebuild(progress)


def pseudonym() -> str:
    """A name to review under that says nothing about the one who bears it."""
    from dragoman.desk.reviewer import pseudonym as proposed

    return proposed()


__all__ = ["Archive", "Outcome", "Page"]
