"""Web archives as other programs make them, for the tests: WARC, ARC and WACZ files as bytes."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

HTML = "text/html; charset=utf-8"
DATE = "2021-03-04T05:06:07Z"


def html(title: str, words: str) -> bytes:
    """A page with enough of an article in it for an extractor to find one."""
    paragraph = f"<p>{words} The clerk of the harbour office read the notice aloud twice.</p>"
    return (
        f"<!doctype html><html><head><title>{title}</title></head><body><article>"
        f"<h1>{title}</h1>{paragraph * 4}</article></body></html>"
    ).encode()


class WarcFile:
    """Writes records with warcio, which is not what Dragoman reads them with."""

    def __init__(self, *, packed: bool = True, version: str = "1.0") -> None:
        from warcio.warcwriter import WARCWriter

        self._sink = io.BytesIO()
        self._writer = WARCWriter(self._sink, gzip=packed, warc_version=f"WARC/{version}")
        self.offsets: list[int] = []

    def warcinfo(self, software: str = "SpiderTest/3.1") -> None:
        self._write(self._writer.create_warcinfo_record("made.warc.gz", {"software": software}))

    def page(
        self,
        url: str,
        body: bytes,
        *,
        status: str = "200 OK",
        mime: str = HTML,
        http: Sequence[tuple[str, str]] = (),
        warc: Mapping[str, str] | None = None,
        date: str = DATE,
    ) -> None:
        headers = [("Content-Type", mime), *http]
        self.record(
            "response", url, body, warc={"WARC-Date": date, **(warc or {})}, http=(status, headers)
        )

    def record(
        self,
        kind: str,
        url: str,
        body: bytes,
        *,
        warc: Mapping[str, str],
        http: tuple[str, Sequence[tuple[str, str]]] | None = None,
        content_type: str = "",
    ) -> None:
        from warcio.statusandheaders import StatusAndHeaders

        head = None
        if http is not None:
            protocol = "HTTP/1.1" if kind != "request" else ""
            head = StatusAndHeaders(
                http[0], list(http[1]), protocol, is_http_request=kind == "request"
            )
        self._write(
            self._writer.create_warc_record(
                url,
                kind,
                payload=io.BytesIO(body),
                length=len(body),
                warc_headers_dict=dict(warc),
                warc_content_type=content_type,
                http_headers=head,
            )
        )

    def _write(self, record: Any) -> None:
        self.offsets.append(self._sink.tell())
        self._writer.write_record(record)

    def content(self) -> bytes:
        return self._sink.getvalue()


def site(count: int = 3, *, packed: bool = True, version: str = "1.0") -> WarcFile:
    """A warcinfo record and `count` pages."""
    file = WarcFile(packed=packed, version=version)
    file.warcinfo()
    for number in range(count):
        body = html(f"Notice {number}", f"Pier {number} is closed until the ice has gone.")
        file.page(f"https://harbour.example/{number}", body, date=f"2021-03-04T05:06:{number:02}Z")
    return file


def arc(*records: tuple[str, str, bytes], maker: str = "SpiderTest ARC") -> bytes:
    """An ARC file of version 1; each record a URL, a date of 14 digits and an HTTP message."""
    described = f"1 0 {maker}\nURL IP-address Archive-date Content-type Archive-length\n".encode()
    out = b"filedesc://made.arc 0.0.0.0 20210304050607 text/plain %d\n" % len(described)
    out += described + b"\n"
    for url, date, block in records:
        out += f"{url} 192.0.2.1 {date} text/html {len(block)}\n".encode() + block + b"\n"
    return out


def http_block(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def wacz(
    warcs: Mapping[str, bytes],
    pages: Sequence[tuple[str, str]] | None = None,
    *,
    method: int = zipfile.ZIP_STORED,
    software: str | None = "Crawltest 2.0",
    extra: Mapping[str, bytes] | None = None,
    spoil: str | None = None,
) -> bytes:
    """A WACZ; `pages` are URLs with times. The digest of the member `spoil` is a wrong one."""
    members = {f"archive/{name}": content for name, content in warcs.items()}
    if pages is not None:
        lines = [{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}]
        lines += [{"id": str(n), "url": url, "ts": ts} for n, (url, ts) in enumerate(pages)]
        members["pages/pages.jsonl"] = "\n".join(map(json.dumps, lines)).encode() + b"\n"
    package = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        **({"software": software} if software else {}),
        "resources": [
            {
                "name": name.rpartition("/")[2],
                "path": name,
                "hash": "sha256:" + hashlib.sha256(content + b"!" * (name == spoil)).hexdigest(),
                "bytes": len(content),
            }
            for name, content in members.items()
        ],
    }
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, content in {**members, **(extra or {})}.items():
            archive.writestr(name, content, method)
        archive.writestr("datapackage.json", json.dumps(package), zipfile.ZIP_DEFLATED)
    return sink.getvalue()


def one_member(file: WarcFile) -> bytes:
    """A plain WARC packed as a whole, as `gzip` does it."""
    return gzip.compress(file.content(), mtime=0)
