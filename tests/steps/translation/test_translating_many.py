"""A long archive: how far it is, how fast, and what came of it."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import dragoman.translate
from dragoman.archive import Archive
from dragoman.printing import terminal
from dragoman.translate import translate_documents
from tests.support.argos_package import dictionary_package
from tests.support.reading_here import read_here
from tests.support.shell import typed
from tests.support.site import AZ_TEXT, RU_TEXT

PAGES = 4


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    dictionary_package(folder / "az")
    return folder


@pytest.fixture
def archive(tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    """Some pages that can be translated, and one in a language without a model."""
    read_here(monkeypatch)
    monkeypatch.setenv("DRAGOMAN_MODELS", str(models))
    with Archive(tmp_path / "archive", models_dir=models) as opened:
        for n in range(PAGES):
            path = tmp_path / f"{n}.txt"
            text = RU_TEXT if n == 1 else AZ_TEXT.replace(".", f", {n}.")
            path.write_text(text, encoding="utf-8")
            list(opened.import_file(path))
        yield opened


def test_progress_counts_the_sentences_of_all_pages(archive: Archive) -> None:
    pages = list(archive.pages())
    sentences = {page.id: len(page.for_translation()) for page in pages}
    (russian,) = [page.id for page in pages if page.language and page.language.code == "ru"]
    steps: list[tuple[int, int]] = []
    outcomes = list(archive.translate(at_once=1, progress=lambda *step: steps.append(step)))
    whole = sum(sentences.values())
    assert steps[0][1] == whole  # known from the beginning, though one page is at hand
    assert steps[-1] == (whole - sentences[russian],) * 2  # what cannot be done is not to be
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    made = {each.page.id: each.made for each in outcomes if each.page}
    assert made.pop(russian) is None
    assert {each: count.sentences for each, count in made.items() if count} == {
        each: sentences[each] for each in made
    }
    steps.clear()
    assert [each.made for each in archive.translate(at_once=2, progress=lambda *_: None)] == [
        None
    ] * PAGES
    again = next(iter(made))
    list(archive.translate([again], again=True, progress=lambda *step: steps.append(step)))
    assert steps[-1] == (sentences[again],) * 2


def test_what_a_person_begins_meanwhile_is_not_translated_over(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [page for page in archive.pages() if page.language and page.language.code == "az"]
    theirs, *others = pages

    def slow(documents: Any, *asked: Any, **more: Any) -> Any:
        if not archive.page(theirs.id).has_translation("en"):
            patch.undo()
            archive.by_hand(archive.page(theirs.id))
        return translate_documents(documents, *asked, **more)

    with monkeypatch.context() as patch:
        patch.setattr(dragoman.translate, "translate_documents", slow)
        outcomes = {each.page.id: each for each in archive.translate() if each.page}
    assert outcomes[theirs.id].made is None and all(outcomes[each.id].made for each in others)
    assert len(archive.page(theirs.id).versions("en")) == 1
    assert all(pair.to_translate for pair in archive.page(theirs.id).pairs("en"))
    # Nor is it said to want a witness: no machine's words stand there.
    done = typed("--archive", str(archive.folder), "translate", theirs.id, "--witness", "auto")
    assert done.status == 0 and "witness" not in done.err
    assert [each.made is not None for each in archive.translate([theirs.id], again=True)] == [True]


def test_a_run_is_summed_up_on_stderr(archive: Archive) -> None:
    folder = str(archive.folder)
    done = typed("--archive", folder, "--json", "translate", "--pending")
    (said,) = [line for line in done.said if line.startswith("translated: ")]
    told = re.fullmatch(
        r"translated: 3 pages, (\d+) sentences in [\d.]+ s \([\d,.]+ a second\)(.*)", said
    )
    assert told and int(told[1]) == sum(
        len(page.for_translation()) for page in archive.pages(language="az")
    )
    assert told[2].endswith("; not translated: 1 page")
    assert len(done.lines) == PAGES and "translated:" not in done.out
    again = typed("--archive", folder, "translate", "--pending")
    assert "translated:" not in again.err  # nothing was


def test_a_terminal_shows_the_rate_and_the_time_that_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    with terminal.progress("translating sentences", 0) as step:
        for done in range(0, 500, 100):
            step(done, 1000)
    shown = screen.getvalue()
    assert "translating sentences" in shown and "400/1000" in shown
    assert re.search(r"\d+\.\d/s", shown) and re.search(r"\d:\d\d:\d\d", shown)
