"""Where the picture of a page is shown: the desk, lists, `show` and `evidence`; drawn by no browser."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from dragoman.archive import Archive, Page
from dragoman.archiver.replay.picture_records import Picture, picture_records
from dragoman.archiver.replay.proof import Defect, Proof
from dragoman.archiver.replay.shot import Piece, Shot
from dragoman.provenance.stamp import Stamp
from tests.support.review_client import Browser, opened, serving
from tests.support.shell import typed
from tests.support.translated_pages import add_page


def drawn(kind: str, shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), (shade, 0, 0)).save(out, kind)
    return out.getvalue()


def add_picture(archive: Archive, page: Page, proof: Proof, *, error: str | None = None) -> None:
    pieces = [Piece(drawn("PNG", n), 20 * n, 30, 20) for n in range(2)]
    made = Picture(
        page.id, page.url, page.captured_at, "ab" * 32, Shot(pdf=b"%PDF-1.4 it"),
        pieces=[] if error else pieces, small=b"" if error else drawn("JPEG", 9), proof=proof, error=error,
    )  # fmt: skip
    records, _ = picture_records(made, Stamp.now("test", "1"), {})
    archive.store.append(records, "derived")
    archive.index.catch_up()


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    """An archive of four pages: whole, not whole, hard to see, and without a picture."""
    folder = tmp_path_factory.mktemp("pictured")
    lost = Proof(
        {"picture": 14}, [Defect("picture", f"http://h/{n}.png", "it is lost") for n in range(3)]
    )
    with Archive(folder / "archive") as archive:
        pages = {
            name: add_page(archive, folder, name=f"{name}.html")
            for name in ("whole", "lost", "hard", "none")
        }
        add_picture(archive, pages["whole"], lost)  # the latest counts
        add_picture(archive, pages["whole"], Proof({"picture": 2}))
        add_picture(archive, pages["lost"], lost)
        add_picture(
            archive, pages["hard"], Proof(page="it cannot be read"), error="it cannot be read"
        )
        add_picture(archive, pages["hard"], Proof(vouched=True))
        archive.annotate([pages["hard"].id], tags=["Graphic"])
    yield folder / "archive", {name: page.id for name, page in pages.items()}


@pytest.fixture
def desk(held: tuple[Path, dict[str, str]]) -> Iterator[tuple[Browser, dict[str, str]]]:
    with Archive(held[0]) as archive, serving(archive) as server:
        yield opened(server), held[1]


def test_the_desk_shows_it_with_what_it_was_held_against(
    desk: tuple[Browser, dict[str, str]],
) -> None:
    browser, ids = desk
    whole = browser.get(f"/page/{ids['whole']}/picture").text
    assert "Replays whole" in whole and "part 2 of 2" in whole and "blurred" not in whole
    assert "3 of 14 pictures missing" in browser.get(f"/page/{ids['lost']}/picture").text
    hard = browser.get(f"/page/{ids['hard']}/picture").text
    assert "blurred" in hard and "tagged as hard to see" in hard
    none = browser.get(f"/page/{ids['none']}/picture").text
    assert "No picture of it was made yet" in none and "picture.pdf" not in none
    assert f'href="/page/{ids["none"]}/picture"' in browser.get(f"/page/{ids['none']}").text


def test_its_files_are_handed_out_as_they_are_and_no_others(
    desk: tuple[Browser, dict[str, str]],
) -> None:
    browser, ids = desk
    for n in range(2):
        answer = browser.get(f"/page/{ids['whole']}/picture/{n}.png")
        assert answer.body == drawn("PNG", n) and answer.headers["Content-Type"] == "image/png"
    assert browser.get(f"/page/{ids['whole']}/small.jpg").body == drawn("JPEG", 9)
    pdf = browser.get(f"/page/{ids['whole']}/picture.pdf")
    assert pdf.body == b"%PDF-1.4 it" and "attachment" in pdf.headers["Content-Disposition"]
    for path in ("picture/2.png", "picture/99999.png"):
        assert browser.get(f"/page/{ids['whole']}/{path}").status == 404
    for path in ("picture/0.png", "picture.pdf", "small.jpg"):
        assert browser.get(f"/page/{ids['none']}/{path}").status == 404


def test_the_library_has_it_small_and_says_what_is_amiss(
    desk: tuple[Browser, dict[str, str]],
) -> None:
    browser, ids = desk
    listed = browser.get("/").text
    assert f'src="/page/{ids["whole"]}/small.jpg"' in listed
    assert f'src="/page/{ids["none"]}/small.jpg"' not in listed
    assert listed.count("thumb blur") == 1
    assert listed.count("3 of 14 pictures missing") == 1 and "eplays whole" not in listed


def test_so_do_list_and_show_and_evidence(held: tuple[Path, dict[str, str]]) -> None:
    folder, ids = held

    def run(*words: str) -> str:
        done = typed("--archive", str(folder), *words)
        assert done.status == 0, done
        return done.out

    assert run("list").count("replays whole") == 2
    assert "picture      2 parts and a PDF; 3 of 14 pictures missing" in run("show", ids["lost"])
    said = run("evidence", ids["lost"])
    assert "Picture of the whole page, with date and time: there" in said
    assert "It is 2 pictures, one below the other, and a PDF" in said
    assert "3 of 14 pictures missing" in said and "http://h/0.png: it is lost" in said
    assert '"picture": null' in run("--json", "show", ids["none"])


def test_a_picture_can_be_asked_for_there_and_why_there_is_none_is_said(
    held: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, ids = held
    monkeypatch.setenv("DRAGOMAN_CHROMIUM", str(folder / "none"))
    with Archive(folder) as archive, serving(archive) as server:
        browser = opened(server)
        wish = {"csrf": browser.csrf(), "do": "picture", "ids": ids["none"], "back": "/"}
        assert "Make it now" in browser.get(f"/page/{ids['none']}/picture").text
        assert browser.post("/pages", wish).status == 303
        said = ""
        for _ in range(600):
            said = browser.get("/work").json()["works"]
            if "a picture needs Chromium" in said:
                break
            time.sleep(0.05)
    assert "Making pictures of 1 page" in said and "a picture needs Chromium" in said
