"""`Archive`: opens the folder and puts the rooms in order.

Capturing never waits for translating, and each step leaves a record before the next begins: the
exchange, then the article with its sentences, then the translation. What failed on the way is done
by the next `translate`, out of what was kept.
"""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from dragoman.agreement import Agreement
from dragoman.archiver.capture import Capture
from dragoman.archiver.fetch_options import FetchOptions
from dragoman.archiver.foreign import ForeignReader
from dragoman.archiver.importing import import_records
from dragoman.archiver.proxy import ProxyAddress
from dragoman.archiver.reader import StoredRecord, read_chained
from dragoman.archiver.record import Record, json_record, new_id
from dragoman.archiver.store import Store
from dragoman.capturing import Capturing, Outcome
from dragoman.decisions import Decision, decide
from dragoman.errors import (
    ArchiveError,
    DragomanError,
    FetchError,
    ImportFailed,
    RecordNotFound,
    UsageError,
)
from dragoman.index import carrying, query, verdicts
from dragoman.index.documents import (
    DECISION,
    LINK,
    TRANSLATION,
)
from dragoman.index.hit import Hit
from dragoman.index.search import LIMIT, search
from dragoman.index.terms import Within
from dragoman.index.view import Index, Source
from dragoman.keeping import Wishes
from dragoman.originals import CheckedOriginals
from dragoman.page import Engines, Page
from dragoman.page_reader import PageReader
from dragoman.program import as_called
from dragoman.provenance import durable
from dragoman.provenance.stamp import Stamp
from dragoman.reading import read_articles
from dragoman.running import Running
from dragoman.settings import FILE as SETTINGS_FILE
from dragoman.settings import TEMPLATE, Settings, read_settings
from dragoman.translators import Made, Translators, check_engine
from dragoman.upkeep import Progress, verify_folder
from dragoman.version import SOFTWARE, VERSION

if TYPE_CHECKING:
    import sqlite3

    from requests import Response
    from sqlite_utils import Database
    from urllib3.util import Retry

    from dragoman.exchange import Exported, Matched
    from dragoman.exchange.wacz_signature import WaczSigner
    from dragoman.observation import Observation
    from dragoman.review import ReviewServer
    from dragoman.session import RecordingSession
    from dragoman.translate.memory import Memory
    from dragoman.translate.names import Names
    from dragoman.translate.orders import Workers
    from dragoman.translate.suggest import Suggestion
    from dragoman.verify import Report
    from dragoman.watching import Way

USER_AGENT = f"Mozilla/5.0 (compatible; dragoman/{VERSION})"
# Pages whose sentences are decoded together: enough to fill batches, few enough to lose little.
PAGES_AT_ONCE = 16


