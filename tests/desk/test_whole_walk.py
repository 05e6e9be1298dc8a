"""The whole job at the desk by keyboard alone: from an empty folder to a verified archive.

With a folder in `DRAGOMAN_TEST_SHOTS` each step is pictured there, wide and on a phone, light and
dark, for somebody to look at. What a person chooses in the dialogue of a browser, which is not the
desk's, is put into the field for files.
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from dragoman.archive import Archive
from dragoman.desk import ReviewServer
from tests.desk.test_desk_browser import WALL, go, loaded
from tests.exchange.test_office_back import TARGET, work_on
from tests.support.argos_package import dictionary_package
from tests.support.chromium import ALT, CTRL, Chromium
from tests.support.review_client import Browser, opened, serving
from tests.support.site import RU_TEXT, Answer, Site, page

pytestmark = pytest.mark.skipif(
    Chromium.find() is None, reason="needs Chromium (Debian: apt-get install chromium)"
)
UTF8 = {"Content-Type": "text/html; charset=utf-8"}
PAGES, RUSSIAN = 18, "/ru"
SHOTS = os.environ.get("DRAGOMAN_TEST_SHOTS")
LOOKS = ((1280, "light"), (1280, "dark"), (360, "light"), (360, "dark"))
FOCUS = "document.activeElement.id"
# Fields that stand out of the card that they are in.
OVER = """[...document.querySelectorAll('.card :is(input, select, textarea)')].filter((each) =>
  each.getBoundingClientRect().right > each.closest(".card").getBoundingClientRect().right)
  .map((each) => each.name)"""
NAMED = "document.querySelector('details.who.chosen')"
MADE = "document.querySelector('#works .job:first-child a[download]')"
WRITING = "document.activeElement.matches('.editor textarea')"


def sentences(n: int) -> list[str]:
    return [
        f"Hakim {n} saylı qərarı oxudu. Vəkil {n + 1} etiraz bildirdi.",
        f"Məhkəmə iclası {n + 2} gün sonraya təyin olundu. Jurnalist həbsdə qaldı.",
        "Ailəsi məhkəmə binasının qarşısında toplaşdı və jurnalistlərin suallarını cavablandırdı.",
    ]


class Walk:
    """One browser, its desk, and what is pressed in it."""

    def __init__(self, browser: Chromium, server: ReviewServer, archive: Archive) -> None:
        self.browser, self.server, self.archive = browser, server, archive
        self.client: Browser = opened(server)
        self.step = 0

    def tab_to(self, selector: str) -> None:
        """Press Tab until the focus is there."""
        for _ in range(120):
            if self.browser.run(f"document.activeElement.matches(`{selector}`)"):
                return
            self.browser.press("Tab")
        raise AssertionError(f"Tab never came to {selector}")

    def enter(self, selector: str) -> None:
        """Press Enter on it, and wait until the page that follows is there."""
        self.tab_to(selector)
        self.browser.run("window.before = true")
        self.browser.press("Enter")
        self.browser.wait("!window.before && document.readyState === 'complete'")

    def edit(self, n: int, words: str) -> None:
        """Put other words for a sentence and approve them."""
        self.at(n)
        self.browser.press("e")
        self.browser.wait(WRITING)
        self.browser.press("a", modifiers=CTRL)
        self.browser.write(words)
        self.browser.press("Enter", modifiers=CTRL)
        self.browser.wait(f"document.querySelector('#s{n}.approved')")

    def at(self, n: int) -> None:
        for key in "j" * 60 + "k" * 60:
            if self.browser.run(FOCUS) == f"s{n}":
                return
            self.browser.press(key)
        raise AssertionError(f"j never came to sentence {n}")

    def down_to(self, path: str) -> str:
        """In the list, down to the page at an address."""
        go(self.browser, "l", "/")
        (row,) = (row for row in self.archive.list_pages() if row["url"].endswith(path))
        for _ in range(60):
            self.browser.press("j")
            if self.browser.run(FOCUS) == f"p{row['id']}":
                return str(row["id"])
        raise AssertionError(f"j never came to {path}")

    def open_page(self, path: str) -> str:
        identity = self.down_to(path)
        self.browser.press("Enter")
        loaded(self.browser, f"/page/{identity}")
        return identity

    def rest(self, words: str) -> None:
        """Until nothing is at work."""
        self.browser.wait(words, 120)

    def shot(self, name: str) -> None:
        self.step += 1
        if not SHOTS:
            return
        for width, scheme in LOOKS:
            self._as(width, scheme)
            time.sleep(0.4)  # until colours have changed
            self.browser.picture(Path(SHOTS) / f"{self.step:02}-{name}-{width}-{scheme}.png")
        self._as(1280, "light")

    def _as(self, width: int, scheme: str) -> None:
        self.browser.command(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=860, deviceScaleFactor=1, mobile=width < 400,
        )  # fmt: skip
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.browser.command("Emulation.setEmulatedMedia", features=features)
        assert self.browser.run("document.documentElement.scrollWidth") <= width, self.step
        assert self.browser.run(OVER) == [], self.step


@pytest.fixture
def walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walk]:
    dictionary_package(tmp_path / "models" / "argos-az-en")
    monkeypatch.setenv("DRAGOMAN_MODELS", str(tmp_path / "models"))
    with (
        Archive(tmp_path / "archive") as archive,
        serving(archive) as server,
        Chromium(tmp_path / "profile") as browser,
    ):
        yield Walk(browser, server, archive)


@pytest.fixture
def site() -> Iterator[Site]:
    answers = {
        f"/{n}": Answer(page("az", f"Məqalə {n}", *sentences(n)), headers=UTF8)
        for n in range(PAGES - 1)
    }
    russian = Answer(page("ru", "Заседание суда", RU_TEXT), headers=UTF8)
    with Site({**answers, RUSSIAN: russian, "/wall": Answer(WALL)}) as site:
        yield site


def test_the_whole_job_by_keyboard_alone(walk: Walk, site: Site, tmp_path: Path) -> None:
    walk.browser.open(walk.server.url)
    walk.shot("empty")
    _brought_in(walk, site)
    _found(walk)
    _headline_and_names(walk)
    _by_hand(walk)
    _cut_otherwise(walk)
    _rest(walk)
    _handed_out_and_back(walk, tmp_path)
    _watched_and_verified(walk, site)
    known = ("Failed to load", '"level": "info"')
    complaints = [told for told in walk.browser.complaints if not any(k in told for k in known)]
    assert complaints == []
    assert walk.archive.verify().ok


def _brought_in(walk: Walk, site: Site) -> None:
    go(walk.browser, "b", "/bring-in")
    walk.browser.wait(f"{FOCUS} === 'urls'")
    paths = [*(f"/{n}" for n in range(PAGES - 1)), RUSSIAN, "/wall"]
    urls = [*(site.url(each) for each in paths), "http://127.0.0.1:9/dead"]
    assert len(urls) == 20
    walk.browser.write("\n".join(urls))
    walk.shot("pasted")
    walk.tab_to("#bring .primary")
    walk.browser.press("Enter")
    walk.browser.wait(r"/\/bring-in\/\w{16}/.test(location.pathname)")
    walk.browser.wait("document.querySelector('form[action$=\"/begin\"]')")
    assert site.asked == []
    walk.shot("looked-at")
    walk.enter("form[action$='/begin'] button")
    walk.browser.wait("document.querySelector('#bar-work .jobs, #works .job')")
    walk.shot("at-work")
    walk.rest("document.querySelectorAll('#works .state.there').length === 2")  # translated as well
    walk.shot("done")


def _found(walk: Walk) -> None:
    """The two that did not come, by the filter of the list, with arrows."""
    go(walk.browser, "l", "/")
    walk.shot("library")
    walk.tab_to("#facets [name=state]")
    for _ in range(20):
        if walk.browser.run("document.activeElement.value") == "failed":
            break
        walk.browser.run("window.before = true")
        walk.browser.press("ArrowDown")
        walk.browser.wait("!window.before && document.readyState === 'complete'")
        walk.browser.wait("document.activeElement.name === 'state'")
    titles = "[...document.querySelectorAll('.entry .url')].map((e) => e.textContent).join(' ')"
    walk.browser.wait("document.querySelectorAll('.entry').length === 1")
    assert "dead" in walk.browser.run(titles)
    walk.shot("failed")
    go(walk.browser, "b", "/bring-in")
    told = walk.browser.run("document.querySelector('#works').innerText")
    assert "wall" in told and "dead" in told


def _headline_and_names(walk: Walk) -> None:
    walk.open_page("/3")
    walk.at(0)
    walk.browser.press("a")  # who decides is asked for first
    walk.browser.wait("document.activeElement.name === 'reviewer'")
    walk.shot("name")
    walk.browser.run("window.before = true")
    walk.browser.press("Enter")
    walk.browser.wait(f"!window.before && {NAMED} && document.readyState === 'complete'")
    walk.edit(0, "The third article")
    assert "The third" in walk.browser.run("document.querySelector('#s0 .text').textContent")
    walk.shot("headline")


def _by_hand(walk: Walk) -> None:
    """A page in a language that there is no model for."""
    walk.open_page(RUSSIAN)
    walk.shot("no-model")
    walk.enter("form[action$=by-hand] button")
    walk.edit(0, "A hearing of the court")
    walk.edit(1, "The court in Baku prolonged the arrest of the journalist by three months.")
    walk.at(2)
    walk.browser.press("e")
    walk.browser.wait(WRITING)
    walk.shot("writing")
    walk.browser.press("Escape")
    walk.browser.wait("!document.querySelector('.editor')")


def _cut_otherwise(walk: Walk) -> None:
    """Split the second sentence before its third word, and merge the two again."""
    source = walk.browser.run("document.querySelector('#s2 .src').textContent")
    walk.browser.press("e")
    walk.browser.wait(WRITING)
    walk.browser.press("s", code="KeyS", modifiers=ALT)
    walk.browser.wait("document.activeElement.name === 'at'")
    walk.browser.press("ArrowDown")
    walk.shot("split")
    walk.enter("[data-part=split] [data-send]")
    walk.browser.wait("document.activeElement.matches('.row')")
    first = walk.browser.run(FOCUS)
    assert first != "s2" and source.startswith(
        walk.browser.run(f"document.querySelector('#{first} .src').textContent")
    )
    walk.browser.press("e")
    walk.browser.wait(WRITING)
    walk.browser.run("window.before = true")
    walk.browser.press("j", code="KeyJ", modifiers=ALT)
    walk.browser.wait("!window.before && document.querySelector('#s2')")
    assert walk.browser.run("document.querySelector('#s2 .src').textContent") == source


def _rest(walk: Walk) -> None:
    identity = walk.open_page("/3")
    walk.tab_to("details.more.long summary")
    walk.browser.press("Enter")
    walk.enter("a[href$='/rest']")
    rows = walk.browser.run("document.querySelectorAll('[name=n]:checked').length")
    walk.shot("rest")
    walk.enter("form[action$='/rest'] .primary")
    walk.archive.index.catch_up()
    states = [pair.state for pair in walk.archive.page(identity).pairs("en")]
    assert rows and states.count("approved") == rows
    walk.shot("article")


def _exported(walk: Walk, downs: int) -> bytes:
    """A file of the first page of the list, in a format that is so far down its list."""
    walk.down_to("/3")
    walk.browser.press("x")
    walk.tab_to("#many [name=do][value=watch]")
    walk.tab_to("#many details.more:has([name=format]) summary")
    walk.browser.press("Enter")
    walk.tab_to("#many [name=format]")
    for _ in range(downs):
        walk.browser.press("ArrowDown")
    walk.tab_to("#many [name=do][value=export]")
    walk.browser.press("Enter")
    walk.browser.wait("document.querySelectorAll('.pick:checked').length === 0")
    go(walk.browser, "b", "/bring-in")
    walk.browser.wait(MADE, 60)
    return walk.client.get(walk.browser.run(f"{MADE}.pathname")).body


def _handed_out_and_back(walk: Walk, folder: Path) -> None:
    formats = [*walk.client.get("/").text.partition('name="format"')[2].split('<option value="')]
    names = [each.partition('"')[0] for each in formats[1:]]
    document = docx.Document(io.BytesIO(_exported(walk, names.index("docx"))))
    assert "The third article" in "\n".join(each.text for each in document.paragraphs)
    walk.shot("exported")
    for format_, words in (("bilingual", "Said in Word."), ("xlsx", "Said in a sheet.")):
        path = folder / f"worked.{'docx' if format_ == 'bilingual' else format_}"
        path.write_bytes(_exported(walk, names.index(format_)))
        work_on(path, format_, {(2, TARGET): words})
        go(walk.browser, "l", "/")
        walk.enter("a[href='/take-back']")
        field = "document.querySelector('[name=file]')"
        told = walk.browser.command("Runtime.evaluate", expression=field)["result"]
        walk.browser.command("DOM.setFileInputFiles", files=[str(path)], objectId=told["objectId"])
        walk.enter("form[action='/take-back'] .primary")
        assert walk.browser.run("document.querySelector('.notice.good') !== null")
        walk.archive.index.catch_up()
        (row,) = (each for each in walk.archive.list_pages() if each["url"].endswith("/3"))
        assert walk.archive.page(row["id"]).pair(2, "en")[1].target == words
        walk.shot(f"back-{format_}")


def _watched_and_verified(walk: Walk, site: Site) -> None:
    other = page("az", "Məqalə 3", *sentences(3)[:2], "Başqa sözlər yazıldı.")
    site.answers["/3"] = Answer(other, headers=UTF8)
    site.answers["/4"] = Answer(status=410)
    go(walk.browser, "w", "/watch")
    walk.enter("form[action='/watch/look'] button")
    walk.client.get("/work")
    walk.browser.wait("document.querySelector('#bar-work .jobs') === null", 120)
    go(walk.browser, "w", "/watch")
    walk.browser.wait("document.querySelectorAll('.looks li').length === 2")
    walk.shot("watched")
    go(walk.browser, "o", "/overview")
    walk.enter("form[action='/overview/verify'] button")
    walk.browser.wait("document.querySelector('#bar-work .jobs') === null", 120)
    go(walk.browser, "o", "/overview")
    assert walk.browser.run("document.querySelector('.notice.good') !== null")
    walk.shot("verified")
