"""A capture: what one fetch left behind, as records and as an object."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.archiver.body.content_coding import beginning
from dragoman.archiver.body.first_bytes import media_type
from dragoman.archiver.records.record import (
    Original,
    Record,
    json_record,
    new_id,
    request_record,
    response_record,
    revisit_record,
)
from dragoman.archiver.web.fetched import REDIRECTS, Fetch
from dragoman.archiver.web.http_exchange import Exchange
from dragoman.errors import FetchError
from dragoman.provenance.digest import read_digest, warc_digest
from dragoman.provenance.stamp import Stamp

CAPTURE = "capture"
FAILURE = "failure"
IMPORT = "import"
SESSION = "session"
# Revisits in a file made elsewhere that are of what another may hold.
WAITING = "waiting"
CHUNKED = " chunked"  # after the digest of a payload that came in chunks
Originals = Callable[[str], Original | None]


def no_originals(_: str) -> None:
    """Knows no payload: every response is kept whole."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One page as it was captured, or the attempt. `id` is the UUID of its `metadata` record.

    `response_id` is the record that holds the page's bytes: the response at the end of the
    redirects, or the resource of a file that was handed in; None where nothing came. `error` says
    what was not had, as `{"kind", "message"}`, None where all was.
    """

    id: str
    url: str
    final_url: str | None
    captured_at: str
    http_status: int | None
    mime: str | None
    response_id: str | None
    error: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Listed:
    """Where a URL stood in a list: the job that the list is, and what names the same page in it.

    `canonical_url` is the page's URL at its own site and without tracking parameters, where that is
    not the one that was asked for.
    """

    job: str | None = None
    same_page: tuple[str, ...] = ()
    canonical_url: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "job": self.job,
            "same_page": list(self.same_page),
            "canonical_url": self.canonical_url,
        }


def capture_records(
    fetch: Fetch,
    *,
    told: Mapping[str, Any],
    note: str | None,
    tags: Sequence[str],
    stamp: Stamp,
    earlier: Sequence[Fetch] = (),
    listed: Listed | None = None,
    originals: Originals = no_originals,
    more: Mapping[str, Any] | None = None,
) -> tuple[Capture, list[Record]]:
    """The records of a fetch, ready to append: its exchanges, then how it went.

    `earlier` are tries of the same URL that brought less; `listed` is set where the URL stood in a
    list with others. `originals` knows the payloads that the archive has already, `more` is
    added to what the capture's record says.
    """
    records: list[Record] = []
    attempts = keep_attempts([*earlier, *fetch.beyond], records, originals)
    exchanges = keep(fetch, records, originals)
    capture, record = how_it_went(
        fetch,
        exchanges,
        attempts,
        told=told,
        note=note,
        tags=tags,
        stamp=stamp,
        more=(listed or Listed()).to_json() | dict(more or {}),
    )
    return capture, [*records, record]


def how_it_went(
    fetch: Fetch,
    exchanges: list[dict[str, Any]],
    attempts: list[dict[str, Any]],
    *,
    told: Mapping[str, Any],
    note: str | None,
    tags: Sequence[str],
    stamp: Stamp,
    more: Mapping[str, Any],
    kind: str | None = None,
) -> tuple[Capture, Record]:
    """The record on a fetch whose `exchanges` and `attempts` are kept, as `keep` says them.

    It is one of a page, or of a page that did not come, where no `kind` says otherwise.
    """
    last = fetch.last
    arrived = last is not None and fetch.arrived
    capture = Capture(
        id=new_id(),
        url=fetch.requested,
        final_url=fetch.final_url if arrived else None,
        captured_at=last.started if last is not None and arrived else fetch.started,
        http_status=last.status if last is not None and arrived else None,
        mime=answered_type(last) if last is not None and arrived else None,
        response_id=exchanges[-1]["response"] if arrived else None,
        error=_error(fetch.error),
    )
    content = _content(fetch, capture, exchanges) | {
        "attempts": attempts,
        **more,
        "told_server": dict(told),
        "note": note,
        "tags": list(tags),
        "stamp": stamp.to_json(),
    }
    record = json_record(
        kind or (CAPTURE if arrived else FAILURE),
        fetch.url,
        content,
        concurrent_to=[capture.response_id] if capture.response_id else [],
        record_id=capture.id,
        date=capture.captured_at,
    )
    return capture, record


def keep_attempts(
    earlier: Sequence[Fetch], records: list[Record], originals: Originals
) -> list[dict[str, Any]]:
    """Add tries that brought less to `records`; what a metadata record says of them."""
    return [
        {"started": each.started, "exchanges": keep(each, records, originals), "error": seen(each)}
        for each in earlier
    ]


def keep(fetch: Fetch, records: list[Record], originals: Originals) -> list[dict[str, Any]]:
    """Add a fetch's exchanges to `records`; what a metadata record says of them."""
    return [keep_exchange(exchange, records, originals) for exchange in fetch.exchanges]


