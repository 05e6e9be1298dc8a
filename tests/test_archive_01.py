"""An archive of version 0.1: whatever later versions do, it stays whole, readable and appendable."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.errors import RecordNotFound
from dragoman.exchange import FORMATS
from dragoman.exchange.evidence_export import EVIDENCE_FORMATS
from dragoman.upkeep import verify_folder
from tests.archive_01 import COPY, SHUT, SITE, unpack
from tests.invented_names import names_lead_to
from tests.site import Answer, Site

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
    (proof,) = report.proofs
    assert "line 170 of the ledger" in proof


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


def test_it_is_captured_into(folder: Path) -> None:
    """Old records stay where they are, to the byte; what came before is known again."""
    before = {
        path: path.read_bytes() for path in folder.rglob("*") if path.suffix in (".gz", ".jsonl")
    }
    with Archive(folder) as archive:
        held = _body(archive, f"http://{SITE}/az/xeber/101")
        answers = {
            "/az/xeber/101": _html(held),
            "/az/yeni": _html(held.replace(b"<h1", b"<h1 id=a")),
        }
        with Site(answers) as site, names_lead_to({SITE: site.port, COPY: site.port}):
            options = archive.fetch_options(allow_private=True, requisites=False)
            same = archive.capture(f"http://{SITE}/az/xeber/101", options=options)
            elsewhere = archive.capture(f"http://{COPY}/az/xeber/101", options=options)
            new = archive.capture(f"http://{COPY}/az/yeni", options=options)
        kinds = [archive.record(page.response_id or "").type for page in (same, elsewhere, new)]
        assert kinds == ["revisit", "revisit", "response"]
        assert same.response().body == elsewhere.response().body == held
        assert archive.verify().problems == []
    for path, content in before.items():
        assert path.read_bytes().startswith(content)


def _body(archive: Archive, url: str) -> bytes:
    for row in archive.list_pages():
        if row["url"] == url:
            return archive.page(row["id"]).response().body
    raise RecordNotFound("no such page", subject=url)


def _html(body: bytes) -> Answer:
    return Answer(body, headers={"Content-Type": "text/html; charset=utf-8"})
