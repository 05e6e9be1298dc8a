"""The headline is sentence 0: translated, decided on, carried, remembered, sent out, taken back."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from dragoman.archive import Archive, Page
from dragoman.errors import RecordNotFound
from tests.support.shell import typed
from tests.support.translated_pages import LINES, Line, add_page, add_translation

TITLE, MACHINE = "Məhkəmə qərarı", "The court's decision"
CORRECTED = "The court's verdict"
OWN = "The journalist Tural Salimzade was freed."
FORMATS = ("xliff", "xliff12", "csv")


@pytest.fixture
def page(archive: Archive, tmp_path: Path) -> Page:
    return add_page(archive, tmp_path, LINES[1:])


def corrected(archive: Archive, page: Page, state: str = "edited") -> Page:
    archive.decide(page, 0, state, text=CORRECTED, reviewer="heron", comment="a verdict")
    return archive.page(page.id)


def rows(archive: Archive) -> list[tuple[object, ...]]:
    """All that the index says of sentences and translations."""
    tables = ("segments", "targets", "translations", "search")
    asked = [f"SELECT * FROM {name} ORDER BY 1, 2, 3" for name in tables]
    return [tuple(row) for sql in asked for row in archive.index.connection.execute(sql)]


def again(archive: Archive, page: Page) -> None:
    """The page is translated anew, and what holds is carried over as the steps do it."""
    from dragoman.index.asking.carrying import kept
    from dragoman.index.records.documents import Sentence
    from dragoman.steps.people.deciding import records_of

    words = {pair.n: pair.machine for pair in page.headline_and_pairs("en")}
    held = kept(archive.index.connection, page.id, page.article_id or "", "en", words)
    sentences = [
        Sentence(pair.n, pair.paragraph, pair.kind, pair.language, pair.source)
        for pair in page.pairs("en")
    ]
    new = add_translation(
        archive, page.id, page.article_id or "", page.url, LINES[1:], sentences, "az", "en", MACHINE
    )
    here = [replace(each, translation=new) for each in held]
    archive.store.append(records_of(archive._holdings, page, here), "derived")
    archive.index.catch_up()


def test_a_headline_that_nobody_decided_on_is_the_machines(page: Page) -> None:
    headline = page.headline("en")
    assert headline is not None
    told = headline.to_json()
    assert (told["n"], told["start"], told["end"]) == (0, None, None)
    assert (told["source"], told["target"], told["state"]) == (TITLE, MACHINE, "machine")
    assert [pair.n for pair in page.pairs("en")] == [1, 2, 3, 4, 5]
    text = page.text or ""
    assert all(text[p.source.start : p.source.stop] == p.source.text for p in page.pairs("en"))
    assert "headline" not in (page.credit("en") or "")


def test_a_page_without_a_title_has_none(archive: Archive, tmp_path: Path) -> None:
    page = add_page(archive, tmp_path, LINES[1:], title="", translated_title=None)
    assert page.headline("en") is None
    with pytest.raises(RecordNotFound, match="no translated sentence 0"):
        archive.decide(page, 0, "approved", text="x", reviewer="heron")


def test_show_gives_it_first(archive: Archive, page: Page) -> None:
    corrected(archive, page)
    archive.close()
    here = ("--archive", str(archive.folder))
    (line,) = typed(*here, "--json", "show", page.id).lines
    first, *others = line["pairs"]
    assert first.items() >= {
        "n": 0, "paragraph": 0, "start": None, "end": None, "source": TITLE, "target": CORRECTED,
        "machine": MACHINE, "state": "edited", "score": -0.1, "flags": [], "reviewer": "heron",
    }.items()  # fmt: skip
    assert [each["n"] for each in others] == [1, 2, 3, 4, 5]
    told = typed(*here, "show", page.id).out
    assert CORRECTED in told and MACHINE not in told


def test_later_decisions_supersede_and_are_taken_back(archive: Archive, page: Page) -> None:
    corrected(archive, page)
    archive.decide(page, 0, "rejected", reviewer="owl")
    assert archive.page(page.id).translated_title("en") is None
    archive.decide(page, 0, "machine", reviewer="owl")
    assert archive.page(page.id).translated_title("en") == MACHINE
    archive.decide(page, 0, "approved", reviewer="owl")
    headline = archive.page(page.id).headline("en")
    assert headline is not None
    assert (headline.state, headline.target, headline.reviewer) == ("approved", MACHINE, "owl")


def test_it_is_counted_and_told_in_the_credit(archive: Archive, page: Page) -> None:
    def listed() -> dict[str, object]:
        archive.close()
        (line,) = typed("--archive", str(archive.folder), "--json", "list").lines
        found: dict[str, object] = line["translations"]["en"]
        assert line["segments"] == 5
        return found

    with Archive(archive.folder) as held:
        for n in range(1, 5):
            held.decide(page, n, "approved", text="x", reviewer="owl")
    counts = listed()
    assert (counts["state"], counts["machine"], counts["approved"]) == ("machine", 1, 4)
    assert counts["reviewed"] == "4 of 4 sentences reviewed by owl"
    with Archive(archive.folder) as held:
        corrected(held, held.page(page.id))
    counts = listed()
    assert (counts["state"], counts["machine"], counts["edited"]) == ("edited", 0, 1)
    assert counts["reviewed"] == (
        "4 of 4 sentences reviewed by owl; the headline reviewed by heron"
    )
    assert counts["reviewers"] == ["heron", "owl"]
    own = "the headline edited by heron from an automatic translation by az-en 1.5; "
    assert own + "4 of 4 sentences reviewed by owl." in str(counts["credit"])


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("approved", "the headline edited by heron from an automatic translation by az-en 1.5."),
        ("rejected", "the translation of the headline rejected by heron."),
    ],
)
def test_one_who_read_only_the_headline_is_not_said_to_have_read_more(
    archive: Archive, page: Page, state: str, told: str
) -> None:
    page = corrected(archive, page, state)
    credit = page.credit("en") or ""
    assert ", not reviewed; " in credit and credit.endswith(told)
    assert "sentences reviewed" not in credit


def test_the_same_is_there_after_a_reindex(archive: Archive, page: Page, tmp_path: Path) -> None:
    add_page(archive, tmp_path, title="Sevinc", translated_title=None, name="second.html")
    page = corrected(archive, page)
    before = rows(archive)
    archive.reindex()
    assert rows(archive) == before
    assert archive.page(page.id).translated_title("en") == CORRECTED


def test_it_is_carried_into_the_next_translation(archive: Archive, page: Page) -> None:
    page = corrected(archive, page, "approved")
    again(archive, page)
    page = archive.page(page.id)
    headline = page.headline("en")
    assert headline is not None and len(page.versions("en")) == 2
    assert (headline.state, headline.target, headline.reviewer) == ("approved", CORRECTED, "heron")
    assert [each["segment"] for each in page.provenance("en")["translation"]["carried"]] == [0]


def test_it_is_offered_to_another_capture_and_remembered(
    archive: Archive, page: Page, tmp_path: Path
) -> None:
    from dragoman.index.asking.verdicts import memory

    corrected(archive, page, "approved")
    second = add_page(archive, tmp_path, LINES[1:])
    assert archive.carry(second)[0].n == 0
    second = archive.page(second.id)
    assert second.translated_title("en") == CORRECTED
    assert "by heron" in (second.credit("en") or "")
    assert "on another capture" in (second.credit("en") or "")
    known = memory(archive.index.connection, "en").exact(TITLE, "az", but=second.id)
    assert known is not None and (known.text, known.reviewer, known.n) == (CORRECTED, "heron", 0)


def test_search_finds_what_a_person_made_of_it(archive: Archive, page: Page) -> None:
    corrected(archive, page)
    (hit,) = archive.search("verdict")
    assert (hit.n, hit.target, hit.state, hit.matched) == (0, CORRECTED, "edited", ("target",))
    assert hit.to_json()["n"] == 0
    assert archive.search("decision") == []


def test_two_ways_to_put_one_headline_are_a_conflict(
    archive: Archive, page: Page, tmp_path: Path
) -> None:
    corrected(archive, page)
    other = add_page(archive, tmp_path, [Line("Salam.", "Hello.")], name="other.html")
    (found,) = archive.conflicts("en")
    assert {(each.page, each.n, each.target) for each in found.targets} == {
        (page.id, 0, CORRECTED), (other.id, 0, MACHINE),
    }  # fmt: skip


def work_on(path: Path, changed: str, text: str) -> None:
    held = path.read_text(encoding="utf-8-sig")
    assert changed in held
    path.write_text(held.replace(changed, text), encoding="utf-8")


@pytest.mark.parametrize("format", FORMATS)
def test_it_goes_out_and_comes_back(
    archive: Archive, page: Page, tmp_path: Path, format: str
) -> None:
    path = tmp_path / f"out.{format}"
    archive.export([page.id], format, path)
    matched = archive.import_review(path, reviewer="Ольга")
    assert (matched.proposals, matched.conflicts, matched.unchanged) == ([], [], 6)
    tag = {"csv": '"The court\'s decision"', "xliff": ">The court's decision</target"}
    old = tag.get(format, ">The court's decision</target")
    work_on(path, old, old.replace("decision", "verdict"))
    matched = archive.import_review(path, reviewer="Ольга")
    assert [(each.n, each.text) for each in matched.proposals][-1:] == [(0, CORRECTED)]
    headline = archive.page(page.id).headline("en")
    assert headline is not None
    assert (headline.target, headline.state, headline.reviewer) == (CORRECTED, "edited", "Ольга")


def test_every_export_has_it_as_it_stands(archive: Archive, page: Page, tmp_path: Path) -> None:
    corrected(archive, page)
    written = {}
    for format in ("html", "csv", "jsonl", "tmx", "xliff", "xliff12", "prov", "report"):
        archive.export([page.id], format, tmp_path / format)
        written[format] = (tmp_path / format).read_text(encoding="utf-8-sig")
    shown = {name: text for name, text in written.items() if name != "prov"}
    assert all("verdict" in text and "heron" in text for text in shown.values())
    assert "(title: edited by heron)" in written["html"]
    rows = list(csv.DictReader(io.StringIO(written["csv"], newline="")))
    assert (rows[0]["n"], rows[0]["kind"], rows[0]["target"]) == ("0", "headline", CORRECTED)
    first = json.loads(written["jsonl"].splitlines()[0])
    assert (first["n"], first["start"], first["reviewer"]) == (0, None, "heron")
    assert '"dragoman:segment": 0' in written["prov"]
    credit = json.dumps(archive.page(page.id).credit("en"), ensure_ascii=False)
    assert credit in written["prov"]
