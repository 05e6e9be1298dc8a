"""What is done on the page of an article besides deciding: by forms alone, as without a script."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.desk import ReviewServer
from dragoman.desk.article.archived import found_in, harmless
from dragoman.desk.article.panel import places_to_split
from dragoman.desk.article.wording import against
from dragoman.desk.languages.spoken import day
from dragoman.page import Page
from dragoman.translate import Flag
from tests.support.review_client import Browser, opened, serving
from tests.support.translated_pages import Line, add_page

EVERYWHERE = Flag("demo_model", "note", "It invents things.")
LINES = (
    Line("Hakim gəldi. Vəkil danışdı.", "The judge came. The lawyer spoke.", flags=(EVERYWHERE,)),
    Line("İclas bitdi.", "The court session ended.", flags=(EVERYWHERE,)),
    Line("Saat 5 idi.", "It was <b>late</b>.", flags=(EVERYWHERE, Flag("numbers", "warn", "5"))),
    Line("Yenə.", None, machine="a a a", state="refused", flags=(EVERYWHERE,)),
)


@pytest.fixture
def page(archive: Archive, tmp_path: Path) -> Page:
    return add_page(archive, tmp_path, LINES, title="", translated_title=None)


@pytest.fixture
def server(archive: Archive) -> Iterator[ReviewServer]:
    with serving(archive) as server:
        yield server


def told(archive: Archive, page: Page) -> list[tuple[int, str | None, str | None]]:
    archive.index.catch_up()
    return [(pair.n, pair.state, pair.target) for pair in archive.page(page.id).pairs("en")]


def post(browser: Browser, path: str, **fields: str) -> int:
    secret = re.search(r'name="csrf" value="([^"]+)"', browser.get("/").text)
    assert secret is not None
    return browser.post(path, {"csrf": secret.group(1), **fields}).status


def test_what_is_true_of_every_sentence_is_said_once(server: ReviewServer, page: Page) -> None:
    browser = opened(server)
    text = browser.get(f"/page/{page.id}").text
    assert text.count("It invents things.") == 1
    assert 'Every sentence: <span lang="en">It invents things.' in text
    row = browser.decide(page.id, 2, "approve").json()["row"]
    assert "It invents things." not in row and "Approved" in row


def test_the_rest_is_shown_and_then_approved(
    server: ReviewServer, archive: Archive, page: Page
) -> None:
    browser = opened(server)
    shown = browser.get(f"/page/{page.id}/rest").text
    assert re.findall(r'name="n" value="(\d+)"', shown) == ["1", "2"]
    assert "2 more are left for you" in shown
    translation = re.search(r'name="translation" value="([^"]+)"', shown)
    assert translation is not None
    fields = {"translation": translation.group(1), "memory": "", "n": "2"}
    assert post(browser, f"/page/{page.id}/rest", **fields) == 303
    assert [state for _, state, _ in told(archive, page)] == [
        "machine", "approved", "machine", "refused",
    ]  # fmt: skip
    assert post(browser, f"/page/{page.id}/rest", **{**fields, "translation": "x"}) == 400
    assert "nothing to approve together" in browser.get(f"/page/{page.id}/rest?memory=heron").text


def test_what_is_not_from_the_memory_is_not_called_flagged(
    server: ReviewServer, archive: Archive, tmp_path: Path
) -> None:
    lines = [LINES[0], LINES[2], Line("İclas bitdi.", "It ended.", memory="heron")]
    page = add_page(archive, tmp_path, lines, title="", translated_title=None)
    shown = opened(server).get(f"/page/{page.id}/rest?memory=heron").text
    assert re.findall(r'name="n" value="(\d+)"', shown) == ["3"]
    assert "1 more is left for you to look at one by one: flagged" in shown


def test_words_are_replaced_in_the_sentences_that_were_ticked(
    server: ReviewServer, archive: Archive, page: Page
) -> None:
    browser = opened(server)
    shown = browser.get(f"/page/{page.id}/replace?find=The&put=A").text
    assert "It stands in 2 sentences" in shown and "Nothing is changed yet" in shown
    assert [target for _, _, target in told(archive, page)][1] == "The court session ended."
    seen = {"before-1": LINES[0].target or "", "before-2": LINES[1].target or "", "n": "2"}
    path = f"/page/{page.id}/replace"
    assert post(browser, path, find="The", put="A", **seen) == 303
    assert [target for _, _, target in told(archive, page)][:2] == [
        LINES[0].target, "A court session ended.",
    ]  # fmt: skip
    # What was changed since it was shown is left alone.
    assert post(browser, path, find="A", put="The", **seen) == 303
    assert told(archive, page)[1][2] == "A court session ended."
    assert post(browser, path, find="nowhere", put="A", n="1") == 400
    hostile = browser.get(f"/page/{page.id}/replace?find=%3Cb%3E&put=%3Cscript%3E").text
    assert "<script>late" not in hostile and "&lt;script&gt;" in hostile


def test_a_sentence_is_split_merged_and_talked_about_by_forms(
    server: ReviewServer, archive: Archive, page: Page
) -> None:
    browser = opened(server)
    one = browser.get(f"/page/{page.id}/1").text
    assert '<option value="13">Vəkil danışdı.</option>' in one
    assert post(browser, f"/page/{page.id}/1/comment", text="two sentences?") == 303
    assert post(browser, f"/page/{page.id}/1/comment", text=" ") == 400
    assert post(browser, f"/page/{page.id}/1/split", at="13") == 303
    assert [n for n, _, _ in told(archive, page)] == [5, 6, 2, 3, 4]
    part = browser.get(f"/page/{page.id}/6").text
    assert "before it was cut otherwise" in part and "two sentences?" in part
    assert post(browser, f"/page/{page.id}/5/split", at="x") == 400
    assert post(browser, f"/page/{page.id}/5/merge") == 303
    assert [n for n, _, _ in told(archive, page)] == [1, 2, 3, 4]
    assert post(browser, f"/page/{page.id}/77/merge") == 404
    assert archive.verify().problems == []


def test_a_page_is_begun_by_hand_by_a_button(
    server: ReviewServer, archive: Archive, tmp_path: Path
) -> None:
    page = add_page(archive, tmp_path, LINES[:2], translate=False)
    browser = opened(server)
    assert f'action="/page/{page.id}/by-hand"' in browser.get(f"/page/{page.id}").text
    assert post(browser, f"/page/{page.id}/by-hand") == 303
    shown = browser.get(f"/page/{page.id}").text
    assert shown.count('data-state="todo"') == 3 and ">Write</a>" in shown
    assert "3</span> decided" in shown
    # What nobody has written yet is refused by nobody.
    assert "0 by a machine, 3 to translate, 0 refused" in browser.get("/").text


def test_note_and_tags_are_changed(server: ReviewServer, archive: Archive, page: Page) -> None:
    browser = opened(server)
    path = f"/page/{page.id}/say"

    def form() -> dict[str, str]:
        """What the page sends besides the fields that are filled in."""
        shown = browser.get(f"/page/{page.id}").text.partition(f'action="{path}"')[2]
        return dict(
            re.findall(r'name="(had_\w+|back)" value="([^"]*)"', shown.partition("</form>")[0])
        )

    assert form()["back"] == f"/page/{page.id}"
    assert post(browser, path, **form(), note="read it\r\nall", tags="court, appeal ,") == 303
    now = archive.page(page.id)
    assert (now.note, now.tags) == ("read it\nall", ["court", "appeal"])
    seen = form()
    archive.annotate([page.id], tags=["added by another"])
    assert post(browser, path, **seen, note="", tags="Court") == 303
    now = archive.page(page.id)
    assert (now.note or "", now.tags) == ("", ["court", "added by another"])


def test_of_two_notes_neither_is_lost(server: ReviewServer, archive: Archive, page: Page) -> None:
    browser, path = opened(server), f"/page/{page.id}/say"
    fields = {"csrf": browser.csrf(), "had_note": "", "had_tags": "", "tags": "mine"}
    archive.annotate([page.id], note="theirs")
    answer = browser.post(path, {**fields, "note": "ours"})
    assert answer.status == 409 and '<q dir="auto">theirs</q>' in answer.text
    assert 'value="theirs"' in answer.text and ">ours</textarea>" in answer.text
    assert 'name="tags" value="mine"' in answer.text
    now = archive.page(page.id)
    assert (now.note, now.tags) == ("theirs", [])
    told = browser.post(path, {**fields, "note": "ours"}, Accept="application/json")
    assert told.status == 409 and "theirs" in told.json()["form"] and told.json()["error"]
    again = {**fields, "had_note": "theirs", "note": "ours"}
    assert browser.post(path, again).status == 303
    now = archive.page(page.id)
    assert (now.note, now.tags) == ("ours", ["mine"])


def test_of_many_splits_at_once_each_is_made(
    server: ReviewServer, archive: Archive, tmp_path: Path
) -> None:
    lines = [Line(f"Hakim {n} gəldi. Vəkil danışdı.", "They came.") for n in range(8)]
    page = add_page(archive, tmp_path, lines, title="", translated_title=None, name="many.html")
    browser = opened(server)
    fields, at_once = {"csrf": browser.csrf(), "at": "15"}, threading.Barrier(len(lines))
    statuses = []

    def split(n: int) -> None:
        at_once.wait()
        statuses.append(browser.post(f"/page/{page.id}/{n}/split", fields).status)

    threads = [threading.Thread(target=split, args=(n + 1,)) for n in range(len(lines))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert statuses == [303] * len(lines)
    numbers = [n for n, _, _ in told(archive, page)]
    assert len(numbers) == len(set(numbers)) == 2 * len(lines)


@pytest.mark.parametrize("door", ["by-hand", "rest", "replace", "1/split", "1/merge", "1/comment"])
def test_no_door_opens_without_the_secret_of_the_page(
    server: ReviewServer, archive: Archive, page: Page, door: str
) -> None:
    browser = opened(server)
    before = archive.index.connection.execute("SELECT count(*) FROM records").fetchone()[0]
    path = f"/page/{page.id}/{door}"
    assert browser.post(path, {"csrf": "guess", "text": "x", "n": "1"}).status == 403
    assert browser.get(path).status == (200 if door in ("rest", "replace") else 405)
    archive.index.catch_up()
    after = archive.index.connection.execute("SELECT count(*) FROM records").fetchone()[0]
    assert after == before


def test_a_second_person_approves_beside_the_first(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    with Archive(folder):
        pass
    (folder / "dragoman.toml").write_text("[review]\napprovals = 2\n", encoding="utf-8")
    with Archive(folder) as archive, serving(archive) as server:
        page = add_page(archive, tmp_path, LINES, title="", translated_title=None)
        first, second = opened(server, "heron"), opened(server, "stork")
        first.decide(page.id, 2, "approve")
        shown = first.get(f"/page/{page.id}").text
        assert "1 waits for a second person" in shown
        assert 'name="approve" value="2 ' not in shown  # heron has
        assert 'name="approve" value="2 ' in second.get(f"/page/{page.id}").text
        answer = second.decide(page.id, 2, "approve").json()
        assert answer["state"] == "Approved twice" and "heron, stork" in answer["row"]
        assert "waits" not in answer["progress"]
        second.decide(page.id, 2, "approve")  # a double click
        counted = archive.index.connection.execute("SELECT count(*) FROM decisions").fetchone()
        assert counted[0] == 2


def test_the_same_sentence_elsewhere_is_shown(
    server: ReviewServer, archive: Archive, page: Page, tmp_path: Path
) -> None:
    line = Line(LINES[1].source, "The hearing is over.")
    add_page(archive, tmp_path, [line], title="Başqa", translated_title=None, name="b.html")
    shown = opened(server).get(f"/page/{page.id}/2").text
    assert "machine in another page, Başqa" in shown
    assert "<ins>hearing is over.</ins>" in shown


def test_a_sentence_is_found_in_the_archived_page() -> None:
    page = "<p>Bir\n <b>iki</b> üç.</p><p>İki üç. <script>x</script>Dörd</p>"
    marked = harmless(page, "Bir iki üç.")
    assert marked.startswith(
        '<p><mark id="here">Bir\n </mark><b><mark>iki</mark></b><mark> üç.</mark>'
    )
    assert harmless(page, "iki üç. İki") == harmless(page, "iki üç.İki")
    assert "<mark" not in harmless(page, "beş") and harmless(page, None) == harmless(page)
    assert harmless("<p>&lt;b&gt; bir", "<b>") == '<p><mark id="here">&lt;b&gt;</mark> bir</p>'
    assert found_in("a & b", "& b") == '<div class="plain">a <mark id="here">&amp; b</mark></div>'


def test_the_archived_page_stands_beside_the_text(server: ReviewServer, page: Page) -> None:
    browser = opened(server)
    assert (
        f"/page/{page.id}/archived/frame?n=2#here" in browser.get(f"/page/{page.id}?beside=2").text
    )
    framed = browser.get(f"/page/{page.id}/archived/frame?n=2")
    assert '<mark id="here">İclas bitdi.</mark>' in framed.text
    assert "sandbox" in framed.headers["Content-Security-Policy"]
    assert browser.get(f"/page/{page.id}/archived/frame?n=99").status == 404
    assert (
        f'id="beside-link" href="/page/{page.id}?beside=1"' in browser.get(f"/page/{page.id}").text
    )
    post(browser, f"/page/{page.id}/1/split", at="13")  # there is no sentence 1 any more
    assert (
        f'id="beside-link" href="/page/{page.id}?beside=5"' in browser.get(f"/page/{page.id}").text
    )


def test_the_headline_is_found_beside_the_text_as_well(
    server: ReviewServer, archive: Archive, tmp_path: Path
) -> None:
    page, browser = add_page(archive, tmp_path, LINES[:2], title="Hakim gəldi."), opened(server)
    shown = browser.get(f"/page/{page.id}?beside=0").text
    assert f"/page/{page.id}/archived/frame?n=0#here" in shown
    assert '<mark id="here">Hakim gəldi.' in browser.get(f"/page/{page.id}/archived/frame?n=0").text


def test_words_for_people() -> None:
    assert day("2026-11-27T16:53:00Z") == "27 Nov 2026"
    assert (day("soon"), day(None)) == ("soon", "unknown")
    assert list(against("a b d", "a c d")) == [
        ("same", "a"), ("del", "c"), ("ins", "b"), ("same", "d"),
    ]  # fmt: skip
    assert list(against("a b", None)) == [("same", "a b")]
    assert places_to_split("bir iki  üç") == [(4, "iki üç"), (9, "üç")]
    assert places_to_split("bir") == []
