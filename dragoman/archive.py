"""`Archive`: opens the folder and puts the rooms in order.

Capturing never waits for translating, and each step leaves a record before the next begins: the
exchange, then the article with its sentences, then the translation. What failed on the way is done
by the next `translate`, out of what was kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from dragoman import __version__
from dragoman.archiver.capture import Capture, capture_records
from dragoman.archiver.fetch import Fetch, Fetcher, FetchOptions
from dragoman.archiver.foreign import read_foreign
from dragoman.archiver.importing import import_records
from dragoman.archiver.reader import StoredRecord, read_record
from dragoman.archiver.record import json_record, new_id
from dragoman.archiver.store import Store
from dragoman.archiver.unpack import unpack
from dragoman.decisions import Decision, decide
from dragoman.errors import (
    ArchiveError,
    DragomanError,
    ExtractionError,
    FetchError,
    LanguageUnknown,
    ModelMissing,
    RecordNotFound,
)
from dragoman.index import query
from dragoman.index.documents import (
    ARTICLE,
    DECISION,
    TRANSLATION,
    Sentence,
    article_document,
    translation_document,
)
from dragoman.index.pair import Pair
from dragoman.index.view import Index
from dragoman.provenance.stamp import Stamp
from dragoman.settings import FILE as SETTINGS_FILE
from dragoman.settings import TEMPLATE, read_settings

if TYPE_CHECKING:
    from dragoman.archiver.article import Article
    from dragoman.translate import Detection, Model, TranslatedSegment, Translator
    from dragoman.verify import Report

SOFTWARE = f"dragoman/{__version__}"
USER_AGENT = f"Mozilla/5.0 (compatible; dragoman/{__version__})"
# Pages whose sentences are decoded together: enough to fill batches, few enough to lose little.
PAGES_AT_ONCE = 16

Progress = Callable[[int, int], None]
Engines = str | Mapping[str, str]


@dataclass(slots=True)
class Outcome:
    """What became of one URL or file: the page, and whatever was not done, each with a sentence.

    `error` is about the page itself (`{"kind", "message"}`), `pending` why it has no translation.
    """

    url: str
    page: Page | None = None
    error: DragomanError | None = None
    pending: DragomanError | None = None
    translation: dict[str, Any] | None = field(default=None)


class Archive:
    """An archive in a folder; made if the folder is empty or not there.

    One process may use it from several threads, and several processes may append to it at once.
    ArchiveError where the folder cannot be read or written, UsageError where `dragoman.toml` is
    not understood.
    """

    def __init__(self, folder: str | Path, *, models_dir: Path | None = None) -> None:
        self.folder = Path(folder)
        self._models_dir = models_dir
        self.store = Store(self.folder, software=SOFTWARE)
        self.store.create()
        self._write_template()
        self.settings = read_settings(self.folder)
        self.index = Index(self.store)
        self.index.catch_up()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self.index.close()

    # -- capturing ---------------------------------------------------------------------------

    def fetch_options(
        self,
        *,
        allow_private: bool = False,
        cookies: Path | None = None,
        headers: Mapping[str, str] | None = None,
        user_agent: str | None = None,
    ) -> FetchOptions:
        """What a fetch may do, from this archive's settings and the caller's wishes."""
        return FetchOptions(
            user_agent=user_agent or USER_AGENT,
            headers=dict(headers or {}),
            cookies=cookies,
            allow_private=allow_private,
            limits=self.settings.limits,
            ca_file=self.settings.ca_file,
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
    ) -> Iterator[Outcome]:
        """Capture each URL, `concurrency` at a time; one Outcome each, in the order of `urls`.

        Never raises FetchError. When the iterator is closed early (Ctrl-C), what is in flight is
        finished and nothing more begun.
        """
        fetcher = Fetcher(options or self.fetch_options(), self.store.spool_dir)
        pool = ThreadPoolExecutor(max_workers=max(1, concurrency))
        waiting: list[Future[Outcome]] = []
        try:
            waiting = [pool.submit(self._capture, fetcher, url, note, tags) for url in urls]
            for future in waiting:
                yield future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            fetcher.close()

    def _capture(
        self, fetcher: Fetcher, url: str, note: str | None, tags: Sequence[str]
    ) -> Outcome:
        fetch = fetcher.fetch(url)
        try:
            if fetch.error is not None and fetch.error.step == "url":
                return Outcome(url, error=fetch.error)
            page = self._keep_fetch(fetch, fetcher.options, note, tags)
        finally:
            fetch.close()
        outcome = Outcome(url, page, error=fetch.error)
        if page.has_article_to_read:
            unread = self._try_article(page)
            outcome.error = fetch.error or unread
        outcome.page = self.page(page.id)
        return outcome

    def _keep_fetch(
        self, fetch: Fetch, options: FetchOptions, note: str | None, tags: Sequence[str]
    ) -> Page:
        capture, records = capture_records(
            fetch, told=options.disclosed(), note=note, tags=tags, stamp=self._stamp("capture")
        )
        self.store.append(records, "captures")
        self.index.catch_up()
        return self.page(capture.id)

    def import_file(
        self, path: Path, *, note: str | None = None, tags: Sequence[str] = ()
    ) -> list[Outcome]:
        """Take in a file made elsewhere, byte for byte; an Outcome a page.

        A saved page, a PDF or a text is one page; a WARC, ARC or WACZ holds any number, none
        included, and what is wrong in it is said in `store.notices`. ImportFailed where the file
        cannot be read or is of a kind that is not taken in.
        """
        from dragoman.archiver.foreign_import import is_web_archive

        if is_web_archive(path):
            return self._import_web_archive(path, note, tags)
        capture, records = import_records(
            path, note=note, tags=tags, stamp=self._stamp("import"), limit=self._body_limit
        )
        self.store.append(records, "captures")
        self.index.catch_up()
        page = self.page(capture.id)
        error = self._try_article(page)
        return [Outcome(capture.url, self.page(capture.id), error=error)]

    def _import_web_archive(
        self, path: Path, note: str | None, tags: Sequence[str]
    ) -> list[Outcome]:
        """Pages that an earlier import of the same file listed are not listed again."""
        from dragoman.archiver.foreign_import import keep_web_archive, page_records

        kept = keep_web_archive(path, self.store)
        self.store.notices.extend(kept.problems)
        listed = query.foreign_pages(self.index.connection, kept.file)
        stamp = self._stamp("import")
        for records in page_records(kept, listed, note=note, tags=tags, stamp=stamp):
            self.store.append(records, "captures")
        self.index.catch_up()
        ids = query.foreign_pages(self.index.connection, kept.file)
        return [self._foreign_outcome(ids[key]) for key in kept.keys if key in ids]

    def _foreign_outcome(self, identity: str) -> Outcome:
        page = self.page(identity)
        error = self._try_article(page) if page.article is None else None
        return Outcome(page.url, self.page(identity), error=error)

    # -- the article -------------------------------------------------------------------------

    def _try_article(self, page: Page) -> DragomanError | None:
        """Read the article out of a page; what goes wrong leaves the capture complete."""
        try:
            self._make_article(page)
        except DragomanError as error:
            return error
        except Exception as error:  # noqa: BLE001 - hostile pages break parsers in unforeseen ways
            return ExtractionError(
                f"no article could be read out of it ({type(error).__name__}: {error}); "
                "the page itself is kept",
                subject=page.url,
            )
        return None

    def _make_article(self, page: Page) -> None:
        from dragoman.archiver.extract import extract

        record = page.response()
        body = unpack([record.body], record.http_headers.get("content-encoding"), self._body_limit)
        content_type = record.http_headers.get("content-type") or page.mime
        article = extract(body, url=page.final_url or page.url, content_type=content_type)
        whole, found, sentences = read_sentences(article)
        record_id = new_id()
        document = article_document(
            record_id,
            page.id,
            article,
            whole,
            found,
            sentences,
            [article.extractor.to_json(), self._stamp("language").to_json()],
        )
        self._append_derived(ARTICLE, page.url, document, record_id, page.response_id or page.id)

    @property
    def _body_limit(self) -> int:
        return self.settings.limits.max_decoded

    # -- translating -------------------------------------------------------------------------

    def translate(
        self,
        ids: Iterable[str] | None = None,
        *,
        to: str | None = None,
        engine: Engines = "auto",
        again: bool = False,
        progress: Progress | None = None,
    ) -> Iterator[Outcome]:
        """Translate pages (all of them where `ids` is None) that have no translation yet.

        `engine` is one for all languages, or one by source language. With `again` a new translation
        is added beside the one that is there. Yields an Outcome a page; `pending` says why one was
        not translated. `progress(done, total)` counts sentences of the pages at hand.
        """
        target = to or self.settings.target
        pages = [self.page(each) for each in (self.page_ids() if ids is None else ids)]
        with Translators(target, engine, self._models_dir) as translators:
            for start in range(0, len(pages), PAGES_AT_ONCE):
                batch = pages[start : start + PAGES_AT_ONCE]
                yield from self._translate_batch(batch, target, translators, again, progress)

    def _translate_batch(
        self,
        pages: Sequence[Page],
        target: str,
        translators: Translators,
        again: bool,
        progress: Progress | None,
    ) -> Iterator[Outcome]:
        from dragoman.translate import translate_documents

        outcomes = [self._prepare(page, target, translators, again) for page in pages]
        ready = [each.page for each in outcomes if each.page is not None and _wanted(each)]
        documents = [page.for_translation() for page in ready]
        translated = translate_documents(documents, target, translators.opened, progress=progress)
        for page, segments in zip(ready, translated, strict=True):
            self._keep_translation(page, target, segments, translators)
        for outcome in outcomes:
            if outcome.page is not None and outcome.translation is None:
                outcome.translation = outcome.page.translation_summary(target)
            yield outcome

    def _prepare(self, page: Page, target: str, translators: Translators, again: bool) -> Outcome:
        """Everything that can keep a page from being translated, found before decoding begins."""
        outcome = Outcome(page.url, page)
        if not page.has_article_to_read:
            outcome.pending = RecordNotFound("no page was captured of it", subject=page.url)
            return outcome
        if page.article is None:
            outcome.pending = self._try_article(page)
            page = outcome.page = self.page(page.id)
        if outcome.pending is not None or page.article is None:
            return outcome
        if not again and page.has_translation(target):
            outcome.translation = page.translation_summary(target)
            return outcome
        outcome.pending = translators.need(page, target)
        return outcome

    def _keep_translation(
        self,
        page: Page,
        target: str,
        translated: Sequence[TranslatedSegment],
        translators: Translators,
    ) -> None:
        """Append a translation; the page's title is the first of the translated segments."""
        article_id = page.article_id or ""
        used = translators.used_by({language for _, language in page.for_translation()})
        record_id = new_id()
        document = translation_document(
            record_id,
            article_id,
            page.id,
            target,
            [
                {"n": pair.n, "start": pair.source.start, "stop": pair.source.stop}
                for pair in page.pairs(target)
            ],
            translated[1:] if page.title else translated,
            translated[0] if page.title else None,
            [(each.model, each.settings) for each in used],
            credit(page, used),
            self._stamp("translate").to_json(),
        )
        self._append_derived(TRANSLATION, page.url, document, record_id, article_id)

    # -- reading -----------------------------------------------------------------------------

    def page_ids(self) -> list[str]:
        """The ids of all pages, oldest first."""
        rows = self.index.connection.execute("SELECT id FROM pages ORDER BY captured_at, id")
        return [row[0] for row in rows]

    def list_pages(self) -> Iterator[dict[str, Any]]:
        """Every page with its state, oldest first; the keys are the contract's."""
        return query.list_pages(self.index.connection)

    def page(self, identity: str) -> Page:
        """A page by its id or any unique prefix; RecordNotFound or AmbiguousId where none is."""
        connection = self.index.connection
        return Page(self, query.page_id(connection, identity))

    def search(
        self, text: str, *, language: str | None = None, exact: bool = False
    ) -> list[query.Hit]:
        """Sentences that hold every word of `text`, in any script or spelling of a name."""
        return query.search(self.index.connection, text, language=language, exact=exact)

    def record(self, identity: str) -> StoredRecord:
        """A record by its full id, read from its WARC file."""
        row = query.record_row(self.index.connection, identity)
        if row is None:
            raise RecordNotFound(f"no record has the id {identity}", subject=identity)
        return read_record(self.folder / row["file"], row["offset"])

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

    # -- evidence ----------------------------------------------------------------------------

    def verify(self, progress: Progress | None = None) -> Report:
        """Walk ledger, records and index; the report says what is not as it was written."""
        return verify_folder(self.folder, progress)

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
        record = json_record(
            kind,
            url,
            content,
            record_type=record_type,
            refers_to=refers_to,
            record_id=record_id,
        )
        self.store.append([record], "derived")
        self.index.catch_up()

    def _stamp(self, tool: str) -> Stamp:
        return Stamp.now(f"dragoman.{tool}", __version__)

    def _write_template(self) -> None:
        path = self.folder / SETTINGS_FILE
        if path.exists() or any((self.folder / "warc").iterdir()):
            return
        try:
            path.write_text(TEMPLATE, encoding="utf-8")
        except OSError as error:
            raise ArchiveError(
                f"{path} cannot be written: {error.strerror or error}", subject=str(path)
            ) from error


