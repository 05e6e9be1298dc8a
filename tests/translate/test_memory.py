"""What people decided, used again: the memory, and a second translation beside the first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dragoman.archive import Archive
from dragoman.cli import main
from dragoman.errors import UsageError
from dragoman.page import Page
from dragoman.translate import Flag
from dragoman.translate.memory import Memory, Remembered
from tests.support.translated_pages import Line, add_page

ENGINE = "demo-model-az-en"
SENTENCES = [
    "Axtarış zamanı Tural Laləzadənin evindən 11 noutbuk və 9 telefon götürülüb.",
    "Elnur Bulaqova Cinayət Məcəlləsinin 101.5-ci maddəsi ilə ittiham elan edilib.",
    "Tural Laləzadə 4 iyun 2020-ci il tarixində saxlanılıb.",
]


def page_of(archive: Archive, folder: Path, name: str, sentences: list[str]) -> Page:
    file = folder / f"{name}.txt"
    file.write_text("\n\n".join(sentences), encoding="utf-8")
    (outcome,) = archive.import_file(file)
    assert outcome.page is not None
    return outcome.page


def codes(flags: tuple[Flag, ...]) -> set[str]:
    return {flag.code for flag in flags} - {"demo_model"}


def again(archive: Archive, page: Page) -> Page:
    (outcome,) = archive.translate([page.id], engine=ENGINE, again=True)
    assert outcome.pending is None
    return archive.page(page.id)


# The memory


def remembered(
    source: str, text: str, *, when: str = "2026-01-01", who: str = "heron"
) -> Remembered:
    return Remembered(source, "az", text, who, when, "t", 1)


def test_the_latest_approval_counts_and_close_ones_are_only_offered() -> None:
    memory = Memory(
        [
            remembered("Hakim gəldi.", "The judge came.", when="2026-02-02"),
            remembered("Hakim gəldi.", "A judge came.", when="2026-01-01"),
            remembered("Hakim getdi.", "The judge left."),
        ]
    )
    exact = memory.exact("Hakim gəldi.", "az")
    assert exact is not None and exact.text == "The judge came."
    assert memory.exact("Hakim gəldi", "az") is None and memory.exact("Hakim gəldi.", "ru") is None
    close = memory.close("Hakim gəldi.", "az")
    assert [each.remembered.source for each in close] == ["Hakim getdi."]
    assert 70 <= close[0].likeness < 100


def test_no_length_that_may_be_close_is_left_out() -> None:
    memory = Memory([remembered("a" * size, "A") for size in range(1, 200)])
    for size in (7, 35, 65):
        near = {len(each.remembered.source) for each in memory.close("a" * size, "az", most=200)}
        fit = {n for n in range(1, 200) if 2 * min(n, size) / (n + size) >= 0.7}
        assert near == fit - {size}


def test_what_was_approved_is_proposed_elsewhere(archive: Archive, tmp_path: Path) -> None:
    first = page_of(archive, tmp_path, "first", SENTENCES)
    first.translate("en", ENGINE)
    archive.decide(first, 1, "edited", text="A draft of mine.", reviewer="heron")
    archive.decide(first, 2, "approved", text="Bulagov was charged.", reviewer="quiet-heron")
    second = page_of(archive, tmp_path, "second", [SENTENCES[1], SENTENCES[0], "Heç nə yoxdur."])
    pairs = second.translate("en", ENGINE)
    used = next(pair for pair in pairs if pair.source.text == SENTENCES[1])
    assert (used.state, used.target, used.machine) == ("machine", "Bulagov was charged.", None)
    assert used.reviewer is None and codes(used.flags) == {"memory"}
    assert "quiet-heron approved it" in used.flags[0].message
    edited = next(pair for pair in pairs if pair.source.text == SENTENCES[0])
    assert edited.target != "A draft of mine."
    told = archive.record(second._translation("en")["id"]).json()["dragoman"]["segments"]
    assert [each["memory"]["reviewer"] for each in told if "memory" in each] == ["quiet-heron"]
    archive.decide(second, used.n, "approved", reviewer="grey-owl")
    assert archive.page(second.id).pairs("en")[used.n - 1].target == "Bulagov was charged."
    before = [pair.to_json() for pair in archive.page(second.id).pairs("en")]
    archive.reindex()
    assert [pair.to_json() for pair in archive.page(second.id).pairs("en")] == before


def test_an_approval_that_was_taken_back_is_not_remembered(
    archive: Archive, tmp_path: Path
) -> None:
    page = page_of(archive, tmp_path, "one", SENTENCES[:1])
    page.translate("en", ENGINE)
    archive.decide(page, 1, "approved", text="Yes.", reviewer="heron")
    assert len(archive.memory("en")) == 1
    archive.decide(page, 1, "machine", reviewer="heron")
    assert len(archive.memory("en")) == 0


# Again


def test_decisions_carry_over_to_a_new_translation(archive: Archive, tmp_path: Path) -> None:
    page = page_of(archive, tmp_path, "one", SENTENCES)
    page.translate("en", ENGINE)
    archive.decide(page, 1, "approved", text="Approved text.", reviewer="heron", comment="sure")
    archive.decide(page, 2, "edited", text="First.", reviewer="heron")
    edit = archive.decide(page, 2, "edited", text="Edited text.", reviewer="owl")
    archive.decide(page, 3, "rejected", reviewer="owl")
    page = again(archive, page)
    pairs = page.pairs("en")
    assert [(pair.state, pair.reviewer) for pair in pairs] == [
        ("approved", "heron"), ("edited", "owl"), ("rejected", "owl"),
    ]  # fmt: skip
    assert [pair.target for pair in pairs[:2]] == ["Approved text.", "Edited text."]
    # What a person approved here is no memory to this page: the model was asked, to be compared.
    assert all(pair.machine for pair in pairs)
    assert not any("memory" in codes(pair.flags) for pair in pairs)
    versions = page.versions("en")
    assert [version["current"] for version in versions] == [False, True]
    assert versions[0]["texts"][3]["state"] == "rejected"
    row = archive.index.connection.execute(
        "SELECT id, made_at FROM decisions WHERE translation_id = ? AND n = 2", (versions[1]["id"],)
    ).fetchone()
    record = archive.record(row["id"]).json()
    assert row["made_at"] == edit.time and record["carried_from"] and record["reviewer"] == "owl"
    page = again(archive, page)  # and to the next
    assert [pair.state for pair in page.pairs("en")] == ["approved", "edited", "rejected"]
    before = [pair.to_json() for pair in page.pairs("en")]
    archive.reindex()
    assert [pair.to_json() for pair in archive.page(page.id).pairs("en")] == before
    assert archive.verify().ok


def test_the_versions_side_by_side(archive: Archive, tmp_path: Path) -> None:
    page = page_of(archive, tmp_path, "one", SENTENCES)
    page.translate("en", ENGINE)
    archive.decide(page, 2, "rejected", reviewer="owl")
    archive.decide(again(archive, page), 2, "edited", text="Another text.", reviewer="heron")
    shell = ["--archive", str(archive.folder)]
    shown = CliRunner().invoke(main, [*shell, "compare", page.id])
    assert shown.exit_code == 0 and "[2] demo model az→en" in shown.stdout
    assert "(rejected)" in shown.stdout
    changed = CliRunner().invoke(main, [*shell, "--json", "compare", page.id, "--changed"])
    (row,) = map(json.loads, changed.stdout.splitlines())
    assert row["n"] == 2 and [each["state"] for each in row["versions"]] == ["rejected", "edited"]


# Names


def test_names_of_the_file_are_put_right_and_can_be_undone(
    archive: Archive, tmp_path: Path
) -> None:
    page = page_of(archive, tmp_path, "one", SENTENCES)
    listed = "source,target,authority\nTural Laləzadə,Turhan Lolazoda,himself\n"
    (archive.folder / "names.csv").write_text(listed, encoding="utf-8")
    pairs = page.translate("en", ENGINE)
    first = pairs[0]
    assert first.machine is not None and "Tural Lalazada" in first.machine
    assert "Turhan Lolazoda" in (first.target or "") and "name_replaced" in codes(first.flags)
    (archive.folder / "names.csv").write_text(
        "source,target,authority\nTural Laləzadə,Tural Lalezade,himself\n", encoding="utf-8"
    )
    page = again(archive, page)
    first = page.pairs("en")[0]
    assert "Tural Lalezade" in (first.target or "") and "Lalezade" not in (first.machine or "")
    assert "name_replaced" in codes(first.flags)
    told = page.provenance("en")["translation"]["names"]
    assert told == {"sha256": archive.names().sha256}
    archive.undo_names(page, 1, reviewer="owl")
    undone = archive.page(page.id).pairs("en")[0]
    assert (undone.state, undone.target) == ("edited", first.machine)


def test_taking_names_back_brings_no_wrong_number_back(archive: Archive, tmp_path: Path) -> None:
    flags = tuple(Flag(code, "warn", "put right") for code in ("name_replaced", "number_replaced"))
    line = Line("Əli 48 gün.", "Ali 48 days.", machine="Eli 84 days.", flags=flags)
    page = add_page(archive, tmp_path, [line])
    with pytest.raises(UsageError, match="number"):
        archive.undo_names(page, 1, reviewer="owl")
    assert archive.page(page.id).pairs("en")[0].state == "machine"


def test_a_names_file_that_is_wrong_leaves_the_capture(archive: Archive, tmp_path: Path) -> None:
    page = page_of(archive, tmp_path, "one", SENTENCES)
    (archive.folder / "names.csv").write_text("only-one-cell\n", encoding="utf-8")
    done = CliRunner().invoke(
        main, ["--archive", str(archive.folder), "translate", page.id, "--engine", ENGINE]
    )
    assert done.exit_code == 1 and "names.csv, line 1" in done.stderr
    assert archive.page(page.id).text


def test_names_suggest(archive: Archive, tmp_path: Path) -> None:
    page_of(archive, tmp_path, "one", SENTENCES)
    shell = ["--archive", str(archive.folder), "--json", "names", "suggest", "--least", "1"]
    lines = [json.loads(line) for line in CliRunner().invoke(main, shell).stdout.splitlines()]
    assert lines[0]["name"] == "Tural Laləzadə" and lines[0]["count"] == 2
    shown = CliRunner().invoke(main, ["--archive", str(archive.folder), "names", "suggest"])
    assert shown.exit_code == 0 and "Tural" in shown.stdout
