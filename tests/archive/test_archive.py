"""The library as another tool uses it: `from dragoman import Archive`."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import dragoman
from dragoman import Archive
from dragoman.errors import (
    AmbiguousId,
    ArchiveError,
    DragomanError,
    FetchError,
    ModelMissing,
    RecordNotFound,
    UsageError,
)
from tests.support.argos_package import pack, random_package
from tests.support.places import ROOT
from tests.support.reading_here import read_here
from tests.support.site import AZ_TEXT, Site, news_site


@pytest.fixture(scope="module")
def news() -> Iterator[Site]:
    with news_site() as site:
        yield site


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    for name in ("HOME", "USERPROFILE", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.delenv("ARGOS_PACKAGES_DIR", raising=False)
    with Archive(tmp_path / "evidence", models_dir=tmp_path / "models") as opened:
        yield opened


def install(folder: Path) -> None:
    """A real model of random weights: its words mean nothing, but it is decoded like any other."""
    from dragoman.steps.models import install_model

    package = pack(random_package(folder / "package"), folder / "az_en.argosmodel")
    install_model(str(package), models_dir=folder / "models")


def test_the_public_surface() -> None:
    assert {"Archive", "DragomanError", "Page", "ModelMissing", "__version__"} <= set(
        dragoman.__all__
    )
    for name in dragoman.__all__:
        assert getattr(dragoman, name) is not None
    with pytest.raises(AttributeError):
        _ = dragoman.nonsense


def test_the_package_is_of_the_version_that_it_says() -> None:
    described = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert dragoman.__version__ == described["project"]["version"]


def test_capture_gives_a_page_with_its_language_and_sentences(archive: Archive, news: Site) -> None:
    page = archive.capture(news.url("/az"), note="may be removed", allow_private=True)
    assert page.language is not None
    assert (page.language.code, page.language.script) == ("az", "Latn")
    assert page.error is None
    pairs = page.pairs("en")
    assert len(pairs) == 4
    assert " ".join(pair.source.text for pair in pairs) == AZ_TEXT
    for pair in pairs:
        assert page.text is not None
        assert page.text[pair.source.start : pair.source.stop] == pair.source.text
        assert (pair.target, pair.state, pair.flags) == (None, None, ())
    assert page.provenance()["capture"]["note"] == "may be removed"


def test_translate_raises_model_missing_and_says_how_to_install_one(
    archive: Archive, news: Site
) -> None:
    page = archive.capture(news.url("/az"), allow_private=True)
    with pytest.raises(ModelMissing, match="dragoman models install az-en"):
        page.translate(to="en")


def test_translate_with_an_installed_model(archive: Archive, news: Site, tmp_path: Path) -> None:
    install(tmp_path)
    page = archive.capture(news.url("/az"), allow_private=True)
    pairs = page.translate(to="en")
    assert {pair.state for pair in pairs} <= {"machine", "refused", "original"}
    assert all(pair.machine is not None for pair in pairs if pair.state != "original")
    assert "not reviewed" in (page.credit("en") or "")
    translations = next(iter(archive.list_pages()))["translations"]
    assert (
        sum(translations["en"][state] for state in ("machine", "refused")) <= len(pairs) + 1
    )  # the headline
    before = page.pairs("en")
    archive.reindex()
    assert archive.page(page.id).pairs("en") == before


def test_a_page_in_the_target_language_is_original(archive: Archive, news: Site) -> None:
    page = archive.capture(news.url("/en"), allow_private=True)
    assert {pair.state for pair in page.translate(to="en")} == {"original"}
    assert all(pair.target == pair.source.text for pair in page.pairs("en"))


def test_nothing_fetched_raises_and_is_recorded(archive: Archive) -> None:
    with pytest.raises(FetchError) as caught:
        archive.capture("http://nowhere.invalid/")
    assert caught.value.step == "dns"
    (row,) = archive.list_pages()
    assert (row["url"], row["http_status"]) == ("http://nowhere.invalid/", None)


def test_a_404_is_a_page_with_an_error(archive: Archive, news: Site) -> None:
    page = archive.capture(news.url("/gone"), allow_private=True)
    assert page.http_status == 404
    assert page.error is not None
    assert page.pairs("en") == []


def test_a_short_body_is_kept_as_far_as_it_came(archive: Archive, news: Site) -> None:
    page = archive.capture(news.url("/short"), allow_private=True)
    assert page.error is not None and page.error["kind"] == "truncated"
    assert page.response().headers["WARC-Truncated"] == "disconnect"
    assert page.language is not None and page.language.code == "az"


def test_a_body_over_the_limit_is_cut_and_said(tmp_path: Path, news: Site) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "dragoman.toml").write_text("[limits]\nmax_body = 200\n", encoding="utf-8")
    with Archive(folder) as archive:
        page = archive.capture(news.url("/az"), allow_private=True)
        assert page.error is not None and page.error["kind"] == "too_large"
        assert page.response().headers["WARC-Truncated"] == "length"


def test_decisions_are_records_and_the_latest_counts(
    archive: Archive, news: Site, tmp_path: Path
) -> None:
    install(tmp_path)
    page = archive.capture(news.url("/az"), allow_private=True)
    page.translate(to="en")
    archive.decide(page, 1, "edited", text="The first wording.", reviewer="Quiet Heron")
    archive.decide(page, 1, "edited", text="The hearing was held.", reviewer="Quiet Heron")
    archive.decide(page, 2, "rejected", reviewer="Quiet Heron")
    archive.decide(page, 3, "approved", text="As it is.", reviewer="Quiet Heron")
    archive.decide(page, 3, "machine", reviewer="Quiet Heron")
    machine = page.pairs("en")[2].machine
    archive.reindex()
    first, second, third = archive.page(page.id).pairs("en")[:3]
    assert (first.state, first.target, first.reviewer) == (
        "edited",
        "The hearing was held.",
        "Quiet Heron",
    )
    assert (second.state, second.target) == ("rejected", None)
    assert third.reviewer is None and third.machine == machine
    assert archive.search("hearing")[0].matched == ("target",)
    with pytest.raises(UsageError):
        archive.decide(page, 1, "perfect", text="x", reviewer="Quiet Heron")
    with pytest.raises(UsageError):
        archive.decide(page, 1, "edited", text="  ", reviewer="Quiet Heron")
    with pytest.raises(RecordNotFound):
        archive.decide(page, 99, "approved", reviewer="Quiet Heron")
    assert archive.verify().ok


def test_an_id_may_be_shortened_while_it_is_unique(archive: Archive, news: Site) -> None:
    page = archive.capture(news.url("/az"), allow_private=True)
    assert archive.page(page.id[:8]).id == page.id
    assert archive.page(page.article_id or "").id == page.id
    with pytest.raises(RecordNotFound):
        archive.page("ffffffffff")
    for number in range(20):
        archive.capture(news.url(f"/en?{number}"), allow_private=True)
    with pytest.raises((AmbiguousId, RecordNotFound)):
        for prefix in "0123456789abcdef":
            archive.page(prefix)


def test_a_crash_in_extraction_leaves_a_complete_capture(
    archive: Archive, news: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dragoman.archiver.article import extract

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a parser fell over")

    with monkeypatch.context() as patch:
        read_here(patch)
        patch.setattr(extract, "extract", broken)
        page = archive.capture(news.url("/az"), allow_private=True)
    assert page.response().body == news.answers["/az"].body
    assert page.language is None
    list(archive.translate([page.id]))  # takes up what is still to do
    language = archive.page(page.id).language
    assert language is not None and language.code == "az"


def test_threads_may_capture_into_one_archive(archive: Archive, news: Site) -> None:
    def work(number: int) -> None:
        for turn in range(5):
            archive.capture(news.url(f"/az?{number}-{turn}"), allow_private=True)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report = archive.verify()
    assert report.problems == []
    assert len(archive.page_ids()) == 20


TWO_PROCESSES = """
import sys
from dragoman import Archive
with Archive(sys.argv[1]) as archive:
    options = archive.fetch_options(allow_private=True, delay=0)
    urls = [f"{sys.argv[2]}?{sys.argv[3]}-{n}" for n in range(200)]
    outcomes = archive.capture_many(urls, options=options, concurrency=4)
    assert all(each.error is None for each in outcomes)
