"""What stands there, from the capture to the list: on the line, in the record, in the index."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from dragoman.archive import Archive
from tests.support.archive_01 import unpack
from tests.support.places_of_articles import NOTICES, WALLS
from tests.support.shell import Done, typed
from tests.support.site import AZ_TEXT, Answer, Site, page
from tests.support.standing_pages import story
from tests.support.whole_site import pixel

HTML = {"Content-Type": "text/html; charset=utf-8"}
WALL = next(each for each in WALLS if each.name == "a paywall in Azerbaijani")
GONE = next(each for each in NOTICES if each.name == "soft 404, ru, dressed")
BODIES = {
    "/article": Answer(story("az").encode(), headers=HTML),
    "/wall": Answer(WALL.html.encode(), headers=HTML),
    "/gone": Answer(GONE.html.encode(), headers=HTML),
    "/404": Answer(b"<h1>Not Found</h1>", 404, HTML),
    "/picture": Answer(pixel(1).body, headers=HTML),
    "/empty": Answer(b"", headers=HTML),
}
KINDS = ["article", "wall", "notice", "notice", "file", "none", "none"]


def dragoman(folder: Path, *arguments: str) -> Done:
    return typed("--archive", str(folder), *arguments)


def prepared(folder: Path) -> Path:
    folder.mkdir()
    settings = "[politeness]\ndelay = 0\nretries = 0\n"
    (folder / "dragoman.toml").write_text(settings, encoding="utf-8")
    return folder


def captured(folder: Path, *arguments: str) -> Done:
    with Site(BODIES) as site:
        urls = [*map(site.url, BODIES), "http://127.0.0.1:1/"]
        options = ("--allow-private", "--no-requisites", "--no-translate", "--no-browser")
        return dragoman(folder, *arguments, "capture", *options, *urls)


def test_the_line_the_record_and_the_list_say_it(tmp_path: Path) -> None:
    folder = prepared(tmp_path / "archive")
    done = captured(folder, "--json")
    said = [each["verdict"] for each in done.lines]
    assert [each["kind"] for each in said] == KINDS
    assert all(set(each) == {"kind", "reason"} and each["reason"] for each in said)
    assert "7 pages: 1 article, 1 file, 1 wall, 2 notice, 2 none" in done.err
    listed = {each["url"]: each["verdict"] for each in dragoman(folder, "--json", "list").lines}
    assert listed == {each["url"]: each["verdict"] for each in done.lines}
    walls = dragoman(folder, "--json", "list", "--verdict", "wall").lines
    assert [each["verdict"] for each in walls] == [said[1]]
    table = dragoman(folder, "list", "--verdict", "notice").out
    words = " ".join(table.split())  # the last column is narrow
    assert "a notice (the page is not there)" in words and "the server answers 404" not in words
    assert "Səhifə" not in table
    assert (
        "no page fits --verdict challenge" in dragoman(folder, "list", "--verdict", "challenge").err
    )
    assert dragoman(folder, "list", "--verdict", "fine").status == 2
    shown = " ".join(dragoman(folder, "show", walls[0]["id"]).out.split())
    assert said[1]["reason"] in shown
    with Archive(folder) as archive:
        before = list(archive.list_pages())
        record = archive.record(archive.page(walls[0]["id"]).article_id or "").json()
        assert record["dragoman"]["verdict"] == {**said[1], "sort": "paywall"}
        archive.reindex()
        assert list(archive.list_pages()) == before
        assert archive.verify().ok


def test_a_person_reads_it_on_the_line(tmp_path: Path) -> None:
    done = captured(prepared(tmp_path / "archive"))
    kinds = [each.split()[2] for each in done.out.splitlines()[:6]]
    assert kinds == KINDS[:6]
    assert "(a paywall: it says" in done.out.splitlines()[1]
    assert "(" not in done.out.splitlines()[0]


@pytest.mark.parametrize(
    ("path", "status"), [("/article", 0), ("/picture", 0), ("/wall", 1), ("/gone", 1), ("/empty", 1)]
)  # fmt: skip
def test_who_is_strict_is_told_that_it_is_no_page(tmp_path: Path, path: str, status: int) -> None:
    folder = prepared(tmp_path / "archive")
    with Site(BODIES) as site:
        options = ("--allow-private", "--no-requisites", "--no-translate", "--no-browser")
        done = dragoman(folder, "capture", "--strict", *options, site.url(path))
        assert done.status == status, done.err
        assert dragoman(folder, "capture", *options, site.url(path)).status == 0
    assert ("not what was wanted" in done.err) is (status == 1)


def test_who_reads_nothing_cannot_be_strict(tmp_path: Path) -> None:
    done = dragoman(tmp_path / "a", "capture", "--strict", "--record-only", "http://h.invalid/")
    assert done.status == 2 and "--strict" in done.err


def test_what_is_imported_is_judged(tmp_path: Path) -> None:
    (tmp_path / "wall.html").write_text(WALL.html, encoding="utf-8")
    (tmp_path / "story.html").write_text(story("tr"), encoding="utf-8")
    folder = tmp_path / "archive"
    files = [str(tmp_path / name) for name in ("wall.html", "story.html")]
    done = dragoman(folder, "--json", "import", "--no-translate", *files)
    assert [each["verdict"]["kind"] for each in done.lines] == ["wall", "article"]
    assert "2 pages: 1 article, 1 wall" in done.err


def test_what_nobody_looked_at_has_no_verdict_until_somebody_does(tmp_path: Path) -> None:
    folder = prepared(tmp_path / "archive")
    with Site({"/wall": BODIES["/wall"]}) as site:
        options = ("--allow-private", "--no-requisites", "--record-only", "--no-browser")
        done = dragoman(folder, "--json", "capture", *options, site.url("/wall"))
    assert done.lines[0]["verdict"] is None and "1 page" not in done.err
    dragoman(folder, "translate")
    (row,) = dragoman(folder, "--json", "list").lines
    assert row["verdict"]["kind"] == "wall"


def test_pages_of_an_earlier_version_have_none(tmp_path: Path) -> None:
    folder = unpack(tmp_path)
    rows = dragoman(folder, "--json", "list").lines
    assert rows and all(each["verdict"] is None for each in rows)
    assert dragoman(folder, "list").status == 0
    assert dragoman(folder, "--json", "list", "--verdict", "article").lines == []


def test_a_body_that_is_packed_is_judged_by_what_is_in_it(tmp_path: Path) -> None:
    folder = prepared(tmp_path / "archive")
    packed = gzip.compress(page("az", "Xəbər", AZ_TEXT))
    with Site({"/": Answer(packed, headers={**HTML, "Content-Encoding": "gzip"})}) as site:
        options = ("--allow-private", "--no-requisites", "--no-translate", "--no-browser")
        done = dragoman(folder, "--json", "capture", *options, site.url("/"))
    assert done.lines[0]["verdict"]["kind"] == "article"
