"""A second engine through the whole house: asked for, kept, shown, and of no consequence else.

The engines are Argos packages that translate word for word, one of them a demo model, so that two
names mean two models; a real second family is `tests/data/ct2`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.desk.article.beside import beside
from dragoman.desk.article.rows import read_row, read_rows
from dragoman.errors import ModelInvalid, ModelMissing, UsageError
from dragoman.index.search.listing import Asked, read_listing
from dragoman.steps.translation import translators
from dragoman.translate import Flag
from dragoman.translate.installing.install import install_file
from dragoman.translate.likelihood.likely import Likely
from dragoman.translate.models.model import Model, find_package
from dragoman.translate.models.second import of_one_training, second_engine
from tests.support.argos_package import dictionary_package
from tests.support.places import ROOT
from tests.support.shell import Done, typed
from tests.support.translated_pages import Line, add_page

DEMO = "demo-model-az-en"
SOURCES = ("salam dünya kitab və gəldi salam dünya kitab", "kitab gəldi", "Hello there, world.",
           "Məmmədov gəldi və Məmmədov")  # fmt: skip
ONE = {"salam": "hello", "dünya": "world", "kitab": "book", "və": "and", "gəldi": "came",
       "Məmmədov": "Mamedov"}  # fmt: skip
TWO = {"salam": "goodbye", "dünya": "moon", "kitab": "apple", "və": "or", "gəldi": "left",
       "Məmmədov": "Mamedov"}  # fmt: skip
LINES = [
    Line(source, source, language="en" if source.isascii() else "az", block=number)
    for number, source in enumerate(SOURCES, 1)
]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    dictionary_package(folder / "one", words=ONE)
    dictionary_package(folder / "two", words=TWO, dragoman_demo=True)
    return folder


@pytest.fixture(scope="module")
def captured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with one page that has no translation yet."""
    folder = tmp_path_factory.mktemp("captured")
    with Archive(folder / "archive") as archive:
        add_page(archive, folder, LINES, title="salam kitab", translate=False)
    return folder / "archive"


@pytest.fixture
def archive(captured: Path, models: Path, tmp_path: Path) -> Iterator[Archive]:
    shutil.copytree(captured, tmp_path / "archive")
    with Archive(tmp_path / "archive", models_dir=models) as opened:
        yield opened


def test_both_stand_side_by_side_in_the_record_and_in_every_pair(archive: Archive) -> None:
    (outcome,) = archive.translate(witness=DEMO)
    page = outcome.page
    assert outcome.pending is None and page is not None
    first, second, third, _ = page.pairs("en")
    assert first.target == "hello world book and came hello world book"
    assert first.witness is not None and first.witness.machine.startswith("goodbye moon apple")
    assert first.witness.agreement is not None and first.witness.agreement < 30
    assert [flag.code for flag in first.flags] == ["witness"]
    assert first.likely is not None and "flagged: witness" in first.likely.reasons
    assert "witness" in first.likely.rests_on
    # Too short to be compared, and nothing to translate.
    assert second.witness is not None and not second.flags
    assert (third.state, third.witness, third.likely) == ("original", None, None)
    # The credit names nobody whose words do not stand.
    assert "demo" not in (page.credit("en") or "")
    told = page.provenance("en")["translation"]
    assert [each["engine"] for each in told["models"]] == ["argos"]
    (witness,) = told["witnesses"]
    assert witness["engine"] == DEMO and len(witness["sha256"]) == 64 and witness["settings"]
    assert first.to_json()["witness"]["target"] == first.witness.target
    summary = page.translation_summary("en")
    assert summary is not None and summary["witness"] == witness["name"]


