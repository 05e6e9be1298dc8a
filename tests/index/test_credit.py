"""Who wrote what stands and who has read it: the words, and that every screen and export has them."""

from __future__ import annotations

import csv
import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html

from dragoman.archive import Archive
from dragoman.archiver.records.record import json_record
from dragoman.cli import main
from dragoman.index.asking.credit import Told, credit
from dragoman.index.elsewhere.origin import Origin
from dragoman.page import Page
from tests.support.review_client import opened, serving
from tests.support.translated_pages import Line, add_page

URL = "https://example.org/az/1"
WHERE = f"from {URL}, captured 2026-05-01T03:00:00Z"
M, N = "Argos az→en 1.9", "Argos ru→en 1.9"
ENGINES = {"az": "demo-model-az-en", "ru": "demo-model-ru-en"}
SENTENCES = [
    "Axtarış zamanı Tural Laləzadənin evindən 11 noutbuk və 9 telefon götürülüb.",
    "Elnur Bulaqova Cinayət Məcəlləsinin 101.5-ci maddəsi ilə ittiham elan edilib.",
    "Tural Laləzadə 4 iyun 2020-ci il tarixində saxlanılıb.",
]


# -- the words -----------------------------------------------------------------------------------


def said(*sentences: Told, headline: Told | None = None) -> str:
    return credit(sentences, headline, Origin(URL, "2026-05-01T03:00:00Z"), "en")


def machine(count: int = 1, model: str = M) -> Told:
    return Told("machine", model, count=count)


def remembered(count: int = 1, who: str = "heron", state: Any = "machine", **more: Any) -> Told:
    return Told(state, None, who, count=count, **more)


def read(state: Any, who: str = "A", count: int = 1, **more: Any) -> Told:
    return Told(state, more.pop("model", M), reviewer=who, count=count, **more)


def test_a_machines_translation_that_nobody_has_read() -> None:
    assert said(machine(15)) == f"Translated automatically by {M} {WHERE}, not reviewed."
    assert said(machine(3), headline=machine()) == said(machine(3))
    assert said(headline=machine()) == said(machine())
    two = said(machine(2), machine(9, N))
    assert two == f"Translated automatically by {N} and {M} {WHERE}, not reviewed."


def test_of_a_page_half_reviewed_it_says_how_much_and_by_whom() -> None:
    assert said(machine(12), read("approved", "B"), read("approved", "A", 2)) == (
        f"Translated automatically by {M} {WHERE}; "
        "3 of 15 sentences reviewed by A, B, the others not reviewed."
    )
    whole = said(read("approved", "A", 15))
    assert whole == f"Translated automatically by {M} {WHERE}; 15 of 15 sentences reviewed by A."


def test_the_headline_is_said_apart_where_it_is_another_matter() -> None:
    own = f"the headline translated automatically by {M}, not reviewed"
    whole = said(read("approved", "A", 2), headline=machine())
    assert f"; {own}; 2 of 2 sentences reviewed by A." in whole
    assert own in said(remembered(2), headline=machine())
    assert own in said(Told("original", count=2), headline=machine())
    assert "headline" not in said(machine(), read("approved"), headline=machine())
    assert "headline" not in said(machine(), headline=Told("refused", M))
    assert "headline" not in said(read("approved"), headline=Told("original"))
    assert "the headline out of the translation memory (approved elsewhere by heron)" in said(
        machine(), headline=remembered()
    )


def test_what_came_out_of_the_memory_is_no_models() -> None:
    alone = said(remembered(2), remembered(1, "owl"))
    assert alone == (
        f"Translated {WHERE}, out of the translation memory (approved elsewhere by heron, owl), "
        "not reviewed."
    )
    mixed = said(machine(2), remembered(3))
    assert mixed.startswith(f"Translated automatically by {M} {WHERE}, not reviewed; ")
    assert "of 5 sentences 3 out of the translation memory (approved elsewhere by heron)" in mixed
    there = said(remembered(2, state="approved", reviewer="A"))
    assert "automatically" not in there and "2 of 2 sentences reviewed by A." in there


