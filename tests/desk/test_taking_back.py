"""Files that come back to the desk, and what a court would ask for there."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dragoman.archive import Archive, Page
from dragoman.archiver.store.claimed import CLAIM, LOCK
from dragoman.desk import ReviewServer
from dragoman.desk.doors import taking_back
from dragoman.desk.server import MAX_REQUEST
from dragoman.desk.work import held
from dragoman.errors import ImportFailed
from tests.exchange.test_office_back import TARGET, work_on
from tests.support.review_client import Answer, Browser, opened, serving
from tests.support.translated_pages import LINES, add_page

CHANGED = "The judge has adjourned the hearing."


@pytest.fixture
def server(archive: Archive) -> Iterator[ReviewServer]:
    with serving(archive) as server:
        yield server


@pytest.fixture
def page(archive: Archive, tmp_path: Path) -> Page:
    return add_page(archive, tmp_path)


def handed(browser: Browser, called: str, data: bytes, **fields: str) -> Answer:
    told = {"csrf": browser.csrf(), "reviewer": "grey-heron", **fields}
    return browser.upload("/take-back", told, {"file": (called, data)})


@pytest.mark.parametrize(
    ("format", "ending"), [("bilingual", "docx"), ("xlsx", "xlsx"), ("xliff", "xlf")]
)
def test_what_was_changed_is_taken_and_said(
    archive: Archive, server: ReviewServer, page: Page, tmp_path: Path, format: str, ending: str
) -> None:
    path = tmp_path / f"out.{ending}"
    archive.export([page.id], format, path)
    if format == "xliff":
        target = archive.page(page.id).pair(2, "en")[1].target
        assert target is not None
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(f">{target}<", f">{CHANGED}<"), encoding="utf-8")
    else:
        work_on(path, format, {(2, TARGET): CHANGED})
    browser = opened(server)
    answer = handed(browser, f"../../{path.name}", path.read_bytes())
    assert answer.status == 200, answer.text
    assert f"1 edited, {len(LINES)} as they went out" in answer.text
    assert f'href="/page/{page.id}"' in answer.text and "By grey-heron" in answer.text
    pair = archive.page(page.id).pair(2, "en")[1]
    assert (pair.target, pair.state, pair.reviewer) == (CHANGED, "edited", "grey-heron")
    again = handed(browser, path.name, path.read_bytes())
    assert "edited" not in again.text.partition("</div></div>")[0].rpartition("role=")[2]
    assert archive.verify().ok
    assert [e.name for e in (archive.folder / "spool").glob("tmp*")] == []


def test_what_cannot_be_taken_is_listed_with_its_reason(
    archive: Archive, server: ReviewServer, page: Page, tmp_path: Path
) -> None:
    path = tmp_path / "out.xlsx"
    archive.export([page.id], "xlsx", path)
    archive.decide(page, 2, "edited", text="Somebody else's words.", reviewer="quiet-otter")
    work_on(path, "xlsx", {(2, TARGET): CHANGED})
    answer = handed(opened(server), path.name, path.read_bytes())
    assert answer.status == 200 and "1 not taken" in answer.text
    for each in ("Not taken", CHANGED, "Somebody else&#39;s words.", f"/page/{page.id}#s2"):
        assert each in answer.text, each
    assert archive.page(page.id).pair(2, "en")[1].target == "Somebody else's words."


@pytest.mark.parametrize(
    ("called", "data", "said"),
    [
        ("x.docx", b"no zip at all", "Nothing was taken out of"),
        ("x.xlf", b"<!DOCTYPE x [<!ENTITY a 'b'>]><xliff/>", "Nothing was taken out of"),
        ("x.exe", b"MZ", "Nothing was taken out of"),
    ],
)
def test_what_is_no_such_file_is_one_sentence(
    archive: Archive, server: ReviewServer, called: str, data: bytes, said: str
) -> None:
    before = archive.store.ledger.read_bytes()
    answer = handed(opened(server), called, data)
    assert answer.status == 422 and said in answer.text, answer.text
    assert archive.store.ledger.read_bytes() == before


def test_of_a_killed_desk_the_file_is_cleared(
    server: ReviewServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay: list[Path] = []

    def seen(_holdings: object, path: Path, *, reviewer: str) -> None:
        lay.append(path)
        assert Path(f"{path.parent}{LOCK}").exists(), "it is claimed as long as it is there"
        raise ImportFailed("nothing of it", subject=reviewer)

    monkeypatch.setattr("dragoman.steps.desk.housing.import_review", seen)
    assert handed(opened(server), "x.docx", b"x").status == 422
    assert lay[0].name == "x.docx" and lay[0].parent.name.startswith(CLAIM)
    assert not lay[0].parent.exists()


def test_a_file_that_is_too_large_and_a_name_that_is_none_are_refused(
    server: ReviewServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = opened(server)
    browser.cookies.pop("dragoman_reviewer", None)
    assert handed(browser, "x.docx", b"x", reviewer="\u202e ").status == 400
    larger = b"x" * 600_000  # more than any other form may have
    assert handed(browser, "x.docx", larger).status == 422
    monkeypatch.setattr("dragoman.desk.app.AT_ONCE", 300_000)
    assert handed(browser, "x.docx", larger).status == 413
    assert taking_back.AT_ONCE < MAX_REQUEST < taking_back.LARGEST


def in_pieces(browser: Browser, called: str, data: bytes, size: int = 400_000) -> Answer:
    """As the page's script does it: pieces first, then the form."""
    order = ""
    for at in range(0, len(data), size):
        fields = {"csrf": browser.csrf(), "order": order, "name": called, "at": str(at),
                  "whole": str(len(data))}  # fmt: skip
        answer = browser.upload(
            "/take-back/piece", fields, {"piece": ("piece", data[at : at + size])}
        )
        if answer.status != 200:
            return answer
        order, called = answer.json()["order"], answer.json()["name"]
    told = {"csrf": browser.csrf(), "reviewer": "grey-heron", "order": order}
    return browser.post("/take-back", told)


