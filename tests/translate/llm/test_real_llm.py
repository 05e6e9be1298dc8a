"""The whole path with a real language model in a real server, where both are installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.translate import Translator
from dragoman.translate.llm import chosen
from dragoman.translate.models.package import file_digest
from tests.support.real_llm import real_llm

WHO = ["Jurnalist", "Vəkil", "Məhkəmə", "Nazirlik", "Hakim", "Şahid"]
WHAT = ["bunu dedi.", "cavab vermədi.", "oraya getdi.", "gec gəldi.", "heç nə demədi."]


@pytest.mark.parametrize("count", [12, pytest.param(30, marks=pytest.mark.long)])
def test_sentences_go_through_the_whole_house(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    sentences = [f"{who} {what}" for what in WHAT for who in WHO][:count]
    page = tmp_path / "xeber.txt"
    page.write_text(" ".join(sentences) + "\n", encoding="utf-8")
    with real_llm(tmp_path) as (address, file), Archive(tmp_path / "archive") as archive:
        monkeypatch.setenv(chosen.ADDRESS, address)
        monkeypatch.setenv(chosen.PROMPT, "base")
        (outcome,) = archive.import_file(page)
        assert outcome.page is not None
        pairs = outcome.page.translate("en", "llm")
        assert [pair.source.text for pair in pairs] == sentences
        assert {pair.state for pair in pairs} <= {"machine", "refused"}
        for pair in pairs:
            refused = {flag.severity for flag in pair.flags} >= {"refuse"}
            assert refused == (pair.state == "refused") == (pair.target is None)
        with Translator.open("az", "en", "llm") as translator:  # each by itself says the same
            alone = translator.translate(sentences[7:9])
        assert [pair.machine for pair in pairs[7:9]] == [each.text for each in alone]
        told = outcome.page.provenance("en")["translation"]["models"][0]
        assert told["engine"] == "llm" and told["sha256"] == file_digest(file)
        assert "language model gemma-3-270m.gguf" in (outcome.page.credit("en") or "")
        assert str(tmp_path) not in str(told)
