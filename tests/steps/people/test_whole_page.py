"""Many sentences decided on in one step, and decisions taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.decisions import Decision, approvers, decide
from dragoman.errors import UsageError
from dragoman.index.people.approving import to_approve
from dragoman.page import Page
from dragoman.steps.people.whole_page import Replacement
from dragoman.translate import Flag
from tests.support.translated_pages import Line, add_page

LINES = (
    Line("Bir.", "One court.", block=1),
    Line("İki.", "Two courts.", flags=(Flag("numbers", "warn", "the number 2"),), block=1),
    Line("Üç.", "Three Courts.", flags=(Flag("memory", "note", "heron"),), memory="heron", block=1),
    Line("Dörd.", None, machine="the the the", state="refused", block=2),
    Line("Beş.", "Five courts.", block=2),
)


@pytest.fixture
def page(archive: Archive, tmp_path: Path) -> Page:
    return add_page(archive, tmp_path, LINES, title="", translated_title=None)


def states(archive: Archive, page: Page) -> list[str | None]:
    return [pair.state for pair in archive.page(page.id).pairs("en")]


def test_the_rest_is_what_needs_no_eye_of_its_own(archive: Archive, page: Page) -> None:
    archive.decide(page, 5, "edited", text="Five courts!", reviewer="heron")
    made = archive.approve_rest(page, reviewer="stork")
    assert [each.n for each in made] == [1, 3]
    assert states(archive, page) == ["approved", "machine", "approved", "refused", "edited"]
    assert archive.approve_rest(page, reviewer="stork") == []
    archive.reindex()
    assert states(archive, page)[0] == "approved"


def test_what_the_memory_has_from_somebody(archive: Archive, page: Page) -> None:
    assert [pair.n for pair in to_approve(page.pairs("en"), "heron")] == [3]
    assert [each.n for each in archive.approve_rest(page, reviewer="s", memory_of="heron")] == [3]
    assert archive.approve_rest(page, reviewer="s", memory_of="nobody") == []


def test_only_what_was_seen_is_approved(archive: Archive, page: Page) -> None:
    seen = archive.index.connection.execute("SELECT id FROM translations").fetchone()[0]
    made = archive.approve_rest(page, reviewer="s", only={1, 2, 4}, translation=seen)
    assert [each.n for each in made] == [1]
    with pytest.raises(UsageError, match="translated anew"):
        archive.approve_rest(page, reviewer="s", translation="another")


def test_find_and_replace_tells_first(archive: Archive, page: Page) -> None:
    found = archive.replacements(page, "court", "tribunal")
    assert [(each.n, each.after) for each in found] == [
        (1, "One tribunal."), (2, "Two tribunals."), (5, "Five tribunals."),
    ]  # fmt: skip
    assert states(archive, page)[0] == "machine"
    whole = archive.replacements(page, "court", "tribunal", whole_words=True)
    assert [each.n for each in whole] == [1]
    any_case = archive.replacements(page, "court", r"\1", any_case=True)
    assert any_case[2] == Replacement(3, "Three Courts.", r"Three \1s.")
    archive.decide(page, 2, "edited", text="Two benches.", reviewer="heron")
    made = archive.replace(page, found, reviewer="stork")
    assert [each.n for each in made] == [1, 5]  # what heron wrote meanwhile is left alone
    assert [pair.target for pair in archive.page(page.id).pairs("en")][1] == "Two benches."
    with pytest.raises(UsageError, match="look for"):
        archive.replacements(page, " ", "x")


def test_what_would_leave_a_sentence_empty_is_not_done(archive: Archive, page: Page) -> None:
    found = archive.replacements(page, "One court.", "")
    with pytest.raises(UsageError, match="empty"):
        archive.replace(page, found, reviewer="stork")
    assert states(archive, page)[0] == "machine"


def test_the_latest_is_taken_back_by_another(archive: Archive, page: Page) -> None:
    archive.decide(page, 1, "edited", text="A court.", reviewer="heron")
    archive.decide(page, 1, "rejected", reviewer="stork", comment="no")
    back = archive.take_back(page, 1, reviewer="stork")
    assert back is not None and (back.state, back.text) == ("edited", "A court.")
    assert archive.page(page.id).pairs("en")[0].target == "A court."
    archive.take_back(page, 1, reviewer="stork")
    assert states(archive, page)[0] == "machine"
    assert archive.take_back(page, 1, reviewer="stork") is None


def made(*said: tuple[str, str | None, str]) -> list[Decision]:
    return [decide("t", 1, state, text=text, reviewer=who) for state, text, who in said]


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ([("approved", "A", "x")], ["x"]),
        ([("approved", "A", "x"), ("approved", "A", "y")], ["x", "y"]),
        ([("approved", "A", "x"), ("approved", "A", "x")], ["x"]),
        ([("approved", "A", "x"), ("approved", "B", "y")], ["y"]),
        ([("approved", "A", "x"), ("approved", "A", "y"), ("edited", "B", "y")], []),
        ([("approved", "A", "x"), ("machine", None, "x"), ("approved", "A", "y")], ["y"]),
        ([("approved", "A", "x"), ("rejected", None, "y"), ("approved", "A", "y")], ["x"]),
        ([], []),
    ],
)
def test_who_stands_for_the_words(said: list[tuple[str, str | None, str]], who: list[str]) -> None:
    assert approvers(made(*said)) == who


@pytest.mark.parametrize("said", ["0", "3", '"two"', "true"])
def test_an_archive_may_ask_for_a_second_person(tmp_path: Path, said: str) -> None:
    folder = tmp_path / "asks"
    with Archive(folder) as archive:
        assert archive.settings.approvals == 1
    settings = folder / "dragoman.toml"
    settings.write_text("[review]\napprovals = 2\n", encoding="utf-8")
    with Archive(folder) as archive:
        assert archive.settings.approvals == 2
    settings.write_text(f"[review]\napprovals = {said}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"review\.approvals must be 1 or 2"):
        Archive(folder)