def test_a_model_is_named_only_where_words_of_its_stand() -> None:
    quotation = said(machine(5), read("edited", "A", model=N, reworded=True))
    assert N not in quotation and "of 6 sentences 1 edited" in quotation
    assert N not in said(machine(5), read("rejected", model=N))
    assert said(machine(5), Told("refused", N)).count(N) == 1
    assert f"1 refused by the checks (written by {N})" in said(machine(5), Told("refused", N))
    assert "1 refused by the checks;" not in said(machine(5), Told("refused"))
    assert "of 6 sentences 1 without a translation" in said(machine(5), Told("refused"))


def test_where_nothing_of_a_machine_stands_it_translated_nothing() -> None:
    for told in (
        said(Told("refused", M, count=4)),
        said(Told("refused", count=4)),
        said(read("rejected", "A", 2), Told("refused", M)),
    ):
        assert told.startswith(f"Not translated: {WHERE}")
    edited = said(read("edited", "A", 2, reworded=True))
    assert edited.startswith(f"Edited by A from an automatic translation by {M}, {WHERE}; ")
    by_hand = said(Told("edited", reviewer="B", reworded=True))
    assert by_hand.startswith(f"Translated by B {WHERE}; ")


def test_a_page_that_is_in_the_language_already_was_not_translated() -> None:
    assert said(Told("original", count=9)) == (
        f"Not translated, since it is in en already: {WHERE}."
    )
    mixed = said(machine(1), Told("original", count=14))
    assert "14 more are in en already or have no words" in mixed


def test_what_was_decided_on_another_capture_is_said() -> None:
    told = said(machine(3), read("approved", "A", 2, elsewhere=True))
    assert "of 5 sentences 2 decided on another capture" in told


told_sentences = st.lists(
    st.builds(
        Told,
        state=st.sampled_from(["machine", "refused", "edited", "approved", "rejected", "original"]),
        model=st.sampled_from([None, M, N]),
        memory=st.sampled_from([None, "heron"]),
        reviewer=st.just("A"),
        reworded=st.booleans(),
        elsewhere=st.booleans(),
        count=st.integers(1, 20),
    ),
    min_size=1,
    max_size=8,
)


@given(told_sentences)
def test_whatever_the_sentences_it_claims_no_more_than_they_do(told: list[Told]) -> None:
    text = said(*told)
    counted = [each for each in told if each.state != "original"]
    own = {
        each.model for each in counted
        if each.model and not each.memory and not each.reworded
        and each.state in ("machine", "edited", "approved")
    }  # fmt: skip
    assert text.startswith("Translated automatically by") == bool(own)
    head = text.partition(";")[0]
    assert {name for name in (M, N) if name in head} == own or not own
    done = sum(each.count for each in counted if each.state in ("edited", "approved", "rejected"))
    total = sum(each.count for each in counted)
    assert (f"{done} of {total} sentence" in text) == bool(done)
    assert ("not reviewed" in text) == (done < total)
    assert WHERE in text and text.endswith(".") and ".." not in text


# -- the same everywhere -------------------------------------------------------------------------


def shell(archive: Archive, *arguments: str) -> str:
    done = CliRunner().invoke(main, ["--archive", str(archive.folder), *arguments])
    assert done.exit_code == 0, done.stderr
    return done.stdout


def exported(archive: Archive, page: Page, format: str, folder: Path) -> str:
    path = folder / f"out.{format}"
    archive.export([page.id], format, path, machine=format == "tmx")
    return path.read_text(encoding="utf-8-sig")


