"""Which records of a file made elsewhere are listed, under which URL, and what is said of the rest."""

from __future__ import annotations

import json
import uuid
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from dragoman import Archive, holdings
from dragoman.archiver.foreign.pages.url_forms import bare, loose, loosest
from dragoman.errors import ArchiveError
from tests.support.foreign_files import DATE, WarcFile, html, site, wacz

PAGE = html("Kept", "The page that was looked for.")
URL = "https://harbour.example/"


def put(tmp_path: Path, content: bytes, name: str = "made.warc.gz") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def said(archive: Archive, outcome: Any) -> dict[str, Any]:
    return archive.record(outcome.page.id).json()


def urls(outcomes: Sequence[Any]) -> list[str]:
    return [each.page.url for each in outcomes]


def taken_in(archive: Archive, tmp_path: Path, made: WarcFile, name: str = "made.warc.gz") -> Any:
    return archive.import_file(put(tmp_path, made.content(), name))


# -- by type and status --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mime",
    [
        "text/html charset=utf-8",
        '"text/html; charset=utf-8"',
        "application/octet-stream",
        "TEXT/HTML;charset=utf-8;",
        "text/html, text/html; charset=utf-8",
    ],
)
def test_a_type_is_read_in_every_sloppy_form(archive: Archive, tmp_path: Path, mime: str) -> None:
    made = WarcFile()
    made.page(URL, PAGE, mime=mime)
    (found,) = taken_in(archive, tmp_path, made)
    assert found.page.mime == "text/html" and "looked for" in (found.page.text or "")


def test_two_headers_with_a_type_are_one(archive: Archive, tmp_path: Path) -> None:
    made = WarcFile()
    made.page(URL, PAGE, mime="text/plain", http=[("Content-Type", "text/html; charset=utf-8")])
    made.page(f"{URL}n", b"A note.", mime="text/html", http=[("Content-Type", "text/plain")])
    assert urls(taken_in(archive, tmp_path, made)) == [URL]
    assert any("1 plain text" in each for each in archive.store.notices)


@pytest.mark.parametrize(
    ("content_range", "listed", "problem"),
    [
        (f"bytes 0-{len(PAGE) - 1}/{len(PAGE)}", True, None),
        (None, True, None),
        (f"bytes 0-{len(PAGE) - 1}/{2 * len(PAGE)}", True, "truncated"),
        ("bytes 700-1400/1401", False, None),
    ],
)
def test_a_part_of_a_page(
    archive: Archive, tmp_path: Path, content_range: str | None, listed: bool, problem: str | None
) -> None:
    made = WarcFile()
    http = [("Content-Range", content_range)] if content_range else []
    made.page(URL, PAGE, status="206 Partial Content", http=http)
    found = taken_in(archive, tmp_path, made)
    assert len(found) == listed
    if listed:
        assert (found[0].page.error or {}).get("kind") == problem
    else:
        assert "1 piece out of the middle of a page" in archive.store.notices[0]


def test_a_block_may_begin_with_a_line_end(archive: Archive, tmp_path: Path) -> None:
    block = b"\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {URL}\r\nWARC-Date: {DATE}\r\n"
        "Content-Type: application/http; msgtype=response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    (found,) = archive.import_file(put(tmp_path, head.encode() + block + b"\r\n\r\n", "made.warc"))
    assert found.page.http_status == 200 and found.page.response().body == PAGE
    assert found.page.response().block == block


@pytest.mark.parametrize(
    ("hops", "listed"), [("LX", True), ("X", True), ("LE", False), ("LXE", False)]
)
def test_what_heritrix_guessed_out_of_a_script_may_be_a_page(
    archive: Archive, tmp_path: Path, hops: str, listed: bool
) -> None:
    made, identity = WarcFile(), f"<urn:uuid:{uuid.uuid4()}>"
    made.page(URL, PAGE, warc={"WARC-Record-ID": identity})
    made.record(
        "metadata", URL, f"hopsFromSeed: {hops}\r\n".encode(),
        warc={"WARC-Concurrent-To": identity}, content_type="application/warc-fields",
    )  # fmt: skip
    assert len(taken_in(archive, tmp_path, made)) == listed


