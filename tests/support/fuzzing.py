"""Targets for fuzzing: every parser of bytes that others made, fed with damaged real files.

A target takes bytes and may raise nothing but our own errors. `test_fuzz.py` runs each for some
seconds; `python -m benchmarks.fuzz --minutes 60` for as long as it is told, in processes whose
memory is limited.
"""

from __future__ import annotations

import contextlib
import functools
import signal
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from dragoman.errors import DragomanError
from tests.support.places import ROOT, SHARED

DEMO = ROOT / "dragoman" / "demo" / "site"
LARGEST_SEED = 200_000
SECONDS_AN_EXAMPLE = 20
URL = "https://example.org/a"


@dataclass(frozen=True)
class Target:
    """A parser: what it is fed with, words that mean something to it, and the call."""

    name: str
    seeds: Callable[[], list[bytes]]
    words: tuple[bytes, ...]
    run: Callable[[bytes], object]


class Hung(AssertionError):
    """An example took longer than any honest input does."""


@functools.cache
def folder() -> Path:
    """Where examples are written; one for a process."""
    return Path(tempfile.mkdtemp(prefix="dragoman-fuzz-"))


def written(data: bytes, name: str) -> Path:
    path = folder() / name
    path.write_bytes(data)
    return path


@functools.cache
def exports() -> dict[str, bytes]:
    """An archive of two pages and what is exported of it, as bytes."""
    from dragoman.archive import Archive
    from tests.support.told_pages import Told, put

    root = folder() / "seed"
    made: dict[str, bytes] = {}
    with Archive(root) as archive:
        put(
            archive,
            Told([("Məmmədov azad olunub.", "Mammadov was released."), ("Bu gün.", "Today.")]),
            Told([("Мамедова увезли.", "Mammadova was taken."), ("=1+1", "=1+1")], language="ru",
                 url="https://example.org/2"),
        )  # fmt: skip
        for kind, name in (("xliff", "x.xlf"), ("xliff12", "y.xlf"), ("csv", "z.csv")):
            archive.export(None, kind, folder() / name)
            made[kind] = next(folder().glob(f"{name[0]}*.*")).read_bytes()
    made["warc"] = next(root.glob("warc/*")).read_bytes()
    made["ledger"] = (root / "ledger.jsonl").read_bytes()
    return made


def shared(*patterns: str) -> list[bytes]:
    """Files of the shared test data, where it is at hand, the smallest first."""
    paths = {path for pattern in patterns for path in SHARED.glob(pattern) if path.is_file()}
    small = [path for path in paths if path.stat().st_size <= LARGEST_SEED]
    return [path.read_bytes() for path in sorted(small, key=lambda each: each.stat().st_size)[:40]]


def warcs() -> list[bytes]:
    import gzip

    from dragoman.archiver.body.content_coding import zstd_module

    own = exports()["warc"]
    with contextlib.suppress(OSError, EOFError):
        return [
            own,
            gzip.decompress(own),
            zstd_module().compress(gzip.decompress(own)),
            *shared("warc/**/*.warc", "warc/**/*.gz", "warc/**/*.arc"),
        ]
    return [own]


def waczs() -> list[bytes]:
    import io
    import json
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("datapackage.json", json.dumps(
            {"profile": "data-package", "wacz_version": "1.1.1", "resources": [
                {"name": "a.warc.gz", "path": "archive/a.warc.gz", "hash": "sha256:00", "bytes": 1}]}
        ))  # fmt: skip
        package.writestr("archive/a.warc.gz", exports()["warc"])
        package.writestr(
            "pages/pages.jsonl", '{"format": "json-pages-1.0"}\n{"url": "https://a/"}\n'
        )
    return [buffer.getvalue()]


def htmls() -> list[bytes]:
    own = [path.read_bytes() for path in sorted(DEMO.rglob("*.html"))[:6]]
    return own + shared("pages/**/*.html", "pages/**/*.htm")[:12]


def pdfs() -> list[bytes]:
    tiny = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]"
        b"/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>endobj\n4 0 obj<</Length 44>>stream\nBT /F1 12 Tf 20 "
        b"100 Td (Salam dunya.) Tj ET\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont"
        b"/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )
    return [tiny, *shared("pdf/**/*.pdf")[:4]]


def run_http(data: bytes) -> object:
    from tests.archiver.web.test_http1 import LIMITS, arriving, read

    with arriving(data[:60_000]) as connection:
        return read(connection, folder(), LIMITS)


