"""Text that comes late, or when it is scrolled to: waited for in a real Chromium, and not for ever."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from dragoman.archive import Archive
from dragoman.archiver.browser import showing
from dragoman.page import Page
from tests.archiver.browser.test_browser import needs_chromium, of, opened, shell
from tests.support.raw_server import Client, RawServer, answer, path_of
from tests.support.site import AZ_TEXT, Answer, Site

SETTINGS = "[politeness]\ndelay = 0\nretries = 0\n[limits]\nbrowser_timeout = 90\n"
LATE = "Bu cümlə səhifəyə gec gəlib və oxucu onu görür."
ADDS = f"""
function add(text) {{
  const p = document.createElement("p"); p.textContent = text;
  document.querySelector("article").append(p);
}}
function late() {{ add("{LATE}"); }}
"""


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that are met sooner, for pages that meet them."""
    monkeypatch.setattr(showing, "LOADING", 8.0)
    monkeypatch.setattr(showing, "SETTLE", 4.0)
    monkeypatch.setattr(showing, "AGAIN", 3.0)


def article(script: str, more: str = "") -> Answer:
    return shell(ADDS + script, f"<article><h1>Məhkəmə</h1><p>{AZ_TEXT}</p>{more}</article>")


def shown(archive: Archive, url: str, **more: Any) -> tuple[Page, dict[str, Any]]:
    options = archive.fetch_options(allow_private=True, browser=True, **more)
    page = archive.capture(url, options=options)
    said: dict[str, Any] = archive.record(page.id).json()["browser"]
    assert archive.verify().ok
    return page, said


@needs_chromium
@pytest.mark.parametrize(
    "script",
    [
        "setTimeout(late, 4000)",
        "setTimeout(() => setTimeout(late, 1500), 2500)",
        "const t = setInterval(() => { late(); clearInterval(t); }, 3500)",
        "setTimeout(() => fetch('/late.txt').then(r => r.text()).then(add), 3000)",
    ],
    ids=["a timer", "a timer of a timer", "an interval", "a request after a timer"],
)
@pytest.mark.long(one_in=2)
def test_text_that_comes_after_seconds_is_read(tmp_path: Path, script: str) -> None:
    pages = {"/": article(script), "/late.txt": of("text/plain; charset=utf-8", LATE.encode())}
    with Site(pages) as site, opened(tmp_path / "a", SETTINGS) as archive:
        page, said = shown(archive, site.url("/"))
        assert LATE in (page.text or "") and "saat 11:00" in (page.text or "")
        assert LATE in archive.record(said["text"]).body.decode()
        assert said["settled"] is True and said["unfinished"] is None
        assert 2 < said["waited"] < 60


@needs_chromium
def test_an_empty_page_is_given_a_while_whatever_it_waits_for(tmp_path: Path) -> None:
    """A worker's clock is none of the page's: what is put off there nobody can see."""
    worker = of("text/javascript", b"setTimeout(() => postMessage(1), 3000)")
    script = f"""new Worker("/clock.js").onmessage = () => {{
      document.body.innerHTML = "<article><h1>Məhkəmə</h1><p>{AZ_TEXT}</p></article>"; }}"""
    with (
        Site({"/": shell(script), "/clock.js": worker}) as site,
        opened(tmp_path / "a", SETTINGS) as archive,
    ):
        page, said = shown(archive, site.url("/"))
        assert "saat 11:00" in (page.text or "") and said["settled"] is True


@needs_chromium
def test_a_page_that_is_there_is_not_waited_for(tmp_path: Path) -> None:
    """Clocks, far timers, and those that were called off, are no text to come."""
    script = """
    setTimeout(() => add("Yarım saatdan sonra."), 1800000);
    clearTimeout(setTimeout(() => add("Heç vaxt."), 9000));
    setInterval(() => { document.title = Date.now(); }, 200);
    (function tick() { setTimeout(tick, 400); })();
    (async () => { for (;;) await new Promise(done => setTimeout(done, 700)); })();
    """
    with Site({"/": article(script)}) as site, opened(tmp_path / "a", SETTINGS) as archive:
        page, said = shown(archive, site.url("/"))
        assert said["settled"] is True and said["scrolled"]["ended"] == "end"
        assert "Heç vaxt" not in (page.text or "") and "Yarım saatdan" not in (page.text or "")


@needs_chromium
@pytest.mark.long
def test_one_may_ask_for_a_longer_stay_and_watch_stays_as_long(tmp_path: Path) -> None:
    """Nothing tells of what a server sends on its own time, over an answer that does not end."""

    def handle(client: Client) -> None:
        while request := client.read_request():
            if path_of(request) == "/":
                script = "new Worker('/clock.js').onmessage = late"
                body = article(script).body
                client.send(answer(body, "Content-Type: text/html; charset=utf-8"))
            else:
                clock = b"setTimeout(() => postMessage(1), 9000)"
                client.send(answer(clock, "Content-Type: text/javascript"))

    with RawServer(handle) as server, opened(tmp_path / "a", SETTINGS) as archive:
        page, said = shown(archive, server.url("/"))
        assert LATE not in (page.text or "") and said["wait"] == 0
        page, said = shown(archive, server.url("/"), wait=12.0)
        assert LATE in (page.text or "")
        assert said["wait"] == 12 and said["waited"] >= 12
        plain = archive.fetch_options(allow_private=True, requisites=False)
        (seen,) = archive.watch([page.id], options=plain)
        assert (seen.finding, seen.compared) == ("present", "rendered"), seen.reason
        assert archive.record(seen.id or "").json()["browser"]["wait"] == 12