class Page:
    """A captured page: what the index knows of it, read when the object is made.

    Not for sharing between threads; make one in each with `Archive.page`.
    """

    def __init__(self, archive: Archive, identity: str) -> None:
        connection = archive.index.connection
        self._archive = archive
        row = query.page_row(connection, identity)
        self.id: str = row["id"]
        self.url: str = row["url"]
        self.final_url: str | None = row["final_url"]
        self.captured_at: str = row["captured_at"]
        self.http_status: int | None = row["http_status"]
        self.mime: str | None = row["mime"]
        self.response_id: str | None = row["response_id"]
        self.foreign: dict[str, Any] | None = json.loads(row["foreign_place"] or "null")
        self.note: str | None = row["note"]
        self.error: dict[str, str] | None = (
            {"kind": row["error_kind"], "message": row["error_message"]}
            if row["error_kind"]
            else None
        )
        self.article = query.article_row(connection, identity)

    @property
    def held(self) -> bool:
        """Whether the page's bytes are here, in a record of ours or in a file made elsewhere."""
        return self.response_id is not None or self.foreign is not None

    @property
    def has_article_to_read(self) -> bool:
        """Whether a page came: what a server says instead of one (a 404) is not an article."""
        return self.held and (self.http_status or 200) < 400

    @property
    def article_id(self) -> str | None:
        return self.article["id"] if self.article else None

    @property
    def title(self) -> str | None:
        return self.article["title"] if self.article else None

    @property
    def text(self) -> str | None:
        """The article's text, which all offsets count into; None where none was read yet."""
        return self.article["text"] if self.article else None

    @property
    def language(self) -> Detection | None:
        """The language of the article as a whole."""
        from dragoman.translate import Detection

        if self.article is None:
            return None
        agreed = self.article["agreed"]
        return Detection(
            code=self.article["language"],
            script=self.article["script"],
            confidence=self.article["confidence"],
            agreed=None if agreed is None else bool(agreed),
        )

    def pairs(self, to: str | None = None) -> list[Pair]:
        """The sentences, each with what stands beside it in language `to`, in order."""
        if self.article_id is None:
            return []
        target = to or self._archive.settings.target
        return query.pairs(self._archive.index.connection, self.article_id, target)

    def pair(self, n: int, to: str) -> tuple[str, Pair]:
        """The current translation's id and its sentence `n`; RecordNotFound where there is none."""
        row = self._translation(to)
        found = [pair for pair in self.pairs(to) if pair.n == n and pair.state is not None]
        if row is None or not found:
            raise RecordNotFound(f"there is no translated sentence {n} here", subject=self.id)
        return row["id"], found[0]

    def translate(self, to: str | None = None, engine: Engines = "auto") -> list[Pair]:
        """Translate this page; ModelMissing says how to install a model where none is.

        Does nothing where a translation is there. Opens no socket.
        """
        for outcome in self._archive.translate([self.id], to=to, engine=engine):
            if outcome.pending is not None:
                raise outcome.pending
        return self.pairs(to)

    def has_translation(self, to: str) -> bool:
        return self._translation(to) is not None

    def translation_summary(self, to: str) -> dict[str, Any] | None:
        """`to`, `engine`, `model` and `state` of the current translation; None where none is."""
        row = self._translation(to)
        if row is None or self.article_id is None:
            return None
        counted = query.summary(self._archive.index.connection, self.article_id).get(to)
        return {
            "to": to,
            "engine": row["engine"],
            "model": row["model"],
            "state": counted["state"] if counted else "original",
        }

    def translated_title(self, to: str) -> str | None:
        row = self._translation(to)
        return row["title"] if row else None

    def credit(self, to: str) -> str | None:
        """The sentence that says who translated it, from where, and whether anybody read it."""
        row = self._translation(to)
        return row["credit"] if row else None

    def response(self) -> StoredRecord:
        """The record that holds the page's bytes; one made elsewhere where that does."""
        if self.foreign is not None:
            return read_foreign(self._archive.folder, self.foreign)
        if self.response_id is None:
            raise RecordNotFound("nothing was captured of this page", subject=self.url)
        return self._archive.record(self.response_id)

    def provenance(self, to: str | None = None) -> dict[str, Any]:
        """How the page came here and what was made of it, as it stands in the records."""
        capture = self._archive.record(self.id).json()
        row = self._translation(to or self._archive.settings.target)
        found: dict[str, Any] = {"capture": {"record": self.id, **capture}}
        if self.held:
            headers = self.response().headers
            found["page"] = {
                "record": self.response_id or self.foreign,
                "payload_digest": headers.get("WARC-Payload-Digest"),
                "block_digest": headers.get("WARC-Block-Digest"),
            }
        if self.article_id is not None:
            own = self._archive.record(self.article_id).json()["dragoman"]
            found["article"] = {
                "record": self.article_id,
                "detection": own["detection"],
                "stamps": own["stamps"],
            }
        if row is not None:
            own = self._archive.record(row["id"]).json()["dragoman"]
            found["translation"] = {
                "record": row["id"],
                "credit": row["credit"],
                "models": own["models"],
                "stamp": own["stamp"],
            }
        return found

    def for_translation(self) -> list[tuple[str, str]]:
        """Texts with their languages: the title, where there is one, then every sentence."""
        main = self.article["language"] if self.article else "und"
        sentences = [(pair.source.text, pair.language) for pair in self.pairs()]
        return [(self.title, main), *sentences] if self.title else sentences

    def _translation(self, to: str) -> Any:
        if self.article_id is None:
            return None
        return query.translation_row(self._archive.index.connection, self.article_id, to)


