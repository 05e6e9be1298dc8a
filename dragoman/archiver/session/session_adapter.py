"""The recording transport as an adapter of `requests`. The border to that library.

What a program asks for through it goes over our own connections, under the guard of addresses and
the limits, and is handed to the visit that it belongs to before the program has it (a stream: when
it ends). Failures are those of `requests`, each raised from our own error.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.cookies import extract_cookies_to_jar
from requests.structures import CaseInsensitiveDict
from requests.utils import get_encoding_from_headers, select_proxy
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    MaxRetryError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
    ResponseError,
)
from urllib3.util import Retry, Timeout

from dragoman.archiver.session.session_body import Body, LiveBody, StoredBody, raw_response
from dragoman.archiver.web.connection import Dialing
from dragoman.archiver.web.fetch_options import FetchOptions
from dragoman.archiver.web.http1 import Arriving
from dragoman.archiver.web.http_exchange import Exchange
from dragoman.archiver.web.limits import Limits
from dragoman.archiver.web.proxy import ProxyAddress
from dragoman.archiver.web.transport import RecordingTransport
from dragoman.archiver.web.urls import normalise
from dragoman.errors import ArchiveError, FetchError, UsageError

VISIT = "dragoman_visit"  # the attribute of a response that says which visit it ended
PROXIED = frozenset({"http", "https", "all"})
# Of a step that a fetch ended at, what `requests` raises.
RAISED: Mapping[str, type[requests.RequestException]] = {
    "url": requests.exceptions.InvalidURL,
    "proxy": requests.exceptions.ProxyError,
    "tls": requests.exceptions.SSLError,
}


class Visit(Protocol):
    """What a request belongs to, with its redirects; told of all that comes."""

    def asks(self, request: requests.PreparedRequest) -> None: ...
    def opened(self) -> None: ...
    def arrived(self, exchange: Exchange, *, was_open: bool = False) -> None: ...
    def failed(self, error: FetchError) -> None: ...


class RecordingAdapter(BaseAdapter):
    """Sends what `requests` has prepared, and keeps it. Threads may share it.

    `visit` says to what the calling thread's request belongs.
    """

    def __init__(
        self, options: FetchOptions, spool_dir: Path, visit: Callable[[], Visit], retries: Retry
    ) -> None:
        super().__init__()
        self.max_retries = retries
        self._options = options
        self._spool_dir = spool_dir
        self._visit = visit
        self._transports: dict[tuple[Any, ...], RecordingTransport] = {}
        self._live: set[LiveBody] = set()
        self._lock = threading.Lock()
        self._closed = False

    def with_retries(self, retries: Retry) -> RecordingAdapter:
        """Another like this one, that tries again otherwise."""
        return RecordingAdapter(self._options, self._spool_dir, self._visit, retries)

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """One exchange, or several where it is tried again; RequestException where none came."""
        if cert is not None:
            raise UsageError(
                "cert= is not taken: a certificate of the client's own is not supported here"
            )
        url = _clean_url(request.url or "")
        transport = self._transport(url, verify, proxies)
        visit, limits = self._visit(), limits_of(self._options.limits, timeout)
        fields, body = header_fields(request), body_of(request, limits)
        retries = self.max_retries
        method = request.method or "GET"
        while True:
            visit.asks(request)
            try:
                response = self._once(transport, request, url, fields, body, limits, visit, stream)
            except FetchError as error:
                visit.failed(error)
                retries = _again(retries, method, url, error)
                retries.sleep()
                continue
            if not self._is_worth_another_try(retries, method, response):
                return response
            try:
                retries = retries.increment(method, url, response=response.raw)
            except MaxRetryError as error:
                if not retries.raise_on_status:
                    return response
                response.raw.drain_conn()
                raise requests.exceptions.RetryError(error, request=request) from error
            response.raw.drain_conn()  # a stream is recorded to its end
            retries.sleep(response.raw)

    def close(self) -> None:
        """End what is still being read, each with what came of it kept, and every connection."""
        with self._lock:
            self._closed = True
            live, transports = list(self._live), list(self._transports.values())
            self._transports.clear()
        for body in live:
            body.close()
        for transport in transports:
            transport.close()

    def _transport(
        self, url: str, verify: bool | str, proxies: Mapping[str, str] | None
    ) -> RecordingTransport:
        """The connections for what is trusted and by which way; those of others are not used."""
        options = self._options
        proxy = proxy_of(url, proxies) or options.proxy
        roots = roots_of(verify)
        unverified = verify is False or (roots is None and options.allow_bad_certificate)
        with self._lock:
            if self._closed:
                raise ArchiveError("the session was closed; open another with Archive.session()")
            key = (proxy, roots, unverified)
            if key not in self._transports:
                dialing = Dialing(
                    options.limits,
                    options.allow_private,
                    roots or options.ca_file,
                    proxy,
                    unverified,
                    no_other_roots=roots is not None,
                )
                self._transports[key] = RecordingTransport(dialing, self._spool_dir)
            return self._transports[key]

    def _once(
        self,
        transport: RecordingTransport,
        request: requests.PreparedRequest,
        url: str,
        fields: list[tuple[str, str]],
        body: bytes,
        limits: Limits,
        visit: Visit,
        stream: bool,
    ) -> requests.Response:
        arriving = transport.begin(request.method or "GET", url, fields, body, limits)
        head = arriving.head
        if stream and not arriving.is_empty:
            content: Body = self._live_body(arriving, transport, visit)
        else:
            exchange = transport.finish(arriving)
            visit.arrived(exchange)
            content = StoredBody(exchange)
        return self._response(
            request, raw_response(head, content, request, limits.max_decoded), visit
        )

    def _live_body(
        self, arriving: Arriving, transport: RecordingTransport, visit: Visit
    ) -> LiveBody:
        def ended(body: LiveBody) -> Exchange:
            with self._lock:
                self._live.discard(body)
            exchange = transport.finish(arriving)
            visit.arrived(exchange, was_open=True)
            return exchange

        body = LiveBody(arriving, ended)
        visit.opened()
        with self._lock:
            self._live.add(body)
            closed = self._closed
        if closed:
            body.close()
        return body

    def _response(
        self, request: requests.PreparedRequest, raw: Any, visit: Visit
    ) -> requests.Response:
        response = requests.Response()
        response.status_code = raw.status
        response.headers = CaseInsensitiveDict(raw.headers)
        response.encoding = get_encoding_from_headers(response.headers)
        response.raw = raw
        response.reason = raw.reason
        response.url = request.url or ""
        extract_cookies_to_jar(response.cookies, request, raw)  # type: ignore[no-untyped-call]
        response.request = request
        vars(response)["connection"] = self  # by which `auth` asks once more
        vars(response)[VISIT] = visit
        return response

    def _is_worth_another_try(
        self, retries: Retry, method: str, response: requests.Response
    ) -> bool:
        """Whether the program wants to, and the server asks for no more patience than there is."""
        asked = response.headers.get("Retry-After")
        if not retries.is_retry(method, response.status_code, bool(asked)):
            return False
        wait = retries.get_retry_after(response.raw) if asked else None
        return wait is None or wait <= self._options.politeness.longest_wait


def _clean_url(url: str) -> str:
    if "@" in urlsplit(url).netloc:
        raise UsageError(
            "a URL with a name and a password in it is not asked for, since it would be recorded; "
            "hand them over with auth="
        )
    try:
        return normalise(url)
    except FetchError as error:
        raise raised(error) from error


def roots_of(verify: bool | str | Path) -> Path | None:
    """The file of roots that `verify=` names, or the folder; UsageError where it is not there."""
    if isinstance(verify, bool) or verify is None:
        return None
    if not Path(verify).exists():
        raise UsageError(f"verify= names no file or folder: {verify}", subject=str(verify))
    return Path(verify)


def proxy_of(url: str, proxies: Mapping[str, str] | None) -> ProxyAddress | None:
    """The proxy that is named for a URL; UsageError for what cannot be obeyed."""
    odd = [key for key in proxies or {} if key.partition("://")[0] not in PROXIED]
    if odd:
        raise UsageError(
            f"proxies= is not understood: {odd[0]!r} is none of http, https and all, alone or with "
            "://HOST behind it"
        )
    named = select_proxy(url, dict(proxies or {}))
    return ProxyAddress.parse(named) if named else None


def limits_of(limits: Limits, timeout: Any) -> Limits:
    """The archive's limits, with the shorter times that a request asks for."""
    if timeout is None:
        return limits
    if isinstance(timeout, Timeout):
        timeout = (timeout.connect_timeout, timeout.read_timeout)
    connect, read = timeout if isinstance(timeout, tuple) else (timeout, timeout)
    for each in (connect, read):
        if isinstance(each, int | float) and each <= 0:
            raise UsageError(f"timeout= is a number of seconds above 0, not {each}")
    return replace(
        limits,
        connect_timeout=_shorter(limits.connect_timeout, connect),
        read_timeout=_shorter(limits.read_timeout, read),
    )