class Archive:
    """An archive in a folder; made if the folder is empty or not there.

    One process may use it from several threads, and several processes may append to it at once.
    ArchiveError where the folder cannot be read or written or holds other files, UsageError where
    `dragoman.toml` is not understood. Once closed, it and its pages and iterators refuse.
    """

    def __init__(
        self,
        folder: str | Path,
        *,
        models_dir: Path | None = None,
        create: bool = True,
        catch_up: bool = True,
        notices: list[str] | None = None,
    ) -> None:
        """Without `create`, ArchiveMissing where there is no archive in the folder.

        `catch_up`: read into the index what it has not; not needed before `reindex`. `notices` is
        where `store.notices` go, a list of the caller's own, for those that come before an error.
        """
        self.folder = Path(folder)
        self._models_dir = models_dir
        self._running = Running(str(folder))
        self._store = Store(self.folder, software=SOFTWARE, notices=notices)
        if create:
            self._store.create()
        else:
            self._store.open()
        self._write_template()
        self._settings = read_settings(self.folder)
        self._index = Index(self._store)
        self._originals = CheckedOriginals(self.folder, self._index, self._store.appended)
        self._foreign = ForeignReader(self.folder)
        try:
            if catch_up:
                self._index.prepare()
        except BaseException:
            self._index.close()
            raise

    @property
    def store(self) -> Store:
        """The WARC files and the ledger; its `notices` say what a caller should know."""
        self._running.check()
        return self._store

    @property
    def index(self) -> Index:
        """The view that everything is looked up in."""
        self._running.check()
        return self._index

    @property
    def database(self) -> Database:
        """The index as sqlite-utils shows it, to be read: writing is refused by SQLite.

        Each thread has its own; its tables are those of docs/datasette.md. IndexUnusable where the
        index cannot be used.
        """
        from sqlite_utils import Database

        return Database(self.index.reading, recursive_triggers=False, execute_plugins=False)

    @property
    def originals(self) -> CheckedOriginals:
        """Which records hold a body that came before, each read back once."""
        self._running.check()
        return self._originals

    @property
    def foreign(self) -> ForeignReader:
        """The files that other programs made, and `imports/` keeps."""
        self._running.check()
        return self._foreign

    @property
    def settings(self) -> Settings:
        """What `dragoman.toml` said when the archive was opened."""
        self._running.check()
        return self._settings

    def __enter__(self) -> Self:
        self._running.check()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the iterators, with what is in flight in them kept, and refuse from now on.

        It waits for a step that an iterator is in, in whatever thread. Closing again does nothing.
        """
        try:
            self._running.end()
        finally:
            self._index.close()
            self._foreign.close()

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
        browser: bool = False,
    ) -> FetchOptions:
        """What a fetch may do, from this archive's settings and the caller's wishes.

        `delay`: seconds that a host is left alone after each page; `proxy`: its URL. UsageError for
        a URL that is none, and where the settings send traffic elsewhere and nobody agreed to it
        (see `agreement`).
        """
        politeness = self.settings.politeness
        self._take_agreed_settings()
        return FetchOptions(
            user_agent=user_agent or ("" if browser else USER_AGENT),
            browser=browser,
            headers=dict(headers or {}),
            cookies=cookies,
            allow_private=allow_private,
            requisites=requisites,
            documents=documents,
            limits=self.settings.limits,
            politeness=politeness if delay is None else replace(politeness, delay=delay),
            ca_file=self.settings.ca_file,
            proxy=ProxyAddress.parse(proxy) if proxy else self.settings.proxy,
            allow_bad_certificate=allow_bad_certificate,
        )

    @property
    def agreement(self) -> Agreement:
        """What the settings change about where requests go, and whether that was agreed to here."""
        return Agreement.of(self.folder, self.settings)

    def _take_agreed_settings(self) -> None:
        """Said on every run; UsageError where the operator of this machine did not agree."""
        agreement = self.agreement
        agreement.require()
        self.store.notices.extend(
            f"by the settings of this archive {sentence}" for sentence in agreement.said
        )

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
        (outcome,) = self.capture_many([url], note=note, tags=tags, options=options)
        if outcome.page is None or outcome.page.response_id is None:
            raise outcome.error or FetchError("nothing was fetched", step="http", subject=url)
        return outcome.page

    def capture_many(
        self,
        urls: Sequence[str],
        *,
        note: str | None = None,
        tags: Sequence[str] = (),
        options: FetchOptions | None = None,
        concurrency: int = 1,
        resume: bool = False,
        read: bool = True,
        cancel: threading.Event | None = None,
        progress: Callable[[int, int, int], None] | None = None,
    ) -> Iterator[Outcome]:
        """Capture each page that `urls` name, once, `concurrency` at a time over all hosts.

        Yields an Outcome a page, in the order of `urls`; `progress(done, total, failed)` tells of
        those that are done and cannot be yielded yet. URLs that differ by tracking parameters only,
        or by a mirror's host, name one page: the first is fetched, the others where it brings none.
        With `resume` a list that an earlier call did not get to the end of is gone on with. Without
        `read`, articles are read by the next `translate`. Never raises FetchError. When `cancel` is
        set, or the iterator is closed early, what is in flight is finished and nothing more begun.
        """
        wishes = Wishes(note, tags, concurrency, resume, read)

        def begin() -> Iterator[Outcome]:
            capturing = Capturing(self, options or self.fetch_options(), wishes)
            return capturing.run(urls, cancel, progress)

        return self._running.follow(begin)

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
        from dragoman.session import begun
        from dragoman.session_visit import Recorder

        options = options or self.fetch_options(allow_private=allow_private)
        recorder = Recorder(
            self._append_captures,
            self._read_unread if read else None,
            self.originals,
            self.stamp,
            note,
            tuple(tags),
        )
        steps = self._running.follow(
            lambda: begun(recorder, options, self.store.spool_dir, retries)
        )
        session = next(steps)
        session.end_with(steps.close)
        return session

    def keep(
        self, response: Response, *, note: str | None = None, tags: Sequence[str] = ()
    ) -> Page:
        """Make a page of an answer that came through a `session`; the page where it is one already.

        UsageError where it brought none, or has not been read to its end.
        """
        from dragoman.session import visit_of

        self._running.check()
        visit = visit_of(response)
        if visit.recorder.append != self._append_captures:
            raise UsageError("this answer is in another archive; keep it there")
        return self.recorded(visit.keep(note, tags))

    def _append_captures(self, records: Sequence[Record]) -> None:
        self.store.append(records, "captures")
        self.index.keep_up()

    def _read_unread(self, identity: str) -> None:
        page = self.recorded(identity)
        if page.has_article_to_read and page.article is None:
            self.try_article(page)

    def import_file(
        self, path: Path, *, note: str | None = None, tags: Sequence[str] = ()
    ) -> list[Outcome]:
        """Take in a file made elsewhere, byte for byte; an Outcome a page.

        A saved page, a PDF or a text is one page; a WARC, ARC or WACZ holds any number, none
        included, and what is wrong in it is said in `store.notices`. Where a part of it was not
        looked at, an Outcome without a page says so in its `error`. ImportFailed where the file
        cannot be read or is of a kind that is not taken in.
        """
        from dragoman.archiver.foreign_import import is_web_archive

        if is_web_archive(path):
            return self._import_web_archive(path, note, tags)
        capture, records = import_records(
            path, note=note, tags=tags, stamp=self.stamp("import"), limit=self.body_limit
        )
        self.store.append(records, "captures")
        self.index.keep_up()
        error = self.try_article(self.recorded(capture.id))
        return [Outcome(capture.url, self.recorded(capture.id), error=error)]

    def recorded(self, identity: str) -> Page:
        """A page that this program has just recorded, whatever state the index is in."""
        return self.index.ask(lambda source: Page(self, identity, source))

    def _import_web_archive(
        self, path: Path, note: str | None, tags: Sequence[str]
    ) -> list[Outcome]:
        """Pages that an earlier import of the same file listed are not listed again."""
        from dragoman.archiver.foreign_import import keep_web_archive, page_records

        kept = keep_web_archive(path, self.store)
        self.store.notices.extend(kept.problems)
        listed = query.foreign_pages(self.index.connection, kept.file)
        stamp = self.stamp("import")
        for records in page_records(kept, listed, note=note, tags=tags, stamp=stamp):
            self.store.append(records, "captures")
        self.index.catch_up()
        ids = query.foreign_pages(self.index.connection, kept.file)
        unread = [ImportFailed(each, subject=kept.name) for each in kept.unread]
        return [
            *(self._foreign_outcome(ids[key]) for key in kept.keys if key in ids),
            *(Outcome(kept.name, error=error) for error in unread),
        ]

    def _foreign_outcome(self, identity: str) -> Outcome:
        page = self.page(identity)
        error = self.try_article(page) if page.article is None else None
        return Outcome(page.url, self.page(identity), error=error)

    def watch(
        self,
        ids: Iterable[str] | None = None,
        *,
        options: FetchOptions | None = None,
        concurrency: int = 1,
        browser: bool | None = None,
    ) -> Iterator[Observation]:
        """Look at the originals again; an Observation each, in order, each recorded before.

        Without `ids` the newest capture of every URL that brought a page. A page that changed or
        moved is captured as well. `browser`: whether one shows them, all or none; where it is not
        said (nor by `options`), those pages that one showed when they were captured. Raises nothing
        on account of one page: what cannot be reached is a finding, and what was not done is its
        `error`. ArchiveError where a browser is to show all pages and there is none.
        """
        from dragoman.watching import Watching

        def begin() -> Iterator[Observation]:
            wanted = query.newest_of_each(self.index.connection) if ids is None else list(ids)
            way = self._way(options or self.fetch_options(), browser)
            return Watching(self, way).run(wanted, concurrency)

        return self._running.follow(begin)

    def _way(self, options: FetchOptions, browser: bool | None) -> Way:
        """How to look: a browser says what it is itself, where the caller does not."""
        from dragoman.watching import Way

        own = options.user_agent not in ("", USER_AGENT)
        plain, shown = (
            replace(options, browser=each, user_agent=options.user_agent if own else agent)
            for each, agent in ((False, USER_AGENT), (True, ""))
        )
        return Way(plain, shown, options.browser or None if browser is None else browser)

    # -- the article -------------------------------------------------------------------------

    def try_article(self, page: Page) -> DragomanError | None:
        """Read the article out of a page; what goes wrong leaves the capture complete."""
        self._running.check()
        return read_articles(self, [page])[0]

    @functools.cached_property
    def reader(self) -> PageReader:
        """What reads articles out of bodies, in processes of its own."""
        return PageReader(self.settings.limits)

    @property
    def body_limit(self) -> int:
        """The bytes that a body may unpack to before an article is read out of it."""
        return self.settings.limits.max_decoded

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
        at_once: int = PAGES_AT_ONCE,
        progress: Progress | None = None,
    ) -> Iterator[Outcome]:
        """Translate pages (all of them where `ids` is None) that have no translation yet.

        `engine` is one for all languages, or one by source language. With `again` a new translation
        is added beside the one that is there. `carry` takes over what people decided on the same
        sentences of other captures (see `Archive.carry`), which is only offered otherwise. `via`
        goes by way of a third language, and `beam` and `workers` are those of `Translator.open`.
        `ids` may come one at a time; `at_once` pages are decoded together. Yields an Outcome a
        page; `pending` says why one was not translated. `progress(done, total)` counts sentences of
        the pages at hand. UsageError for an engine that is none.
        """
        check_engine(engine)
        target = to or self.settings.target
        translators = Translators(target, engine, self._models_dir, via, beam, workers)

        def begin() -> Iterator[Outcome]:
            pages = (self.page(each) for each in (self.page_ids() if ids is None else ids))
            return self._translate(pages, target, translators, again, carry, at_once, progress)

        return self._running.follow(begin)

    def workers(
        self,
        count: int | None = None,
        scheduler: str | None = None,
        tls: Mapping[str, Path | None] | None = None,
    ) -> contextlib.AbstractContextManager[Workers | None]:
        """For `translate`: so many processes of this machine, or the workers of a Dask scheduler.

        `tls` has the files `ca`, `cert` and `key`. With a scheduler the text of pages is sent to
        its workers; `notice` of what is opened says so. UsageError where what is asked for does not
        go together, WorkersFailed where no scheduler answers.
        """
        from dragoman.translate.workers import opened_workers

        self._running.check()
        return opened_workers(count, scheduler, tls or {})

    def _translate(
        self,
        pages: Iterator[Page],
        target: str,
        translators: Translators,
        again: bool,
        carry: bool,
        at_once: int,
        progress: Progress | None,
    ) -> Iterator[Outcome]:
        with translators:
            while batch := list(islice(pages, at_once)):
                try:
                    names = self.names()
                except UsageError as error:  # what was captured stays pending, and is not lost
                    yield from (Outcome(page.url, page, pending=error) for page in batch)
                    continue
                yield from self._translate_batch(
                    batch, target, translators, again, carry, names, progress
                )

    def _translate_batch(
        self,
        pages: Sequence[Page],
        target: str,
        translators: Translators,
        again: bool,
        carry: bool,
        names: Names,
        progress: Progress | None,
    ) -> Iterator[Outcome]:
        from dragoman.translate import translate_documents

        outcomes = [self._prepare(page, target, translators, again) for page in pages]
        ready = [each.page for each in outcomes if each.page is not None and _wanted(each)]
        documents = [page.for_translation() for page in ready]
        translated = translate_documents(
            documents,
            target,
            translators.opened,
            progress,
            names=names,
            memory=self.memory(target) if documents else None,
            pages=[page.id for page in ready],
        )
        for page, segments in zip(ready, translated, strict=True):
            self._keep_translation(page, target, translators.made(page, segments), names)
        for outcome in outcomes:
            if outcome.page is not None:
                new = any(outcome.page is page for page in ready)
                self._finish(outcome, outcome.page, target, carry, new)
            yield outcome

    def _finish(self, outcome: Outcome, page: Page, target: str, carry: bool, new: bool) -> None:
        """What people decided on in other captures, taken over or offered; then the summary."""
        if carry:
            outcome.carried = len(self.carry(page, to=target))
        elif new:
            outcome.offer = page.offer(target)
        outcome.translation = page.translation_summary(target)

    def _prepare(self, page: Page, target: str, translators: Translators, again: bool) -> Outcome:
        """Everything that can keep a page from being translated, found before decoding begins."""
        outcome = Outcome(page.url, page)
        if not page.has_article_to_read:
            outcome.pending = RecordNotFound("no page was captured of it", subject=page.url)
            return outcome
        if page.article is None:
            outcome.pending = self.try_article(page)
            page = outcome.page = self.page(page.id)
        if outcome.pending is not None or page.article is None:
            return outcome
        if not again and page.has_translation(target):
            outcome.translation = page.translation_summary(target)
            return outcome
        outcome.pending = translators.need(page, target)
        return outcome

    def _keep_translation(self, page: Page, target: str, made: Made, names: Names) -> None:
        """Append a translation, and what people decided on earlier ones that holds for it."""
        article_id = page.article_id or ""
        record_id = new_id()
        document = made.document(
            page, target, record_id, self.stamp("translate").to_json(), names.sha256
        )
        kept = carrying.kept(self.index.connection, page.id, article_id, target, made.words(page))
        records = [
            self._derived(TRANSLATION, page.url, document, record_id, article_id),
            *(self._carried(page, record_id, each) for each in kept),
        ]
        self.store.append(records, "derived")
        self.index.catch_up()

    def _carried(self, page: Page, translation: str, decision: Decision) -> Record:
        """A decision on another translation of a sentence, made one on this translation."""
        content = replace(decision, translation=translation).to_json()
        return self._derived(DECISION, page.url, content, new_id(), translation, "metadata")

    def carry(self, page: Page, *, to: str | None = None) -> list[Decision]:
        """Take over what `Page.offer` offers: what people decided on in other captures of the page.

        Durably; each decision keeps its text, its time and the name of who made it, and says which
        record and capture it is from. Returns them; none where nothing is offered.
        """
        offer = page.offer(to)
        if offer is None:
            return []
        records = [self._carried(page, offer.translation, each) for each in offer.decisions]
        self.store.append(records, "derived")
        self.index.catch_up()
        return [replace(each, translation=offer.translation) for each in offer.decisions]

    def names(self) -> Names:
        """The archive's `names.csv`, as it is now. UsageError says which line of it is wrong."""
        from dragoman.translate.names import NAME, Names

        return Names.read(self.store.folder / NAME)

    def add_name(self, source: str, target: str, authority: str) -> None:
        """Add a row to `names.csv`, durably; UsageError for what is none, or a file that is wrong.

        What stands in the file already stays as it is. ArchiveError where it cannot be written.
        """
        from dragoman.translate.names import NAME, with_row

        path = self.folder / NAME
        try:
            with self.store.locked():
                before = path.read_bytes() if path.exists() else b""
                durable.write_new(path, with_row(before, source, target, authority))
        except OSError as error:
            raise ArchiveError(
                f"{NAME} cannot be written: {error.strerror or error}; is it open elsewhere?",
                subject=str(path),
            ) from error

    def memory(self, to: str | None = None) -> Memory:
        """The translations that people approved in this archive, and the words they rejected."""
        return verdicts.memory(self.index.connection, to or self.settings.target)

    def suggest_names(self) -> list[Suggestion]:
        """The names in this archive that `names.csv` does not have, the commonest first."""
        from dragoman.translate.suggest import suggest

        return suggest(query.source_texts(self.index.connection), self.names())

    def undo_names(self, page: Page, n: int, *, reviewer: str, to: str | None = None) -> Decision:
        """Take back what `names.csv` put into sentence `n`: the engine's own words, as an edit."""
        target = to or self.settings.target
        pair = page.pair(n, target)[1]
        if pair.machine is None:
            raise UsageError(f"no engine wrote sentence {n}", subject=page.id)
        return self.decide(
            page, n, "edited", text=pair.machine, reviewer=reviewer, to=target,
            comment="the engine's own spelling of the names",
        )  # fmt: skip

    # -- reading -----------------------------------------------------------------------------

    def page_ids(self) -> list[str]:
        """The ids of all pages, oldest first."""
        rows = self.index.connection.execute("SELECT id FROM pages ORDER BY captured_at, id")
        return [row[0] for row in rows]

    def list_pages(self) -> Iterator[dict[str, Any]]:
        """Every page with its state, oldest first; the keys are the contract's."""
        return self._running.follow(lambda: query.list_pages(self.index.connection))

    def page(self, identity: str) -> Page:
        """A page by its id or any unique prefix; RecordNotFound or AmbiguousId where none is."""
        connection = self.index.connection
        return Page(self, query.page_id(connection, identity))

    def search(
        self,
        text: str,
        *,
        language: str | None = None,
        exact: bool = False,
        since: str | None = None,
        until: str | None = None,
        site: str | None = None,
        state: str | None = None,
        flag: str | None = None,
        limit: int = LIMIT,
    ) -> list[Hit]:
        """Sentences that hold every word and every `"phrase"` of `text`, the closest first.

        Names are found in any script or spelling, words with their endings, `word*` whatever goes
        on so; `exact` looks for the text as it is written. Only pages in a `language` (by its
        code), captured `since` and `until` an ISO date (both included), of a `site` and the hosts
        below it; only sentences in a `state` or with a `flag` (by its code). UsageError where a
        date is none.
        """
        within = Within(language, since, until, site, state, flag)
        return search(self.index.connection, text, within=within, exact=exact, limit=limit)

    def record(self, identity: str, *, source: Source | None = None) -> StoredRecord:
        """A record by its full id, read from its WARC file; found by another source where given."""
        row = query.record_row((source or self.index).connection, identity)
        trouble = self.index.trouble
        if row is None and trouble is not None:
            row = self.index.recall(lambda connection: query.record_row(connection, identity))
        if row is None:
            raise trouble or RecordNotFound(f"no record has the id {identity}", subject=identity)
        return read_chained(self.folder, row["file"], row["offset"], identity)

    # -- people ------------------------------------------------------------------------------

    def decide(
        self,
        page: Page,
        n: int,
        state: str,
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
        target = to or self.settings.target
        translation_id, pair = page.pair(n, target)
        kept = pair.target if text is None and state == "approved" else text
        decision = decide(translation_id, n, state, text=kept, reviewer=reviewer, comment=comment)
        self._append_derived(
            DECISION, page.url, decision.to_json(), new_id(), translation_id, "metadata"
        )
        return decision

    def link(self, translation: Page, original: Page) -> None:
        """Record that a captured page is a published translation of another.

        UsageError where they are one page.
        """
        if translation.id == original.id:
            raise UsageError("a page is no translation of itself", subject=original.id)
        content = {
            "translation": translation.id,
            "original": original.id,
            "stamp": self.stamp("link").to_json(),
        }
        self._append_derived(LINK, translation.url, content, new_id(), translation.id, "metadata")

    def review(self, *, port: int = 0, to: str | None = None) -> ReviewServer:
        """The page where people decide, on loopback only; `server.url` holds its token.

        UsageError where the port is taken.
        """
        from dragoman.review import Desk, ReviewServer

        target = to or self.settings.target

        def connection() -> sqlite3.Connection:
            self.index.catch_up()
            return self.index.connection

        def write(
            page: str, n: int, state: str, *, text: str | None, reviewer: str, comment: str | None
        ) -> Decision:
            return self.decide(
                self.page(page), n, state, text=text, reviewer=reviewer, to=target, comment=comment
            )

        def readable_names() -> Names:
            """None where the file is wrong: it must not keep the page from being reviewed."""
            from dragoman.translate.names import Names

            try:
                return self.names()
            except UsageError:
                return Names()

        desk = Desk(
            target=target,
            connection=connection,
            decide=write,
            carry=lambda page: len(self.carry(self.page(page), to=target)),
            provenance=lambda page: self.page(page).provenance(target),
            archived=lambda page: self.page(page).archived_text(self.body_limit),
            names=readable_names,
            add_name=self.add_name,
            called=lambda message: as_called(message, self.folder),
        )
        return ReviewServer(desk, port=port)

    # -- out and back ------------------------------------------------------------------------

    def export(
        self,
        ids: Iterable[str] | None,
        format: str,
        path: Path,
        *,
        to: str | None = None,
        machine: bool = False,
        omegat: bool = False,
        signer: WaczSigner | None = None,
    ) -> Exported:
        """Write pages to a file, whole or not at all; all of them where `ids` is None.

        `machine` takes sentences that nobody has read into a TMX as well; `omegat` makes an XLIFF
        1.2 for OmegaT before version 6; `signer` signs a WACZ.
        UsageError for an unknown format, RecordNotFound where a page has no translation to write.
        """
        from dragoman.exchange import Exported, export, read_document
        from dragoman.exchange.evidence_export import EVIDENCE_FORMATS, export_evidence

        if omegat and format != "xliff12":
            raise UsageError("--omegat is of the format xliff12", subject=format)
        pages = [self.page(each) for each in (self.page_ids() if ids is None else ids)]
        if format in EVIDENCE_FORMATS:
            return export_evidence(
                self.index.connection,
                self.folder,
                [page.id for page in pages if ids is not None or page.held],
                format,
                path,
                software=SOFTWARE,
                signer=signer,
            )
        target = to or self.settings.target
        chosen = [page for page in pages if ids is not None or page.has_translation(target)]
        documents = (
            read_document(self.index.connection, page.id, target, page.provenance(target))
            for page in chosen
        )
        result = (
            export(documents, format, path, machine=machine, omegat=omegat)
            if chosen
            else Exported()
        )
        result.skipped = sum(page.article is not None for page in pages) - len(chosen)
        return result

    def import_review(self, path: Path, *, reviewer: str) -> Matched:
        """Take in decisions out of an XLIFF or CSV that went out and was worked on.

        Changed text becomes `edited` by `reviewer` (`pseudonym` proposes a name); conflicts are
        listed in the result and never applied. ImportFailed where the file cannot be read.
        """
        from dragoman.exchange import match, read_returned

        matched = match(self.index.connection, read_returned(path))
        for each in matched.proposals:
            self.decide(
                self.page(each.page),
                each.n,
                "edited",
                text=each.text,
                reviewer=reviewer,
                to=each.language,
                comment=f"from {path.name}",
            )
        return matched

    # -- evidence ----------------------------------------------------------------------------

    def verify(self, progress: Progress | None = None) -> Report:
        """Walk ledger, records and index; the report says what is not as it was written."""
        return verify_folder(self.store.folder, progress, notices=self.store.notices)

    def reindex(self, progress: Progress | None = None) -> None:
        """Build the index anew out of the records alone."""
        self.index.rebuild(progress)

    # -- within ------------------------------------------------------------------------------

    def _append_derived(
        self,
        kind: str,
        url: str,
        content: Mapping[str, Any],
        record_id: str,
        refers_to: str | None,
        record_type: str = "conversion",
    ) -> None:
        self.store.append(
            [self._derived(kind, url, content, record_id, refers_to, record_type)], "derived"
        )
        self.index.keep_up()

    def _derived(
        self,
        kind: str,
        url: str,
        content: Mapping[str, Any],
        record_id: str,
        refers_to: str | None,
        record_type: str = "conversion",
    ) -> Record:
        return json_record(
            kind,
            url,
            content,
            record_type=record_type,
            refers_to=refers_to,
            record_id=record_id,
        )

    def stamp(self, tool: str) -> Stamp:
        """What is told of the program that made a record."""
        return Stamp.now(f"dragoman.{tool}", VERSION)

    def _write_template(self) -> None:
        """Settings to begin with; an archive that cannot be written to is read without them."""
        path = self.folder / SETTINGS_FILE
        with contextlib.suppress(OSError):
            if not path.exists() and not any((self.folder / "warc").iterdir()):
                durable.write_new(path, TEMPLATE.encode())


def pseudonym() -> str:
    """A name to review under that says nothing about the one who bears it."""
    from dragoman.review.reviewer import pseudonym as proposed

    return proposed()


def _wanted(outcome: Outcome) -> bool:
    return outcome.pending is None and outcome.translation is None


__all__ = ["Archive", "Capture", "Outcome", "Page"]
