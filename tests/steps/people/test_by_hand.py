"""A page without a model is translated by people, and nothing says that a machine did."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.errors import DragomanError
from dragoman.exchange.evidence.credit_of_records import credit_of
from dragoman.exchange.evidence.gathering import gather
from dragoman.page import Page
from tests.support.translated_pages import Line, add_page

LINES = (
    Line("Hakim qərarı oxudu.", None, block=1),
    Line("Nigar Əhədova danışdı.", None, block=2),
    Line("It is said in English.", None, block=3, language="en"),
)
FORMATS = ("html", "csv", "jsonl", "tmx", "xliff", "xliff12", "prov", "report")


@pytest.fixture
def page(archive: Archive, tmp_path: Path) -> Page:
    return archive.by_hand(add_page(archive, tmp_path, LINES, translate=False))


def test_nothing_is_said_of_a_machine(page: Page) -> None:
    pairs = page.pairs("en")
    assert [pair.state for pair in pairs] == ["refused", "refused", "original"]
    assert all(pair.machine is None and pair.score is None for pair in pairs)
    assert [pair.to_translate for pair in pairs] == [True, True, False]
    credit = page.credit("en") or ""
    assert credit.startswith("Not translated: from ")
    assert "2 without a translation" in credit and "utomatic" not in credit
    assert page.translation_summary("en") == {
        "to": "en", "engine": None, "model": None, "state": "refused",
    }  # fmt: skip
    assert page.provenance("en")["translation"]["models"] == []


def test_a_person_translates_it(archive: Archive, page: Page) -> None:
    archive.decide(page, 1, "edited", text="The judge read the ruling.", reviewer="heron")
    credit = archive.page(page.id).credit("en") or ""
    assert credit.startswith("Translated by heron from ")
    assert "1 without a translation" in credit and "others not reviewed" in credit
    archive.decide(page, 2, "approved", text="Nigar Ahadova spoke.", reviewer="heron")
    credit = archive.page(page.id).credit("en") or ""
    assert "without" not in credit and "2 of 2 sentences reviewed by heron" in credit
    assert archive.verify().problems == []
    (evidence,) = gather(archive.index.connection, archive.folder, [page.id])
    assert credit_of(evidence, evidence.translations[0]) == credit


@pytest.mark.parametrize("format", FORMATS)
def test_exports_say_who_wrote_it(
    archive: Archive, page: Page, tmp_path: Path, format: str
) -> None:
    archive.decide(page, 1, "approved", text="The judge read the ruling.", reviewer="heron")
    written = archive.export([page.id], format, tmp_path / "out").paths
    text = written[0].read_text("utf-8")
    assert "The judge read the ruling." in text or format == "prov"
    assert "heron" in text
    assert "ranslated automatically" not in text and "machine wrote" not in text
    if format == "html":
        assert "nobody has translated it yet" in text
    if format == "report":
        contents = text.partition('id="contents"')[2].partition("</table>")[0]
        assert "not translated" in contents and "refused" not in contents


def test_it_is_begun_once_and_kept(archive: Archive, page: Page) -> None:
    before = archive.index.connection.execute("SELECT count(*) FROM records").fetchone()[0]
    archive.by_hand(page)
    archive.decide(page, 1, "edited", text="The judge read it.", reviewer="heron")
    archive.reindex()
    again = archive.page(page.id).pairs("en")
    assert (again[0].state, again[0].target) == ("edited", "The judge read it.")
    after = archive.index.connection.execute("SELECT count(*) FROM records").fetchone()[0]
    assert after == before + 1


def test_the_memory_has_a_part_in_it(archive: Archive, tmp_path: Path) -> None:
    first = archive.by_hand(add_page(archive, tmp_path, LINES, translate=False))
    archive.decide(first, 1, "approved", text="The judge read the ruling.", reviewer="heron")
    other = (LINES[0], Line("Vəkil susdu.", None, block=2))
    second = archive.by_hand(add_page(archive, tmp_path, other, translate=False, name="b.html"))
    assert [(pair.state, pair.memory) for pair in second.pairs("en")] == [
        ("machine", "heron"),
        ("refused", None),
    ]


def test_a_page_without_an_article_has_nothing_to_translate(
    archive: Archive, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(" \n", encoding="utf-8")
    (outcome,) = archive.import_file(tmp_path / "a.txt")
    assert outcome.page is not None
    with pytest.raises(DragomanError):
        archive.by_hand(outcome.page)


def test_what_came_back_is_taken_in(archive: Archive, page: Page, tmp_path: Path) -> None:
    (file,) = archive.export([page.id], "csv", tmp_path / "out.csv").paths
    text = file.read_text("utf-8-sig").splitlines()
    row = next(line for line in text if "Hakim" in line)
    changed = row.replace('"Hakim qərarı oxudu.",""', '"Hakim qərarı oxudu.","The judge read it."')
    assert changed != row
    file.write_text("\n".join([text[0], changed]), encoding="utf-8-sig")
    matched = archive.import_review(file, reviewer="stork")
    assert len(matched.proposals) == 1 and not matched.conflicts
    assert archive.page(page.id).pairs("en")[0].target == "The judge read it."
    assert json.loads(json.dumps(archive.page(page.id).pairs("en")[0].to_json()))["machine"] is None
