"""Sentences that people cut otherwise: what was decided stays, and comes back with the sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.archiver.records.record import json_record, new_id
from dragoman.decisions import Decision
from dragoman.errors import RecordNotFound, UsageError
from dragoman.exchange.evidence.credit_of_records import credit_of
from dragoman.exchange.evidence.gathering import gather
from dragoman.index.asking.verdicts import approved
from dragoman.index.elsewhere.handed import latest_decision, passed_over
from dragoman.index.people.segmentation import Stretch, fits
from dragoman.index.people.talk import talk
from dragoman.page import Page
from tests.support.translated_pages import Line, add_page

TWO = "Məhkəmə onu azad etdi. Vəkil sevindi"
LINES = (
    Line("Hakim gəldi.", "The judge came.", block=1),
    Line(TWO, "The court freed him. The lawyer was glad", block=1),
    Line("İclas bitdi.", "The session ended.", block=1),
    Line("Sabah davam edir.", "It goes on tomorrow.", block=2),
)
AT = TWO.index("Vəkil")


@pytest.fixture
def page(archive: Archive, tmp_path: Path) -> Page:
    return add_page(archive, tmp_path, LINES)


def told(archive: Archive, page: Page) -> list[tuple[int, str, str | None, str | None]]:
    pairs = archive.page(page.id).pairs("en")
    return [(pair.n, pair.source.text, pair.target, pair.state) for pair in pairs]


def test_a_sentence_is_split_and_the_others_stay(archive: Archive, page: Page) -> None:
    archive.decide(page, 3, "approved", reviewer="heron")
    assert archive.split(page, 2, at=AT, reviewer="stork") == (5, 6)
    assert told(archive, page) == [
        (1, "Hakim gəldi.", "The judge came.", "machine"),
        (5, "Məhkəmə onu azad etdi.", None, "refused"),
        (6, "Vəkil sevindi", None, "refused"),
        (3, "İclas bitdi.", "The session ended.", "approved"),
        (4, "Sabah davam edir.", "It goes on tomorrow.", "machine"),
    ]
    text = archive.page(page.id).text or ""
    for pair in archive.page(page.id).pairs("en"):
        assert text[pair.source.start : pair.source.stop] == pair.source.text
    assert "2 without a translation" in (archive.page(page.id).credit("en") or "")


def test_what_was_merged_back_is_the_old_sentence(archive: Archive, page: Page) -> None:
    archive.decide(page, 2, "edited", text="The court let him go.", reviewer="heron")
    before = told(archive, page)
    first, second = archive.split(page, 2, at=AT, reviewer="stork")
    archive.decide(page, second, "edited", text="The lawyer was glad.", reviewer="stork")
    assert archive.merge(page, first, reviewer="stork") == 2
    assert told(archive, page) == before
    assert archive.split(page, 2, at=AT, reviewer="heron") == (first, second)
    assert [row[2] for row in told(archive, page) if row[0] == second] == ["The lawyer was glad."]


def test_two_are_merged_and_translated(archive: Archive, page: Page) -> None:
    n = archive.merge(page, 2, reviewer="stork")
    archive.decide(page, n, "approved", text="He was freed; the session ended.", reviewer="stork")
    assert [row[0] for row in told(archive, page)] == [1, n, 4]
    with pytest.raises(UsageError, match="last of its paragraph"):
        archive.merge(page, n, reviewer="stork")
    archive.reindex()
    assert told(archive, page)[1][2:] == ("He was freed; the session ended.", "approved")
    assert archive.verify().problems == []


@pytest.mark.parametrize("at", [-3, 0, len(TWO), 500])
def test_there_has_to_be_something_on_both_sides(archive: Archive, page: Page, at: int) -> None:
    with pytest.raises(UsageError, match="nothing on one side"):
        archive.split(page, 2, at=at, reviewer="stork")
    with pytest.raises(RecordNotFound):
        archive.split(page, 9, at=2, reviewer="stork")
    with pytest.raises(UsageError, match="name of the one"):
        archive.split(page, 2, at=AT, reviewer=" ")


def test_index_records_and_exports_agree(archive: Archive, page: Page, tmp_path: Path) -> None:
    first, _ = archive.split(page, 2, at=AT, reviewer="stork")
    archive.decide(page, first, "approved", text="The court freed him.", reviewer="stork")
    assert archive.verify().problems == []
    (evidence,) = gather(archive.index.connection, archive.folder, [page.id])
    assert credit_of(evidence, evidence.translations[0]) == archive.page(page.id).credit("en")
    assert len(evidence.segmentations) == 1
    for format in ("html", "csv", "jsonl", "xliff", "xliff12", "report"):
        (file,) = archive.export([page.id], format, tmp_path / f"out.{format}").paths
        text = file.read_text("utf-8")
        assert "The court freed him." in text, format
        assert "The court freed him. The lawyer was glad" not in text, format


def test_a_file_that_went_out_before_comes_back(
    archive: Archive, page: Page, tmp_path: Path
) -> None:
    (file,) = archive.export([page.id], "csv", tmp_path / "out.csv").paths
    archive.split(page, 2, at=AT, reviewer="stork")
    text = file.read_text("utf-8-sig")
    changed = text.replace("The session ended.", "It ended.").replace("was glad", "smiled")
    file.write_text(changed, encoding="utf-8-sig")
    matched = archive.import_review(file, reviewer="heron")
    assert [(each.n, each.text) for each in matched.proposals] == [(3, "It ended.")]
    assert [each.reason for each in matched.conflicts] == [
        "the sentences of the page were cut otherwise since then"
    ]
    (file,) = archive.export([page.id], "csv", tmp_path / "new.csv").paths
    lines = file.read_text("utf-8-sig").splitlines()
    row = next(line for line in lines if '"Vəkil sevindi"' in line)
    file.write_text(
        "\n".join([lines[0], row.replace('sevindi",""', 'sevindi","The lawyer was glad."')]),
        encoding="utf-8-sig",
    )
    assert [each.n for each in archive.import_review(file, reviewer="heron").proposals] == [6]


def test_search_finds_the_sentences_that_there_are(archive: Archive, page: Page) -> None:
    archive.split(page, 2, at=AT, reviewer="stork")
    assert [hit.n for hit in archive.search("sevindi")] == [6]
    archive.merge(page, 5, reviewer="stork")
    assert [hit.n for hit in archive.search("sevindi")] == [2]


def test_what_is_said_stays_with_the_words(archive: Archive, page: Page) -> None:
    archive.comment(page, 2, "who?", reviewer="heron")
    archive.comment(page, 0, "a good headline", reviewer="heron")
    _, second = archive.split(page, 2, at=AT, reviewer="stork")
    archive.comment(page, second, "the lawyer", reviewer="stork")
    connection, article = archive.index.connection, page.article_id or ""
    found = talk(connection, article, "en")
    assert {n: [each.text for each in said] for n, said in found.items()} == {
        0: ["a good headline"],
        5: ["who?"],
        6: ["who?", "the lawyer"],
    }
    assert talk(connection, article, "de") == {}
    with pytest.raises(RecordNotFound):
        archive.comment(page, 2, "of none that there is", reviewer="heron")
    with pytest.raises(UsageError, match="has words"):
        archive.comment(page, 1, " ", reviewer="heron")


def test_a_decision_on_another_of_the_same_number_is_not_taken_for_ours(
    archive: Archive, page: Page, tmp_path: Path
) -> None:
    """As where two copies of an archive, in each of which somebody cut, become one."""
    archive.split(page, 2, at=AT, reviewer="stork")
    row = archive.index.connection.execute("SELECT id FROM translations").fetchone()
    elsewhere = Decision(
        row[0],
        5,
        "approved",
        "It stood elsewhere.",
        "x",
        "2100-01-01T00:00:00.000000Z",
        place=(0, 9),
    )
    record = json_record(
        "decision", page.url, elsewhere.to_json(), refers_to=row[0], record_id=new_id()
    )
    archive.store.append([record], "derived")
    archive.index.catch_up()
    assert told(archive, page)[1] == (5, "Məhkəmə onu azad etdi.", None, "refused")
    (made,) = archive.export([page.id], "report", tmp_path / "report.html").paths
    assert "It stood elsewhere." not in made.read_text("utf-8")
    history = "SELECT source, machine FROM decision_history WHERE reviewer = 'x'"
    assert tuple(archive.index.connection.execute(history).fetchone()) == (None, None)
    assert archive.verify().problems == []
    connection, translation = archive.index.connection, str(row[0])
    assert [each.text for each in approved(connection, "en")] == []
    here = archive.page(page.id).pairs("en")[1].source
    assert latest_decision(connection, translation, 5, (here.start, here.stop)) is None
    assert latest_decision(connection, translation, 5, (0, 9)) is not None
    archive.decide(page, 5, "edited", text="He is free.", reviewer="stork")
    (file,) = archive.export([page.id], "csv", tmp_path / "out.csv").paths
    text = file.read_text("utf-8-sig").replace("He is free.", "The court freed him.")
    file.write_text(text, encoding="utf-8-sig")
    assert archive.import_review(file, reviewer="stork").conflicts == []
    (made,) = archive.export([page.id], "prov", tmp_path / "prov.json").paths
    derived = json.loads(made.read_text("utf-8"))["wasDerivedFrom"].values()
    revised = [each for each in derived if "prov:type" in each]
    assert revised and all(record.id not in str(each) for each in revised)
    assert told(archive, page)[1][2:] == ("The court freed him.", "edited")
    archive.decide(page, 5, "machine", reviewer="stork")
    (outcome,) = archive.translate([page.id], engine="demo-model-az-en", again=True)
    assert outcome.pending is None
    pair = archive.page(page.id).pairs("en")[1]
    assert (pair.n, pair.reviewer, bool(pair.machine)) == (5, None, True)
    assert list(passed_over(connection, {record.id, translation})) == []


def test_sentences_can_neither_lose_words_nor_gain_any(archive: Archive, page: Page) -> None:
    text = "Bir iki. Üç dörd.\n\nBeş altı."
    own = [Stretch(1, 0, 8, 1), Stretch(2, 9, 17, 1), Stretch(3, 19, 28, 2)]
    assert fits(text, own, own)
    assert fits(text, own, [Stretch(4, 0, 17), own[2]])
    assert fits(text, own, [Stretch(4, 0, 3), Stretch(5, 4, 8), own[1], own[2]])
    for wrong in (
        own[:2],  # a sentence is gone
        [Stretch(4, 0, 3), own[1], own[2]],  # a word is
        [own[0], Stretch(4, 9, 28)],  # over a paragraph's end
        [Stretch(2, 0, 17), own[2]],  # under a number that is another's
        [Stretch(4, 0, 18), own[2]],  # with white space about it
        [Stretch(1 << 17, 0, 17), own[2]],
        [own[0], own[1], Stretch(4, 19, 40)],
    ):
        assert not fits(text, own, wrong), wrong
    content = {
        "article": page.article_id, "reviewer": "x", "time": "2026-11-30T10:00:00.000000Z",
        "segments": [{"n": 1, "start": 0, "stop": 12}],
    }  # fmt: skip
    record = json_record("segmentation", page.url, content, refers_to=page.article_id)
    archive.store.append([record], "derived")
    archive.index.catch_up()
    assert [row[0] for row in told(archive, page)] == [1, 2, 3, 4]


def test_a_new_translation_is_of_the_sentences_as_they_are(archive: Archive, page: Page) -> None:
    first, second = archive.split(page, 2, at=AT, reviewer="stork")
    archive.decide(page, first, "approved", text="The court freed him.", reviewer="stork")
    (outcome,) = archive.translate([page.id], engine="demo-model-az-en", again=True)
    assert outcome.pending is None
    stands = {row[0]: row[2:] for row in told(archive, page)}
    assert list(stands) == [1, first, second, 3, 4]
    assert stands[first] == ("The court freed him.", "approved")  # it was carried over
    assert all(pair.machine for pair in archive.page(page.id).pairs("en"))
    archive.merge(page, first, reviewer="stork")  # of which the new translation knows nothing
    assert {row[0]: row[2:] for row in told(archive, page)}[2] == (None, "refused")
    archive.reindex()
    assert archive.verify().problems == []