def everywhere(archive: Archive, page: Page, folder: Path) -> dict[str, str]:
    """What each screen and each export says of a page's translation."""
    found = {"page": page.credit("en") or ""}
    found["show"] = " ".join(shell(archive, "show", page.id).split())
    shown = json.loads(shell(archive, "--json", "show", page.id))
    found["show --json"] = shown["provenance"]["translation"]["credit"]
    rows = [json.loads(line) for line in shell(archive, "--json", "list").splitlines()]
    (row,) = [row for row in rows if row["id"] == page.id]
    found["list --json"] = row["translations"]["en"]["credit"]
    for format in ("html", "xliff", "xliff12", "tmx", "report", "prov", "jsonl", "csv"):
        text = exported(archive, page, format, folder)
        found[format] = READERS[format](text)
    with serving(archive) as server:
        text = opened(server).get(f"/page/{page.id}").text
    (told,) = re.findall(r'<p class="credit" id="credit"[^>]*>(.*?)</p>', text)
    found["the review page"] = html.unescape(told)
    (told,) = archive.index.connection.execute(
        "SELECT DISTINCT credit FROM sentences WHERE page = ?", (page.id,)
    ).fetchone()
    found["the view of sentences"] = told
    return found


def _xml(expression: str) -> Any:
    def read(text: str) -> str:
        tree = etree.fromstring(text.encode())
        found = {str(each) for each in tree.xpath(expression)}
        assert len(found) <= 1, found
        return found.pop() if found else ""

    return read


def _html(expression: str) -> Any:
    def read(text: str) -> str:
        (found,) = lxml_html.fromstring(text.encode()).xpath(expression)
        return str(found.text_content())

    return read


def _prov(text: str) -> str:
    entities = json.loads(text)["entity"].values()
    (found,) = {each["dragoman:credit"] for each in entities if "dragoman:credit" in each}
    return str(found)


def _rows(rows: list[dict[str, str]]) -> str:
    (found,) = {row["attribution"] for row in rows}
    return found


READERS: dict[str, Any] = {
    "html": _html("//p[@class='attribution']"),
    "report": _html("//p[@class='attribution']/strong"),
    "xliff": _xml("//*[local-name() = 'note'][@category = 'attribution']/text()"),
    "xliff12": _xml("//*[local-name() = 'header']/*[local-name() = 'note'][1]/text()"),
    "tmx": _xml("//tu/note/text()"),
    "prov": _prov,
    "jsonl": lambda text: _rows([json.loads(line) for line in text.splitlines()]),
    "csv": lambda text: _rows(list(csv.DictReader(text.splitlines()))),
}


def page_of(archive: Archive, folder: Path, name: str, sentences: list[str]) -> Page:
    file = folder / f"{name}.txt"
    file.write_text("\n\n".join(sentences), encoding="utf-8")
    (outcome,) = archive.import_file(file)
    assert outcome.page is not None
    return outcome.page


def translated(archive: Archive, page: Page, *, again: bool = False) -> Page:
    (outcome,) = archive.translate([page.id], engine=ENGINES, again=again)
    assert outcome.pending is None
    return archive.page(page.id)


def half_reviewed(archive: Archive, folder: Path) -> Page:
    lines = [Line(f"Cümlə {n}.", f"Sentence {n}.", block=n) for n in range(1, 16)]
    page = add_page(archive, folder, lines)
    archive.decide(page, 1, "approved", reviewer="quiet-heron")
    archive.decide(page, 4, "edited", text="Another sentence.", reviewer="Ольга <b>")
    archive.decide(page, 9, "rejected", reviewer="quiet-heron")
    return page


def out_of_the_memory(archive: Archive, folder: Path) -> Page:
    first = translated(archive, page_of(archive, folder, "first", SENTENCES))
    for n in (1, 2, 3):
        archive.decide(first, n, "approved", reviewer="quiet-heron")
    return translated(archive, page_of(archive, folder, "second", SENTENCES))


def with_a_quotation(archive: Archive, folder: Path) -> Page:
    lines = [
        Line("Hakim gəldi.", "The judge came.", block=1),
        Line("Адвокат молчал.", None, "of of of", "refused", language="ru", block=2),
    ]
    return add_page(archive, folder, lines)


