"""Looking again at pages that scripts build, in a real Chromium."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dragoman.archive import Archive
from dragoman.errors import ArchiveError
from dragoman.page import Page
from dragoman.steps.watch.observation import Observation
from tests.archiver.browser.test_browser import QUICK, needs_chromium, of, opened, shell
from tests.support.shell import Done, typed
from tests.support.site import AZ_TEXT, Answer, Site, page
from tests.support.whole_site import pixel

PARTS = [f"{each.rstrip('.')}." for each in AZ_TEXT.split(". ")]
SHOWS = """
fetch("/article.json").then(r => r.ok ? r.json() : {title: "Səhifə tapılmadı", text: []}).then(article => {
  document.title = article.title;
  const main = document.createElement("article");
  main.innerHTML = "<h1>" + article.title + "</h1>" + article.text.map(p => "<p>" + p + "</p>").join("");
  document.getElementById("app").append(main);
});
"""


def told(text: list[str], title: str = "Skriptlə qurulan səhifə", **more: str) -> Answer:
    return of("application/json", json.dumps({"title": title, "text": text, **more}).encode())


def built() -> Site:
    return Site({"/az/1": shell(SHOWS), "/article.json": told(PARTS)})


@contextmanager
def captured(folder: Path, site: Site, path: str = "/az/1") -> Iterator[tuple[Archive, Page, Any]]:
    with site, opened(folder) as archive:
        options = archive.fetch_options(allow_private=True, browser=True)
        page = archive.capture(site.url(path), options=options)
        yield archive, page, archive.fetch_options(allow_private=True, requisites=False)


def one(archive: Archive, options: Any, **more: Any) -> Observation:
    (seen,) = archive.watch(options=options, **more)
    assert archive.verify().ok
    return seen


@needs_chromium
def test_a_page_whose_text_comes_by_script_is_shown_again(tmp_path: Path) -> None:
    site = built()
    with captured(tmp_path / "a", site) as (archive, page, options):
        assert page.rendered_id is not None and "saat 11:00" in (page.text or "")
        same = one(archive, options)
        assert (same.finding, same.compared, same.captured) == ("present", "rendered", None)
        assert "what a browser shows is the same to the byte" in same.reason
        assert archive.record(same.id or "").json()["browser"]["rendered"] is None

        site.answers["/article.json"] = told([each.replace("11:00", "14:30") for each in PARTS])
        changed = one(archive, options)
        assert (changed.finding, changed.compared) == ("changed", "rendered")
        assert "the rendered article is there, and its text is another" in changed.reason
        assert any("[14:30-a]" in line for line in changed.difference)

        # It is captured as `capture --browser` does: what was shown, a picture, the other answers.
        now = archive.page(changed.captured or "")
        assert now.rendered_id is not None and "saat 14:30" in (now.text or "")
        said = archive.record(now.id).json()["browser"]
        assert archive.record(said["screenshot"]).body.startswith(b"\x89PNG")
        assert b"14:30" in archive.record(said["text"]).body
        (row,) = archive.index.connection.execute(
            "SELECT id FROM requisites WHERE page_id = ?", (now.id,)
        )
        assert site.url("/article.json") in {
            each["url"] for each in archive.record(row[0]).json()["requisites"]
        }
        assert now.response().body == site.answers["/az/1"].body

        again = one(archive, options)  # beside the newest capture, which is a rendered one too
        assert (again.finding, again.compared_with) == ("present", now.id)
        before = list(archive.list_pages())
        archive.reindex()
        assert list(archive.list_pages()) == before


@needs_chromium
@pytest.mark.parametrize(
    ("after", "finding", "words"),
    [
        # other markup and other data beside the article
        (told(PARTS, views="17"), "present", "the same to the byte"),
        (
            told([*PARTS, "Zalda yer yox idi"]),
            "present",
            "the rendered article is the same but for",
        ),
        (told(PARTS[:2]), "changed", "its text is another"),
        (told([], "Səhifə tapılmadı"), "gone", "the page that came says so"),
        (told([], "Yüklənir"), "unreachable", "what came is not the article"),
        (Answer(b"no", 500), "gone", "the page that came says so"),  # as the page itself tells it
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.long(one_in=2)
def test_what_scripts_show_is_what_counts(
    tmp_path: Path, after: Answer, finding: str, words: str
) -> None:
    site = built()
    with captured(tmp_path / "a", site) as (archive, _, options):
        site.answers["/article.json"] = after
        seen = one(archive, options)
        assert (seen.finding, seen.compared) == (finding, "rendered"), seen.reason
        assert words in seen.reason
        said = archive.record(seen.id or "").json()["browser"]
        if finding in ("gone", "unreachable"):  # what was seen instead is kept
            assert b"<h1>" in archive.record(said["rendered"]).body
            assert said["screenshot"] is None


@needs_chromium
@pytest.mark.parametrize(
    ("after", "finding"),
    [
        (Answer(b"<h1>Not found</h1>", 404), "gone"),
        (Answer(b"", 404), "gone"),
        (Answer(b"<h1>Forbidden</h1>", 403), "blocked"),
        (Answer(b"<h1>Busy</h1>", 503), "unreachable"),
        (Answer(shell(SHOWS).body, 404, shell(SHOWS).headers), "present"),
        (Answer(b"", 200), "unreachable"),
    ],
    ids=["404", "404 and nothing", "403", "503", "404 that shows the article", "nothing"],
)
@pytest.mark.long(one_in=3)
def test_the_status_of_a_page_that_was_shown(tmp_path: Path, after: Answer, finding: str) -> None:
    site = built()
    with captured(tmp_path / "a", site) as (archive, _, options):
        site.answers["/az/1"] = after
        seen = one(archive, options)
        assert (seen.finding, seen.http_status) == (finding, after.status), seen.reason


@needs_chromium
def test_without_a_browser_what_scripts_write_is_not_claimed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = built()
    with captured(tmp_path / "a", site) as (archive, _, options):
        site.answers["/article.json"] = told(["Başqa mətn."])
        seen = one(archive, options, browser=False)
        assert (seen.finding, seen.compared, seen.error) == ("unreachable", "nothing", None)
        assert "what scripts write was not looked at (no browser was wanted)" in seen.reason
        assert "answers 200, with the same bytes" in seen.reason
        # The article in the answer itself would be one that no browser showed.
        site.answers["/az/1"] = Answer(page("az", "Skriptlə qurulan səhifə", *PARTS))
        seen = one(archive, options, browser=False)
        assert seen.finding == "unreachable" and "not looked at" in seen.reason
        del site.answers["/az/1"]
        seen = one(archive, options, browser=False)
        assert seen.finding == "gone" and "no script in its answer" in seen.reason
        site.answers["/az/1"] = shell(SHOWS)

        monkeypatch.setenv("DRAGOMAN_CHROMIUM", str(tmp_path / "none"))
        seen = one(archive, options)
        assert seen.finding == "unreachable" and seen.error is not None
        assert "what scripts write was not looked at" in seen.error.message
        assert "install one" in seen.reason and archive.record(seen.id or "")
        asked = len(site.asked)
        with pytest.raises(ArchiveError, match="install one"):
            one(archive, options, browser=True)
        assert len(site.asked) == asked


@needs_chromium
def test_the_command_looks_as_each_was_captured(tmp_path: Path) -> None:
    site = built()
    site.answers["/plain"] = Answer(page("az", "Məhkəmə iclası", *PARTS))
    with captured(tmp_path / "a", site) as (archive, shown, options):
        plain = archive.capture(site.url("/plain"), options=options)
        site.asked.clear()

        def watch(*more: str) -> Done:
            where = ("--archive", str(tmp_path / "a"))
            return typed(*where, "--json", "watch", "--allow-private", *more)

        def agents(path: str) -> set[bool]:
            found = {
                "Chrome/" in headers["User-Agent"] for each, headers in site.asked if each == path
            }
            site.asked[:] = [each for each in site.asked if each[0] != path]
            return found

        done = watch()
        found = {line["compared_with"]: line for line in done.lines}
        assert done.status == 0, done.err
        assert found[shown.id]["compared"] == "rendered" and found[plain.id]["compared"] == "bytes"
        assert (agents("/az/1"), agents("/plain")) == ({True}, {False})
        done = watch("--browser")
        assert done.status == 0 and "2 pages to look at: 2 present" in done.err
        assert (agents("/az/1"), agents("/plain")) == ({True}, {True})
        done = watch("--no-browser")
        assert done.status == 0 and "1 present" in done.err and "1 unreachable" in done.err
        assert (agents("/az/1"), agents("/plain")) == ({False}, {False})
        # The browser calls itself what it is, unless it is told otherwise.
        site.asked.clear()
        watch("--user-agent", "Own/1")
        assert {headers["User-Agent"] for _, headers in site.asked} == {"Own/1"}


@needs_chromium
def test_a_page_captured_without_a_browser_and_shown_by_one(tmp_path: Path) -> None:
    """The article is looked for in the answer, and where it is not there in what is shown."""
    whole = page("az", "Skriptlə qurulan səhifə", *PARTS)
    site = built()
    site.answers["/az/1"] = Answer(whole)
    with site, opened(tmp_path / "a") as archive:
        options = archive.fetch_options(allow_private=True, requisites=False)
        captured_page = archive.capture(site.url("/az/1"), options=options)
        assert captured_page.rendered_id is None
        seen = one(archive, options, browser=True)
        assert (seen.finding, seen.compared) == ("present", "bytes")
        site.answers["/az/1"] = Answer(whole + b"<!-- 2 -->")
        seen = one(archive, options, browser=True)
        assert (seen.finding, seen.compared) == ("present", "article")
        site.answers["/az/1"] = shell(SHOWS)
        seen = one(archive, options)
        assert seen.finding == "unreachable"
        seen = one(archive, options, browser=True)
        assert (seen.finding, seen.compared) == ("present", "rendered"), seen.reason
        options_in_browser = archive.fetch_options(allow_private=True, browser=True)
        assert one(archive, options_in_browser).compared == "rendered"


@needs_chromium
@pytest.mark.long
def test_a_document_that_a_browser_fetched_is_read_and_compared_as_a_document(
    tmp_path: Path, shared_data: Path
) -> None:
    """A browser shows a PDF, a picture, a text in a viewer, which is the same whatever is in it."""
    pdf, text = {"Content-Type": "application/pdf"}, {"Content-Type": "text/plain; charset=utf-8"}
    first, second = ((shared_data / "pdf" / f"az_{n}.pdf").read_bytes() for n in (1, 2))
    site = Site(
        {
            "/a.pdf": Answer(first, headers=pdf),
            "/a.txt": Answer(AZ_TEXT.encode(), headers=text),
            "/a.png": pixel(1),
        }
    )
    with site, opened(tmp_path / "a") as archive:
        options = archive.fetch_options(allow_private=True, browser=True)
        paths = list(site.answers)
        outcomes = archive.capture_many([site.url(each) for each in paths], options=options)
        pages = {path: each.page for path, each in zip(paths, outcomes, strict=True) if each.page}
        assert [each.rendered_id for each in pages.values()] == [None] * 3
        assert archive.page(pages["/a.pdf"].id).text and archive.page(pages["/a.txt"].id).text

        def found(browser: bool | None) -> dict[str, tuple[str, str]]:
            ids = [page.id for page in pages.values()]
            plain = archive.fetch_options(allow_private=True, requisites=False)
            seen = archive.watch(ids, options=plain, browser=browser)
            return {path: (e.finding, e.compared) for path, e in zip(paths, seen, strict=True)}

        for browser in (None, True, False):
            assert found(browser) == dict.fromkeys(paths, ("present", "bytes"))
        site.answers |= {
            "/a.pdf": Answer(second, headers=pdf),
            "/a.txt": Answer(AZ_TEXT.replace("11:00", "14:30").encode(), headers=text),
            "/a.png": pixel(2),
        }
        for browser in (None, True, False):
            assert found(browser) == {
                "/a.pdf": ("changed", "article"),
                "/a.txt": ("changed", "article"),
                "/a.png": ("changed", "bytes"),
            }
        assert archive.verify().ok


@needs_chromium
@pytest.mark.long
def test_a_page_that_does_not_come_to_rest_is_not_changed_by_what_it_lacks(tmp_path: Path) -> None:
    script = SHOWS + "if (location.hash || window.restless) setInterval(() => fetch('/again'), 50);"
    site = Site({"/az/1": shell(script), "/article.json": told(PARTS), "/again": Answer(b"1")})
    folder = tmp_path / "a"
    with site, opened(folder, QUICK.replace("20", "6")) as archive:
        options = archive.fetch_options(allow_private=True, browser=True)
        archive.capture(site.url("/az/1"), options=options)
        restless = shell("window.restless = true;" + script)
        site.answers |= {"/az/1": restless, "/article.json": told(PARTS[:2])}
        seen = one(archive, options)
        assert seen.finding == "unreachable" and "did not come to rest" in seen.reason
        site.answers["/article.json"] = told(PARTS)
        assert one(archive, options).finding == "present"
        site.answers["/article.json"] = told([each.replace("11:00", "14:30") for each in PARTS])
        assert one(archive, options).finding == "changed"


@needs_chromium
def test_damage_to_what_was_shown_is_the_finding_of_that_page(tmp_path: Path) -> None:
    from tests.steps.watch.test_watch_trouble import damage

    site = built()
    with captured(tmp_path / "a", site) as (archive, shown, options):
        damage(archive, shown.rendered_id or "")
        (seen,) = archive.watch(options=options)
        assert seen.finding == "unreachable" and seen.error is not None
        assert "what was captured could not be read back" in seen.reason
        said = archive.record(seen.id or "").json()["browser"]
        assert b"saat 11:00" in archive.record(said["rendered"]).body
