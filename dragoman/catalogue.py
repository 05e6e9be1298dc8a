"""`Catalogue`: an archive as it is opened, looked up and closed; nothing is appended to it."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, Unpack

from dragoman.agreement import Agreement
from dragoman.archiver.lists.listed_page import ListedPage
from dragoman.archiver.records.reader import StoredRecord
from dragoman.archiver.store.store import Store
from dragoman.archiver.web.fetch_options import FetchOptions
from dragoman.decisions import State
from dragoman.guard import guarded
from dragoman.holdings import Engines, Holdings
from dragoman.index.asking import jobs, listed, query, verdicts
from dragoman.index.asking.choice import Choice, Filters
from dragoman.index.asking.conflicts import Conflict, conflicts
from dragoman.index.asking.statistics import statistics
from dragoman.index.building.view import Index, Source
from dragoman.index.search.hit import Hit
from dragoman.index.search.search import LIMIT, search
from dragoman.index.search.terms import Within
from dragoman.index.seen.named import LookedAt, looked_at
from dragoman.originals import CheckedOriginals
from dragoman.page import Page
from dragoman.page.pages import Pages
from dragoman.settings import Settings
from dragoman.steps.exporting import export_pages
from dragoman.steps.outcome import Outcome
from dragoman.steps.people.naming import read_names, suggest_names
from dragoman.steps.proving import EvidenceOf, evidence_of, since_of

if TYPE_CHECKING:
    from sqlite_utils import Database

    from dragoman.errors import DragomanError
    from dragoman.exchange import Exported
    from dragoman.exchange.evidence_export import Format
    from dragoman.exchange.wacz.wacz_signature import WaczSigner
    from dragoman.steps.named.watched import WatchedName
    from dragoman.steps.others.corroborating import Corroboration
    from dragoman.steps.proving import Since
    from dragoman.translate.memory import Memory
    from dragoman.translate.names.names import Names
    from dragoman.translate.names.suggest import Suggestion
    from dragoman.translate.people.same import SomeoneNamed

Progress = Callable[[int, int], None]


@guarded
class Catalogue(ABC):
    """An archive in a folder, as far as it is read; see `Archive`, which is one."""

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
        self._holdings = Holdings(
            self.folder,
            translate=self._translate_page,
            models_dir=models_dir,
            create=create,
            catch_up=catch_up,
            notices=notices,
        )

    def __repr__(self) -> str:
        closed = ", closed" if self._holdings.running.closed else ""
        return f"<{type(self).__name__} {str(self.folder)!r}{closed}>"

    @abstractmethod
    def _translate_page(self, page: str, to: str | None, engine: Engines) -> DragomanError | None:
        """What a page asks to be translated by; why it was not, or None."""

    @property
    def store(self) -> Store:
        """The WARC files and the ledger; its `notices` say what a caller should know."""
        return self._holdings.store

    @property
    def index(self) -> Index:
        """The view that everything is looked up in."""
        return self._holdings.index

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
        return self._holdings.originals

    @property
    def settings(self) -> Settings:
        """What `dragoman.toml` said when the archive was opened."""
        return self._holdings.settings

    @property
    def agreement(self) -> Agreement:
        """What the settings change about where requests go, and whether that was agreed to here."""
        return Agreement.of(self.folder, self.settings)

    def __enter__(self) -> Self:
        self._holdings.running.check()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def tell_sheets(self, progress: Progress) -> None:
        """From now on `progress(done, total)` is told of each page of a scan that is read."""
        self._holdings.running.check()
        self._holdings.sheet_progress = progress

    def tell_hearing(self, progress: Callable[[float, float], None]) -> None:
        """From now on `progress(seconds, total)` is told of each piece of a recording
        that is heard."""
        self._holdings.running.check()
        self._holdings.hearing_progress = progress

    def hear_as(self, language: str | None) -> None:
        """The language that recordings are heard in from now on, by your word; None: the model
        tells it, minute by minute."""
        self._holdings.running.check()
        self._holdings.spoken = language and language.partition("-")[0]  # nobody speaks a script

    def close(self) -> None:
        """End the iterators, with what is in flight in them kept, and refuse from now on.

        It waits for a step that an iterator is in, in whatever thread. Closing again does nothing.
        """
        self._holdings.close()

    # -- pages -------------------------------------------------------------------------------

    def page_ids(self) -> list[str]:
        """The ids of all pages, oldest first; also of those that were set aside as mistaken."""
        return query.page_ids(self.index.connection)

    def list_pages(self, **filters: Unpack[Filters]) -> Iterator[dict[str, Any]]:
        """The pages with their state, oldest first; the keys are the contract's.

        Filters as for `pages`.
        """
        choice = Choice(**filters)
        return self._holdings.running.follow(
            lambda: listed.list_pages(self.index.connection, choice)
        )

    def pages(self, **filters: Unpack[Filters]) -> Pages:
        """The pages, oldest first, each read when it is its turn; `len` counts them.

        Kept to those for which all of the filters hold: `url`, `failed`, `site`, `tag`, `language`,
        `verdict`, `state`, `flagged`, `since`, `until`, `mistaken` (see `Choice`). What was set
        aside as mistaken is not among them, unless it is asked for (True, or None for all).
        UsageError for a filter that is none.
        """
        choice = Choice(**filters)
        choice.where()  # what is wrong with it is said at once
        return Pages(self._holdings, choice)

    def not_had(self) -> list[ListedPage]:
        """What could not be captured when it was tried last, with its note and tags, oldest first.

        `capture_many` tries them again.
        """
        found = jobs.not_had(self.index.connection)
        return [ListedPage(url, note, tuple(tags)) for url, note, tags in found]

    def stats(self, **filters: Unpack[Filters]) -> dict[str, Any]:
        """How many `pages` there are, and by `sites languages months verdicts states`.

        Each of these is a dict of counts that adds up to `pages`; `-` is for those of which it is
        not known. Filters as for `pages`.
        """
        return statistics(self.index.connection, Choice(**filters))

    def page(self, identity: str) -> Page:
        """A page by its id or any unique prefix; RecordNotFound or AmbiguousId where none is."""
        return Page.find(self._holdings, identity)

    def search(
        self,
        text: str,
        *,
        language: str | None = None,
        exact: bool = False,
        since: str | None = None,
        until: str | None = None,
        site: str | None = None,
        state: State | None = None,
        flag: str | None = None,
        near: str | None = None,
        limit: int = LIMIT,
    ) -> list[Hit]:
        """Sentences that hold every word and every `"phrase"` of `text`, the closest first.

        Names are found in any script or spelling, words with their endings, `word*` whatever goes
        on so; `exact` looks for the text as it is written. Only pages in a `language` (by its
        code), captured `since` and `until` an ISO date (both included), of a `site` and the hosts
        below it; only sentences in a `state` or with a `flag` (by its code); only those that name
        somebody, or stand beside one that does (`near`: a name in any spelling, among those that
        `people` found). UsageError where a date is none.
        """
        within = Within(language, since, until, site, state, flag)

        def found(only: Collection[int] | None = None) -> list[Hit]:
            connection = self.index.connection
            return search(connection, text, within=within, exact=exact, limit=limit, only=only)

        if near is None:
            return found()
        from dragoman.steps.named.nearby import near as near_somebody

        return near_somebody(self._holdings, near, found)

    def record(self, identity: str, *, source: Source | None = None) -> StoredRecord:
        """A record by its full id, read from its WARC file; found by another source where given."""
        return self._holdings.record(identity, source=source)

    # -- names and memory --------------------------------------------------------------------

    def names(self) -> Names:
        """The archive's `names.csv`, as it is now. UsageError says which line of it is wrong."""
        return read_names(self._holdings)

    def memory(self, to: str | None = None) -> Memory:
        """The translations that people approved in this archive, and the words they rejected."""
        return verdicts.memory(self.index.connection, self._holdings.target(to))

    def conflicts(self, to: str | None = None) -> Iterator[Conflict]:
        """The sentences and headlines that stand translated into a language in two ways or more;
        then names and terms of `names.csv` that are put in two ways inside other sentences."""
        return conflicts(self.index.connection, self._holdings.target(to), self.names())

    def people(
        self, *, again: bool = False, progress: Progress | None = None
    ) -> list[SomeoneNamed]:
        """The people and organisations that articles name, whoever is named most first.

        Each has `name kind spellings pages mentions`; a mention has `page n start stop text`, the
        places counted in characters of `Page.text` (None in a headline). Articles that nobody
        looked at are looked at first, and recorded; with `again` all. What of them was looked at,
        and by what, `people_looked_at` says; nobody is named in what it does not count.
        """
        from dragoman.steps.named.looking_for_people import people

        return people(self._holdings, again=again, progress=progress)

    def watched(self, path: Path) -> list[SomeoneNamed]:
        """Which of the names in a file are in articles and headlines, and where.

        A name a line with a note behind it, in a text, CSV or XLSX file; the order is the file's.
        UsageError where it cannot be read or holds none.
        """
        from dragoman.steps.named.watched import watched_in_archive

        return watched_in_archive(self._holdings, path)

    def watched_in(self, page: Page) -> list[WatchedName]:
        """The names of the archive's own watch list (`people.watch` of the settings) in a page."""
        from dragoman.steps.named.watched import watched_in_page

        return watched_in_page(self._holdings, page)

    def people_looked_at(self) -> LookedAt:
        """What `people` rests on: pages and sentences that were looked at, by what, and not."""
        return looked_at(self.index.connection)

    def suggest_names(self) -> list[Suggestion]:
        """The names in this archive that `names.csv` does not have, the commonest first."""
        return suggest_names(self._holdings)

    # -- out, and whether all is as it was ---------------------------------------------------

    def export(
        self,
        ids: Iterable[str] | None,
        format: Format,
        path: Path,
        *,
        to: str | None = None,
        machine: bool = False,
        omegat: bool = False,
        notes: bool = False,
        clean: bool = False,
        signer: WaczSigner | None = None,
        search: str | None = None,
        withhold: Path | None = None,
        openings: Path | None = None,
        report_language: str = "en",
        **filters: Unpack[Filters],
    ) -> Exported:
        """Write pages to a file, whole or not at all; all that are listed where `ids` is None.

        Then `search` keeps them to those in which words are found, as `Archive.search` finds them
        and however many they are, and filters are as for `pages`. `machine` takes sentences that
        nobody has read into a TMX as well; `omegat` makes an XLIFF 1.2 for OmegaT before version 6;
        `notes` has footnotes in a DOCX, `clean` the translation alone in an HTML; `signer` signs a
        WACZ; `report_language` (`en`, `az`, `ru`) is that of a report's own sentences, and a report
        is a PDF where the path ends in `.pdf`. `withhold` is a list of names and passages that are
        left off, `openings` where that is kept by which they can be shown later (see
        docs/withheld.md); ArchiveError where any of them is found in what was made, and then
        nothing is. UsageError for an unknown format, and where what was set aside as mistaken is to
        be searched, or `path` is an archive's own file; RecordNotFound where a page has no
        translation to write.
        """
        return export_pages(
            self._holdings, ids, format, path,
            to=to, machine=machine, omegat=omegat, notes=notes, clean=clean,
            signer=signer, search=search, filters=filters, withhold=withhold, openings=openings,
            language=report_language,
        )  # fmt: skip

    def recover(
        self,
        urls: Sequence[str],
        *,
        archives: Sequence[str] | None = None,
        at: str | None = None,
        again: bool = False,
        options: FetchOptions | None = None,
        cancel: threading.Event | None = None,
        asking: Callable[[], None] | None = None,
    ) -> Iterator[Outcome]:
        """Ask web archives of others for pages that are gone; an Outcome each, recorded before.

        `archives`: addresses of their collections, those of the settings where not said. `at`: what
        was captured nearest to a date (ISO 8601); the newest where not said. What was recovered
        before is handed out again, and asked for only with `again`. Never asks the page's own site.
        `asking` is called before anybody is. UsageError for an address or a date that is none.
        """
        from dragoman.steps.recovering import recovering

        step = recovering(self._holdings, archives, at, options, cancel, again=again, asking=asking)
        return self._holdings.running.follow(lambda: step(urls))

    def corroborate(
        self,
        ids: Iterable[str],
        *,
        archives: Sequence[str] | None = None,
        again: bool = False,
        options: FetchOptions | None = None,
        cancel: threading.Event | None = None,
        asking: Callable[[], None] | None = None,
    ) -> Iterator[Corroboration]:
        """What independent archives hold of pages, sentence by sentence; each recorded before.

        `archives`: web archives by the address of their collection or their name in the settings,
        folders of colleagues' archives, WACZ and WARC files; those of the settings where not said.
        What they hand out is no capture of ours. What was found before is asked for only with
        `again`, or where somebody could not be asked then. Raises nothing on account of one page.
        `asking` is called before anybody is. UsageError for no archive.
        """
        from dragoman.steps.others.corroborating import corroborating

        step = corroborating(self._holdings, archives, options, cancel, again=again, asking=asking)
        return self._holdings.running.follow(lambda: step(list(ids)))

    def evidence(self, identity: str) -> EvidenceOf:
        """What a court would ask for of a page, item by item: there, in part, or missing.

        Its records are read anew; one that cannot be is named. See docs/berkeley.md.
        """
        return evidence_of(self._holdings, identity)

    def since(self, identity: str) -> Since | None:
        """Since when a page exists at the latest, as a time stamp shows; None where none does."""
        return since_of(self._holdings, identity)