def test_what_stands_is_the_same_as_without_one(archive: Archive) -> None:
    (without,) = archive.translate()
    assert without.page is not None
    before = [(pair.target, pair.machine, pair.score) for pair in without.page.pairs("en")]
    assert all(pair.witness is None for pair in without.page.pairs("en"))
    assert not without.page.provenance("en")["translation"]["witnesses"]
    # A page that has a translation keeps it; another is made where it is asked for.
    (kept,) = archive.translate(witness=DEMO)
    assert not kept.made and kept.page is not None and len(kept.page.versions("en")) == 1
    (again,) = archive.translate(witness=DEMO, again=True)
    assert again.made and again.page is not None and len(again.page.versions("en")) == 2
    after = [(pair.target, pair.machine, pair.score) for pair in again.page.pairs("en")]
    assert after == before and any(pair.witness for pair in again.page.pairs("en"))


def test_the_index_built_anew_says_the_same(archive: Archive) -> None:
    (outcome,) = archive.translate(witness=DEMO)
    assert outcome.page is not None
    before = outcome.page.pairs("en")
    archive.reindex()
    assert archive.page(outcome.page.id).pairs("en") == before
    assert archive.verify().ok


def test_its_words_have_the_names_of_the_file_too(archive: Archive) -> None:
    (archive.folder / "names.csv").write_text(
        "source,target,authority\nMəmmədov,Mammadov,the family\n", encoding="utf-8"
    )
    (outcome,) = archive.translate(witness=DEMO)
    assert outcome.page is not None
    named = outcome.page.pairs("en")[3]
    assert named.target == "Mammadov came and Mammadov" and named.witness is not None
    assert named.witness.target == "Mammadov left or Mammadov"
    assert named.witness.machine == "Mamedov left or Mamedov"


def test_a_witness_that_cannot_be_is_said_and_nothing_is_kept(archive: Archive) -> None:
    (outcome,) = archive.translate(witness="firefox")
    assert isinstance(outcome.pending, ModelMissing)
    assert "no witness" in outcome.pending.message and "models install" in outcome.pending.message
    (itself,) = archive.translate(witness="argos")
    assert itself.pending is not None and "its own witness" in itself.pending.message
    with pytest.raises(UsageError, match="no engine"):
        archive.translate(witness="nonsense")
    with pytest.raises(UsageError, match="its own witness"):
        archive.translate(engine="argos", witness="argos")
    (page,) = archive.pages()
    assert not page.has_translation("en")
    # It stays pending, and is translated when a witness is there.
    (done,) = archive.translate(witness=DEMO)
    assert done.pending is None


