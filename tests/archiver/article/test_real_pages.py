"""Real pages and real articles, through the whole of capture and import."""

from __future__ import annotations

import gzip
from pathlib import Path

from dragoman.archive import Archive
from tests.support.site import Answer, Site


def test_every_real_page_is_captured_and_none_is_empty(shared_data: Path, tmp_path: Path) -> None:
    files = sorted((shared_data / "pages").rglob("*.html*"))
    answers = {
        f"/{number}": Answer(
            gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes(),
            headers={"Content-Type": "text/html"},
        )
        for number, path in enumerate(files)
    }
    with Site(answers) as site, Archive(tmp_path / "archive") as archive:
        # What they show lies on servers of the real net.
        options = archive.fetch_options(allow_private=True, requisites=False, delay=0)
        outcomes = list(archive.capture_many([site.url(path) for path in answers], options=options))
        assert len(outcomes) == len(files) > 15
        for path, outcome in zip(files, outcomes, strict=True):
            assert outcome.error is None, path.name
            assert outcome.page is not None
            assert outcome.page.pairs(), path.name
            assert outcome.page.response().body == answers[f"/{files.index(path)}"].body
            language = outcome.page.language
            assert language is not None
            expected = {"az"} if path.parent.name == "az" else {"ru", "uk"}
            assert language.code in expected, path.name
        assert archive.verify().problems == []


def test_published_machine_translations_name_their_originals(
    shared_data: Path, tmp_path: Path
) -> None:
    files = sorted((shared_data / "articles").glob("*.txt"))
    with Archive(tmp_path / "archive") as archive:
        pages = [outcome.page for path in files for outcome in archive.import_file(path)]
        named = {}
        for path, page in zip(files, pages, strict=True):
            assert page is not None
            assert page.language is not None and page.language.code == "en"
            article = page.provenance()["article"]
            if article["translation_of"]:
                named[path.name[:3]] = (article["translation_of"], article["translated_by"])
        # what two of the five say of themselves, in their last line
        assert set(named) == {"002", "003"}
        assert all(
            url.startswith("https://www.kavkaz-uzel.eu/articles/") for url, _ in named.values()
        )
        assert all(by for _, by in named.values())


def test_pdfs_of_both_languages_are_read(shared_data: Path, tmp_path: Path) -> None:
    with Archive(tmp_path / "archive") as archive:
        for path in sorted((shared_data / "pdf").glob("*.pdf")):
            (outcome,) = archive.import_file(path)
            assert outcome.error is None
            assert outcome.page is not None and outcome.page.language is not None
            assert outcome.page.language.code == path.name[:2]
            assert len(outcome.page.pairs()) > 10