def saved_pages() -> list[bytes]:
    from tests.archiver.foreign.test_import_saved import FORMS

    return [content for _, content, _, _ in FORMS.values()]


def run_saved(data: bytes) -> object:
    from dragoman.archiver.body.saved_page import saved_page
    from dragoman.archiver.body.within import page_within

    return saved_page(data), page_within(data, 1_000_000)


def run_web_archive(data: bytes) -> object:
    from dragoman.archiver.foreign.foreign_import import _scan

    return _scan(written(data, "a.warc.gz"), "a.warc.gz")


def run_record(data: bytes) -> object:
    from dragoman.archiver.records.reader import read_member_header, read_record

    path = written(data, "own.warc.gz")
    read_member_header(path, 0)
    return read_record(path, 0)


def run_ledger(data: bytes) -> object:
    from dragoman.provenance.ledger import read_entries

    return list(read_entries(written(data, "ledger.jsonl")))


def run_html(data: bytes) -> object:
    from dragoman.archiver.article.extract import extract
    from dragoman.archiver.body.charset import decode
    from dragoman.archiver.requisites.html_links import html_links

    html_links(decode(data).text, URL, documents=True)
    return extract(data, url=URL, content_type="text/html")


def run_css(data: bytes) -> object:
    from dragoman.archiver.requisites.css_links import css_links

    return css_links(data.decode("utf-8", "replace"), URL, "css")


def run_module(data: bytes) -> object:
    from dragoman.archiver.requisites.script_links import manifest_links, module_links

    text = data.decode("utf-8", "replace")
    return manifest_links(text, URL), module_links(text, URL)


def run_pdf(data: bytes) -> object:
    from dragoman.archiver.article.extract import extract

    return extract(data, url=URL, content_type="application/pdf")


def run_text(data: bytes) -> object:
    from dragoman.archiver.article.extract import extract

    return extract(data, url=URL, content_type="text/plain")


def run_returned(data: bytes) -> object:
    from dragoman.exchange import read_returned

    return list(read_returned(written(data, "back.xlf")))


def run_names(data: bytes) -> object:
    from dragoman.translate.names.names import Names, parse

    return Names(parse(data, "names.csv")).find("Məmmədov və Мамедова")


def run_settings(data: bytes) -> object:
    from dragoman.settings import read_settings

    written(data, "dragoman.toml")
    return read_settings(folder())


def settings_seeds() -> list[bytes]:
    from dragoman.settings import TEMPLATE

    uncommented = "\n".join(line.removeprefix("# ") if "=" in line else line
                            for line in TEMPLATE.splitlines())  # fmt: skip
    return [TEMPLATE.encode(), uncommented.encode(), b'[network]\nproxy = "socks5h://h:1"\n',
            b'[mirrors]\n"a.org" = ["b.org"]\n[limits]\nmax_body = 1\n']  # fmt: skip


NAMES_SEED = (
    "source,target,authority\nMəmmədov,Mammadov,red\nМамедова;Мамедову,Mammadova,\n".encode()
)
HTTP_SEEDS = (
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nA: b\r\n\r\n",
    b"HTTP/1.1 103 Early\r\nLink: <a>\r\n\r\nHTTP/1.1 301 M\r\nLocation: /x\r\n\r\n",
    b"HTTP/1.0 200\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x00",
)
MARKUP = (b"<", b">", b"</div>", b"<script>", b"<!--", b"]]>", b"<![CDATA[", b"&#x0;", b"&amp;",
          b"<table><tr><td>", b'<meta charset="utf-16">', b"<svg>", b"<a href=", b'"')  # fmt: skip

