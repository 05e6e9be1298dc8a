"""A model that breaks: its pages wait and say why, and the others are translated all the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import dragoman.translate
from dragoman.archive import Archive
from dragoman.errors import ModelError, ModelInvalid
from dragoman.translate import translate_documents
from tests.support.argos_package import dictionary_package
from tests.support.shell import typed
from tests.support.translated_pages import Line, add_page

AZ, RU = {"salam": "hello", "kitab": "book"}, {"привет": "hello", "книга": "book"}


def filled(folder: Path, models: Path) -> tuple[str, str]:
    """The ids of an Azerbaijani and a Russian page; the Azerbaijani model is cut short."""
    dictionary_package(models / "az", words=AZ)
    dictionary_package(models / "ru", source="ru", words=RU)
    weights = next((models / "az").rglob("model.bin"))
    weights.write_bytes(weights.read_bytes()[:1000])
    ids = []
    with Archive(folder) as archive:
        for code, text in (("az", "salam kitab"), ("ru", "привет книга")):
            lines = [Line(text, text, language=code, block=1)]
            ids.append(add_page(archive, folder, lines, language=code, translate=False).id)
    return ids[0], ids[1]


def test_one_that_is_broken_keeps_no_other_language_from_being_translated(tmp_path: Path) -> None:
    folder, models = tmp_path / "archive", tmp_path / "models"
    az, ru = filled(folder, models)
    with Archive(folder, models_dir=models) as archive:
        outcomes = {each.page.id: each for each in archive.translate() if each.page}
        assert isinstance(outcomes[az].pending, ModelInvalid) and outcomes[ru].pending is None
        assert [archive.page(each).has_translation("en") for each in (az, ru)] == [False, True]


def test_one_that_fails_at_its_work_costs_the_page_that_it_failed_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the server of a witness is gone in the middle of several pages."""

    def failing(documents: Any, *asked: Any, **more: Any) -> Any:
        if any("kitab" in text for document in documents for text, _ in document):
            raise ModelError("the server of the witness is gone")
        return translate_documents(documents, *asked, **more)

    folder, models = tmp_path / "archive", tmp_path / "models"
    dictionary_package(models / "az", words=AZ)
    with Archive(folder) as archive:
        for text in ("salam", "kitab", "dünya"):
            add_page(archive, folder, [Line(text, text, language="az", block=1)], translate=False)
    monkeypatch.setattr(dragoman.translate, "translate_documents", failing)
    with Archive(folder, models_dir=models) as archive:
        outcomes = list(archive.translate())
    said = [each.pending.message if each.pending else None for each in outcomes]
    assert sorted(said, key=str) == [None, None, "the server of the witness is gone"]
    done = typed("--archive", str(folder), "--json", "list")
    assert sorted(len(line["translations"]) for line in done.lines) == [0, 1, 1]