class Translators:
    """The translators into one target, each opened when a page first needs it."""

    def __init__(self, target: str, engine: Engines, models_dir: Path | None) -> None:
        self.opened: dict[str, Translator] = {}
        self._target = target
        self._engine = engine
        self._models_dir = models_dir
        self._missing: dict[str, DragomanError] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for translator in self.opened.values():
            translator.close()

    def need(self, page: Page, target: str) -> DragomanError | None:
        """Open what a page needs; why it cannot be translated, or None where it can.

        The model for the page's own language is needed; where only a quotation is in a language
        that no model is there for, that sentence alone stays without a translation.
        """
        main = page.article["language"] if page.article else "und"
        languages = {language for _, language in page.for_translation()} - {target, "und"}
        if main == "und":
            return LanguageUnknown(
                "the language of the page could not be told, so it was not translated",
                subject=page.url,
            )
        for language in languages:
            self._open(language)
        return self._missing.get(main) if main in languages else None

    def used_by(self, languages: set[str]) -> list[Translator]:
        return [each for code, each in sorted(self.opened.items()) if code in languages]

    def _open(self, language: str) -> None:
        from dragoman.translate import Translator

        if language in self.opened or language in self._missing:
            return
        engine = self._engine
        name = engine if isinstance(engine, str) else engine.get(language, "auto")
        try:
            self.opened[language] = Translator.open(language, self._target, name, self._models_dir)
        except ModelMissing as error:
            self._missing[language] = error


