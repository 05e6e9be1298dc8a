"""`Holdings`: what an archive has at hand, as each step is handed it. Not the facade.

It opens the folder and closes it; what is done with what lies in it is in `steps/`.
"""

from __future__ import annotations

import contextlib
import copy
import functools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from dragoman.archiver.foreign.foreign import ForeignReader
from dragoman.archiver.records.reader import StoredRecord, read_chained
from dragoman.archiver.records.record import Record
from dragoman.archiver.store.store import Store
from dragoman.errors import DragomanError, RecordNotFound
from dragoman.index.asking import query
from dragoman.index.building.view import Index, Source
from dragoman.originals import CheckedOriginals
from dragoman.provenance import durable
from dragoman.provenance.stamp import Stamp
from dragoman.reader.hearing_reader import HearingReader
from dragoman.reader.page_reader import PageReader
from dragoman.reader.scan_reader import ScanReader
from dragoman.running import Running
from dragoman.settings import FILE as SETTINGS_FILE
from dragoman.settings import TEMPLATE, Settings, read_settings
from dragoman.translate.models.model import EngineName
from dragoman.version import SOFTWARE, VERSION

# One engine for all languages, or one by source language; a name in full is a demo model's.
Engines = EngineName | str | Mapping[str, str]
# Translates the page with an id into a language (None: the archive's own); why it was not, or None.
# Told of each page of a scan that was read: how many of how many.
SheetProgress = Callable[[int, int], None]
# Told of each piece of a recording that was heard: up to which second, of how many.
HearingProgress = Callable[[float, float], None]
TranslatePage = Callable[[str, str | None, Engines], DragomanError | None]


def _nothing(_done: float, _total: float) -> None:
    """Nobody wants to know."""


class Holdings:
    """The parts of one open archive. Threads may share it; once closed, it hands nothing out.

    ArchiveError where the folder cannot be read or written or holds other files, UsageError where
    `dragoman.toml` is not understood.
    """

    def __init__(
        self,
        folder: Path,
        *,
        translate: TranslatePage,
        models_dir: Path | None = None,
        create: bool = True,
        catch_up: bool = True,
        notices: list[str] | None = None,
    ) -> None:
        """`translate` is what a page asks to be translated; the others are `Archive`'s own."""
        self.folder = folder
        self.models_dir = models_dir
        self.translate = translate
        self.running = Running(str(folder))
        self.sheet_progress: SheetProgress = _nothing
        self.hearing_progress: HearingProgress = _nothing
        self.spoken: str | None = None  # the language of recordings, where a person says it
        self._store = Store(folder, software=SOFTWARE, notices=notices)
        if create:
            self._store.create()
        else:
            self._store.open()
        self._write_template()
        self._settings = read_settings(folder)
        self._index = Index(self._store)
        self._originals = CheckedOriginals(folder, self._index, self._store.appended)
        self._foreign = ForeignReader(folder)
        try:
            if catch_up:
                self._index.prepare()
        except BaseException:
            self._index.close()
            raise

    @property
    def store(self) -> Store:
        """The WARC files and the ledger; its `notices` say what a caller should know."""
        self.running.check()
        return self._store

    @property
    def index(self) -> Index:
        """The view that everything is looked up in."""
        self.running.check()
        return self._index

    @property
    def originals(self) -> CheckedOriginals:
        """Which records hold a body that came before, each read back once."""
        self.running.check()
        return self._originals

    @property
    def foreign(self) -> ForeignReader:
        """The files that other programs made, and `imports/` keeps."""
        self.running.check()
        return self._foreign

    @property
    def settings(self) -> Settings:
        """What `dragoman.toml` said when the archive was opened."""
        self.running.check()
        return self._settings

    @functools.cached_property
    def reader(self) -> PageReader:
        """What reads articles out of bodies, in processes of its own."""
        return PageReader(self.settings.limits)

    @functools.cached_property
    def scans(self) -> ScanReader:
        """What reads pages that are pictures, in processes of its own."""
        return ScanReader(self.settings.limits.sheet_time)

    @functools.cached_property
    def hearing(self) -> HearingReader:
        """What hears recordings, in a process of its own."""
        return HearingReader(self.settings.limits.hearing_time)

    def reading_scans_by(self, scans: ScanReader) -> Holdings:
        """The same archive, with another to read pages that are pictures."""
        other = copy.copy(self)
        other.scans = scans
        return other

    @property
    def body_limit(self) -> int:
        """The bytes that a body may unpack to before an article is read out of it."""
        return self.settings.limits.max_decoded

    @property
    def notices(self) -> list[str]:
        """What a caller should know, a sentence each; they may be added to."""
        return self.store.notices

    def target(self, to: str | None) -> str:
        """The language that is translated into: the one asked for, or the archive's own."""
        return to or self.settings.target

    def stamp(self, tool: str) -> Stamp:
        """What is told of the program that made a record."""
        return Stamp.now(f"dragoman.{tool}", VERSION)

    def append(self, records: Sequence[Record], kind: str, *, asked_next: bool = False) -> None:
        """Append records durably, all or none; the index follows at once, or later where it cannot.

        `kind` is that of the file: `captures` or `derived`. With `asked_next`, for what is about to
        ask for these very records, IndexUnusable where the index cannot follow.
        """
        if not records:
            return
        self.store.append(records, kind)
        if asked_next:
            self.index.catch_up()
        else:
            self.index.keep_up()

    def record(self, identity: str, *, source: Source | None = None) -> StoredRecord:
        """A record by its full id, read from its WARC file; found by another source where given."""
        row = query.record_row((source or self.index).connection, identity)
        trouble = self.index.trouble
        if row is None and trouble is not None:
            row = self.index.recall(lambda connection: query.record_row(connection, identity))
        if row is None:
            raise trouble or RecordNotFound(f"no record has the id {identity}", subject=identity)
        return read_chained(self.folder, row["file"], row["offset"], identity)

    def close(self) -> None:
        """End the iterators, with what is in flight in them kept, and refuse from now on."""
        try:
            self.running.end()
        finally:
            self._index.close()
            self._foreign.close()

    def _write_template(self) -> None:
        """Settings to begin with; an archive that cannot be written to is read without them."""
        path = self.folder / SETTINGS_FILE
        with contextlib.suppress(OSError):
            if not path.exists() and not any((self.folder / "warc").iterdir()):
                durable.write_new(path, TEMPLATE.encode())
