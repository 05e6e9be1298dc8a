"""A session opened over an archive, and an answer of one kept as a page."""

from __future__ import annotations

from collections.abc import Sequence

from requests import Response
from urllib3.util import Retry

from dragoman.archiver.records.record import Record
from dragoman.archiver.web.fetch_options import FetchOptions
from dragoman.errors import UsageError
from dragoman.holdings import Holdings
from dragoman.page import Page
from dragoman.steps.reading import try_article
from dragoman.steps.sessions.session import RecordingSession, begun, visit_of
from dragoman.steps.sessions.session_visit import Recorder


def open_session(
    holdings: Holdings,
    options: FetchOptions,
    retries: int | Retry,
    *,
    note: str | None,
    tags: Sequence[str],
    read: bool,
) -> RecordingSession:
    """See `Archive.session`."""

    def append(records: Sequence[Record]) -> None:
        holdings.append(records, "captures")

    def read_unread(identity: str) -> None:
        page = Page.recorded(holdings, identity)
        if page.has_article_to_read and page.article is None:
            try_article(holdings, page)

    recorder = Recorder(
        append,
        read_unread if read else None,
        holdings.originals,
        holdings.stamp,
        note,
        tuple(tags),
    )
    spool_dir = holdings.store.spool_dir
    steps = holdings.running.follow(lambda: begun(recorder, options, spool_dir, retries))
    session = next(steps)
    session.end_with(steps.close)
    return session


def keep_answer(
    holdings: Holdings, response: Response, *, note: str | None, tags: Sequence[str]
) -> Page:
    """See `Archive.keep`."""
    originals = holdings.originals
    visit = visit_of(response)
    if visit.recorder.originals is not originals:
        raise UsageError("this answer is in another archive; keep it there")
    return Page.recorded(holdings, visit.keep(note, tags))