def test_a_damaged_witness_is_said_and_costs_nothing(
    archive: Archive, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.close()
    shutil.copytree(models, tmp_path / "models")
    file = tmp_path / "models" / "two" / "model" / "model.bin"
    file.write_bytes(file.read_bytes()[:1000])
    monkeypatch.setattr("dragoman.translate.models.second.second_engine", lambda *_: DEMO)
    with Archive(archive.folder, models_dir=tmp_path / "models") as opened:
        (outcome,) = opened.translate(witness=DEMO)
        assert isinstance(outcome.pending, ModelInvalid) and "no witness" in outcome.pending.message
        said: list[str] = []
        (outcome,) = opened.translate(witness="auto", tell=said.append)
        assert outcome.pending is None and outcome.made and "no witness" in said[0]


def test_auto_takes_a_second_model_and_else_says_that_there_is_none(
    archive: Archive, models: Path, tmp_path: Path
) -> None:
    said: list[str] = []
    (outcome,) = archive.translate(witness="auto", tell=said.append)
    assert outcome.pending is None and outcome.page is not None
    assert outcome.page.pairs("en")[0].witness is None
    assert said == ["no second model for az→en is installed to be a witness"]
    shutil.copytree(models, tmp_path / "both")
    install_file(ROOT / "tests" / "data" / "ct2" / "m2m100", tmp_path / "both")
    argos, other = (
        Model.of(find_package("az", "en", tmp_path / "both", each)) for each in ("argos", "ct2")
    )
    assert second_engine(argos, tmp_path / "both") == "ct2"
    assert second_engine(other, tmp_path / "both") == "argos"
    assert second_engine(argos, models) is None


def model_of(engine: str, name: str) -> Model:
    return Model(engine, f"{name} az→en", "az", "en", "1", name, Path(), None, False)


@pytest.mark.parametrize(
    ("first", "other", "related"),
    [
        (("firefox", "Firefox"), ("ct2", "Marian"), True),
        (("ct2", "Marian"), ("firefox", "Firefox"), True),
        (("firefox", "Firefox"), ("ct2", "NLLB"), False),
        (("firefox", "Firefox"), ("ct2", "OPUS-MT"), False),
        (("argos", "Argos"), ("ct2", "Marian"), False),
        (("firefox", "Firefox"), ("argos", "Argos"), False),
    ],
)
def test_a_teacher_and_its_student_are_no_two_witnesses(
    first: tuple[str, str], other: tuple[str, str], related: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = {engine: model_of(engine, name) for engine, name in (first, other)}
    assert of_one_training(models[first[0]], models[other[0]]) is related

    def chosen(_source: str, _target: str, name: str, _folder: object) -> Model:
        if name not in models:
            raise ModelMissing(f"no {name}")
        return models[name]

    monkeypatch.setattr("dragoman.translate.models.second.choose", chosen)
    monkeypatch.setattr(Model, "of", classmethod(lambda _, package: package))
    assert second_engine(models[first[0]], None) == (None if related else other[0])


def test_a_teacher_that_is_named_as_witness_is_refused_with_the_reason(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dragoman.translate.models.second.of_one_training", lambda *_: True)
    (outcome,) = archive.translate(witness=DEMO)
    assert isinstance(outcome.pending, ModelMissing)
    assert "taught by Marian models" in outcome.pending.message
    (page,) = archive.pages()
    assert not page.has_translation("en")


def test_auto_is_for_small_work(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.translate.models.second.second_engine", lambda *_: DEMO)
    monkeypatch.setattr(translators, "WITNESSED_BY_ITSELF", 5)
    (page,) = archive.pages()
    said: list[str] = []
    outcomes = list(
        archive.translate([page.id] * 3, again=True, witness="auto", at_once=1, tell=said.append)
    )
    assert [each.pending for each in outcomes] == [None] * 3
    seen = [set(each["texts"]) for each in page.versions("en")]
    records = [
        archive.page(page.id).record(each["id"]).json()["dragoman"].get("witnesses")
        for each in page.versions("en")
    ]
    assert len(seen) == 3 and [bool(each) for each in records] == [True, False, False]
    assert len(said) == 1 and "name one with `witness=`" in said[0]


def test_other_processes_are_its_as_well(archive: Archive) -> None:
    with archive.workers(1) as workers:
        (outcome,) = archive.translate(witness=DEMO, workers=workers)
    assert outcome.page is not None
    first = outcome.page.pairs("en")[0]
    assert first.witness is not None and first.witness.machine.startswith("goodbye moon apple")
    (witness,) = outcome.page.provenance("en")["translation"]["witnesses"]
    assert witness["settings"]["workers"]


# -- commands ------------------------------------------------------------------------------------


def test_the_commands_say_it(
    archive: Archive, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = str(archive.folder)
    archive.close()
    monkeypatch.setenv("DRAGOMAN_MODELS", str(models))

    def run(*words: str) -> Done:
        return typed("--archive", folder, *words)

    missing = run("translate", "--witness", "firefox")
    assert missing.status == 1 and "no witness" in missing.err and not missing.out
    assert run("translate", "--witness", "nonsense").status == 2
    assert run("translate", "--engine", "argos", "--witness", "argos").status == 2
    before = run("translate")
    assert before.status == 0 and "witness" not in before.err
    left = run("translate", "--witness", DEMO)
    assert left.status == 0 and "1 page was translated before, without a witness" in left.err
    done = run("translate", "--again", "--witness", DEMO, "--json")
    (line,) = done.lines
    assert done.status == 0 and "without a witness" not in done.err
    assert line["translation"]["witness"] and line["translation"]["doubtful"] == 1
    identity = line["id"]
    (shown,) = run("show", identity, "--json").lines
    first = next(pair for pair in shown["pairs"] if pair["n"] == 1)
    assert first["likely"]["word"] == "doubtful" and first["witness"]["agreement"] < 30
    text = run("show", identity).out
    assert "[doubtful] " in text and "goodbye moon apple" in text and "witness " in text
    (_, exported, *_) = [
        json.loads(each)
        for each in run("export", identity, "--format", "jsonl", "-o", "-").out.splitlines()
    ]
    assert exported["witness"] == first["witness"] and exported["likely"] == first["likely"]
    for each in exported, first:
        assert set(each["witness"]) == {
            "target", "machine", "score", "agreement", "engine", "model",
        }  # fmt: skip


def test_what_is_to_be_read_begins_with_what_is_likely_wrong(tmp_path: Path) -> None:
    """Newest first is only the order of those that are as bad as each other."""
    warned = (Flag("digits", "warn", "a number is missing"),)
    wrong = Likely("likely wrong", 20.0, ("it lacks names of the original",), ("checks",))
    doubtful = Likely("doubtful", None, ("flagged: digits",), ("checks",))
    with Archive(tmp_path / "archive") as archive:
        names = {}
        for name, said in (("bad", wrong), ("unsure", doubtful), ("fine", None), ("new", None)):
            line = Line("Salam.", "Hello.", flags=warned, likely=said)
            names[add_page(archive, tmp_path, [line], name=f"{name}.html").id] = name
        listed = read_listing(archive.index.connection, Asked(state="flagged"), "en")
        order = [names[entry.row["id"]] for entry in listed.entries]
        assert order == ["bad", "unsure", "new", "fine"]
        everything = read_listing(archive.index.connection, Asked(), "en")
        assert [names[e.row["id"]] for e in everything.entries] == ["new", "fine", "unsure", "bad"]
        alone = read_listing(archive.index.connection, Asked(state="wrong"), "en")
        (only,) = alone.entries
        assert names[only.row["id"]] == "bad" and only.counts and only.counts["likely_wrong"] == 1
        # Once a person has decided on it, it is no matter how likely it was.
        archive.decide(
            archive.page(only.row["id"]), 1, "edited", text="Hello there.", reviewer="a reader"
        )
        listed = read_listing(archive.index.connection, Asked(state="wrong"), "en")
        assert not listed.entries
        pair = archive.page(only.row["id"]).pairs("en")[0]
        assert pair.likely == wrong


def test_no_page_says_of_all_sentences_what_was_looked_at_in_few(tmp_path: Path) -> None:
    """What most are called is said once, above those of which nothing else is said."""
    right = Likely("likely right", 48.0, ("two engines wrote nearly the same",), ("witness",))
    doubtful = Likely("doubtful", None, ("flagged: digits",), ("checks",))
    with Archive(tmp_path / "archive") as archive:

        def said(name: str, *words: Likely | None) -> list[tuple[str | None, str | None]]:
            lines = [
                Line(f"Salam {n}.", f"Hello {n}.", likely=each) for n, each in enumerate(words)
            ]
            lines.append(Line("Sağ ol.", "Thanks.", memory="a reader"))
            page = add_page(archive, tmp_path, lines, name=name, translated_title=None)
            rows = read_rows(archive.index.connection, page.article_id or "", "en")
            return [(row.usual, row.doubt) for row in rows if row.n]

        few = said("few.html", right, None, None, doubtful)
        assert few == [
            (None, "likely right"), (None, None), (None, None), (None, "doubtful"), (None, None),
        ]  # fmt: skip
        most = said("most.html", right, None, right, doubtful)
        usual, unknown = "likely right", "no estimate"
        assert most == [
            (usual, None), (usual, unknown), (usual, None), (usual, "doubtful"), (usual, unknown),
        ]  # fmt: skip


def test_the_editor_has_its_words_first(archive: Archive) -> None:
    (outcome,) = archive.translate(witness=DEMO)
    assert outcome.page is not None
    connection = archive.index.connection
    row = read_row(connection, outcome.page.id, 1, "en")
    offered = beside(connection, outcome.page.id, row, "en")
    assert offered[0].text == row.other and "witness" in offered[0].label
