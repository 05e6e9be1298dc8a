"""Pages whose scripts take away what the server sent, in a real Chromium."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.archiver.browser.test_browser import needs_chromium, of, opened
from tests.archiver.browser.test_shadow_and_frames import SETTINGS
from tests.archiver.verdict.test_fuller import PARAGRAPHS
from tests.support.site import Answer, Site

LATER = "addEventListener('load', () => setTimeout(() => {%s}, 200));"
# Long enough that a browser does not take the page for one that waits for its scripts.
WALL = (
    "document.body.innerHTML = '<h1>Daxil olun</h1><p>Davam etmək üçün hesaba daxil olun.</p>"
    "<form><input type=password></form><ul>"
    + "".join(f"<li><a href=/s/{n}>Uydurma bölmə nömrə {n}</a></li>" for n in range(12))
    + "</ul>'"
)
SCRIPTS = {
    "/removed": "document.documentElement.remove()",
    "/wall": WALL,
    "/blank": "location.replace('/nothing')",
    "/cut": "[...document.querySelectorAll('p')].slice(2).forEach(each => each.remove())",
    "/more": "document.querySelector('article').append(Object.assign(document.createElement('p'), {textContent: "
    "'Bu cümləni skript sonradan əlavə edib, çünki redaksiya onu ayrıca saxlayır və gec göndərir.'}))",
}


def article(script: str, paragraphs: list[str]) -> Answer:
    text = "".join(f"<p>{each}</p>" for each in paragraphs)
    page = f"""<!doctype html><html lang=az><meta charset=utf-8><title>Məhkəmə iclası</title>
<body><article><h1>Məhkəmə iclası</h1>{text}</article><script>{LATER % script}</script></body></html>"""
    return of("text/html; charset=utf-8", page.encode())


def site_of(paragraphs: list[str]) -> dict[str, Answer]:
    return {path: article(script, paragraphs) for path, script in SCRIPTS.items()} | {
        "/nothing": of("text/html", b"<!doctype html><title>-</title><body></body>")
    }


@needs_chromium
def test_what_scripts_take_away_is_read_out_of_the_servers_answer(tmp_path: Path) -> None:
    with Site(site_of(PARAGRAPHS)) as site, opened(tmp_path / "a", SETTINGS) as archive:
        options = archive.fetch_options(allow_private=True, browser=True)
        urls = [site.url(each) for each in SCRIPTS]
        outcomes = archive.capture_many(urls, options=options, concurrency=3)
        found: dict[str, Any] = {each.url: each.page for each in outcomes}
        for path in SCRIPTS:
            page = found[site.url(path)]
            assert page.verdict["kind"] == "article", (path, page.verdict)
            assert all(each in page.text for each in PARAGRAPHS), path
            read = page.provenance()["article"]["read"]
            if path == "/more":
                assert "skript sonradan" in page.text and read["from"] == "rendered"
                assert read["why"] is None
                continue
            assert read["from"] == "answer" and read["why"], path
            assert PARAGRAPHS[0].encode() in archive.page(page.id).answer(read["record"]).body
            assert any(page.url in each and read["why"] in each for each in archive.store.notices)
        assert archive.verify().ok
        # The looks rest on the same: no browser is needed for them.
        plain = archive.fetch_options(allow_private=True, requisites=False)
        (seen,) = archive.watch([found[site.url("/blank")].id], options=plain)
        assert (seen.finding, seen.compared) == ("present", "bytes"), seen.reason
        ids = [found[site.url(each)].id for each in SCRIPTS if each != "/more"]
        looks = list(archive.watch(ids, options=plain, browser=False))
        assert [(each.finding, each.compared) for each in looks] == [("present", "bytes")] * 4
        site.answers |= site_of([each.replace("11:00", "14:30") for each in PARAGRAPHS])
        looks = list(archive.watch(ids, options=plain, browser=False))
        assert [(each.finding, each.compared) for each in looks] == [("changed", "article")] * 4


@needs_chromium
def test_an_article_that_scripts_take_away_later_is_not_said_to_be_gone(tmp_path: Path) -> None:
    """It was read out of what a browser showed, and stands whole in the answer now."""
    with Site(site_of(PARAGRAPHS)) as site, opened(tmp_path / "a", SETTINGS) as archive:
        options = archive.fetch_options(allow_private=True, browser=True)
        site.answers["/wall"] = article("", PARAGRAPHS)
        page = archive.capture(site.url("/wall"), options=options)
        assert page.provenance()["article"]["read"]["from"] == "rendered"
        site.answers["/wall"] = article(WALL, PARAGRAPHS)
        plain = archive.fetch_options(allow_private=True, requisites=False)
        (seen,) = archive.watch(options=plain)
        assert (seen.finding, seen.compared) == ("present", "article"), seen.reason
        assert "the server's answer holds the same article" in seen.reason
