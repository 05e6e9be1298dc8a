"""`Archive.session()`: a session of `requests` all of whose answers are in the archive."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.util import Retry

from dragoman.archiver.session.session_adapter import VISIT, RecordingAdapter
from dragoman.archiver.web.cookies import load_cookies
from dragoman.archiver.web.fetch import CODINGS, HARMLESS
from dragoman.archiver.web.fetch_options import FetchOptions
from dragoman.errors import FetchError, UsageError
from dragoman.steps.sessions.session_visit import Own, Recorder, SessionVisit

# What `requests` says of itself, in our words: see `CODINGS`.
ALWAYS = {"Accept-Encoding": CODINGS, "Accept": "*/*", "Connection": "keep-alive"}


class RecordingSession(requests.Session):
    """A session whose adapter records; threads may share it as they may share one of `requests`.

    Made by `Archive.session`. Closing it ends what is still being read, with what came of it kept.
    """

    def __init__(
        self,
        recorder: Recorder,
        options: FetchOptions,
        spool_dir: Path,
        retries: int | Retry,
    ) -> None:
        if options.browser:
            raise UsageError("a session shows nothing in a browser; capture such pages")
        self._here = threading.local()
        self._busy = threading.Condition()
        self._threads: list[int] = []
        self._ends: Callable[[], None] | None = None
        super().__init__()
        always = {"User-Agent": options.user_agent, **ALWAYS}
        self._recorder, self._own = recorder, Own(always)
        self.headers.clear()
        self.headers.update(always | dict(options.headers))
        self.max_redirects = options.limits.max_redirects
        for cookie in load_cookies(options.cookies) if options.cookies else ():
            self.cookies.set_cookie(cookie)
        self._recording = RecordingAdapter(options, spool_dir, self._visit, retries_of(retries))
        self._mounted = [self._recording]
        for prefix in ("https://", "http://"):
            self.mount(prefix, self._recording)

    # -- as requests is asked ------------------------------------------------------------------

    @property
    def trust_env(self) -> bool:
        """No: neither proxies nor passwords nor roots are taken from the environment."""
        return False

    @trust_env.setter
    def trust_env(self, value: bool) -> None:
        if value and self._is_made:
            raise UsageError("trust_env is off in a session that records, and stays so")

    def mount(self, prefix: str | bytes, adapter: BaseAdapter) -> None:
        """A plain `HTTPAdapter` says how often to try; another would not record: UsageError."""
        if not self._is_made:
            return
        if not isinstance(adapter, RecordingAdapter):
            if type(adapter) is not HTTPAdapter:
                raise UsageError(
                    f"{type(adapter).__name__} would not record what it sends; of adapters only "
                    "HTTPAdapter(max_retries=...) is taken, for its retries"
                )
            adapter = self._recording.with_retries(adapter.max_retries)
            self._mounted.append(adapter)
        super().mount(prefix, adapter)

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """As `requests` does; how it went is recorded before the program has the answer."""
        visit = self._take_following()
        if visit is not None:
            with self._in(visit):
                return super().send(request, **kwargs)
        visit = SessionVisit(self._recorder, self._own)
        error: FetchError | None = None
        with self._being_busy():
            try:
                with self._in(visit):
                    return super().send(request, **kwargs)
            except requests.TooManyRedirects:
                error = FetchError(
                    f"{request.url} redirects without end", step="redirect", subject=request.url
                )
                raise
            finally:
                visit.over(error)

    def resolve_redirects(  # type: ignore[override]
        self, resp: requests.Response, req: requests.PreparedRequest, **kwargs: Any
    ) -> Generator[requests.Response, None, None]:
        """As `requests` does; what a redirect leads to is of the same visit."""
        hops: Iterator[requests.Response] = super().resolve_redirects(resp, req, **kwargs)
        while True:
            self._here.following = vars(resp).get(VISIT)
            try:
                hop = next(hops, None)
            finally:
                self._here.following = None
            if hop is None:
                return
            yield hop

    def rebuild_auth(
        self, prepared_request: requests.PreparedRequest, response: requests.Response
    ) -> None:
        """What the program adds to a request goes no further than a password of its own does."""
        super().rebuild_auth(prepared_request, response)  # type: ignore[no-untyped-call]
        here, there = response.request.url or "", prepared_request.url or ""
        if self.should_strip_auth(here, there):  # type: ignore[no-untyped-call]
            for name in self._own.headers(prepared_request):
                if name.lower() not in HARMLESS:
                    del prepared_request.headers[name]

    def close(self) -> None:
        """End what is still being read, with what came of it kept, once other threads are done."""
        if self._ends is not None:
            self._ends()
        self.end()

    # -- as the archive is told ----------------------------------------------------------------

    def end_with(self, ends: Callable[[], None]) -> None:
        """What is called as well when the program closes the session."""
        self._ends = ends

    def end(self) -> None:
        """End what is still being read; what came of it is kept."""
        me = threading.get_ident()
        with self._busy:
            self._busy.wait_for(lambda: all(each == me for each in self._threads))
        for adapter in self._mounted:
            adapter.close()

    # -- threads -------------------------------------------------------------------------------

    @property
    def _is_made(self) -> bool:
        """Whether the constructor of `requests` is through, which sets what is otherwise here."""
        return hasattr(self, "_mounted")

    def _visit(self) -> SessionVisit:
        """The one that this thread is in; a request past `send` is a visit by itself."""
        visit: SessionVisit | None = getattr(self._here, "visit", None)
        if visit is None:
            visit = SessionVisit(self._recorder, self._own)
            visit.over()
        return visit

    def _take_following(self) -> SessionVisit | None:
        visit: SessionVisit | None = getattr(self._here, "following", None)
        self._here.following = None
        return visit

    @contextmanager
    def _in(self, visit: SessionVisit) -> Iterator[None]:
        before = getattr(self._here, "visit", None)
        self._here.visit = visit
        try:
            yield
        finally:
            self._here.visit = before

    @contextmanager
    def _being_busy(self) -> Iterator[None]:
        me = threading.get_ident()
        with self._busy:
            self._threads.append(me)
        try:
            yield
        finally:
            with self._busy:
                self._threads.remove(me)
                self._busy.notify_all()


def retries_of(retries: int | Retry) -> Retry:
    """As `HTTPAdapter` understands a number."""
    if isinstance(retries, int) and retries == 0:
        return Retry(0, read=False)
    return Retry.from_int(retries)


def begun(
    recorder: Recorder, options: FetchOptions, spool_dir: Path, retries: int | Retry
) -> Iterator[RecordingSession]:
    """One session, which ends before the archive is closed."""
    session = RecordingSession(recorder, options, spool_dir, retries)
    try:
        yield session
    finally:
        session.end()


def visit_of(response: requests.Response) -> SessionVisit:
    """The visit that ended with an answer; UsageError where it ended none."""
    visit = getattr(response, VISIT, None)
    if not isinstance(response, requests.Response) or not isinstance(visit, SessionVisit):
        raise UsageError("this answer came through no session of an archive, so it is not kept")
    if response.is_redirect or not visit.ends_with(response):
        raise UsageError("this answer is not the last of its visit; keep the one that it led to")
    return visit
