"""An archive of version 0.1: whatever later versions do, it stays whole, readable and appendable."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
import requests

from dragoman.archive import Archive, Page
from dragoman.archiver.records.reader import StoredRecord, profile_of, read_record
from dragoman.exchange import FORMATS
from dragoman.exchange.evidence_export import EVIDENCE_FORMATS
from dragoman.provenance.digest import warc_digest
from dragoman.steps.upkeep import verify_folder
from tests.support.archive_01 import COPY, SHUT, SITE, unpack
from tests.support.invented_names import names_lead_to
from tests.support.other_checkers import objections, pass_elsewhere
from tests.support.pywb_server import pywb, replayed, run
from tests.support.site import Answer, Site

V10, V11 = "dragoman-warc/1.0", "dragoman-warc/1.1"
BY_TYPE = {
    "conversion": 38, "import": 2, "metadata": 47, "request": 44, "resource": 4, "response": 24,
    "revisit": 20, "warcinfo": 2,
}  # fmt: skip


@pytest.fixture(params=["without an index", "with its own index"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return unpack(tmp_path, index=request.param == "with its own index")


def test_it_is_as_it_was_written(folder: Path) -> None:
    report = verify_folder(folder, trusted=[folder.parent / "signer.pub"])
    assert report.problems == []
    assert report.records == sum(BY_TYPE.values())
    anchored, *others = report.proofs
    assert "line 170 of the ledger" in anchored
    dated = [each for each in others if each.startswith("since when")]
    assert ["no time stamp covers the ledger" in each for each in dated] == [True]
    left = [each for each in others if each not in dated]
    assert all("index.db: it is of an older version" in each for each in left)


def test_every_page_of_it_is_listed_and_shown(folder: Path) -> None:
    with Archive(folder) as archive:
        rows = archive.index.connection.execute("SELECT type, count(*) FROM records GROUP BY type")
        assert {row[0]: row[1] for row in rows} == BY_TYPE
        pages = list(archive.list_pages())
        assert len(pages) == 21
        assert Counter(page["language"] for page in pages) == {"az": 12, "ru": 3, "en": 4, None: 2}
        assert Counter(page["http_status"] for page in pages) == {200: 18, 404: 1, None: 2}
        (refused,) = [
            page["url"] for page in pages if page["http_status"] is None and page["error"]
        ]
        assert refused == f"http://{SHUT}/az/1"
        for row in pages:
            page = archive.page(row["id"])
            assert page.provenance()["capture"]["requested_url"] == row["url"]
            if page.has_article_to_read:
                assert page.response().body and page.text
                assert list(page.pairs("en"))


def test_what_people_decided_is_there(folder: Path) -> None:
    with Archive(folder) as archive:
        (identity,) = [
            each["id"]
            for each in archive.list_pages()
            if each["url"] == f"http://{SITE}/az/xeber/101"
        ]
        page = archive.page(identity)
        assert [page.pair(n, "en")[1].state for n in (1, 2, 5)] == [
            "edited",
            "approved",
            "approved",
        ]
        assert page.pair(1, "en")[1].target == "The court sentenced him."
        decided = archive.index.connection.execute("SELECT state FROM decisions")
        assert Counter(row[0] for row in decided) == {
            "edited": 2, "approved": 5, "rejected": 1, "machine": 1,
        }  # fmt: skip
        observed = archive.index.connection.execute("SELECT finding FROM observations")
        assert sorted(row[0] for row in observed) == ["changed", "gone", "present"]


@pytest.mark.parametrize("words", ["Чинаров", "məhkəmə", "Goychaeva", "Rashad Chinarov"])
def test_it_is_searched(folder: Path, words: str) -> None:
    with Archive(folder) as archive:
        assert archive.search(words)


@pytest.mark.parametrize("format_", [*FORMATS, *EVIDENCE_FORMATS])
def test_it_is_exported(tmp_path: Path, format_: str) -> None:
    with Archive(unpack(tmp_path)) as archive:
        out = tmp_path / f"out.{format_}"
        archive.export(None, format_, out)
        written = list(tmp_path.glob("out*"))
        assert written and all(path.stat().st_size > 1000 for path in written)


@pytest.mark.parametrize("format_", ["html", "jsonl", "xliff", "prov", "report"])
def test_its_digests_are_shown_as_those_of_today(tmp_path: Path, format_: str) -> None:
    out = tmp_path / "out"
    with Archive(unpack(tmp_path)) as archive:
        page = _page(archive, f"http://{SITE}/ru/news/201")
        archive.export([page.id], format_, out)
        body = page.response().body
    text = "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob("out*"))
    assert hashlib.sha256(body).hexdigest() in text
    assert re.search(r"sha256:[A-Za-z2-7]{52}(?![0-9a-f])", text) is None


@dataclass
class Again:
    """The archive of 0.1 with the same page captured again, and its bytes at another address."""

    folder: Path
    body: bytes
    dates: dict[str, list[str]]

    @property
    def warcs(self) -> list[Path]:
        return sorted((self.folder / "warc").iterdir())


@contextmanager
def captured_again(folder: Path) -> Iterator[tuple[Archive, Again]]:
    urls = [f"http://{host}/ru/news/201" for host in (SITE, COPY)]
    with Archive(folder) as archive:
        held = _page(archive, urls[0]).response()
        again = Again(folder, held.body, {urls[0]: [held.date], urls[1]: []})
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"}
        with (
            Site({"/ru/news/201": Answer(held.body, headers=headers)}) as site,
            names_lead_to({SITE: site.port, COPY: site.port}),
        ):
            options = archive.fetch_options(allow_private=True, requisites=False)
            for url in urls:
                page = archive.capture(url, options=options)
                again.dates[url].append(archive.record(page.response_id or "").date)
        yield archive, again


def test_it_is_captured_into(folder: Path) -> None:
    """Old records stay where they are, to the byte; what came before is known again."""
    before = {
        path: path.read_bytes() for path in folder.rglob("*") if path.suffix in (".gz", ".jsonl")
    }
    with captured_again(folder) as (archive, again):
        first, *later = sorted(
            (archive.page(row["id"]) for row in archive.list_pages() if row["url"] in again.dates),
            key=lambda page: page.captured_at,
        )
        original = archive.record(first.response_id or "")
        assert len(later) == 2
        for page in later:
            record = archive.record(page.response_id or "")
            assert record.type == "revisit"
            assert record.headers["WARC-Refers-To"] == f"<urn:uuid:{original.id}>"
            said = record.headers["WARC-Payload-Digest"]
            assert said == original.headers["WARC-Payload-Digest"]  # character for character
            assert said.startswith("sha256:") and said.endswith("====")
            digest = warc_digest(hashlib.sha256(again.body).digest())
            assert archive.record(page.id).json()["exchanges"][0]["payload"] == digest
            assert page.provenance()["page"]["payload_digest"] == digest
            assert page.response().body == again.body
        assert archive.verify().problems == []
    for path, content in before.items():
        assert path.read_bytes().startswith(content)


def test_a_new_file_in_it_says_the_profile_that_it_follows(folder: Path) -> None:
    old = {path.name for path in (folder / "warc").iterdir()}
    with captured_again(folder) as (archive, again):
        profiles = {path.name: profile_of(path) for path in again.warcs}
        assert {profiles.pop(name) for name in old} == {V10}
        # One for the captures and one for what was read out of them; the second capture went on.
        assert sorted(name.partition("-")[0] for name in profiles) == ["captures", "derived"]
        assert set(profiles.values()) == {V11}
        archive.decide(_page(archive, f"http://{SITE}/ru/news/201"), 1, "approved", reviewer="r")
        assert {path.name for path in again.warcs} == old | profiles.keys()
    first = json.loads((folder / "ledger.jsonl").read_bytes().partition(b"\n")[0])
    assert first["profile"] == V10


def test_pywb_replays_what_came_again_under_its_own_date(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Where a revisit's digest is written otherwise than its original's, pywb answers 503, or an
    older page in silence."""
    with captured_again(unpack(tmp_path)) as (_, again):
        dates = again.dates
    with pywb(again.warcs, tmp_path_factory.mktemp("pywb")) as base:
        for url in dates:
            for date in dates[url]:
                stamp = "".join(char for char in date if char.isdigit())[:14]
                answer = replayed(base, stamp, url)
                assert answer.status_code == 200
                assert answer.content == gzip.decompress(again.body)
                assert _memento(answer) == stamp