def read_sentences(article: Article) -> tuple[Detection, list[Detection], list[Sentence]]:
    """The language of an article, of each of its blocks, and all its sentences in order."""
    from dragoman.translate import Segment, detect_document, segment

    texts = [article.text[block.start : block.stop] for block in article.blocks]
    whole, found = detect_document(texts)
    sentences: list[Sentence] = []
    for number, (block, text, detection) in enumerate(
        zip(article.blocks, texts, found, strict=True), start=1
    ):
        for part in segment(text, detection.code):
            place = Segment(part.start + block.start, part.stop + block.start, part.text)
            sentences.append(
                Sentence(len(sentences) + 1, number, block.kind, detection.code, place)
            )
    return whole, found, sentences


def credit(page: Page, used: Sequence[Translator]) -> str:
    """The sentence that never leaves a machine translation."""
    where = page.final_url or page.url
    if not used:
        return f"Not translated: from {where}, captured {page.captured_at}."
    models = " and ".join(f"{each.model.name} {each.model.version}" for each in used)
    return (
        f"Translated automatically by {models} from {where}, "
        f"captured {page.captured_at}, not reviewed."
    )


def verify_folder(folder: Path, progress: Progress | None = None) -> Report:
    """Verify an archive without opening it: damage must not keep it from being looked at.

    ArchiveError where the folder holds no archive.
    """
    from dragoman.verify import verify

    if not (folder / "ledger.jsonl").exists() and not (folder / "warc").is_dir():
        raise ArchiveError(f"there is no archive in {folder}", subject=str(folder))
    return verify(Store(folder, software=SOFTWARE), progress)