def refused_and_original(archive: Archive, folder: Path) -> Page:
    lines = [
        Line("Hakim gəldi.", None, "of of of", "refused", block=1),
        Line("The judge came.", "The judge came.", state="original", language="en", block=2),
    ]
    return add_page(archive, folder, lines, translated_title=None)


def wholly_reviewed(archive: Archive, folder: Path) -> Page:
    page = add_page(archive, folder, [Line("Hakim gəldi.", "The judge came.")])
    archive.decide(page, 1, "approved", reviewer="quiet-heron")
    return page


def approved_twice(archive: Archive, tmp_path: Path) -> Page:
    """By two persons, as an archive may ask for; the latest alone is the sentence's reviewer."""
    page = add_page(archive, tmp_path, [Line("a.", "A.")])
    for n in (0, 1):
        for reviewer in ("quiet-heron", "grey-otter"):
            archive.decide(page, n, "approved", reviewer=reviewer)
    return page


PAGES = {
    approved_twice: "1 of 1 sentence reviewed by grey-otter, quiet-heron",
    half_reviewed: "3 of 15 sentences reviewed by quiet-heron, Ольга <b>, the others not reviewed.",
    out_of_the_memory: "out of the translation memory (approved elsewhere by quiet-heron)",
    with_a_quotation: "of 2 sentences 1 refused by the checks (written by ru-en 1.5)",
    refused_and_original: "Not translated: from urn:dragoman:file:page.html",
    wholly_reviewed: "the headline translated automatically by az-en 1.5, not reviewed; 1 of 1",
}


@pytest.mark.parametrize("make", PAGES, ids=lambda make: make.__name__)
def test_every_screen_and_every_export_says_the_same(
    archive: Archive, tmp_path: Path, make: Any
) -> None:
    page = archive.page(make(archive, tmp_path).id)
    found = everywhere(archive, page, tmp_path)
    told = found.pop("page")
    assert PAGES[make] in told
    assert told in found.pop("show")
    if not found["tmx"]:
        assert make is refused_and_original, "there is nothing of it that a memory could take"
        del found["tmx"]
    assert found == dict.fromkeys(found, told)
    archive.reindex()
    assert archive.page(page.id).credit("en") == told
    assert archive.verify().ok


def test_the_lists_say_how_much_was_reviewed_and_by_whom(archive: Archive, tmp_path: Path) -> None:
    page = half_reviewed(archive, tmp_path)
    reviewed = "3 of 15 sentences reviewed by quiet-heron, Ольга <b>"
    assert reviewed in (page.credit("en") or "")
    assert reviewed in " ".join(shell(archive, "list").split())
    row = json.loads(shell(archive, "--json", "list"))["translations"]["en"]
    assert row["reviewed"] == reviewed and row["reviewers"] == ["quiet-heron", "Ольга <b>"]
    with serving(archive) as server:
        assert html.escape(reviewed) in opened(server).get("/").text


def test_the_page_says_it_anew_after_each_decision(archive: Archive, tmp_path: Path) -> None:
    page = add_page(archive, tmp_path, [Line("a.", "A."), Line("b.", "B.")])
    with serving(archive) as server:
        browser = opened(server)
        answer = browser.decide(page.id, 1, "approve").json()
        archive.index.catch_up()
        assert answer["credit"] == html.escape(archive.page(page.id).credit("en") or "")
        assert "1 of 2 sentences reviewed by quiet-heron" in answer["credit"]
        answer = browser.decide(page.id, 1, "undo").json()
        assert answer["credit"].endswith(", not reviewed.")


# -- what the record says ------------------------------------------------------------------------


