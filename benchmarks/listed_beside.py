"""Which pages of web archives are listed here, beside what other programs see in the same files.

    python -m benchmarks.listed_beside [--rows] FILE|FOLDER...

warcio reads a file, and cdxj-indexer and pywb index it; what they call HTML, XHTML or PDF with
status 200 is a page to them. A line a file: how many each of them sees, how many are listed here,
and each difference with its reason, record by record. Exit status 1 where one has none.
Files are fetched by whoever runs it: the test files of warcio, pywb, py-wacz, Scoop and others are
in their repositories. Out of a WACZ, which the others do not read, they get its WARCs.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import logging
import re
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dragoman.archiver.foreign import foreign_import
from dragoman.archiver.foreign.pages.left_out import KINDS
from dragoman.archiver.foreign.pages.page_scan import PAGE_TYPES, PageScan
from dragoman.archiver.foreign.pages.url_forms import loose
from dragoman.errors import ImportFailed

SUFFIXES = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz", ".wacz")
Key = tuple[str, str]
DATE_OTHERWISE = "nothing: it is listed, by the date as it is written, which is not filled up"
NO_REASON = "NO REASON"
WRITTEN_OTHERWISE = (
    "nothing: it is listed, with escapes for bytes that are not UTF-8, and without line ends"
)
LISTED_ONCE = (
    "listed once: the list of pages has it, or a redirect to it, under another time or URL"
)


@dataclass
class Seen:
    """What a program sees of a file, and the error that it ended with."""

    pages: Counter[Key] = field(default_factory=Counter)
    error: str = ""


class _Telling(PageScan):
    """A scan that remembers why each record is not listed."""

    def _record(self, found: Any, member: str | None, fits: bool | None) -> None:
        before = Counter(self.left_out.counts)
        super()._record(found, member, fits)
        new = self.left_out.counts - before
        url, date = (found.head.headers.get(f"warc-{each}", "") for each in ("target-uri", "date"))
        identity = found.head.headers.get("warc-record-id", "")
        if found.head.type in ("response", "resource", "revisit"):
            REASONS[_key(url, date)] = (next(iter(new), ""), identity)
            if not found.head.headers.get("content-type"):
                UNTYPED.add(_key(url, date))
            if found.head.http:
                typed = _HTTP_TYPE.search(re.split(rb"\r?\n\r?\n", found.beginning)[0])
                SAID[_key(url, date)] = typed[1].decode("latin-1").strip() if typed else ""


REASONS: dict[Key, tuple[str, str]] = {}
UNTYPED: set[Key] = set()
SAID: dict[Key, str] = {}  # as the server wrote its Content-Type
_HTTP_TYPE = re.compile(rb"^content-type:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)


def _key(url: str, date: str) -> Key:
    return loose(url.replace(" ", "%20")), "".join(filter(str.isdigit, date))[:14]


def ours(path: Path) -> tuple[Seen, PageScan | None, list[Any]]:
    REASONS.clear()
    foreign_import.PageScan = _Telling  # type: ignore[misc]
    try:
        scan, pages = foreign_import._scan(path, path.name)
    except ImportFailed as error:
        return Seen(error=error.message), None, []
    return Seen(Counter(_key(each.url, each.date) for each in pages)), scan, pages


def seen_by(look: Callable[[Path], Iterator[Key]], files: list[Path]) -> Seen:
    seen = Seen()
    for file in files:
        try:
            for key in look(file):
                seen.pages[key] += 1
        except BaseException as error:  # noqa: BLE001 - what it ends with is what is told
            seen.error = (
                f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"[:90]
            )
    return seen


def by_warcio(path: Path) -> Iterator[Key]:
    from warcio.archiveiterator import ArchiveIterator

    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, arc2warc=True):
            http = record.http_headers
            mime = (http or record.rec_headers).get_header("Content-Type") or ""
            status = http.get_statuscode() if http else "200"
            if record.rec_type in ("response", "resource") and status == "200" and _is_page(mime):
                head = record.rec_headers.get_header
                yield _key(head("WARC-Target-URI") or "", head("WARC-Date") or "")


def by_cdxj_indexer(path: Path) -> Iterator[Key]:
    from cdxj_indexer.main import CDXJIndexer

    out = io.StringIO()
    CDXJIndexer(out, [str(path)], records="response,resource").process_all()
    yield from _of_cdxj(out.getvalue())


def by_pywb(path: Path) -> Iterator[Key]:
    from pywb.indexer.cdxindexer import write_cdx_index

    out = io.BytesIO()
    with path.open("rb") as stream:
        write_cdx_index(out, stream, path.name, include_all=True, cdxj=True)
    yield from _of_cdxj(out.getvalue().decode("utf-8", "replace"))


def _of_cdxj(lines: str) -> Iterator[Key]:
    for line in lines.splitlines():
        parts = line.split(" ", 2)
        if len(parts) == 3 and parts[2].startswith("{"):
            said = json.loads(parts[2])
            if _is_page(said.get("mime", "")) and said.get("status", "200") in ("200", "-", ""):
                yield _key(said["url"], parts[1])


def _is_page(mime: str) -> bool:
    return mime.partition(";")[0].strip().lower() in PAGE_TYPES


OTHERS = {"warcio": by_warcio, "cdxj-indexer": by_cdxj_indexer, "pywb": by_pywb}


def only_there(key: Key, scan: PageScan | None, here: Seen) -> str:
    """Why a page that others see is not listed."""
    if scan is None:
        return f"the file is refused ({here.error.partition(': ')[2] or here.error})"
    kind, identity = REASONS.get(key, (None, ""))
    listed = _otherwise((_with_escapes(key[0]), key[1]), here.pages)
    if listed and key not in here.pages:
        return listed
    if kind is None:
        return "the record is damaged, and said to be" if scan.problems or scan.unread else ""
    if kind:
        return KINDS[kind][0]
    if identity.strip("<>").removeprefix("urn:uuid:") in scan._embedded:
        return KINDS["part"][0]
    return KINDS["unlisted"][0] if scan.left_out.counts["unlisted"] else LISTED_ONCE


def only_here(page: Any, other: Seen, name: str) -> str:
    """Why a page that is listed is none to another program."""
    key = _key(page.url, page.date)
    said = SAID.get(key, "text/html")
    facts = {
        "a revisit, listed with the bytes that it is of": page.revisit is not None,
        f"{name} ends with {other.error}": bool(other.error),
        "its record names no Content-Type, and is HTTP": key in UNTYPED,
        f"status {page.http_status}": page.http_status not in (200, None),
        f"{name} reads no HTTP headers of an answer at a file: address, as Scoop writes it": (
            page.url.startswith("file:") and page.http_status is not None
        ),
        f"a list of pages, or Scoop, has this {page.mime}": page.mime not in PAGE_TYPES,
        "the server named no Content-Type, and its first bytes are a page's": not said,
        f"its Content-Type is “{said}”, which {name} takes as it stands": not _is_page(said),
    }
    escaped = Counter((_with_escapes(url), when) for url, when in other.pages)
    return _otherwise(key, escaped) or next((why for why, true in facts.items() if true), "")


def _otherwise(key: Key, pages: Counter[Key]) -> str:
    """What a page is that is listed on both sides, but written in two ways."""
    url, date = key
    if key in pages:
        return WRITTEN_OTHERWISE
    same = (when for there, when in pages if there == url)
    alike = any(when and (date.startswith(when) or when.startswith(date)) for when in same)
    return DATE_OTHERWISE if alike else ""


def _with_escapes(url: str) -> str:
    """An address that has a byte which is not UTF-8, or a line end, as it is listed here."""
    bare = re.sub(r"[\t\r\n]", "", url)
    return loose("".join(f"%{ord(c):02X}" if "\x7f" < c < "\u0100" else c for c in bare))


def compared(path: Path, rows: bool) -> Counter[tuple[str, str]]:
    """Print what is seen of a file; the reasons of all differences, by program."""
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()):
        here, scan, pages = ours(path)
        files = unpacked(path, Path(folder))
        others = {name: seen_by(look, files) for name, look in OTHERS.items()}
    counts = "  ".join(f"{name} {each.pages.total():,}" for name, each in others.items())
    print(f"{path.name}: listed {here.pages.total():,}  {counts}")
    SUMS.update({"listed here": here.pages.total()})
    SUMS.update({name: each.pages.total() for name, each in others.items()})
    reasons: Counter[tuple[str, str]] = Counter()
    for name, other in others.items():
        for key in (other.pages - here.pages).elements():
            why = only_there(key, scan, here) or NO_REASON
            reasons[name, f"not listed: {why}"] += 1
            if rows:
                print(f"      {name} {key}: {why}")
        for page in _more(pages, here.pages - other.pages):
            reasons[name, f"only here: {only_here(page, other, name) or NO_REASON}"] += 1
    for (name, why), count in reasons.most_common():
        print(f"    {name}: {count:,} {why}")
    if scan is not None and (told := scan.left_out.sentence(len(pages))):
        print(f"    said: {told}")
    for problem in [*(scan.problems if scan else []), *(scan.unread if scan else [here.error])][:3]:
        print(f"    said: {problem[:150]}")
    return reasons


def _more(pages: list[Any], more: Counter[Key]) -> Iterator[Any]:
    for page in pages:
        key = _key(page.url, page.date)
        if more[key] > 0:
            more[key] -= 1
            yield page


SUMS: Counter[str] = Counter()


def table(reasons: Counter[tuple[str, str]]) -> None:
    """What all files together differ by, a line a kind of reason, a column a program."""
    kinds: dict[str, Counter[str]] = {}
    for (name, why), count in reasons.items():
        kinds.setdefault(_kind(why.replace(name, "the other")), Counter())[name] += count
    print(f"\n| difference | {' | '.join(OTHERS)} |\n|---|{'---|' * len(OTHERS)}")
    for kind, by in sorted(kinds.items(), key=lambda each: -each[1].total()):
        print(f"| {kind} | {' | '.join(str(by[name]) for name in OTHERS)} |")
    print(", ".join(f"{name}: {count:,}" for name, count in SUMS.items()))


def _kind(why: str) -> str:
    return re.sub(r"(ends with) .*", r"\1 an error before", re.sub("“[^”]*”", "written so", why))


def unpacked(path: Path, folder: Path) -> list[Path]:
    """The WARCs that others can read of a file."""
    if path.suffix != ".wacz":
        return [path]
    try:
        with zipfile.ZipFile(path) as archive:
            names = [
                e for e in archive.namelist() if e.startswith("archive/") and e.endswith(SUFFIXES)
            ]
            for number, name in enumerate(names):
                (folder / f"{number}-{Path(name).name}").write_bytes(archive.read(name))
    except zipfile.BadZipFile:
        return [path]
    return sorted(folder.iterdir())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--rows", action="store_true", help="each record of a difference")
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    files = [
        file
        for path in asked.paths
        for file in (sorted(path.rglob("*")) if path.is_dir() else [path])
        if file.is_file() and file.name.lower().endswith(SUFFIXES)
    ]
    reasons: Counter[tuple[str, str]] = Counter()
    for each in files:
        reasons += compared(each, asked.rows)
    table(reasons)
    explained = not any(why.endswith(NO_REASON) for _name, why in reasons)
    print(f"{len(files):,} files; every difference has a reason: {explained}")
    sys.exit(0 if explained else 1)


if __name__ == "__main__":
    main()