"""


def test_two_processes_may_capture_into_one_archive(tmp_path: Path, news: Site) -> None:
    folder = tmp_path / "both"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", TWO_PROCESSES, str(folder), news.url("/az"), str(number)]
        )
        for number in range(2)
    ]
    assert [process.wait(120) for process in processes] == [0, 0]
    with Archive(folder) as archive:
        assert len(archive.page_ids()) == 400
        assert archive.verify().problems == []


def test_rebuilding_computes_nothing_again(
    archive: Archive, news: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dragoman.archiver.article import extract
    from dragoman.translate.language import detection
    from dragoman.translate.sentences import segmentation

    for path in ("/az", "/ru", "/gone"):
        archive.capture(news.url(path), allow_private=True)
    before = [str(row) for row in archive.list_pages()]
    pairs = [archive.page(identity).pairs("en") for identity in archive.page_ids()]

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a rebuilt index is made of records alone")

    read_here(monkeypatch)
    monkeypatch.setattr(extract, "extract", never)
    monkeypatch.setattr(detection, "detect_document", never)
    monkeypatch.setattr(segmentation, "segment", never)
    archive.reindex()
    assert [str(row) for row in archive.list_pages()] == before
    assert [archive.page(identity).pairs("en") for identity in archive.page_ids()] == pairs


def test_a_damaged_index_is_built_anew_by_itself(archive: Archive, news: Site) -> None:
    archive.capture(news.url("/az"), allow_private=True)
    before = [str(row) for row in archive.list_pages()]
    archive.close()
    for path in archive.folder.glob("index.db*"):
        path.write_bytes(b"no database at all, " * 500)
    with Archive(archive.folder) as again:
        assert "built anew" in " ".join(again.store.notices)
        assert [str(row) for row in again.list_pages()] == before


def test_no_record_tells_of_the_operator(archive: Archive, news: Site, tmp_path: Path) -> None:
    import getpass
    import gzip

    note = tmp_path / "qeyd.txt"
    note.write_text(AZ_TEXT, encoding="utf-8")
    archive.capture(news.url("/az"), allow_private=True)
    archive.import_file(note)
    secrets = {socket.gethostname(), getpass.getuser(), str(Path.home()), str(tmp_path)}
    for path in (archive.folder / "warc").iterdir():
        text = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        for secret in secrets:
            if len(secret) > 4:
                assert secret not in text


def test_a_folder_that_cannot_be_an_archive_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    with pytest.raises(ArchiveError):
        Archive(file)
    assert issubclass(ArchiveError, DragomanError)