def test_the_record_names_only_models_that_wrote_something(
    archive: Archive, tmp_path: Path
) -> None:
    page = out_of_the_memory(archive, tmp_path)
    summary = page.translation_summary("en")
    assert summary == {"to": "en", "engine": None, "model": None, "state": "machine"}
    content = archive.record(page.provenance("en")["translation"]["record"]).json()
    assert content["dragoman"]["models"] == [] and content["dragoman"]["model"] is None
    assert content["creditText"] == page.credit("en")
    assert "automatically" not in content["creditText"]
    row = next(row for row in archive.list_pages() if row["id"] == page.id)
    assert row["engines"] == {"en": None}
    assert "demo" not in shell(archive, "show", page.id).partition("Where it is from")[2]


def test_the_record_keeps_what_was_true_when_it_was_written(
    archive: Archive, tmp_path: Path
) -> None:
    page = translated(archive, page_of(archive, tmp_path, "one", SENTENCES))
    before = page.credit("en")
    archive.decide(page, 1, "approved", reviewer="heron")
    told = page.provenance("en")["translation"]
    assert told["credit_when_made"] == before and before is not None
    assert "not reviewed." in before and "1 of 3 sentences reviewed by heron" in told["credit"]


def test_a_model_for_a_quotation_that_it_did_not_translate_is_not_named(
    archive: Archive, tmp_path: Path
) -> None:
    quoted = "Азербайджанский суд оставил жалобу адвоката без удовлетворения в тот же день."
    first = translated(archive, page_of(archive, tmp_path, "ru", [quoted] * 2))
    archive.decide(first, 1, "approved", text="The court dismissed it.", reviewer="owl")
    page = translated(archive, page_of(archive, tmp_path, "az", [*SENTENCES, quoted]))
    assert [pair.memory for pair in page.pairs("en")] == [None, None, None, "owl"]
    models = page.provenance("en")["translation"]["models"]
    assert [model["from"] for model in models] == ["az"]
    assert "ru→en" not in (page.credit("en") or "")


def test_an_archive_whose_records_name_too_much_is_told_right(
    archive: Archive, tmp_path: Path
) -> None:
    """Records of version 0.1 name every model that was at hand, also for what the memory gave."""
    page = out_of_the_memory(archive, tmp_path)
    content = archive.record(page.provenance("en")["translation"]["record"]).json()
    model = {"engine": "argos", "name": "az-en", "version": "1.5", "from": "az", "to": "en",
             "sha256": "ab" * 32, "licence": None, "demo": False, "settings": {}}  # fmt: skip
    content["dragoman"] |= {"engine": "argos", "model": "az-en", "models": [model]}
    content["creditText"] = (
        "Translated automatically by az-en 1.5 from u, captured t, not reviewed."
    )
    record = json_record(
        "translation", page.url, content, record_type="conversion", refers_to=page.article_id
    )
    archive.store.append([record], "derived")
    archive.index.catch_up()
    page = archive.page(page.id)
    found = everywhere(archive, page, tmp_path)
    assert "automatically" not in found.pop("page")
    assert not [name for name, told in found.items() if "automatically" in told]
    assert page.translation_summary("en") == {
        "to": "en", "engine": None, "model": None, "state": "machine",
    }  # fmt: skip
    assert page.provenance("en")["translation"]["models"] == []
    prov = json.loads(exported(archive, page, "prov", tmp_path))
    assert not [name for name in prov["entity"] if name.startswith("model:")]
    assert "Model az-en" not in exported(archive, page, "report", tmp_path)


# -- other places that would say more than they rest on ------------------------------------------

IN_TWO_LANGUAGES = [
    Line("Hakim gəldi.", "The judge came.", block=1),
    Line("Адвокат молчал.", "The lawyer was silent.", language="ru", block=2),
    Line("Hakim getdi.", "The judge left.", memory="heron", block=3),
]