def test_files_that_somebody_put_into_a_warc_are_listed_at_whatever_they_were_called(
    archive: Archive, tmp_path: Path
) -> None:
    """As warcit writes them without a prefix, and Scoop what it made of a page."""
    made = WarcFile()
    for uri, body, mime in (
        ("docs/index.html", PAGE, "text/html"),
        ("file:///dom-snapshot.html", PAGE, "text/html"),
        ("file:///pdf-snapshot.pdf", b"%PDF-1.4 ...", "application/pdf"),
        ("file:///screenshot.png", b"\x89PNG\r\n\x1a\n....", "image/png"),
        ("urn:view:https://harbour.example/", b"\x89PNG\r\n\x1a\n....", "image/png"),
        ("metadata://gnu.org/software/wget/x", PAGE, "text/html"),
    ):
        made.record("resource", uri, body, warc={"WARC-Date": DATE}, content_type=mime)
    made.page("file:///screenshot2.png", b"\x89PNG\r\n\x1a\n....", mime="image/png")
    found = taken_in(archive, tmp_path, made)
    assert urls(found) == [
        "docs/index.html", "file:///dom-snapshot.html", "file:///pdf-snapshot.pdf",
        "file:///screenshot.png", "file:///screenshot2.png",
    ]  # fmt: skip
    assert found[3].page.verdict["kind"] == "file" and found[3].page.mime == "image/png"
    assert found[0].page.response().body == PAGE
    (notice,) = archive.store.notices
    assert "1 picture, 1 record at an address that is no page's" in notice


def test_all_that_is_not_listed_is_said_by_kind(archive: Archive, tmp_path: Path) -> None:
    made = WarcFile()
    made.warcinfo()
    made.page(URL, PAGE)
    made.page(f"{URL}old", b"", status="301 Moved", http=[("Location", "/")])
    made.page(f"{URL}gone", PAGE, status="404 Not Found")
    made.page(f"{URL}api", b"{}", status="500 Oops", mime="application/json")
    made.page(f"{URL}robots.txt", b"User-agent: *", mime="text/plain")
    for n in range(2):
        made.page(f"{URL}{n}.png", b"\x89PNG", mime="image/png")
    made.page(f"{URL}a.css", b"p{}", mime="text/css")
    made.page(f"{URL}a.js", b"1", mime="text/javascript")
    made.page(f"{URL}a.woff2", b"wOF2", mime="font/woff2")
    made.page(f"{URL}a.mp4", b"....", mime="video/mp4")
    made.page(f"{URL}a.json", b"{}", mime="application/json")
    made.page(f"{URL}none", b"", mime="")
    made.page(f"{URL}a.zip", b"PK", mime="application/zip")
    made.page(f"{URL}frame", PAGE, warc={"WARC-Resource-Type": "iframe"})
    made.record("revisit", f"{URL}b", b"", warc={"WARC-Payload-Digest": "sha1:" + "A" * 32},
                http=("200 OK", [("Content-Type", "text/html")]))  # fmt: skip
    made.record("revisit", f"{URL}c", b"", warc={"WARC-Payload-Digest": "sha1:" + "B" * 32})
    made.record("revisit", f"{URL}d.png", b"", warc={"WARC-Payload-Digest": "sha1:" + "C" * 32},
                http=("200 OK", [("Content-Type", "image/png")]))  # fmt: skip
    made.record("request", URL, b"", warc={}, http=("GET / HTTP/1.1", []))
    made.record("conversion", URL, b"text", warc={}, content_type="text/plain")
    assert urls(taken_in(archive, tmp_path, made)) == [URL]
    (notice,) = archive.store.notices
    assert notice == (
        "made.warc.gz: 1 page is listed; not listed: 1 revisit of a page in another file, 1 revisit "
        "of something in another file, or of no page, 1 revisit of a picture, a script or another "
        "part of a page, 1 part of another page (a frame, or what a script asked for), 1 redirect, "
        "2 answers with errors in the place of pages or parts of them, 2 pictures, 1 style sheet, "
        "1 script, 1 font, 1 film or sound, 1 answer with data (JSON, XML), 1 plain text, "
        "1 answer without a type or a body, 1 answer of another type, 1 request, "
        "1 warcinfo record, 1 conversion"
    )
    counts = [int(each.split()[0]) for each in notice.split("not listed: ")[1].split(", ")
              if each[0].isdigit()]  # fmt: skip
    assert sum(counts) + 1 == 21, "each record is counted once"