def keep_exchange(
    exchange: Exchange, records: list[Record], originals: Originals
) -> dict[str, Any]:
    """Add an exchange to `records`; a payload that is there already becomes a `revisit`."""
    response_id = new_id()
    key = payload_key(exchange)
    original = originals(key) if key is not None else None
    if original is not None and read_digest(original.payload_digest) != exchange.payload_sha256:
        original = None  # whoever named it is mistaken, and the body would be nowhere
    if original is None:
        records.append(response_record(exchange, response_id))
    else:
        records.append(revisit_record(exchange, response_id, original))
    records.append(request_record(exchange, response_id))
    said = _exchange(exchange, response_id)
    said["payload"] = key
    said["revisit_of"] = original.id if original else None
    return said


def payload_key(exchange: Exchange) -> str | None:
    """By which the same payload is known again; None for one that is always kept.

    So are empty and cut ones, and what answers a POST: replay tools do not find that by its URL
    alone, so that a `revisit` of it would be one of nothing. Chunked bodies are told from others: a
    replay tool undoes the chunks that the headers of the later response speak of in the body of
    the earlier one.
    """
    if exchange.method != "GET" or exchange.payload_length == 0 or exchange.truncated is not None:
        return None
    return warc_digest(exchange.payload_sha256) + (CHUNKED if exchange.chunked else "")


def read_payload_key(said: str) -> str | None:
    """The same out of a record, whose digest may be in another form; None where it is none."""
    digest = read_digest(said.removesuffix(CHUNKED))
    if digest is None:
        return None
    return warc_digest(digest) + (CHUNKED if said.endswith(CHUNKED) else "")


def answered_type(exchange: Exchange) -> str | None:
    """The media type of an answer; see `first_bytes.media_type`.

    By its headers alone once its bytes are in the archive and no longer at hand.
    """
    if exchange.block.closed:
        return media_type(exchange.combined("content-type"), [])
    coding = exchange.combined("content-encoding")
    told = media_type(exchange.combined("content-type"), beginning(exchange.payload(), coding))
    exchange.block.seek(0)  # from where it is written to a record
    return told


def _error(error: FetchError | None) -> dict[str, str] | None:
    return {"kind": error.step, "message": error.message} if error else None


def _content(fetch: Fetch, capture: Capture, exchanges: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "requested_url": fetch.requested,
        "url": fetch.url,
        "final_url": capture.final_url,
        "http_status": capture.http_status,
        "mime": capture.mime,
        "captured_at": capture.captured_at,
        "page": capture.response_id,
        "redirects": _redirects(fetch),
        "exchanges": exchanges,
        "error": seen(fetch),
    }


def seen(fetch: Fetch) -> dict[str, Any] | None:
    """How a fetch failed, as a record says it; None where it did not."""
    error = fetch.error
    if error is None:
        return None
    return {"step": error.step, "message": error.message, "seen": error.details}


def _redirects(fetch: Fetch) -> list[dict[str, Any]]:
    hops = zip(fetch.exchanges, fetch.exchanges[1:], strict=False)
    return [
        {"from": a.url, "to": b.url, "http_status": a.status}
        # Of a page that leads there itself, by its meta refresh or its `Refresh` header.
        | ({} if a.status in REDIRECTS else {"by": "refresh"})
        for a, b in hops
    ]


def _exchange(exchange: Exchange, response_id: str) -> dict[str, Any]:
    return {
        "url": exchange.url,
        "method": exchange.method,
        "started": exchange.started,
        "response": response_id,
        "http_status": exchange.status,
        "protocol": exchange.protocol,
        "payload_length": exchange.payload_length,
        "truncated": exchange.truncated,
        "interim": [each.decode("latin-1") for each in exchange.interim],
        "connection_reused": exchange.reused,
        **exchange.connection,
    }
