"""Fairseq's wmt19 models: Moses and merges of pairs, in fairseq's form and in transformers'.

`test_ct2.py` compares what is decoded, as for every family.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dragoman.errors import ModelInvalid, UsageError
from dragoman.translate.engines.ct2 import USUAL, Ct2Engine
from dragoman.translate.installing import converting
from dragoman.translate.installing.install import install_file
from dragoman.translate.models.model import find_package
from tests.support.places import ROOT

DATA = ROOT / "tests" / "data" / "ct2"


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(each) for each in (DATA / name).read_text(encoding="utf-8").splitlines()]


def as_fairseq(folder: Path) -> Path:
    """What CTranslate2's converter of fairseq's own files writes, with fairseq's codes beside it."""
    shutil.copytree(DATA / "wmt19", folder)
    for side in ("source", "target"):
        file = folder / f"{side}_vocabulary.json"
        tokens = json.loads(file.read_text(encoding="utf-8"))
        written = ["<blank>" if each == "<pad>" else as_written(each) for each in tokens]
        file.write_text(json.dumps(written, ensure_ascii=False), encoding="utf-8")
    merges = (folder / "merges.txt").read_text(encoding="utf-8").splitlines()
    codes = "".join(f"{each} {9000 - n}\n" for n, each in enumerate(merges))
    (folder / "bpecodes").write_text(codes, encoding="utf-8")
    (folder / "merges.txt").unlink()
    return folder


def as_written(token: str) -> str:
    if token.startswith("<") and token.endswith(">") and len(token) > 1:
        return token
    return token.removesuffix("</w>") if token.endswith("</w>") else f"{token}@@"


@pytest.fixture(scope="module", params=["transformers", "fairseq"])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ct2Engine]:
    folder = tmp_path_factory.mktemp("wmt19")
    own = DATA / "wmt19" if request.param == "transformers" else as_fairseq(folder / "own")
    install_file(own, folder / "models", pair="az-en")
    found = find_package("az", "en", folder / "models", "ct2")
    made = Ct2Engine(found, replace(USUAL, beam_size=1), 1)
    made.form = request.param  # type: ignore[attr-defined]
    yield made
    made.close()


def test_both_forms_are_decoded_alike(engine: Ct2Engine) -> None:
    wanted = lines("wmt19.jsonl")
    outputs = engine.decode([each["text"] for each in wanted])
    assert [each.text for each in outputs] == [each["output"] for each in wanted]


def test_odd_texts_are_cut_and_put_together_as_by_transformers(engine: Ct2Engine) -> None:
    tokenizer = engine._plan.tokenizer
    is_own = engine.form == "transformers"  # type: ignore[attr-defined]
    for each in lines("wmt19-odd.jsonl"):
        pieces = each["source"] if is_own else [as_written(piece) for piece in each["source"]]
        assert tokenizer.encode(each["text"]) == pieces, each["text"]
        assert tokenizer.decode(pieces) == each["output"]


def test_what_has_no_space_is_cut_in_time(engine: Ct2Engine) -> None:
    tokenizer = engine._plan.tokenizer
    tokenizer.encode("a b")
    begun = time.process_time()
    pieces = tokenizer.encode("ə" * 100_000)
    assert len("".join(pieces).replace("@@", "").replace("</w>", "")) == 100_000
    assert time.process_time() - begun < 20  # pairs of the whole word would be looked at for hours


def test_a_folder_of_transformers_says_its_languages(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    shutil.copytree(DATA / "wmt19", folder)
    with pytest.raises(UsageError, match="pair=az-en"):
        install_file(folder, tmp_path / "models")
    said = json.dumps({"langs": ["az", "en"], "tokenizer_class": "FSMTTokenizer"})
    (folder / "tokenizer_config.json").write_text(said, encoding="utf-8")
    model = install_file(folder, tmp_path / "models")
    assert (model.source, model.target) == ("az", "en")


@pytest.mark.parametrize("said", [[], {"langs": "azen"}, {"langs": [1, 2]}, {"langs": None}])
def test_and_one_that_says_something_else_is_asked_for_them(tmp_path: Path, said: object) -> None:
    folder = tmp_path / "own"
    shutil.copytree(DATA / "wmt19", folder)
    (folder / "tokenizer_config.json").write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(UsageError, match="pair=az-en"):
        install_file(folder, tmp_path / "models")


@pytest.mark.parametrize(
    ("merges", "said"),
    [
        (b"", "cannot be read"),
        (b"\xff\xfe a b", "cannot be read"),
        (b"not merges at all, but words", "cannot be read"),
        ("".join(f"{a} {b}\n" for a in "klmnopr" for b in "bdfgh").encode(), "not this model's"),
    ],
)
def test_merges_that_are_none_or_another_models_are_refused(
    tmp_path: Path, merges: bytes, said: str
) -> None:
    folder = tmp_path / "own"
    shutil.copytree(DATA / "wmt19", folder)
    (folder / "merges.txt").write_bytes(merges)
    with pytest.raises(ModelInvalid, match=said):
        install_file(folder, tmp_path / "models", pair="az-en")


def test_half_of_the_merges_are_another_models(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    shutil.copytree(DATA / "wmt19", folder)
    merges = (folder / "merges.txt").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "merges.txt").write_text("".join(merges[: len(merges) // 2]), encoding="utf-8")
    with pytest.raises(ModelInvalid, match="not this model's"):
        install_file(folder, tmp_path / "models", pair="az-en")


def test_without_them_it_is_said_what_to_copy(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    shutil.copytree(DATA / "wmt19", folder)
    (folder / "merges.txt").unlink()
    with pytest.raises(ModelInvalid, match="bpecodes"):
        install_file(folder, tmp_path / "models", pair="az-en")


def test_what_is_missing_to_convert_one_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "wmt19-ru-en"
    folder.mkdir()
    (folder / "config.json").write_text('{"model_type": "fsmt"}', encoding="utf-8")
    assert converting.kind_of(folder) == "fsmt"
    if importlib.util.find_spec("torch") is None:
        with pytest.raises(Exception, match="ct2-fairseq-converter"):
            install_file(folder, tmp_path / "models")


def test_fairseqs_own_files_are_told_from_what_is_none(tmp_path: Path) -> None:
    """Its weights are read by fairseq alone, which is not asked for."""
    folder = tmp_path / "wmt19.ru-en.ensemble"
    folder.mkdir()
    for name in ("bpecodes", "dict.en.txt", "dict.ru.txt", "model1.pt"):
        (folder / name).write_bytes(b"x")
    with pytest.raises(ModelInvalid, match="ct2-fairseq-converter"):
        install_file(folder, tmp_path / "models")


def test_one_of_transformers_is_converted(tmp_path: Path) -> None:
    for name in ("torch", "transformers"):
        pytest.importorskip(name, reason="converting needs torch and transformers")
    from tools.make_small_models import pairs, wmt19

    folder = tmp_path / "own"
    folder.mkdir()
    _, network = wmt19(folder, [text for pair in pairs() for text in pair])
    network.save_pretrained(folder)
    model = install_file(folder, tmp_path / "models")
    assert (model.source, model.target, model.name) == ("az", "en", "wmt19 az→en")