def _memento(answer: requests.Response) -> str:
    """The date that pywb says of what it answers, as it writes it in URLs."""
    return parsedate_to_datetime(answer.headers["Memento-Datetime"]).strftime("%Y%m%d%H%M%S")


def test_other_checkers_object_to_nothing_new(folder: Path) -> None:
    old = sorted((folder / "warc").iterdir())
    with captured_again(folder) as (_, again):
        assert [pass_elsewhere(path) for path in again.warcs if path not in old] == [0, 0]
    # A response in chunks, and the digest of nothing for the body of a POST.
    (chunked, said), (posted, also) = objections(old[0])
    assert said.startswith("payload digest failed") and also.startswith("payload digest failed")
    assert read_record(old[0], chunked).http_headers["transfer-encoding"] == "chunked"
    assert read_record(old[0], posted).type == "request"
    assert objections(old[1]) == []


def test_a_post_of_it_is_the_original_of_nothing(folder: Path) -> None:
    with Archive(folder) as archive:
        url = f"http://{COPY}/api/meqale"
        (post,) = [each for each in _records(archive, "request") if each.target_uri == url]
        assert post.block.endswith(b'\r\n\r\n{"n":7}')
        assert post.digest("Payload") == warc_digest(hashlib.sha256(b"").digest())
        (said,) = [each for each in _records(archive, "response") if each.target_uri == url]
        with Site({"/": _html(said.body)}) as site, names_lead_to({SITE: site.port}):
            options = archive.fetch_options(allow_private=True, requisites=False)
            page = archive.capture(f"http://{SITE}/", options=options)
        assert archive.record(page.response_id or "").type == "response"
    warcs = [
        path
        for path in (folder / "warc").iterdir()
        if b"POST" in gzip.decompress(path.read_bytes())
    ]
    lines = run("cdxj-indexer", "-p", *map(str, warcs)).stdout.splitlines()
    assert [line.split()[0] for line in lines if url in line] == [
        "example,guzgu)/api/meqale?__wb_method=post&n=7"
    ]


def _records(archive: Archive, kind: str) -> Iterator[StoredRecord]:
    for row in archive.index.connection.execute("SELECT id FROM records WHERE type = ?", (kind,)):
        yield archive.record(row[0])


def _page(archive: Archive, url: str) -> Page:
    """The oldest capture of a URL."""
    return next(archive.page(row["id"]) for row in archive.list_pages() if row["url"] == url)


def _html(body: bytes) -> Answer:
    return Answer(body, headers={"Content-Type": "text/html; charset=utf-8"})