# -- the list of a WACZ --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("listed", "recorded"),
    [
        ("https://h.example/a", "http://h.example/a"),
        ("https://h.example", "https://h.example/"),
        ("https://h.example/a/", "https://h.example/a"),
        ("https://h.example/%d1%81?q=%20x", "https://h.example/с?q=+x"),
        ("https://müller.example/", "https://xn--mller-kva.example/"),
        ("http://h.example:80/a", "https://h.example/a"),
        ("http://h.example/a", "http://h.example:8080/a"),
        ("http://h.example/a", "<http://h.example/a>"),
    ],
)
def test_a_page_is_found_under_another_form_of_its_url(
    archive: Archive, tmp_path: Path, listed: str, recorded: str
) -> None:
    made = site(1)
    made.page(recorded, PAGE)
    content = wacz({"data.warc.gz": made.content()}, [(listed, DATE)])
    (found,) = archive.import_file(put(tmp_path, content, "made.wacz"))
    assert found.page.response().body == PAGE
    assert (found.page.url, found.page.final_url) == (listed, recorded.strip("<>"))
    otherwise = any("under another form of their URL" in each for each in archive.store.notices)
    assert otherwise == ("<" not in recorded)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://h.example/a", "https://h.example/b"),
        ("https://h.example/?a=1", "https://h.example/?a=2"),
        ("https://h.example/", "https://www.h.example/"),
        ("https://h.example/%2541", "https://h.example/%41"),
    ],
)
def test_other_urls_are_others(one: str, other: str) -> None:
    assert all(form(one) != form(other) for form in (bare, loose, loosest))


def test_the_nearest_form_wins(archive: Archive, tmp_path: Path) -> None:
    made = WarcFile()
    made.page("http://h.example/a", html("Other", "Of http."))
    made.page("https://h.example/a", PAGE)
    content = wacz({"data.warc.gz": made.content()}, [("https://h.example/a", DATE)])
    (found,) = archive.import_file(put(tmp_path, content, "made.wacz"))
    assert found.page.response().body == PAGE


def test_where_nothing_of_a_list_is_there_all_pages_are_listed(
    archive: Archive, tmp_path: Path
) -> None:
    content = wacz({"data.warc.gz": site(2).content()}, [("https://other.example/", DATE)] * 2)
    assert len(archive.import_file(put(tmp_path, content, "made.wacz"))) == 2
    assert "none of the 2 pages that it lists is in it" in archive.store.notices[0]