def test_a_sentence_is_said_to_be_of_the_model_that_wrote_it(
    archive: Archive, tmp_path: Path
) -> None:
    page = add_page(archive, tmp_path, IN_TWO_LANGUAGES)
    wrote = [("argos", "az-en"), ("argos", "az-en"), ("argos", "ru-en"), (None, None)]
    rows = archive.index.connection.execute("SELECT engine, model FROM sentences ORDER BY n")
    assert [tuple(row) for row in rows] == wrote
    (version,) = page.versions("en")
    texts = [version["texts"][n] for n in range(4)]
    assert [(each["engine"], each["model"]) for each in texts] == wrote
    rows = list(csv.DictReader(exported(archive, page, "csv", tmp_path).splitlines()))
    models = ["argos az-en 1.5", "argos az-en 1.5", "argos ru-en 1.5", ""]
    assert [row["model"] for row in rows] == models
    words = ("came", "silent", "left")
    assert [archive.search(word)[0].engine for word in words] == ["argos", "argos", None]


def test_what_the_memory_gave_goes_out_as_the_memorys(archive: Archive, tmp_path: Path) -> None:
    page = add_page(archive, tmp_path, IN_TWO_LANGUAGES)
    units = etree.fromstring(exported(archive, page, "xliff12", tmp_path).encode()).iter(
        "{*}target"
    )
    assert [unit.get("state-qualifier") for unit in units] == [
        "mt-suggestion", "mt-suggestion", "mt-suggestion", "leveraged-tm",
    ]  # fmt: skip
    tree = etree.fromstring(exported(archive, page, "xliff", tmp_path).encode())
    found = [(each.get("type"), each.get("origin")) for each in tree.iter("{*}match")]
    assert found == [
        ("mt", "argos az-en 1.5"), ("mt", "argos az-en 1.5"), ("mt", "argos ru-en 1.5"),
        ("tm", "approved by heron"),
    ]  # fmt: skip
    lines = exported(archive, page, "jsonl", tmp_path).splitlines()
    assert [json.loads(line)["memory"] for line in lines] == [None, None, None, "heron"]
    units = etree.fromstring(exported(archive, page, "tmx", tmp_path).encode()).iter("tu")
    assert [unit.get("creationid") for unit in units] == [
        "argos az-en 1.5", "argos az-en 1.5", "argos ru-en 1.5", None,
    ]  # fmt: skip


def test_a_headline_in_the_target_language_is_no_machines(archive: Archive, tmp_path: Path) -> None:
    machines = add_page(archive, tmp_path, name="az.html")
    assert "(title: machine, not reviewed)" in exported(archive, machines, "html", tmp_path)
    body = "".join(f"<p>{line} He spoke of it for a long while yesterday.</p>" for line in "abc")
    file = tmp_path / "en.html"
    file.write_text(f"<html lang=en><title>The judge came</title><article>{body}</article></html>")
    (outcome,) = archive.import_file(file)
    assert outcome.page is not None and outcome.page.title == "The judge came"
    page = translated(archive, outcome.page)
    assert page.translated_title("en") == "The judge came"
    assert "(title:" not in exported(archive, page, "html", tmp_path)
    assert (page.credit("en") or "").startswith("Not translated, since it is in en already: from ")


def test_a_page_that_others_had_a_machine_translate_is_not_passed_on_as_an_original(
    archive: Archive, tmp_path: Path
) -> None:
    body = "".join(f"<p>{line} He spoke of it for a long while yesterday.</p>" for line in "abc")
    notes = {
        "Translated automatically via Google translate from https://cay.example/az/1": (
            "the page says that it was translated by Google Translate from https://cay.example/az/1"
        ),
        "Machine translation": "the page says that it was translated by a machine",
        "Written by hand": "",
    }
    for number, (note, wanted) in enumerate(notes.items()):
        file = tmp_path / f"en{number}.html"
        text = f"<html lang=en><title>News</title><article>{body}<p>{note}</p></article></html>"
        file.write_text(text, encoding="utf-8")
        (outcome,) = archive.import_file(file)
        assert outcome.page is not None
        page = translated(archive, outcome.page)
        found = everywhere(archive, page, tmp_path)
        told = found.pop("page")
        assert told.startswith("Not translated, since it is in en already: from ")
        assert ("the page says" in told) == bool(wanted) and wanted in told
        assert told in found.pop("show") and not found.pop("tmx")
        assert found == dict.fromkeys(found, told)
        assert page.provenance("en")["translation"]["credit_when_made"] == told