TARGETS = (
    Target("http", lambda: list(HTTP_SEEDS),
           (b"\r\n", b"\n", b"HTTP/1.1 ", b"Content-Length: ", b"0\r\n\r\n", b"ffffffff\r\n",
            b"Transfer-Encoding: chunked\r\n", b": "), run_http),
    Target("warc", warcs,
           (b"WARC/1.1\r\n", b"\r\n\r\n", b"Content-Length: 99999999999\r\n", b"\x1f\x8b\x08",
            b"WARC-Type: revisit\r\n", b"WARC-Target-URI: ", b"filedesc://"), run_web_archive),
    Target("wacz", waczs, (b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"../", b"{", b"\xff\xff\xff\xff"),
           run_web_archive),
    Target("saved", saved_pages, (b"<!--", b"-->", b"url: ", b"saved from url=(", b"MIME-Version: 1.0\r\n",
           b"boundary=", b"--B--", b"=?utf-8?Q?", b"PK\x05\x06", b"\r\n"), run_saved),
    Target("record", lambda: [exports()["warc"]], (b"WARC/1.1\r\n", b"\x1f\x8b\x08"), run_record),
    Target("ledger", lambda: [exports()["ledger"]], (b"\n", b"{", b"}", b'"n":', b"null", b"1e999"),
           run_ledger),
    Target("html", htmls, MARKUP, run_html),
    Target("css", lambda: [b'@import url("a.css") print; a{background:url(b.png)} @font-face{src:url(c)}'],
           (b"url(", b")", b"@import ", b'"', b"/*", b"*/", b"\\", b"{", b"}", b"image-set("), run_css),
    Target("module", lambda: [b'import a from "./a.js"; import("./b.js")', b'{"icons":[{"src":"a"}]}'],
           (b"from ", b"import(", b'"', b"'", b"new URL(", b"{", b"[", b"\n"), run_module),
    Target("pdf", pdfs, (b"endobj", b"stream", b"<<", b">>", b"/Kids", b"0 R", b"/Length 999999999"),
           run_pdf),
    Target("text", lambda: [b"Salam.\n\n- bir\n- iki\n", "Привет\r\n".encode("cp1251")],
           (b"\n", b"\n\n", b"\x00", b"\xff\xfe", b"\xe2\x80\xa8"), run_text),
    Target("xliff", lambda: [exports()["xliff"], exports()["xliff12"]],
           (*MARKUP, b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"<unit id='u'>", b"</segment>"),
           run_returned),
    Target("csv", lambda: [exports()["csv"]], (b",", b";", b'"', b"\n", b"\t", b"\xef\xbb\xbf", b"=", b"\x00"),
           run_returned),
    Target("names", lambda: [NAMES_SEED], (b",", b";", b'"', b"\n", b"\t", b"\x00", b"\xff"), run_names),
    Target("settings", settings_seeds, (b"[", b"]", b"=", b'"', b"\n", b"nan", b"inf", b"-1", b"{}", b"9" * 30),
           run_settings),
)  # fmt: skip


@st.composite
def damaged(draw: Any, seeds: list[bytes], words: tuple[bytes, ...]) -> bytes:
    """A seed with a few edits: bits flipped, pieces cut, moved, said again, words put in."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.integers(1, 64))
        edit = draw(st.integers(0, 5))
        if edit == 0 and at < len(data):
            data[at] ^= 1 << draw(st.integers(0, 7))
        elif edit == 1:
            del data[at : at + length]
        elif edit == 2:
            data[at:at] = data[at : at + length] * draw(st.integers(1, 40))
        elif edit == 3:
            data[at:at] = draw(st.sampled_from(words))
        elif edit == 4:
            data[at:at] = draw(st.binary(max_size=12))
        else:
            del data[at:]
    return bytes(data)


@contextlib.contextmanager
def limited(seconds: int) -> Iterator[None]:
    """Ends what takes longer, where the system has alarms."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def ring(_number: int, _frame: object) -> None:
        raise Hung(f"took longer than {seconds} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def fuzz(target: Target, seconds: float, first_seed: int = 0) -> int:
    """Feed a target for so long; the number of examples. Raises what it finds, made small."""
    tried = 0
    seeds = target.seeds()
    end = time.monotonic() + seconds
    number = first_seed
    found: list[Exception] = []
    while not tried or time.monotonic() < end:
        number += 1

        @seed(number)
        @settings(
            max_examples=50,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
        )
        @given(damaged(seeds, target.words))
        def once(data: bytes) -> None:
            nonlocal tried
            # What was found must be found again however late it is, or nothing but "flaky" is told.
            if tried and time.monotonic() > end and not found:
                return
            tried += 1
            try:
                with limited(SECONDS_AN_EXAMPLE), contextlib.suppress(DragomanError):
                    target.run(data)
            except Exception as problem:
                found.append(problem)
                # the last one that is written is the smallest
                written(data, f"found-{target.name}")
                raise

        try:
            once()
        except Exception as raised:  # noqa: BLE001 - whatever it is, it is told with where it was
            error = found[-1] if found else raised
            where = f"{type(error).__name__}: {error}"
            frames = traceback.extract_tb(error.__traceback__)
            inner = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames[-8:]]
            raise AssertionError(
                f"{target.name}: {where[:500]} at {' < '.join(reversed(inner))}; "
                f"the bytes are in {folder() / f'found-{target.name}'}"
            ) from None
    return tried