def test_a_file_that_no_request_may_have_comes_in_pieces(
    archive: Archive, server: ReviewServer, page: Page, tmp_path: Path
) -> None:
    path = tmp_path / "out.xlsx"
    archive.export([page.id], "xlsx", path)
    work_on(path, "xlsx", {(2, TARGET): CHANGED})
    with zipfile.ZipFile(path, "a") as held:  # as large as a table of many pages
        held.writestr("xl/media/picture.bin", os.urandom(2_000_000))
    assert path.stat().st_size > MAX_REQUEST
    browser = opened(server)
    answer = in_pieces(browser, "../out.xlsx", path.read_bytes())
    assert answer.status == 200 and "1 edited" in answer.text, answer.text
    assert archive.page(page.id).pair(2, "en")[1].target == CHANGED
    assert list((archive.folder / "spool" / "desk").glob("?" * 16)) == []  # nothing of it stays


def test_what_comes_in_pieces_has_a_limit_and_is_whole_or_nothing(server: ReviewServer) -> None:
    browser = opened(server)
    piece = {"piece": ("piece", b"x" * 10)}
    fields = {"csrf": browser.csrf(), "order": "", "name": "x.docx", "at": "0"}
    larger = fields | {"whole": str(taking_back.LARGEST + 1)}
    answer = browser.upload("/take-back/piece", larger, piece)
    assert answer.status == 400 and "import-review FILE" in answer.json()["error"]
    half = browser.upload("/take-back/piece", fields | {"whole": "20"}, piece).json()["order"]
    told = {"csrf": browser.csrf(), "reviewer": "grey-heron"}
    assert browser.post("/take-back", told | {"order": half}).status == 400
    for order in (half, "a" * 16, "../x"):
        assert browser.post("/take-back", told | {"order": order}).status == 400, order
        assert browser.upload("/take-back/piece", fields | {"order": order}, piece).status == 400


def test_pieces_that_come_at_once_are_told_apart_and_what_nobody_goes_on_with_goes(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = archive.folder / "spool" / "desk"
    fields = {"order": "", "name": "x.docx", "at": "0", "whole": "20"}
    piece = {"piece": ("piece", b"x" * 10)}

    def here() -> set[str]:
        return {each.name for each in spool.iterdir() if each.is_dir()}

    with serving(archive) as server, ThreadPoolExecutor(12) as pool:
        browser = opened(server)
        fields["csrf"] = told = browser.csrf()

        def begun(_: int) -> tuple[int, str]:
            answer = browser.upload("/take-back/piece", fields, piece)
            return answer.status, answer.json()["order"]

        answers = list(pool.map(begun, range(40)))
        assert {status for status, _ in answers} == {200}
        assert len({order for _, order in answers}) == 40 and len(here()) == held.MOST_HELD
        whole = {**fields, "whole": "10"}
        order = browser.upload("/take-back/piece", whole, piece).json()["order"]
        form = {"csrf": told, "reviewer": "grey-heron", "order": order}
        taken = list(pool.map(lambda _: browser.post("/take-back", form).status, range(12)))
        assert sorted(taken) == [400] * 11 + [422]  # one read it, and it is no document
        monkeypatch.setattr(held, "LONGEST_REST", 0.0)
        again = begun(0)[1]
        assert begun(0)[1] in here() and again not in here() and len(here()) == 1
    assert here() == set()  # nor is anything left when the desk is closed


def test_the_desk_says_what_a_court_would_ask_for(
    archive: Archive, server: ReviewServer, page: Page
) -> None:
    browser = opened(server)
    assert f'href="/page/{page.id}/evidence"' in browser.get(f"/page/{page.id}").text
    told = browser.get(f"/page/{page.id}/evidence")
    assert told.status == 200
    for item in archive.evidence(page.id).items:
        assert item.title in told.text, item.title
    assert "Missing" in told.text and "sha256sum" in told.text
    for door in ("", "/archived", "/picture", "/evidence"):  # each leads to the others
        assert f'href="/page/{page.id}{door}"' in told.text, door
        assert f'href="/page/{page.id}{door}"' in browser.get(f"/page/{page.id}/picture").text, door
    assert browser.get("/page/nothing/evidence").status == 404
