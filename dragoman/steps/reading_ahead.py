"""Reading many pages in several processes: bodies go out in order, and articles come back in order.

What is read of the archive and what is written to it stays with the one who asks, so that the
records are the same however many processes read, here or on other machines.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from dragoman.archiver.article.page_body import PageBody
from dragoman.archiver.records.record import Record
from dragoman.errors import DragomanError, WorkersFailed
from dragoman.holdings import Holdings
from dragoman.page import Page
from dragoman.reader.elsewhere import Elsewhere, ReaderElsewhere
from dragoman.reader.page_reader import PageReader, never
from dragoman.reader.read import Reading
from dragoman.reader.scan_reader import Scan
from dragoman.reader.scans_elsewhere import ScansElsewhere
from dragoman.steps.bodies import Source, first_source, scan_content
from dragoman.steps.reading import tried
from dragoman.steps.scans.scanning import is_picture
from dragoman.steps.scans.scanning_pictures import InPictures
from dragoman.translate.workers.orders import Workers

# Bodies that are held at once for each process, and articles that are kept together.
AHEAD, TOGETHER = 3, 16
# Bodies that are on their way to other machines, and back, while those read.
ON_THE_WAY = 2
# A body that was handed out, and what will come back; None where there was none to hand out.
Handed = tuple[Page, tuple[Source, Future[Reading]] | None]


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads, how many bodies at once, and whether the rest was called off."""

    reader: PageReader
    count: int
    scans: ScansElsewhere | None = None
    ended: threading.Event = field(default_factory=threading.Event)

    @classmethod
    def of(cls, holdings: Holdings, workers: int | Workers) -> Readers:
        """So many processes of this machine, or workers that call functions elsewhere."""
        if isinstance(workers, Elsewhere):
            reader = ReaderElsewhere(holdings.settings.limits, workers)
            scans = ScansElsewhere(holdings.settings.limits.sheet_time, workers)
            return cls(reader, workers.count() + ON_THE_WAY, scans)
        count = workers if isinstance(workers, int) else workers.count()
        holdings.reader.use(count)
        return cls(holdings.reader, count)

    def reading(self, body: PageBody) -> Reading:
        return self.reader.reading(body, self.ended.is_set)


def is_held(page: Page) -> bool:
    return page.held


def read_ahead(
    holdings: Holdings,
    ids: Iterable[str],
    workers: int | Workers,
    wanted: Callable[[Page], bool] = is_held,
    *,
    pictures: bool = False,
) -> Iterator[tuple[Page, DragomanError | None]]:
    """Read the articles of pages that are `wanted`, by several at once; each page as it was before,
    and why it has none.

    Those that have one are not read again. Each is kept before it comes out. WorkersFailed where
    those that were to read could not; what came back before is kept. With `pictures` the text in
    those of a page is read too.
    """
    readers, within = Readers.of(holdings, workers), InPictures() if pictures else None
    if readers.scans is not None:
        holdings = holdings.reading_scans_by(readers.scans)
    with ThreadPoolExecutor(readers.count) as pool:
        waiting: deque[Handed] = deque()
        done: list[tuple[Page, list[Record], DragomanError | None]] = []
        try:
            for identity in ids:
                waiting.append(_handed(holdings, identity, wanted, readers, pool))
                if len(waiting) >= AHEAD * readers.count:
                    done.append(_came_back(holdings, waiting.popleft(), wanted, within))
                if len(done) >= (TOGETHER if readers.count > 1 else 1):
                    yield from _kept(holdings, done)
            while waiting:
                done.append(_came_back(holdings, waiting.popleft(), wanted, within))
            yield from _kept(holdings, done)
        except WorkersFailed:
            yield from _kept(holdings, done)
            raise
        finally:
            readers.ended.set()
            for _, handed in waiting:
                if handed is not None:
                    handed[1].cancel()


def _handed(
    holdings: Holdings,
    identity: str,
    wanted: Callable[[Page], bool],
    readers: Readers,
    pool: ThreadPoolExecutor,
) -> Handed:
    page = Page.recorded(holdings, identity)
    if page.article is not None or not wanted(page) or not page.held:
        return page, None
    try:
        if is_picture(page):
            if readers.scans is not None:
                scan = Scan(scan_content(holdings, page), page.stood_at)
                readers.scans.begin(scan, pool, readers.ended.is_set)
            return page, None
        source = first_source(holdings, page)
    except DragomanError:  # which is told where it is read in its turn
        return page, None
    return page, (source, pool.submit(readers.reading, source.body))


def _came_back(
    holdings: Holdings, handed: Handed, wanted: Callable[[Page], bool], pictures: InPictures | None
) -> tuple[Page, list[Record], DragomanError | None]:
    page, ahead = handed
    if page.article is not None or not wanted(page):
        return page, [], None
    first = (ahead[0], ahead[1].result) if ahead else None
    return page, *tried(holdings, page, never, first, pictures=pictures)


def _kept(
    holdings: Holdings, done: list[tuple[Page, list[Record], DragomanError | None]]
) -> Iterator[tuple[Page, DragomanError | None]]:
    """Keep what was read, all together; then hand it out."""
    failed: DragomanError | None = None
    try:
        holdings.append([record for _, records, _ in done for record in records], "derived")
    except DragomanError as error:
        failed = error
    for page, records, why_none in done:
        yield page, failed if failed is not None and records else why_none
    done.clear()