def _shorter(limit: float, wished: Any) -> float:
    return min(limit, wished) if isinstance(wished, int | float) else limit


def header_fields(request: requests.PreparedRequest) -> list[tuple[str, str]]:
    """The request's headers as they are sent; InvalidHeader for what HTTP cannot carry."""
    fields = []
    for name, value in request.headers.items():
        text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
        try:
            f"{name}{text}".encode("latin-1")
        except UnicodeEncodeError as error:
            raise requests.exceptions.InvalidHeader(
                f"the header {name!r} holds letters that HTTP does not carry; percent-encode them",
                request=request,
            ) from error
        fields.append((str(name), text))
    return fields


def body_of(request: requests.PreparedRequest, limits: Limits) -> bytes:
    """What is sent, framed as the request's headers say; UsageError where it is too large."""
    body: Any = request.body
    if body is None:
        return b""
    if isinstance(body, str):
        body = body.encode()
    if isinstance(body, bytes | bytearray):
        return bytes(body)
    chunked = "Transfer-Encoding" in request.headers
    sent = bytearray()
    for piece in _pieces(body):
        sent += b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece
        if len(sent) > limits.max_body:
            raise UsageError(
                f"more than {limits.max_body:,} bytes are not sent (limits.max_body)",
                subject=request.url,
            )
    return bytes(sent + b"0\r\n\r\n" if chunked else sent)