def test_words_that_go_back_to_the_engines_own_are_the_engines(
    archive: Archive, tmp_path: Path
) -> None:
    (archive.folder / "names.csv").write_text(
        "source,target,authority\nTural Laləzadə,Tural Lalezade,himself\n", encoding="utf-8"
    )
    page = translated(archive, page_of(archive, tmp_path, "one", SENTENCES[:1]))
    archive.undo_names(page, 1, reviewer="owl")
    told = archive.page(page.id).credit("en") or ""
    assert told.startswith("Translated automatically by demo model") and "1 edited" not in told
    assert "1 of 1 sentence reviewed by owl" in told
    found = everywhere(archive, archive.page(page.id), tmp_path)
    assert found["report"] == found["prov"] == told


def test_the_list_does_not_call_reviewed_what_needed_no_translation(
    archive: Archive, tmp_path: Path
) -> None:
    line = Line("The judge came.", "The judge came.", state="original", language="en")
    original = add_page(
        archive, tmp_path, [line], language="en", translated_title=None, name="en.html"
    )
    page = add_page(archive, tmp_path, name="az.html")
    for n in range(6):
        archive.decide(page, n, "approved", text="x", reviewer="heron")
    with serving(archive) as server:
        browser = opened(server)
        done = browser.get("/?state=done").text
        assert page.id in done and original.id not in done
        whole = browser.get("/").text
        assert "In en already" in whole
        # The same as on the page itself: a flag that a person has dealt with asks for nothing.
        assert not re.search(r'class="num">\d+ flags?<', whole)
    assert "flagged" not in shell(archive, "list")
    row = next(row for row in archive.list_pages() if row["id"] == page.id)
    assert row["translations"]["en"]["flagged"] == 2


def test_the_editor_says_what_made_another_translation(archive: Archive, tmp_path: Path) -> None:
    page = out_of_the_memory(archive, tmp_path)
    archive.decide(page, 1, "rejected", reviewer="owl")
    archive.decide(page, 2, "edited", text="Edited.", reviewer="owl")
    page = translated(archive, page, again=True)
    with serving(archive) as server:
        browser = opened(server)
        text = browser.get(f"/page/{page.id}/2?part=editor").text
        labels = re.findall(r"<small><bdi>(.*?)</bdi>", text)
        assert labels and not any("None" in label or "no machine" in label for label in labels)
    first = archive.page(archive.page_ids()[0])
    archive.decide(first, 1, "rejected", reviewer="owl")
    translated(archive, first, again=True)
    with serving(archive) as server:
        text = opened(server).get(f"/page/{first.id}/1?part=editor").text
        (label,) = [
            each for each in re.findall(r"<small><bdi>(.*?)</bdi>", text) if "wrote" in each
        ]
        assert label.endswith("as it wrote it, rejected by owl")


def test_an_approval_counts_for_whoever_made_it_as_long_as_it_stands(
    archive: Archive, tmp_path: Path
) -> None:
    page = approved_twice(archive, tmp_path)
    archive.decide(page, 1, "edited", text="Another.", reviewer="late-finch")
    said = archive.page(page.id).credit("en") or ""
    assert "1 of 1 sentence reviewed by late-finch" in said
    assert "the headline" in said and "reviewed by grey-otter, quiet-heron" in said
    archive.take_back(page, 1, reviewer="late-finch")
    archive.take_back(page, 1, reviewer="late-finch")
    assert "sentence reviewed" not in (archive.page(page.id).credit("en") or "")