GROWS = """
let n = 0;
addEventListener("scroll", () => {
  if (n < MOST && scrollY + innerHeight > document.documentElement.scrollHeight - 50) {
    n += 1; const part = n;
    setTimeout(() => { add("Hissə nömrə " + part + " burada bitir."); padded(); }, 300);
  }
});
function padded() {
  const box = document.createElement("div"); box.style.height = "1200px";
  document.querySelector("article").append(box);
}
padded();
"""


@needs_chromium
def test_scrolling_goes_on_while_the_page_grows(tmp_path: Path) -> None:
    with (
        Site({"/": article(GROWS.replace("MOST", "6"))}) as site,
        opened(tmp_path / "a", SETTINGS) as archive,
    ):
        _, said = shown(archive, site.url("/"))
        text = archive.record(said["text"]).body.decode()
        assert [n for n in range(1, 8) if f"Hissə nömrə {n} burada" in text] == [1, 2, 3, 4, 5, 6]
        assert said["settled"] is True
        assert said["scrolled"]["ended"] == "end" and said["scrolled"]["grew"] >= 3


@needs_chromium
def test_the_next_article_that_scrolling_brings_is_not_where_the_page_is(tmp_path: Path) -> None:
    script = """
    padded(); let done = false;
    addEventListener("scroll", () => {
      if (done) return;
      done = true;
      fetch("/az/2").then(r => r.text()).then(() => { add("Növbəti yazı."); history.pushState(0, "", "/az/2"); });
    });
    function padded() { document.querySelector("article").style.minHeight = "2000px"; }
    """
    with (
        Site({"/az/1": article(script), "/az/2": article("")}) as site,
        opened(tmp_path / "a", SETTINGS) as archive,
    ):
        page, said = shown(archive, site.url("/az/1"))
        assert "Növbəti yazı." in archive.record(said["text"]).body.decode()
        assert (page.final_url, said["url"]) == (site.url("/az/1"), site.url("/az/1"))
        assert page.response().body == site.answers["/az/1"].body


@needs_chromium
def test_what_scrolls_inside_the_page_is_scrolled(tmp_path: Path) -> None:
    more = "<div style='height:3000px'></div><p id=last></p>"
    script = f"""
    new IntersectionObserver(seen => {{
      if (seen.some(each => each.isIntersecting)) document.getElementById("last").textContent = "{LATE}";
    }}).observe(document.getElementById("last"));
    document.documentElement.style.overflow = document.body.style.overflow = "hidden";
    document.body.style.height = "900px";
    const main = document.querySelector("article");
    main.style.cssText = "height:800px;overflow-y:auto";
    """
    with Site({"/": article(script, more)}) as site, opened(tmp_path / "a", SETTINGS) as archive:
        _, said = shown(archive, site.url("/"))
        assert LATE in archive.record(said["text"]).body.decode()
        assert said["scrolled"]["windows"] >= 3


@needs_chromium
@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize(
    ("script", "why"),
    [
        (GROWS.replace("MOST", "1e9"), "went on after"),
        ("setInterval(() => fetch('/poll?' + Math.random()), 200)", "had not come to rest"),
        (
            "setInterval(() => add('Bir sətir də gəldi, sonra yenə biri.'), 300)",
            "had not come to rest",
        ),
    ],
    ids=["a list without end", "a poll without end", "text without end"],
)
@pytest.mark.long(one_in=3)
def test_what_has_no_end_ends_within_limits_and_says_so(
    tmp_path: Path, script: str, why: str
) -> None:
    pages = {"/": article(script), "/poll": Answer(b"1")}
    with Site(pages) as site, opened(tmp_path / "a", SETTINGS) as archive:
        page, said = shown(archive, site.url("/"))
        assert "saat 11:00" in (page.text or "")
        assert said["settled"] is False and why in said["unfinished"]
        (told,) = [each for each in archive.store.notices if why in each]
        assert site.url("/") in told and "what was there then was taken" in told
        before = len(site.asked)
        time.sleep(1)
        assert len(site.asked) == before  # it is over


@needs_chromium
@pytest.mark.usefixtures("hurried")
@pytest.mark.long
def test_what_hangs_is_not_waited_for_as_long_as_the_page_may_take(tmp_path: Path) -> None:
    """A picture that never comes keeps a page from being loaded, and its text from nothing."""
    over = threading.Event()

    def handle(client: Client) -> None:
        while request := client.read_request():
            if path_of(request) == "/":
                body = article("setTimeout(late, 2000)", "<img src=/never.png>").body
                client.send(answer(body, "Content-Type: text/html; charset=utf-8"))
            elif path_of(request) == "/never.png":
                over.wait(80)
                return
            else:
                client.send(answer(b"no", status="404 Not Found"))

    settings = SETTINGS.replace("90", "60")
    with RawServer(handle) as server, opened(tmp_path / "a", settings) as archive:
        page, said = shown(archive, server.url("/"))
        over.set()
        assert LATE in (page.text or "") and said["settled"] is False
        assert said["scrolled"]["ended"] == "end" and archive.record(said["screenshot"]).body