def _pieces(body: Any) -> Iterable[bytes]:
    pieces = iter(lambda: body.read(1 << 16), body.read(0)) if hasattr(body, "read") else body
    for piece in pieces:
        if piece:
            yield piece.encode() if isinstance(piece, str) else bytes(piece)


def raised(
    error: FetchError, request: requests.PreparedRequest | None = None
) -> requests.RequestException:
    """What `requests` raises where a fetch ends so."""
    kind = RAISED.get(error.step, requests.exceptions.ConnectionError)
    if error.step == "timeout":
        kind = (
            requests.exceptions.ReadTimeout
            if "timings" in error.details
            else requests.exceptions.ConnectTimeout
        )
    return kind(error.message, request=request)


def _again(retries: Retry, method: str, url: str, error: FetchError) -> Retry:
    """What is left of the tries after a failure; what `requests` raises where nothing is."""
    failure = _as_urllib3(error, url)
    if failure is None:
        raise raised(error) from error
    try:
        return retries.increment(method, url, error=failure)
    except HTTPError:
        raise raised(error) from error


def _as_urllib3(error: FetchError, url: str) -> Exception | None:
    """A failure in the words that `Retry` counts by; None for one that would only come again."""
    nobody: Any = None
    if error.step in ("dns", "tcp"):
        return NewConnectionError(nobody, error.message)
    if error.step == "timeout" and "timings" in error.details:
        return ReadTimeoutError(nobody, url, error.message)
    if error.step == "timeout":
        return ConnectTimeoutError(nobody, error.message)
    if error.step == "http":
        return ProtocolError(error.message)
    return ResponseError(error.message) if error.step in ("proxy", "tls") else None
