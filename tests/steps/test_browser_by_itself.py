"""A browser is let show a page where a plain capture brings little and scripts plainly build it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dragoman.archiver.verdict.scripted import left_to_scripts, may_be_left_to_scripts
from dragoman.archiver.verdict.shape import shape_of
from dragoman.archiver.visits.same_page import Mirrors, fold
from dragoman.archiver.web.urls import route_of
from dragoman.errors import UsageError
from tests.archiver.browser.test_browser import needs_chromium, of, opened, shell
from tests.archiver.browser.test_shadow_and_frames import SETTINGS
from tests.support.shell import typed
from tests.support.site import AZ_TEXT, Answer, Site, page

SHOWS = f"""document.title = "Məhkəmə iclası"; document.getElementById("app").innerHTML
  = "<article><h1>Məhkəmə iclası</h1><p>{AZ_TEXT}</p></article>";"""
ROUTED = """
const route = () => {
  const n = location.hash.split("/").pop();
  fetch("/api/" + n + ".json").then(r => r.json()).then(said => {
    document.title = said.title;
    document.getElementById("app").innerHTML = "<article><h1>" + said.title + "</h1><p>" + said.text + "</p></article>";
  });
};
addEventListener("hashchange", route); route();
"""


def told(n: int) -> Answer:
    said = {"title": f"Xəbər nömrə {n}", "text": f"{AZ_TEXT} Bu, {n} nömrəli xəbərdir."}
    return of("application/json", json.dumps(said).encode())


def agents(site: Site, path: str) -> list[bool]:
    """Of the requests for a path, which a browser sent."""
    return ["Chrome/" in headers["User-Agent"] for each, headers in site.asked if each == path]


@needs_chromium
def test_a_page_that_scripts_build_is_shown_by_itself_and_that_is_said(tmp_path: Path) -> None:
    with Site({"/az/1": shell(SHOWS)}) as site, opened(tmp_path / "a", SETTINGS) as archive:
        options = archive.fetch_options(allow_private=True)
        (outcome,) = archive.capture_many([site.url("/az/1")], options=options)
        captured = outcome.page
        assert captured is not None and outcome.error is None
        assert captured.title == "Məhkəmə iclası" and "saat 11:00" in (captured.text or "")
        assert agents(site, "/az/1") == [False, True]
        content = archive.record(captured.id).json()
        assert content["browser"]["why"] == "its scripts have an empty place to write to"
        (plain,) = content["attempts"]
        assert archive.record(plain["exchanges"][0]["response"]).type == "response"
        (said,) = [each for each in archive.store.notices if "a browser was let show it" in each]
        assert site.url("/az/1") in said
        assert len(list(archive.list_pages())) == 1 and archive.verify().ok
        # It is looked at again as it was captured.
        plainly = archive.fetch_options(allow_private=True, requisites=False)
        (seen,) = archive.watch(options=plainly)
        assert (seen.finding, seen.compared) == ("present", "rendered")
        archive.reindex()
        assert "saat 11:00" in (archive.page(captured.id).text or "")


@needs_chromium
def test_where_it_is_not_needed_or_not_wanted_no_browser_is_begun(tmp_path: Path) -> None:
    """Nor where it would help no more: a page that is not there, a short page without scripts."""
    scripted = page("az", "Məhkəmə iclası", *AZ_TEXT.split(". "), AZ_TEXT)
    answers = {
        "/whole": Answer(scripted.replace(b"</body>", b"<script>fetch('/x')</script></body>")),
        "/short": Answer("<!doctype html><title>T</title><p>Heç nə yoxdur.</p>".encode()),
        "/built": shell(SHOWS),
        "/gone": Answer(shell(SHOWS).body, 404, shell(SHOWS).headers),
        "/data.json": of("application/json", b'{"script": "<script></script>"}'),
    }
    with Site(answers) as site, opened(tmp_path / "a", SETTINGS) as archive:
        urls = [site.url(each) for each in ("/whole", "/short", "/gone", "/data.json")]
        options = archive.fetch_options(allow_private=True)
        list(archive.capture_many(urls, options=options))
        never = archive.fetch_options(allow_private=True, browser=False)
        (outcome,) = archive.capture_many([site.url("/built")], options=never)
        assert outcome.error is not None and outcome.error.kind == "extraction"
        list(archive.capture_many([site.url("/built")], options=options, read=False))
        assert not any(agent for path in answers for agent in agents(site, path))


def test_where_none_is_installed_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRAGOMAN_CHROMIUM", str(tmp_path / "none"))
    with Site({"/az/1": shell(SHOWS)}) as site, opened(tmp_path / "a", SETTINGS) as archive:
        options = archive.fetch_options(allow_private=True)
        (outcome,) = archive.capture_many([site.url("/az/1")], options=options)
        assert outcome.page is not None and outcome.error is not None
        (said,) = [each for each in archive.store.notices if "no browser showed it" in each]
        assert "install one" in said and site.url("/az/1") in said
        assert archive.record(outcome.page.id).json()["attempts"] == []


@needs_chromium
def test_a_route_of_a_script_is_opened_and_is_a_page_of_its_own(tmp_path: Path) -> None:
    answers = {"/": shell(ROUTED), **{f"/api/{n}.json": told(n) for n in (7, 8)}}
    with Site(answers) as site, opened(tmp_path / "a", SETTINGS) as archive:
        urls = [site.url(f"/#/article/{n}") for n in (7, 8)]
        shown = archive.fetch_options(allow_private=True, browser=True)
        by_itself = archive.fetch_options(allow_private=True)
        pages: list[Any] = []
        for options, url in zip((shown, by_itself), urls, strict=True):
            pages += [each.page for each in archive.capture_many([url], options=options)]
        for n, url, each in zip((7, 8), urls, pages, strict=True):
            assert each.title == f"Xəbər nömrə {n}" and f"{n} nömrəli" in (each.text or "")
            assert (each.url, each.final_url) == (url, url)
            said = archive.record(each.id).json()
            assert said["browser"]["url"] == url and said["url"] == site.url("/")
            assert each.provenance()["copies"] == []  # neither is the other once more
        assert "#/article/8 is a route" in archive.record(pages[1].id).json()["browser"]["why"]
        plain = archive.fetch_options(allow_private=True, requisites=False)
        seen = {each.compared_with: each for each in archive.watch(options=plain)}
        assert {each.finding for each in seen.values()} == {"present"} and len(seen) == 2
        site.answers["/api/7.json"] = told(70)
        assert [each.finding for each in archive.watch([pages[0].id], options=plain)] == ["changed"]
        # Without a browser it is said what was not looked at.
        never = archive.fetch_options(allow_private=True, browser=False)
        list(archive.capture_many([urls[0]], options=never))
        assert any("not what its scripts show under that route" in e for e in archive.store.notices)
        assert archive.verify().ok


def test_only_a_route_makes_another_page() -> None:
    base = "https://example.org/"
    urls = [
        base,
        f"{base}#top",
        f"{base}#/article/7",
        f"{base}#/article/8",
        f"{base}?utm_source=x#/article/8",
    ]
    assert [each.urls for each in fold(urls, Mirrors())] == [
        (base, f"{base}#top"), (f"{base}#/article/7",), (f"{base}#/article/8", f"{base}?utm_source=x#/article/8"),
    ]  # fmt: skip
    assert route_of(f"{base}#!xəbər 7") == "#!x%C9%99b%C9%99r%207"
    assert route_of(f"{base}#:~:text=x") == route_of(base) == ""


@needs_chromium
def test_the_command_says_what_it_did_and_can_be_told_not_to(tmp_path: Path) -> None:
    """A favicon that is missing is no loss of the page's; another picture is."""
    body = "<link rel=icon href=/favicon.ico>"
    answers = {"/az/1": shell(SHOWS, body), "/az/2": shell(SHOWS + "new Image().src = '/no.png'")}
    with Site(answers) as site, opened(tmp_path / "a", SETTINGS):

        def capture(*more: str) -> tuple[list[dict[str, Any]], str, int]:
            where = ("--archive", str(tmp_path / "a"))
            asked = ("--json", "capture", "--allow-private", "--no-translate")
            done = typed(*where, *asked, *more)
            return done.lines, done.err, done.status

        ((line,), said, status) = capture(site.url("/az/1"))
        assert line["title"] == "Məhkəmə iclası" and status == 0
        assert "so a browser was let show it" in said and "could not be had" not in said
        (_, said, status) = capture(site.url("/az/2"))
        assert "1 could not be had" in said and status == 0
        ((line,), said, _) = capture("--no-browser", site.url("/az/1"))
        assert line["error"]["kind"] == "extraction" and "was let show it" not in said
        (_, said, status) = capture("--no-browser", "--wait", "3", site.url("/az/1"))
        assert status == 2 and "only a browser waits" in said


