"""The index by which what is in a WACZ is replayed: CDXJ. The border to cdxj-indexer."""

from __future__ import annotations

import heapq
import json
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import Any

from dragoman.archiver.records.record import bare_id
from dragoman.exchange.wacz.asked import Asked
from dragoman.exchange.wacz.posted import posted

REPLAYED = "response,revisit,resource"
SENDING = ("POST", "PUT")
MOST_HELD = 32_000_000  # characters of lines that are sorted at once


def write_index(warc: Path, path: Path, name: str, asked: Asked) -> None:
    """Write the index of `warc`, which is `name` in the WACZ; each line has its member's digest.

    wabac.js looks for the very form of a URL that its browser asks for, so each form has a line.
    """
    from cdxj_indexer.main import CDXJIndexer

    class Indexer(CDXJIndexer):  # type: ignore[misc]
        def _write_line(self, out: Any, index: dict[str, Any], record: Any, _: Any) -> None:
            sent = _sent(record, asked)
            if sent is not None:
                query, fields = sent
                for url in asked.forms(index["url"]):
                    key = self.get_url_key(_with(url, query))
                    line = json.dumps({**index, "url": url, **fields})
                    out.write(f"{key} {_timestamp(record)} {line}\n")

    lines = _Sorted(path.parent)
    with warc.open("rb") as stream:
        indexer = Indexer(
            lines,
            [stream],
            records=REPLAYED,
            post_append=True,
            digest_records=True,
            filename=name,
        )
        indexer.process_all()
    lines.write_to(path)


def _sent(record: Any, asked: Asked) -> tuple[str, dict[str, str]] | None:
    """What was sent for an answer, as it stands in its key and in its fields; nothing by a GET.

    None where no tool can ask for it: it would be served as the page to whoever asks by GET; and
    where a copy of it stands in the file, to be served in its place.
    """
    request = getattr(record, "req", None)  # where cdxj-indexer found it beside the answer
    head = getattr(request, "http_headers", None)
    identity = bare_id(record.rec_headers.get_header("WARC-Record-ID") or "")
    if identity in asked.copied:
        return None
    method = asked.methods.get(identity) or (head.protocol.upper() if head else "GET")
    if method == "GET":
        return "", {}
    if method not in SENDING or request is None or head is None:
        return None
    request.buffered_stream.seek(0)
    said = posted(head.get_header("Content-Type") or "", request.buffered_stream.read())
    body, key = record.requestBody, record.requestBody
    if said is not None:
        body, key = said.body, key if said.key is None else said.key
    query = f"__wb_method={method}" + (f"&{key}" if key else "")
    return query, {"requestBody": body, "method": method}


def _with(url: str, query: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{query}" if query else url


def _timestamp(record: Any) -> str:
    """Its date to the thousandth of a second.

    Cut to seconds, wabac.js took a later answer for the original that a revisit names.
    """
    digits = filter(str.isdigit, record.rec_headers.get_header("WARC-Date"))
    return "".join(digits)[:17].ljust(17, "0")


class _Sorted:
    """Lines in the order of their bytes, each once; what memory does not hold waits in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lines: list[str] = []
        self._held = 0
        self._parts: list[Path] = []

    def write(self, line: str) -> None:
        self._lines.append(line)
        self._held += len(line)
        if self._held > MOST_HELD:
            self._put_aside()

    def _put_aside(self) -> None:
        part = self._folder / f"lines-{len(self._parts)}"
        with part.open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(sorted(self._lines))
        self._parts.append(part)
        self._lines, self._held = [], 0

    def write_to(self, path: Path) -> None:
        with ExitStack() as stack:
            parts = [
                stack.enter_context(each.open(encoding="utf-8", newline="\n"))
                for each in self._parts
            ]
            stream = stack.enter_context(path.open("w", encoding="utf-8", newline="\n"))
            merged = heapq.merge(sorted(self._lines), *parts)
            stream.writelines(line for line, _ in groupby(merged))