def repair_folder(folder: Path, *, dry_run: bool = False) -> list[str]:
    """What a repair of an archive would do (`dry_run`) or has done, in sentences; none where none.

    The archive is not opened, since it may be one that cannot be. Repaired, it can be appended to
    again; damage to what was chained stays, and `verify` goes on reporting it.
    """
    from dragoman.archiver.repair import plan, repair

    if not (folder / "ledger.jsonl").exists() and not (folder / "warc").is_dir():
        raise ArchiveError(f"there is no archive in {folder}", subject=str(folder))
    store = Store(folder, software=SOFTWARE)
    return (plan(store) if dry_run else repair(store)).findings


def models(models_dir: Path | None = None) -> list[Model]:
    """The translation models that are installed, the demo's own among them."""
    from dragoman.translate.model import installed_models

    return installed_models(models_dir)


def install_model(
    what: str, *, models_dir: Path | None = None, progress: Progress | None = None
) -> Model:
    """Install a model from a file, or one for a pair (`az-en`) from the Argos index.

    `progress` is called with the bytes downloaded and all of them. ModelInvalid where the file is
    not a model that can be used; ModelError where nothing could be downloaded. A model that was
    there before stays until the new one is whole.
    """
    from dragoman.translate.install import install_file, install_pair

    path = Path(what)
    if path.suffix == ".argosmodel" or path.exists():
        return install_file(path, models_dir)
    return install_pair(what, models_dir, progress=progress)


def remove_model(pair: str, *, models_dir: Path | None = None) -> None:
    """Remove an installed model; ModelMissing where there is none."""
    from dragoman.translate.install import remove

    remove(pair, models_dir)


def _wanted(outcome: Outcome) -> bool:
    return outcome.pending is None and outcome.translation is None


__all__ = ["Archive", "Capture", "Outcome", "Page"]
