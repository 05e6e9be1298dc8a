"""Reading many pages in several processes: bodies go out in order, and articles come back in order.

What is read of the archive and what is written to it stays with the one who asks, so that the
records are the same however many processes read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from dragoman.archiver.records.record import Record
from dragoman.errors import DragomanError
from dragoman.holdings import Holdings
from dragoman.page import Page
from dragoman.reader.page_reader import never
from dragoman.reader.read import Reading
from dragoman.steps.bodies import Source, first_source
from dragoman.steps.reading import tried

# Bodies that are held at once for each process, and articles that are kept together.
AHEAD, TOGETHER = 3, 16
# A body that was handed out, and what will come back; None where there was none to hand out.
Handed = tuple[Page, tuple[Source, Future[Reading]] | None]


def read_ahead(
    holdings: Holdings, ids: Iterable[str], workers: int
) -> Iterator[tuple[Page, DragomanError | None]]:
    """Read the articles of pages in `workers` processes; each page as it was before, and why it
    has none.

    Those that have one are not read again. Each is kept before it comes out.
    """
    holdings.reader.use(workers)
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque[Handed] = deque()
        done: list[tuple[Page, list[Record], DragomanError | None]] = []
        try:
            for identity in ids:
                waiting.append(_handed(holdings, identity, pool))
                if len(waiting) >= AHEAD * workers:
                    done.append(_came_back(holdings, waiting.popleft()))
                if len(done) >= (TOGETHER if workers > 1 else 1):
                    yield from _kept(holdings, done)
            while waiting:
                done.append(_came_back(holdings, waiting.popleft()))
            yield from _kept(holdings, done)
        finally:
            for _, handed in waiting:
                if handed is not None:
                    handed[1].cancel()


def _handed(holdings: Holdings, identity: str, pool: ThreadPoolExecutor) -> Handed:
    page = Page.recorded(holdings, identity)
    if page.article is not None or not page.held:
        return page, None
    try:
        source = first_source(holdings, page)
    except DragomanError:  # which is told where it is read in its turn
        return page, None
    return page, (source, pool.submit(holdings.reader.reading, source.body))


def _came_back(
    holdings: Holdings, handed: Handed
) -> tuple[Page, list[Record], DragomanError | None]:
    page, ahead = handed
    if page.article is not None:
        return page, [], None
    return page, *tried(holdings, page, never, (ahead[0], ahead[1].result) if ahead else None)


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
