"""The review page in a real Chromium: by keyboard alone, in two windows, and with hostile text."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dragoman.archive import Archive
from dragoman.desk import ReviewServer
from tests.support.chromium import ALT, CTRL, Chromium
from tests.support.review_client import serving
from tests.support.translated_pages import Line, add_page

pytestmark = pytest.mark.skipif(
    Chromium.find() is None, reason="needs Chromium (Debian: apt-get install chromium)"
)
HOSTILE = '"><script>window.ran=1</script><img src=x onerror="window.ran=1">\u202e\'`${1}'
# Answers whose head comes, and whose body breaks off.
BROKEN_OFF = """(() => {
  window.asked = []; window.failed = [];
  addEventListener('unhandledrejection', (event) => failed.push(String(event.reason)));
  window.fetch = async (address) => {
    asked.push(String(address));
    const half = new ReadableStream({ start(body) { body.error(new TypeError('Failed to fetch')); } });
    return new Response(half, { status: 200 });
  };
})()"""
NO_ANSWER = "document.body.textContent.includes('The desk does not answer')"
FOCUS = "document.activeElement.id"


@pytest.fixture
def server(archive: Archive) -> Iterator[ReviewServer]:
    with serving(archive) as server:
        yield server


@pytest.fixture
def browser(server: ReviewServer, tmp_path: Path) -> Iterator[Chromium]:
    with Chromium(tmp_path / "profile") as browser:
        yield browser
        # Whatever a test did, nothing but the review page was asked for anything.
        port = server.access.port
        outside = [
            url for url in browser.requests if not url.startswith(f"http://127.0.0.1:{port}/")
        ]
        # The browser draws its own date fields with pictures that it holds.
        assert {url for url in outside if not url.startswith("data:image/svg")} <= {"about:blank"}


def named(browser: Chromium, server: ReviewServer) -> None:
    browser.open(server.url)
    assert "token" not in browser.run("location.href")
    submit = "document.querySelector('.who form').requestSubmit()"
    browser.run(f"window.before = true; setTimeout(() => {submit}, 0)")
    browser.wait(
        "!window.before && document.readyState === 'complete' && "
        "document.querySelector('details.who.chosen')"
    )


def states(archive: Archive, page: str) -> list[tuple[str | None, str | None]]:
    archive.index.catch_up()
    return [(pair.state, pair.target) for pair in archive.page(page).pairs("en")]


def test_a_reviewer_walks_by_keyboard_alone(
    browser: Chromium, server: ReviewServer, archive: Archive, tmp_path: Path
) -> None:
    page = add_page(archive, tmp_path).id
    named(browser, server)
    browser.press("j")
    browser.press("Enter")
    browser.wait("location.pathname.startsWith('/page/') && document.readyState === 'complete'")
    browser.press("n")
    assert browser.run(FOCUS) == "s0"  # the headline is a sentence like the others
    browser.press("n")
    assert browser.run(FOCUS) == "s1"
    browser.press("a")
    browser.wait("document.querySelector('#s1.approved')")
    assert browser.run(FOCUS) == "s2"  # on to the next that nobody has decided
    browser.press("f")
    assert browser.run(FOCUS) == "s3"
    browser.press("e")
    browser.wait("document.activeElement.tagName === 'TEXTAREA'")
    browser.write(" On 14 December.")
    browser.press("s", modifiers=CTRL)
    browser.wait("document.querySelector('#s3.edited')")
    browser.press("о", code="KeyJ")  # a Russian layout: the same key
    assert browser.run(FOCUS) == "s4"
    browser.press("r")
    browser.write("it says nothing")
    browser.run("document.querySelector('#reject form').requestSubmit()")
    browser.wait("document.querySelector('#s4.rejected .talk')")
    assert browser.run(FOCUS) == "s5"
    browser.press("k")
    browser.press("u")
    browser.wait("document.querySelector('#s4.refused')")
    browser.press("k")
    browser.press("k")
    assert browser.run(FOCUS) == "s2"
    browser.press("e")
    browser.wait("document.activeElement.tagName === 'TEXTAREA'")
    browser.press("Escape")
    browser.wait("!document.querySelector('.editor')")
    browser.press("?", code="Slash")
    assert browser.run("document.getElementById('help').open")
    browser.press("Escape")
    assert [state for state, _ in states(archive, page)] == [
        "approved", "machine", "edited", "refused", "machine", "original",
    ]  # fmt: skip
    assert states(archive, page)[2][1] == "The lawyer Nigar Ahadova spoke. On 14 December."
    assert "2 of 6 decided" in browser.run("document.getElementById('progress').innerText")
    archive.index.catch_up()
    said = browser.run("document.getElementById('credit').innerText")
    assert "2 of 5 sentences reviewed by" in said and said == archive.page(page).credit("en")
    assert browser.complaints == []


def test_what_was_decided_on_another_capture_is_taken_over_by_one_button(
    browser: Chromium, server: ReviewServer, archive: Archive, tmp_path: Path
) -> None:
    first = add_page(archive, tmp_path)
    archive.decide(first, 1, "approved", reviewer="quiet-heron")
    archive.decide(first, 3, "rejected", reviewer=HOSTILE)
    second = add_page(archive, tmp_path).id
    named(browser, server)
    browser.open(f"http://127.0.0.1:{server.access.port}/page/{second}")
    assert "2 sentences that nobody has decided on here" in browser.run(
        "document.querySelector('.offer').innerText"
    )
    browser.run("document.querySelector('.offer button').focus()")
    browser.press("Enter")
    browser.wait("document.querySelector('#s1.approved') && !document.querySelector('.offer')")
    assert [state for state, _ in states(archive, second)][:3] == [
        "approved", "machine", "rejected",
    ]  # fmt: skip
    assert "2 decided on another capture" in browser.run(
        "document.getElementById('credit').innerText"
    )
    assert browser.run("window.ran") is None and browser.complaints == []


def test_a_comment_decides_nothing_and_stays_with_the_sentence(
    browser: Chromium, server: ReviewServer, archive: Archive, tmp_path: Path
) -> None:
    page = add_page(archive, tmp_path).id
    named(browser, server)
    browser.open(f"http://127.0.0.1:{server.access.port}/page/{page}#s5")
    assert browser.run(FOCUS) == "s5"
    browser.press("c")
    browser.write("is it refused?")
    browser.run("document.querySelector('#comment form').requestSubmit()")
    browser.wait("document.querySelector('#s5 .talk')")
    browser.press("e")
    browser.wait("document.activeElement.tagName === 'TEXTAREA'")
    browser.write(" Indeed.")
    browser.run("document.querySelector('[data-part=comment] input[name=text]').focus()")
    browser.write("or granted?")
    browser.press("Enter")
    browser.wait("document.getElementById('status').textContent.startsWith('Said. ')")
    assert browser.run("document.querySelector('#s5 textarea').value").endswith(" Indeed.")
    browser.run("document.querySelector('#s5').focus()")
    browser.press("r")  # what is being written is not thrown away by it
    browser.wait("document.getElementById('status').textContent.startsWith('Save what you wrote')")
    browser.run("document.querySelector('#s5 textarea').focus()")
    browser.press("s", modifiers=CTRL)
    browser.wait("document.querySelector('#s5.edited')")
    found = states(archive, page)
    assert [state for state, _ in found[:4]] == ["machine", "machine", "machine", "refused"]
    assert found[4][1] is not None and found[4][1].endswith(" Indeed.")
    talk = "Array.from(document.querySelectorAll('#s5 .talk')).map((each) => each.textContent)"
    said = browser.run(talk)
    assert len(said) == 2 and "is it refused?" in said[0] and "or granted?" in said[1]


def test_a_page_without_a_model_is_translated_split_and_merged_by_keys(
    browser: Chromium, server: ReviewServer, archive: Archive, tmp_path: Path
) -> None:
    lines = [Line("Hakim gəldi. Vəkil danışdı.", None), Line("İclas bitdi.", None)]
    page = add_page(archive, tmp_path, lines, translate=False).id
    named(browser, server)
    address = f"http://127.0.0.1:{server.access.port}/page/{page}"
    browser.open(address)
    browser.run("document.querySelector('form[action$=by-hand] button').focus()")
    browser.press("Enter")
    browser.wait("document.querySelector('#s1 a.edit') && document.readyState === 'complete'")
    assert "without a translation" in browser.run("document.getElementById('credit').innerText")
    browser.press("n")
    while browser.run(FOCUS) != "s1":
        browser.press("j")
    browser.press("e")
    browser.wait("document.activeElement.tagName === 'TEXTAREA'")
    browser.press("s", code="KeyS", modifiers=ALT)
    browser.run("document.activeElement.value = '13'")
    browser.run("document.querySelector('[data-part=split] [data-send]').focus()")
    browser.press("Enter")
    browser.wait("document.querySelector('#s3') && document.readyState === 'complete'")
    browser.wait(f"{FOCUS} === 's3'")
    for n, words in (("3", "The judge came."), ("4", "The lawyer spoke.")):
        assert browser.run(FOCUS) == f"s{n}"
        browser.press("e")
        browser.wait("document.activeElement.tagName === 'TEXTAREA'")
        browser.write(words)
        browser.press("Enter", modifiers=CTRL)
        browser.wait(f"document.querySelector('#s{n}.approved')")
    archive.index.catch_up()
    told = [(pair.source.text, pair.target) for pair in archive.page(page).pairs("en")]
    assert told == [
        ("Hakim gəldi.", "The judge came."),
        ("Vəkil danışdı.", "The lawyer spoke."),
        ("İclas bitdi.", None),
    ]
    browser.press("k")
    browser.press("k")
    assert browser.run(FOCUS) == "s3"
    browser.press("e")
    browser.wait("document.activeElement.tagName === 'TEXTAREA'")
    browser.press("j", code="KeyJ", modifiers=ALT)
    browser.wait("document.querySelector('#s1') && document.readyState === 'complete'")
    assert browser.run("document.querySelector('#s1 .src').textContent") == lines[0].source
    assert browser.complaints == []


def test_two_windows_on_one_sentence_lose_nothing(
    browser: Chromium, server: ReviewServer, archive: Archive, tmp_path: Path
) -> None:
    page = add_page(archive, tmp_path)
    named(browser, server)
    browser.open(f"http://127.0.0.1:{server.access.port}/page/{page.id}#s1")
    browser.press("e")
    browser.wait("document.activeElement.tagName === 'TEXTAREA'")
    browser.write(", mine")
    archive.decide(page, 1, "edited", text="Theirs", reviewer="calm-otter")
    browser.press("s", modifiers=CTRL)
    browser.wait("document.querySelector('#s1 .clash')")
    told = browser.run("document.querySelector('#s1').innerText")
    assert "calm-otter" in told and "Theirs" in told and "The court's decision, mine" in told
    assert browser.run("document.activeElement.value") == "The court's decision, mine"
    assert states(archive, page.id)[0] == ("edited", "Theirs")
    browser.press("s", modifiers=CTRL)
    browser.wait("!document.querySelector('#s1 .editor')")
    assert states(archive, page.id)[0] == ("edited", "The court's decision, mine")


def test_a_desk_that_goes_away_in_the_middle_of_an_answer_is_told_and_breaks_no_script(
    browser: Chromium, server: ReviewServer, archive: Archive, tmp_path: Path
) -> None:
    """A killed desk sends the head of an answer and half of what it holds."""
    page = add_page(archive, tmp_path).id
    named(browser, server)
    browser.run(BROKEN_OFF)
    browser.run("document.dispatchEvent(new Event('visibilitychange'))")  # looks at its work
    browser.press("j")
    browser.press("t")  # the form of a page's note and tags
    browser.wait("asked.length === 2")
    browser.wait(NO_ANSWER)
    browser.open(f"{server.url.partition('?')[0]}page/{page}")
    browser.run(BROKEN_OFF)
    browser.press("n")
    browser.press("e")
    browser.wait(f"asked.some((each) => each.includes('editor')) && {NO_ANSWER}")
    assert not [each for each in browser.complaints if "Uncaught" in each]
    assert browser.run("failed") == []


def test_hostile_text_runs_nothing(
    browser: Chromium, server: ReviewServer, archive: Archive, tmp_path: Path
) -> None:
    html = (
        f"<script>window.ran=1</script><p>{HOSTILE}</p><img src=//evil.example/x onerror=alert(1)>"
    )
    page = add_page(
        archive, tmp_path, [Line(HOSTILE, HOSTILE)], title=HOSTILE, translated_title=HOSTILE,
        html=html,
    )  # fmt: skip
    archive.decide(page, 1, "edited", text=HOSTILE, reviewer=HOSTILE, comment=HOSTILE)
    named(browser, server)
    address = f"http://127.0.0.1:{server.access.port}"
    for path in ("/", f"/page/{page.id}", f"/page/{page.id}/1", f"/page/{page.id}/archived"):
        browser.open(address + path)
        assert browser.run("window.ran") is None
        assert HOSTILE[:30] in browser.run("document.body.innerText") or "archived" in path
    browser.open(f"{address}/page/{page.id}#s1")
    browser.press("e")
    browser.wait("document.activeElement.tagName === 'TEXTAREA'")
    assert browser.run("document.activeElement.value") == HOSTILE
    browser.write("!")
    browser.press("Enter", modifiers=CTRL)
    browser.wait("!document.querySelector('.editor')")
    assert browser.run("window.ran") is None
    assert not any("javascriptDialog" in each for each in browser.complaints)


def test_a_phone_sized_window_is_not_wider_than_itself(
    browser: Chromium, server: ReviewServer, archive: Archive, tmp_path: Path
) -> None:
    page = add_page(archive, tmp_path).id
    named(browser, server)
    browser.command(
        "Emulation.setDeviceMetricsOverride",
        width=360,
        height=740,
        deviceScaleFactor=2,
        mobile=True,
    )
    for path in ("/", f"/page/{page}", f"/page/{page}/1", f"/page/{page}/archived"):
        browser.open(f"http://127.0.0.1:{server.access.port}{path}")
        assert browser.run("document.documentElement.scrollWidth") <= 360, path


def test_the_exported_page_opens_with_no_network(archive: Archive, tmp_path: Path) -> None:
    from dragoman.exchange import export, read_document

    page = add_page(archive, tmp_path, [Line(HOSTILE, HOSTILE)], title=HOSTILE)
    document = read_document(archive.index.connection, page.id, "en", page.provenance("en"))
    path = tmp_path / "out.html"
    export([document], "html", path)
    with Chromium(tmp_path / "profile") as browser:
        browser.open(path.as_uri())
        assert browser.run("window.ran") is None
        assert HOSTILE[:30] in browser.run("document.body.innerText")
        assert browser.run("getComputedStyle(document.querySelector('.row')).display") == "grid"
        assert {urlsplit(url).scheme for url in browser.requests} <= {"file", "about"}
        assert browser.complaints == []


def test_another_translation_is_a_key_away(
    browser: Chromium, server: ReviewServer, archive: Archive, tmp_path: Path
) -> None:
    first = add_page(archive, tmp_path)
    archive.decide(first, 1, "approved", text="A text that was approved.", reviewer="quiet-heron")
    second = add_page(archive, tmp_path)
    named(browser, server)
    browser.open(f"http://127.0.0.1:{server.access.port}/page/{second.id}")
    browser.wait("document.readyState === 'complete' && document.querySelector('#s1')")
    browser.press("n")
    browser.press("n")
    browser.press("e")
    browser.wait("document.activeElement.tagName === 'TEXTAREA'")
    shown = browser.run("document.querySelector('#s1 .beside-list').textContent")
    assert "approved by quiet-heron for this sentence" in shown
    assert browser.run("document.activeElement.value") != "A text that was approved."
    browser.press("1", code="Digit1", modifiers=ALT)
    assert browser.run("document.activeElement.value") == "A text that was approved."
    browser.press("s", modifiers=CTRL)
    browser.wait("document.querySelector('#s1.edited')")
    assert states(archive, second.id)[0] == ("edited", "A text that was approved.")


def test_names_and_flags_are_marked_and_a_name_is_added_by_one_key(
    browser: Chromium, server: ReviewServer, archive: Archive, tmp_path: Path
) -> None:
    page = add_page(archive, tmp_path).id
    hostile = 'Tural Səlimzadə,Tural Salimzade,<b onclick=x>the "family"</b>\n'
    (archive.folder / "names.csv").write_text(
        f"source,target,authority\n{hostile}", encoding="utf-8"
    )
    named(browser, server)
    browser.open(f"http://127.0.0.1:{server.access.port}/page/{page}")
    browser.wait("document.readyState === 'complete' && document.querySelector('#s2')")
    forced = [{"name": "forced-colors", "value": "active"}]
    browser.command("Emulation.setEmulatedMedia", features=forced)
    ink = "Array.from(document.querySelectorAll('mark')).map((each) => getComputedStyle(each))"
    for style in browser.run(f"{ink}.map((each) => [each.color, each.backgroundColor])"):
        assert style[0] != style[1]  # black on black, it was
    browser.command("Emulation.setEmulatedMedia", features=[])
    marks = "Array.from(document.querySelectorAll('#s2 mark.name')).map((each) => each.textContent)"
    assert browser.run(marks) == ["Tural Səlimzadə", "Tural Salimzade"]
    assert "<b onclick=x>" in browser.run("document.querySelector('#s2 mark').title")
    assert browser.run("document.querySelectorAll('main b').length") == 0
    browser.run("getSelection().selectAllChildren(document.querySelector('#s3 .src'))")
    browser.press("m")
    browser.wait("document.querySelector('#name[open]')")
    assert browser.run("document.activeElement.name") == "target"
    assert browser.run("document.querySelector('#name [name=source]').value").startswith(
        "Vəkil Nigar"
    )
    browser.run("document.querySelector('#name [name=source]').value = 'Nigar Əhədova'")
    browser.write("Nigar Ahadova")
    browser.press("Enter")
    browser.wait("!document.querySelector('#name[open]')")
    rows = [(name.source, name.target) for name in archive.names()]
    assert rows[1] == ("Nigar Əhədova", "Nigar Ahadova")
    browser.press("a")  # the keys are the page's again


def test_the_words_of_the_other_side_light_up(
    browser: Chromium, server: ReviewServer, archive: Archive, tmp_path: Path
) -> None:
    # What stands before it is one character, and two to a browser.
    lines = [Line("🙂 24 noyabr 2025-ci ildə məhkəmə qərarı oxudu.", None)]
    page = add_page(archive, tmp_path, lines, translate=False)
    page.translate("en", "demo-model-az-en")
    held = archive.page(page.id).alignments("en")
    assert 1 in held and list(held[1])  # else there is nothing to light up
    named(browser, server)
    browser.open(f"http://127.0.0.1:{server.access.port}/page/{page.id}")
    box = browser.run(
        "(() => { const range = document.createRange(); "
        "const text = document.querySelector('#s1 .src').firstChild; "
        "range.setStart(text, 3); range.setEnd(text, 5); "
        "const { x, y, width, height } = range.getBoundingClientRect(); "
        "return [x + width / 4, y + height / 2]; })()"
    )
    browser.command("Input.dispatchMouseEvent", type="mouseMoved", x=box[0], y=box[1])
    browser.wait("CSS.highlights.get('same')")
    lit = browser.run("Array.from(CSS.highlights.get('same')).map((each) => each.toString())")
    assert (
        lit[0] == "24"
        and len(lit) == 2
        and lit[1] in (archive.page(page.id).pairs("en")[0].target or "")
    )
    browser.command("Input.dispatchMouseEvent", type="mouseMoved", x=2, y=2)
    browser.wait("!CSS.highlights.get('same')")
    assert browser.complaints == []


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing(
    browser: Chromium, server: ReviewServer, archive: Archive, tmp_path: Path, dark: bool
) -> None:
    """axe-core's rules on the list, an article with its editor open, and a sentence's own page."""
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None or not found.submodule_search_locations:
        pytest.skip("needs axe-core, of the extra `test`")
    axe = (Path(found.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")
    archive.decide(add_page(archive, tmp_path), 2, "approved", reviewer="quiet-heron")
    page = add_page(archive, tmp_path).id
    (archive.folder / "names.csv").write_text("Nigar Əhədova,Nigar Ahadova,x\n", encoding="utf-8")
    named(browser, server)
    scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
    browser.command("Emulation.setEmulatedMedia", features=scheme)
    base = f"http://127.0.0.1:{server.access.port}"
    article = f"{base}/page/{page}"
    ways = ("/2", "?beside=2", "/rest", "/replace?find=the&put=a")[: 1 if dark else None]
    for address in (f"{base}/", article, *(article + way for way in ways)):
        browser.open(address)
        if address.endswith(page):
            browser.press("n")
            browser.press("e")
            browser.wait("document.querySelector('.editor')")
        browser.run(f"(() => {{ {axe}; window.axe = window.axe || axe; }})()")
        assert not faults(browser), address
    browser.run("document.querySelector('main').append(document.createElement('img')), 1")
    assert [rule for _, rule, _ in faults(browser)] == ["image-alt"]  # it would have been told


def faults(browser: Chromium) -> list[list[str]]:
    """What axe-core finds: impact, rule, and the elements."""
    violations = browser.run(
        "axe.run().then((told) => told.violations.map((each) => "
        "[each.impact, each.id, each.nodes.map((node) => node.html.slice(0, 120))]))"
    )
    return list(violations)
