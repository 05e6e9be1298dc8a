"""Pages that are gone, out of a real pywb: byte for byte, as what they are, and nothing of the site."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.errors import FetchError, UsageError
from dragoman.steps.outcome import Outcome
from tests.support.pywb_server import pywb
from tests.support.shell import typed
from tests.support.site import Answer, Site

# What it says of a page that it never captured is its own.
NONE = re.compile("names no capture|answered 404")
HTML = {"Content-Type": "text/html; charset=utf-8"}
PARAGRAPH = "<p>Məhkəmə iclası noyabrın 24-nə təyin edilib və şahidlər dinlənilib.</p>" * 6
OLD = f"<html><title>Köhnə xəbər</title><article><h1>Köhnə xəbər</h1>{PARAGRAPH}</article></html>".encode()
NEW = OLD.replace("Köhnə".encode(), b"Yeni")


@dataclass
class Gone:
    """A site that is gone, and a pywb that had captured it twice."""

    site: str
    pywb: str
    folder: Path

    def url(self, path: str) -> str:
        return self.site.rstrip("/") + path

    @property
    def base(self) -> str:
        return f"{self.pywb}/all"


@pytest.fixture(scope="module")
def gone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gone]:
    home = tmp_path_factory.mktemp("gone")
    routes = {
        "/az/1": Answer(OLD, headers=HTML),
        "/az/2": Answer(OLD, headers=HTML),
        "/moved": Answer(status=301, headers={"Location": "/az/1"}),
        "/broken": Answer(b"busy", status=500, headers=HTML),
    }
    with Site(routes) as site, Archive(home / "theirs") as theirs:
        address = site.url("")
        options = theirs.fetch_options(allow_private=True, requisites=False, browser=False, delay=0)
        list(theirs.capture_many([site.url(path) for path in routes], options=options))
        time.sleep(1.1)  # mementos are told apart by the second
        site.answers["/az/2"] = Answer(NEW, headers=HTML)
        list(theirs.capture_many([site.url("/az/2")], options=options))
    files = sorted((home / "theirs" / "warc").glob("captures-*"))
    (home / "pywb").mkdir()
    with pywb(files, home / "pywb") as server:
        yield Gone(address, server, home)


def recover(archive: Archive, *urls: str, gone: Gone, **more: object) -> list[Outcome]:
    options = archive.fetch_options(allow_private=True, delay=0)
    archives = more.pop("archives", [gone.base])
    return list(archive.recover(urls, archives=archives, options=options, **more))  # type: ignore[arg-type]


def test_a_page_comes_back_byte_for_byte_and_is_listed_as_what_it_is(
    gone: Gone, tmp_path: Path
) -> None:
    url = gone.url("/az/1")
    with Archive(tmp_path / "archive") as archive:
        (outcome,) = recover(archive, url, gone=gone)
        page = outcome.page
        assert page is not None and outcome.error is None
        assert page.response().body == OLD
        assert page.url == url and page.final_url.startswith(gone.base)
        assert re.search(r"/\d{14}id_/", page.final_url)
        told = page.recovered
        assert told is not None and told["archive"] == gone.base and told["url"] == url
        assert told["digest_agrees"] is True, told
        assert page.verdict is not None and page.verdict["kind"] == "article"
        (row,) = archive.list_pages()
        assert row["recovered"] == gone.base and row["url"] == url
        assert archive.verify().ok
        assert [each["url"] for each in archive.list_pages(site="127.0.0.1")] == [url]
        items = {each["item"]: each for each in archive.evidence(page.id).to_json()["items"]}
        assert items["address"]["state"] == "in part"
        assert "rests on their word" in " ".join(items["source"]["says"])


def test_a_redirect_leads_to_what_the_archive_has_of_its_target(gone: Gone, tmp_path: Path) -> None:
    with Archive(tmp_path / "archive") as archive:
        (outcome,) = recover(archive, gone.url("/moved"), gone=gone)
        assert outcome.page is not None and outcome.page.response().body == OLD
        told = outcome.page.recovered
        assert told is not None and told["url"] == gone.url("/az/1")


def test_what_nobody_has_is_a_failure_that_is_recorded_with_what_was_asked(
    gone: Gone, tmp_path: Path
) -> None:
    with Archive(tmp_path / "archive") as archive:
        dead = "http://127.0.0.1:9/all"
        (outcome,) = recover(archive, gone.url("/never"), gone=gone, archives=[dead, gone.base])
        assert isinstance(outcome.error, FetchError)
        assert "127.0.0.1:9: " in outcome.error.message and NONE.search(outcome.error.message)
        assert outcome.page is not None and outcome.page.recovered is None
        record = archive.record(outcome.page.id).json()
        assert record["page"] is None and len(record["attempts"]) == 2
        assert record["asked_archives"] == [dead, gone.base]
        (broken,) = recover(archive, gone.url("/broken"), gone=gone)
        assert broken.error is not None and "none of its captures came" in broken.error.message
        assert archive.verify().ok


def test_the_newest_comes_or_what_is_nearest_to_a_day_and_nothing_twice(
    gone: Gone, tmp_path: Path
) -> None:
    url = gone.url("/az/2")
    with Archive(tmp_path / "archive") as archive:
        (newest,) = recover(archive, url, gone=gone)
        (known,) = recover(archive, url, gone=gone)
        assert newest.page and known.page and newest.page.id == known.page.id
        assert newest.page.response().body == NEW
        (oldest,) = recover(archive, url, gone=gone, at="1999-01-01", again=True)
        assert oldest.page is not None and oldest.page.response().body == OLD
        with pytest.raises(UsageError, match="no date"):
            recover(archive, url, gone=gone, at="yesterday")


def test_an_answer_without_the_word_of_an_archive_is_no_memento(tmp_path: Path) -> None:
    """A site that answers everything, as parked domains do, and a memento of another page."""
    stamp = "Thu, 02 Jan 2020 03:04:05 GMT"
    gone = "http://gone.example/a"
    with Site({}) as site:
        base = site.url("/all")
        raw = f"/all/20200102030405id_/{gone}"
        timemap = f'<{base}/20200102030405/{gone}>; rel="memento"; datetime="{stamp}"'
        site.answers[f"/all/timemap/link/{gone}"] = Answer(timemap.encode(), headers={})
        with Archive(tmp_path / "archive") as archive:
            options = archive.fetch_options(allow_private=True, delay=0)

            def asked() -> Outcome:
                (outcome,) = archive.recover([gone], archives=[base], options=options)
                return outcome

            site.answers[raw] = Answer(OLD, headers=HTML)
            assert asked().error is not None
            other = {"Memento-Datetime": stamp, "Link": '<http://gone.example/b>; rel="original"'}
            site.answers[raw] = Answer(OLD, headers=HTML | other)
            assert asked().error is not None
            own = {"Memento-Datetime": stamp, "Link": f'<{gone}/>; rel="original"'}
            elsewhere = {"Location": "http://127.0.0.1:9/", "Memento-Datetime": stamp}
            site.answers[raw] = Answer(status=302, headers=elsewhere)
            assert asked().error is not None
            site.answers[raw] = Answer(OLD, headers=HTML | own)
            found = asked()
            assert found.error is None and found.page is not None
            told = found.page.recovered
            assert told is not None and told["captured_at"] == "2020-01-02T03:04:05Z"
            assert told["digest"] is None and told["digest_agrees"] is None


def test_the_command_says_from_whom_and_when(gone: Gone, tmp_path: Path) -> None:
    folder = str(tmp_path / "archive")
    words = ("recover", gone.url("/az/1"), "--from", gone.base, "--allow-private")
    done = typed("--archive", folder, *words)
    assert done.status == 0, done.err
    assert f"from {gone.base}, captured there 20" in done.out
    again = json.loads(typed("--archive", folder, "--json", *words).out)
    assert again["recovered"]["archive"] == gone.base and again["url"] == gone.url("/az/1")
    assert "recovered from" in typed("--archive", folder, "list").out.replace("\n", " ")
    assert "learn which pages" in done.err
    known = typed("--archive", folder, *words)
    assert known.status == 0 and "learn which pages" not in known.err, "nobody is asked"
    none = typed("--archive", folder, *words[:1], gone.url("/never"), *words[2:])
    assert none.status == 1 and NONE.search(none.err)
    assert typed("--archive", folder, "recover", "x", "--from", "y").status in (1, 2)