def test_a_wait_without_a_browser_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path / "a", SETTINGS) as archive:
        with pytest.raises(UsageError, match="only a browser waits"):
            archive.fetch_options(browser=False, wait=3)
        assert archive.fetch_options(wait=3).browser is True


SCRIPT = "<script src=/app.js></script>"
LONG = f"<p>{AZ_TEXT}</p>" * 12


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (f"<div id=app></div>{SCRIPT}", "empty place"),
        (f'<div id="__next"><div class=spinner>Yüklənir…</div></div>{SCRIPT}', "empty place"),
        (f"<app-root></app-root>{SCRIPT}", "empty place"),
        (f"<main id='root'> <!-- here --> </main>{SCRIPT}<p>{AZ_TEXT}</p>", "empty place"),
        (f"<p>{AZ_TEXT}</p><noscript>Please enable JavaScript.</noscript>{SCRIPT}", "asks for JavaScript"),
        (f"<p>Yüklənir</p>{SCRIPT}", "next to nothing"),
        (f"<p>Yüklənir</p><script>{'x();' * 20}</script>", "next to nothing"),
        # What is there without scripts, and what has none, is left alone.
        ("<div id=app></div>", None),
        ("<p>Yüklənir</p>", None),
        ('<p>Qısa.</p><script type="application/ld+json">{"a": 1}</script>', None),
        (f"<div id=app>{LONG}</div>{SCRIPT}", None),
        (f"<div id=app></div>{LONG}<noscript>Enable JavaScript</noscript>{SCRIPT}", None),
        (f"<p>{AZ_TEXT}</p><noscript><img src=/count></noscript>{SCRIPT}", None),
    ],
)  # fmt: skip
def test_what_is_plainly_left_to_scripts(html: str, said: str | None) -> None:
    source = f"<!doctype html><title>T</title><body>{html}</body>"
    found = left_to_scripts(shape_of(source))
    assert (found is None) if said is None else (found is not None and said in found)
    assert said is None or may_be_left_to_scripts(source)
