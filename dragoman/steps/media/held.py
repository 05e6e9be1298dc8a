"""An answer of the archive as the exchange that it was, for whoever asks for it again."""

from __future__ import annotations

import io

from dragoman.archiver.records.reader import StoredRecord
from dragoman.archiver.web.http_exchange import Exchange
from dragoman.provenance.digest import read_digest


def held_exchange(url: str, record: StoredRecord) -> Exchange:
    """The body as it was recorded, after transfer decoding; what else it said is in the record."""
    digest = read_digest(record.digest("Payload") or "") or b""
    return Exchange(
        url=url,
        method="GET",
        started=record.date,
        request=b"",
        block=io.BytesIO(record.body),
        block_length=len(record.body),
        block_sha256=digest,
        header_length=0,
        payload_length=len(record.body),
        payload_sha256=digest,
        status=record.http_status or 200,
        reason="OK",
        headers=tuple(record.http_headers.items()),
        chunked=False,
        interim=(),
        truncated=None,
        shortfall=None,
        peer=None,
        protocol="http/1.1",
        connection={},
        reused=False,
    )