def collection(*parts: tuple[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    sink = BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, content in parts:
            archive.writestr(name, content, method)
        package = {"profile": "multi-wacz-package", "resources": [{"path": n} for n, _ in parts]}
        archive.writestr("datapackage.json", json.dumps(package))
    return sink.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_wacz_of_waczs(archive: Archive, tmp_path: Path, method: int) -> None:
    listed = wacz({"a.warc.gz": site(2).content()}, [("https://harbour.example/1", DATE)])
    other = WarcFile()
    other.page("https://quay.example/", PAGE)
    deep = collection(("deep.wacz", wacz({"c.warc": site(1, packed=False).content()}, [])))
    parts = [
        ("one.wacz", listed), ("two.wacz", wacz({"b.warc.gz": other.content()})),
        ("bad.wacz", b"PK no zip"), ("three.wacz", deep),
    ]  # fmt: skip
    outcomes = archive.import_file(put(tmp_path, collection(*parts, method=method), "crawls.wacz"))
    found = [each for each in outcomes if each.page is not None]
    assert urls(found) == [
        "https://harbour.example/1", "https://harbour.example/0", "https://quay.example/",
    ]  # fmt: skip
    assert [said(archive, each)["foreign"]["member"] for each in found] == [
        "one.wacz!archive/a.warc.gz", "three.wacz!deep.wacz!archive/c.warc",
        "two.wacz!archive/b.warc.gz",
    ]  # fmt: skip
    assert all(each.page.response().body for each in found)
    (error,) = [each.error for each in outcomes if each.page is None]
    assert error is not None and "bad.wacz is not taken in" in error.message
    assert archive.verify().ok


SCRIPTED = (
    b"<!doctype html><html><head><title>Harbour</title></head><body><div id=app></div>"
    b"<script src=/app.js></script></body></html>"
)
SHOWN = "\n".join(["Pier 4 opens again", *(
    f"Pier 4 is open again since the ice has gone from the harbour, clerk number {n} read aloud."
    for n in range(8)
)])  # fmt: skip


@pytest.mark.parametrize("how", ["list", "record"])
def test_the_text_that_a_crawler_kept_is_read_where_scripts_build_the_page(
    archive: Archive, tmp_path: Path, how: str
) -> None:
    made = WarcFile()
    made.page(URL, SCRIPTED)
    made.page(f"{URL}whole", PAGE)
    if how == "record":
        made.record("resource", f"urn:text:{URL}", SHOWN.encode(), warc={"WARC-Date": DATE},
                    content_type="text/plain")  # fmt: skip
    lines: list[dict[str, Any]] = [{"format": "json-pages-1.0", "id": "pages"}]
    for url in (URL, f"{URL}whole"):
        text = {"text": SHOWN} if how == "list" else {}
        lines.append({"url": url, "ts": DATE, "title": "Pier 4 opens again", **text})
    pages = "\n".join(map(json.dumps, lines)).encode()
    content = wacz({"a.warc.gz": made.content()}, extra={"pages/pages.jsonl": pages})
    built, whole = archive.import_file(put(tmp_path, content, "made.wacz"))
    assert "clerk number 7 read aloud" in (built.page.text or "")
    assert built.page.title == "Pier 4 opens again"
    told = archive.page(built.page.id).provenance()["article"]["read"]
    assert told["from"] == "kept" and "the text that the crawler kept" in told["why"]
    assert "looked for" in (whole.page.text or ""), "an answer with an article is read itself"
    assert archive.verify().ok


# -- revisits across files -----------------------------------------------------------------------


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
@pytest.mark.parametrize("how", ["id", "uri", "digest"])
def test_revisits_across_files_are_found_whichever_comes_first(
    archive: Archive, tmp_path: Path, order: tuple[str, str], how: str
) -> None:
    identity, digest = f"<urn:uuid:{uuid.uuid4()}>", "sha1:" + "A" * 32
    original, again = WarcFile(), WarcFile()
    original.page(URL, PAGE, warc={"WARC-Record-ID": identity, "WARC-Payload-Digest": digest})
    refers = {
        "id": {"WARC-Refers-To": identity},
        "uri": {"WARC-Refers-To-Target-URI": URL, "WARC-Refers-To-Date": DATE},
        "digest": {"WARC-Payload-Digest": digest},
    }[how]
    again.record(
        "revisit", f"{URL}?again", b"", warc={"WARC-Date": "2021-05-05T00:00:00Z", **refers},
        http=("200 OK", [("Content-Type", "text/html")]),
    )  # fmt: skip
    files = {"a": (original, "a.warc.gz"), "b": (again, "b.warc.gz")}
    found = [each for name in order for each in taken_in(archive, tmp_path, *files[name])]
    assert urls(found) == [URL, f"{URL}?again"]
    revisited = archive.page(found[1].page.id)
    assert revisited.captured_at == "2021-05-05T00:00:00.000000Z"
    assert revisited.response().body == PAGE and "looked for" in (revisited.text or "")
    foreign = said(archive, found[1])["foreign"]
    assert (foreign["file"], foreign["listed_in"]) == ("imports/a.warc.gz", "imports/b.warc.gz")
    assert archive.verify().ok
    archive.reindex()
    again_listed = taken_in(archive, tmp_path, *files["b"])
    assert [each.page.id for each in again_listed] == [revisited.id], "it is not listed twice"
    if order == ("b", "a"):
        assert any("could be listed now: a.warc.gz holds them" in n for n in archive.store.notices)


def test_a_file_that_waits_and_is_broken_by_now_is_not_what_was_asked_for(
    archive: Archive, tmp_path: Path
) -> None:
    again, other = WarcFile(), WarcFile()
    again.record(
        "revisit", f"{URL}?again", b"", warc={"WARC-Date": DATE, "WARC-Refers-To": "<urn:uuid:1>"},
        http=("200 OK", [("Content-Type", "text/html")]),
    )  # fmt: skip
    other.page(URL, PAGE)
    assert taken_in(archive, tmp_path, again, "again.warc.gz") == []
    (archive.folder / "imports" / "again.warc.gz").write_bytes(b"no record at all")
    (found,) = archive.import_file(put(tmp_path, other.content(), "other.warc.gz"))
    assert found.error is None and found.page.article is not None
    assert any("again.warc.gz was not looked at again" in each for each in archive.store.notices)


def test_a_link_in_the_place_of_a_file_is_not_gone_through(
    archive: Archive, tmp_path: Path
) -> None:
    content = wacz({"a.warc.gz": site(1).content()})
    (found,) = archive.import_file(put(tmp_path, content, "made.wacz"))
    kept = archive.folder / "imports" / "made.wacz"
    kept.rename(tmp_path / "elsewhere.wacz")
    kept.symlink_to(tmp_path / "elsewhere.wacz")
    with pytest.raises(ArchiveError, match="link"):
        archive.page(found.page.id).response()


# -- many processes ------------------------------------------------------------------------------


def test_any_number_of_processes_makes_the_same_records(tmp_path: Path) -> None:
    content = put(tmp_path, site(5).content())
    told = []
    for workers in (1, 2):
        with Archive(tmp_path / str(workers)) as archive:
            outcomes = list(archive.import_files([content], workers=workers))
            assert [each.error for each in outcomes] == [None] * 5
            told.append([_timeless(archive, each.page) for each in outcomes])
            assert archive.verify().ok
    assert told[0] == told[1]


@pytest.mark.parametrize("workers", [1, 2])
def test_no_record_is_read_back_twice_for_one_page(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    """What a capture says is asked for by several steps, and stands in one record."""
    read: list[tuple[str, int]] = []
    reads = holdings.read_chained

    def noted(folder: Path, file: str, offset: int, identity: str | None = None) -> Any:
        read.append((file, offset))
        return reads(folder, file, offset, identity)

    monkeypatch.setattr(holdings, "read_chained", noted)
    content = put(tmp_path, site(5).content())
    pages = [each.page for each in archive.import_files([content], workers=workers)]
    assert all(each.article_id for each in pages)
    assert len(read) == len(set(read)) == 5


def _timeless(archive: Archive, page: Any) -> Any:
    kept = [archive.record(page.id).json(), archive.record(page.article_id).json()]
    text = json.dumps(kept, sort_keys=True)
    for each in (page.id, page.article_id):
        text = text.replace(each, "")
    content = json.loads(text)
    return [_without_times(each) for each in content]


def _without_times(value: Any) -> Any:
    if isinstance(value, dict):
        gone = ("time", "made_at", "dateCreated", "at")
        return {k: _without_times(v) for k, v in value.items() if k not in gone}
    return [_without_times(each) for each in value] if isinstance(value, list) else value
