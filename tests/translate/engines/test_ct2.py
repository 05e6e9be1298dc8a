"""Models of other families on CTranslate2, against what each family's own code made of them.

The models and what that code gave are made by `tools/make_small_models.py`.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dragoman.archive import Archive
from dragoman.cli import main
from dragoman.errors import ModelError, ModelInvalid, ModelMissing, UsageError
from dragoman.translate import Translator
from dragoman.translate.engines import processor
from dragoman.translate.engines.ct2 import USUAL, Ct2Engine
from dragoman.translate.installing import converting
from dragoman.translate.installing.firefox_index import find_firefox_offer
from dragoman.translate.installing.install import install_file, install_pair, named_models, remove
from dragoman.translate.installing.marian_folder import marian_folder
from dragoman.translate.installing.mozilla_registry import registered
from dragoman.translate.models.ct2_families import FAMILIES, forbids_commerce
from dragoman.translate.models.model import Model, find_package, installed_models
from dragoman.translate.workers.process_workers import ProcessWorkers
from tests.support.argos_package import dictionary_package
from tests.support.places import ROOT
from tests.translate.models.test_models import Shelf

DATA = ROOT / "tests" / "data" / "ct2"
ALL = ("nllb", "m2m100", "madlad", "opus", "marian", "wmt19")
MANY = ("nllb", "m2m100", "madlad")


def reference(family: str) -> list[dict[str, Any]]:
    lines = (DATA / f"{family}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def install(family: str, models: Path) -> Model:
    return install_file(DATA / family, models, pair=None if family in MANY else "az-en")


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A folder of models by family, each with that one alone."""
    folder = tmp_path_factory.mktemp("ct2")
    for family in ALL:
        install(family, folder / family)
    return {family: folder / family for family in ALL}


def greedy(models: Path) -> Ct2Engine:
    return Ct2Engine(find_package("az", "en", models, "ct2"), replace(USUAL, beam_size=1), 1)


# As the family's own code


@pytest.mark.parametrize("family", ALL)
def test_tokenised_prefixed_and_decoded_as_by_the_familys_own_code(
    models: dict[str, Path], family: str
) -> None:
    wanted = reference(family)
    engine = greedy(models[family])
    try:
        tokens = [engine._plan.tokenizer.encode(each["text"]) for each in wanted]
        outputs = engine.decode([each["text"] for each in wanted])
    finally:
        engine.close()
    # Marian's and fairseq's converters have the end added by itself.
    end = [] if family in ("marian", "wmt19") else ["</s>"]
    own = [[*each["source"][:-1], *end] for each in wanted]
    forced = {each["target"][1] for each in wanted} if FAMILIES[family].forced else {""}
    assert forced == {engine._plan.prefix}
    assert tokens == own
    assert [each.text for each in outputs] == [each["output"] for each in wanted]
    assert not any(each.cut for each in outputs)


@pytest.mark.parametrize("family", ALL)
def test_what_it_is_compared_with_says_something(family: str) -> None:
    wanted = reference(family)
    assert len(wanted) == 50 and len({each["output"] for each in wanted}) >= 45
    tokens = [token for each in wanted for token in each["source"]]
    assert tokens.count("<unk>") * 20 < len(tokens)
    assert any(each["output"] != each["text"] for each in wanted)


@pytest.mark.parametrize("family", ["nllb", "madlad"])
def test_a_tokenizer_json_does_as_well(tmp_path: Path, family: str) -> None:
    pytest.importorskip("tokenizers", reason="needs the extra ct2")
    folder = tmp_path / family
    shutil.copytree(DATA / family, folder)
    for name in FAMILIES[family].source_files:
        (folder / name).unlink(missing_ok=True)
    install_file(folder, tmp_path / "models")
    engine = greedy(tmp_path / "models")
    wanted = reference(family)
    assert [engine._plan.tokenizer.encode(each["text"]) for each in wanted] == [
        each["source"] for each in wanted
    ]
    assert [each.text for each in engine.decode([each["text"] for each in wanted])] == [
        each["output"] for each in wanted
    ]


@pytest.mark.parametrize("other", ["madlad/spiece.model", "opus/source.spm"])
def test_another_model_s_tokenizer_is_refused(tmp_path: Path, other: str) -> None:
    """It would translate, and invent, with a score as good as any."""
    folder = tmp_path / "nllb"
    shutil.copytree(DATA / "nllb", folder)
    (folder / "tokenizer.json").unlink()
    shutil.copyfile(DATA / other, folder / "sentencepiece.bpe.model")
    with pytest.raises(ModelInvalid, match="is not this model's"):
        install_file(folder, tmp_path / "models")
    assert not [each for each in installed_models(tmp_path / "models") if not each.demo]


@pytest.mark.parametrize("side", ["source", "target"])
def test_and_that_of_either_side(tmp_path: Path, side: str) -> None:
    folder = tmp_path / "opus"
    shutil.copytree(DATA / "opus", folder)
    shutil.copyfile(DATA / "nllb" / "sentencepiece.bpe.model", folder / f"{side}.spm")
    with pytest.raises(ModelInvalid, match="is not this model's"):
        install_file(folder, tmp_path / "models", pair="az-en")


def test_a_tokenizer_json_of_another_model(tmp_path: Path) -> None:
    pytest.importorskip("tokenizers", reason="needs the extra ct2")
    folder = tmp_path / "nllb"
    shutil.copytree(DATA / "nllb", folder)
    (folder / "sentencepiece.bpe.model").unlink()
    shutil.copyfile(DATA / "madlad" / "tokenizer.json", folder / "tokenizer.json")
    with pytest.raises(ModelInvalid, match="is not this model's"):
        install_file(folder, tmp_path / "models")


def test_a_piece_that_a_tokenizer_json_has_not_is_not_left_out(tmp_path: Path) -> None:
    pytest.importorskip("tokenizers", reason="needs the extra ct2")
    folder = tmp_path / "nllb"
    shutil.copytree(DATA / "nllb", folder)
    (folder / "sentencepiece.bpe.model").unlink()
    install_file(folder, tmp_path / "models")
    engine = greedy(tmp_path / "models")
    with pytest.raises(ModelInvalid, match="are not of one model"):
        engine._plan.tokenizer.decode(["▁in", "of no vocabulary"])
    engine.close()


def test_another_target_is_forced(models: dict[str, Path]) -> None:
    with Translator.open("az", "ru", "ct2", models["nllb"]) as translator:
        assert translator.settings["target_prefix"] == "rus_Cyrl"
        assert (translator.model.source, translator.model.target) == ("az", "ru")
        assert translator.model.name == "NLLB az→ru"
    with pytest.raises(ModelMissing, match="--engine ct2"):
        Translator.open("az", "kk", "ct2", models["nllb"])
    with pytest.raises(ModelMissing):
        Translator.open("ru", "en", "ct2", models["opus"])


def test_underscores_and_spans_survive(models: dict[str, Path]) -> None:
    with Translator.open("az", "en", "ct2", models["m2m100"]) as translator:
        (output,) = translator.translate(["Aysel Quluzadə Bakıda 5 gün saxlanılıb: @aysel_q"])
    assert "@aysel_q" in output.text


# Which one is chosen


def test_auto_never_chooses_it(tmp_path: Path) -> None:
    install("nllb", tmp_path)
    with pytest.raises(ModelMissing):
        Translator.open("az", "en", "auto", tmp_path)
    dictionary_package(tmp_path / "argos-az-en")
    assert find_package("az", "en", tmp_path).metadata.engine == "argos"


def test_one_for_the_pair_comes_before_one_for_many(tmp_path: Path) -> None:
    for family in ALL:
        install(family, tmp_path)
    found = find_package("az", "en", tmp_path, "ct2").metadata
    assert found.family in ("opus", "marian", "wmt19")
    assert find_package("ru", "az", tmp_path, "ct2").metadata.languages
    assert len(named_models("az-en", tmp_path)) == 6
    assert [each.name for each in named_models("ct2-nllb", tmp_path)] == ["NLLB mul→mul"]
    assert [each.name for each in remove("ct2-nllb", tmp_path)] == ["NLLB mul→mul"]
    assert len(remove("ct2-az-en", tmp_path)) == 3
    left = {each.name for each in installed_models(tmp_path) if not each.demo}
    assert left == {"M2M-100 mul→mul", "MADLAD mul→mul"}


def test_in_other_processes_it_says_the_same(models: dict[str, Path]) -> None:
    texts = [each["text"] for each in reference("nllb")[:6]]
    with Translator.open("az", "en", "ct2", models["nllb"]) as translator:
        here = translator.translate(texts)
    workers = ProcessWorkers(1)
    try:
        with Translator.open("az", "en", "ct2", models["nllb"], workers=workers) as translator:
            assert translator.translate(texts) == here
    finally:
        workers.close()


# Licences


def test_a_licence_that_forbids_is_said_before_and_stands_in_the_record(
    tmp_path: Path, models: dict[str, Path]
) -> None:
    told: list[str] = []
    model = install_file(DATA / "nllb", tmp_path / "models", tell=told.append)
    assert len(told) == 1 and "forbids commercial use" in told[0] and "CC-BY-NC-4.0" in told[0]
    page = tmp_path / "xeber.txt"
    page.write_text(" ".join(each["text"] for each in reference("nllb")[:5]), encoding="utf-8")
    with Archive(tmp_path / "archive", models_dir=models["nllb"]) as archive:
        (outcome,) = archive.import_file(page)
        assert outcome.page is not None
        pairs = outcome.page.translate("en", "ct2")
        assert pairs[0].target == reference("nllb")[0]["output"]
        told_of = outcome.page.provenance("en")["translation"]["models"][0]
    assert (told_of["engine"], told_of["sha256"]) == ("ct2", model.sha256)
    assert told_of["licence"] == model.licence and "NC" in str(model.licence)
    assert told_of["settings"]["family"] == "nllb"
    assert told_of["settings"]["compute_type"] in ("float32", "int8_float32")


def test_and_of_a_model_in_a_zip_as_well(tmp_path: Path, models: dict[str, Path]) -> None:
    """Before it is in its place, and nothing is said of one whose licence forbids nothing."""
    told: list[tuple[str, bool]] = []
    into = tmp_path / "models"
    for family in ("nllb", "m2m100"):
        installed = find_package("az", "en", models[family], "ct2").path
        packed = tmp_path / f"{family}.argosmodel"
        with zipfile.ZipFile(packed, "w") as file:
            for path in (each for each in installed.iterdir() if each.name != "dragoman.json"):
                for each in [path] if path.is_file() else sorted(path.iterdir()):
                    file.write(each, f"{family}/{each.relative_to(installed).as_posix()}")
        install_file(
            packed, into, tell=lambda said: told.append((said, any(into.glob("ct2-nllb*"))))
        )
    ((said, is_in_place),) = told
    assert (
        said.startswith("nllb.argosmodel: its licence forbids commercial use") and not is_in_place
    )


@pytest.mark.parametrize(
    ("licence", "forbids"),
    [
        ("CC-BY-NC-4.0", True),
        ("cc-by-nc-sa-4.0", True),
        ("for non-commercial use only", True),
        ("CC-BY-4.0", False),
        ("Apache-2.0", False),
        ("NCSA", False),
        (None, False),
    ],
)
def test_which_licences_forbid_commerce(licence: str | None, forbids: bool) -> None:
    assert forbids_commerce(licence) == forbids


def test_a_stated_licence_is_taken_and_others_are_not_guessed(tmp_path: Path) -> None:
    folder = tmp_path / "opus"
    shutil.copytree(DATA / "opus", folder)
    assert install_file(folder, tmp_path / "a", pair="az-en").licence is None
    (folder / "README.md").write_text("# Model\n\nlicense: cc-by-4.0\n", encoding="utf-8")
    assert install_file(folder, tmp_path / "b", pair="az-en").licence == "cc-by-4.0"


# Installing, and what is refused


def test_installed_from_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRAGOMAN_MODELS", str(tmp_path))
    done = CliRunner().invoke(main, ["models", "install", str(DATA / "opus")])
    assert done.exit_code == 2 and "--pair az-en" in done.stderr
    done = CliRunner().invoke(main, ["models", "install", str(DATA / "opus"), "--pair", "az-en"])
    assert done.exit_code == 0 and "installed OPUS-MT az→en" in done.stdout
    shown = CliRunner().invoke(main, ["models", "info", "ct2-az-en"])
    assert shown.exit_code == 0 and "compute type" in shown.stdout
    done = CliRunner().invoke(main, ["models", "install", str(DATA / "nllb")])
    assert done.exit_code == 0 and "forbids commercial use" in done.stderr
    listed = CliRunner().invoke(main, ["--json", "models", "list"])
    found = [json.loads(line) for line in listed.stdout.splitlines()]
    assert {(each["engine"], each["from"]) for each in found} >= {("ct2", "az"), ("ct2", "mul")}


@pytest.mark.parametrize(
    ("family", "missing", "said"),
    [
        ("nllb", ("sentencepiece.bpe.model", "tokenizer.json"), "its tokenizer is missing"),
        ("opus", ("source.spm",), "its tokenizer is missing"),
        ("m2m100", ("model.bin",), "holds no model that is known"),
        ("madlad", ("shared_vocabulary.json",), "holds no model that is known"),
        ("marian", ("vocab.spm",), "0 vocabularies"),
    ],
)
def test_a_folder_that_lacks_something_is_refused(
    tmp_path: Path, family: str, missing: tuple[str, ...], said: str
) -> None:
    folder = tmp_path / family
    shutil.copytree(DATA / family, folder)
    for name in missing:
        (folder / name).unlink()
    with pytest.raises(ModelInvalid, match=said) as caught:
        install_file(folder, tmp_path / "models", pair="az-en")
    assert "\n" not in caught.value.message
    assert list((tmp_path / "models").glob("*")) == []


@pytest.mark.parametrize("name", ["model.bin", "shared_vocabulary.json", "sentencepiece.bpe.model"])
@pytest.mark.parametrize("content", [b"", b"no model", b"\x00" * 5000])
def test_a_damaged_file_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    folder = tmp_path / "m2m100"
    shutil.copytree(DATA / "m2m100", folder)
    (folder / name).write_bytes(content)
    with pytest.raises(ModelInvalid):
        install_file(folder, tmp_path / "models")
    assert list((tmp_path / "models").glob("*")) == []


def test_a_pair_that_the_model_does_not_write_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="writes en, ru, and not kk"):
        install_file(DATA / "opus", tmp_path, pair="az-kk")


def test_what_is_missing_to_convert_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nllb").mkdir()
    config = tmp_path / "nllb" / "config.json"
    config.write_text('{"model_type": "m2m_100"}', encoding="utf-8")
    monkeypatch.setattr(converting, "_NEEDED", ("torch", "no_such_package"))
    with pytest.raises(ModelError, match=r"pip install .*no_such_package"):
        install_file(tmp_path / "nllb", tmp_path / "models")
    config.write_text('{"model_type": "whisper"}', encoding="utf-8")
    with pytest.raises(ModelInvalid, match="holds no model that is known"):
        install_file(tmp_path / "nllb", tmp_path / "models")


@pytest.mark.parametrize(
    ("torch", "transformers", "weights", "said"),
    [
        ("2.5.1", "5.24.0", "pytorch_model.bin", r"torch>=2\.6"),
        ("2.8.0+cpu", "4.57.1", "pytorch_model-00001-of-00002.bin", "transformers>=5"),
        ("2.8.0+cpu", "5.24.0", "pytorch_model.bin", "within 0 hours"),
        ("2.4.0", "4.30.0", "model.safetensors", "within 0 hours"),
    ],
)
def test_pickled_weights_are_read_by_what_runs_nothing_out_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, torch: str, transformers: str, weights: str,
    said: str,
) -> None:  # fmt: skip
    """The last two get as far as converting, which is given no time here."""
    versions = {"torch": torch, "transformers": transformers}
    monkeypatch.setattr(converting, "_NEEDED", ())
    monkeypatch.setattr(converting, "MOST_SECONDS", 0)
    monkeypatch.setattr(converting, "version", versions.__getitem__)
    (tmp_path / "config.json").write_text('{"model_type": "marian"}', encoding="utf-8")
    (tmp_path / weights).write_bytes(b"weights")
    with pytest.raises((ModelError, ModelInvalid), match=said):
        converting.convert(tmp_path, tmp_path / "made")


@pytest.mark.parametrize(
    ("files", "is_safe"),
    [
        ({"model.safetensors": "w", "pytorch_model.bin": "w"}, True),
        ({"model.safetensors.index.json": {"weight_map": {"a": "1.safetensors"}}}, True),
        ({"other.safetensors": "w", "pytorch_model.bin": "w"}, False),
        ({"other.safetensors": "w", "pytorch_model.bin.index.json": {"weight_map": {"a": "w.dat"}}}, False),
        ({"model.safetensors.index.json": {"weight_map": {"a": "1.safetensors", "b": "w.bin"}}}, False),
        ({"model.safetensors.index.json": ["w.bin"], "pytorch_model.bin": "w"}, False),
    ],
)  # fmt: skip
def test_what_lies_beside_pickled_weights_makes_them_no_safer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, Any], is_safe: bool
) -> None:
    """An older transformers takes them where no file of that one name is there."""
    monkeypatch.setattr(converting, "_NEEDED", ())
    monkeypatch.setattr(converting, "MOST_SECONDS", 0)
    monkeypatch.setattr(converting, "version", {"torch": "2.5.1", "transformers": "4.57.1"}.get)
    for name, said in {"config.json": {"model_type": "marian"}, **files}.items():
        (tmp_path / name).write_text(json.dumps(said), encoding="utf-8")
    said = "within 0 hours" if is_safe else r"torch>=2\.6.*transformers>=5"
    with pytest.raises((ModelError, ModelInvalid), match=said):
        converting.convert(tmp_path, tmp_path / "made")


def test_a_marian_model_that_says_what_it_holds_is_converted(tmp_path: Path) -> None:
    """As OPUS-MT publishes them: a network, vocabularies in YAML, and what names both."""
    folder = tmp_path / "opus"
    folder.mkdir()
    shutil.copyfile(DATA / "marian" / "model.npz", folder / "opus.npz")
    for side in ("source.spm", "target.spm"):
        shutil.copyfile(DATA / "marian" / "vocab.spm", folder / side)
    made = marian_folder(DATA / "marian", folder)
    written = json.loads((made / "decoder.yml").read_text(encoding="utf-8"))
    both = [Path(each).name for each in written["vocabs"]]
    content = json.dumps({"models": ["opus.npz"], "vocabs": both})
    (folder / "decoder.yml").write_text(content, encoding="utf-8")
    model = install_file(folder, tmp_path / "models", pair="az-en")
    assert model.name == "OPUS-MT az→en"
    wanted = reference("marian")[:10]
    outputs = greedy(tmp_path / "models").decode([each["text"] for each in wanted])
    assert [each.text for each in outputs] == [each["output"] for each in wanted]


@pytest.mark.parametrize(
    "said",
    [
        {"models": ["opus.npz"], "vocabs": ["{0}/elsewhere.yml", "{0}/elsewhere.yml"]},
        {"models": ["opus.npz"], "vocabs": ["../elsewhere.yml", "../elsewhere.yml"]},
        {"models": ["../elsewhere.yml"], "vocabs": ["0.yml"]},
        {"models": ["opus.npz"], "vocabs": ["sub/../../elsewhere.yml"]},
        {"models": ["opus.npz"], "vocabs": ["..\\elsewhere.yml"]},
        {"models": ["opus.npz"], "vocabs": ["C:elsewhere.yml"]},
        {"models": ["opus.npz"], "vocabs": ["gone.yml"]},
        {"models": ["opus.npz"], "vocabs": [".."]},
        {"models": ["opus.npz"], "vocabs": []},
        {"models": [3], "vocabs": ["0.yml"]},
        {"models": "opus.npz"},
        ["opus.npz"],
        "\t: [",
    ],
)
def test_a_description_that_leads_out_of_its_folder_is_refused(tmp_path: Path, said: Any) -> None:
    """What it names would be read and copied into the model."""
    folder = tmp_path / "opus"
    folder.mkdir()
    shutil.copyfile(DATA / "marian" / "model.npz", folder / "opus.npz")
    for name in (tmp_path / "elsewhere.yml", folder / "0.yml"):
        name.write_text("'secret': 0\n", encoding="utf-8")
    text = said if isinstance(said, str) else json.dumps(said).replace("{0}", str(tmp_path))
    (folder / "decoder.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ModelInvalid, match=r"decoder\.yml of "):
        marian_folder(folder, tmp_path)


def test_a_conversion_that_never_ends_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(converting, "MOST_SECONDS", 0)
    with pytest.raises(ModelInvalid, match="could not be converted within 0 hours"):
        install_file(DATA / "marian", tmp_path / "models", pair="az-en")


def test_a_teacher_as_its_training_leaves_it_is_converted(tmp_path: Path) -> None:
    """As Mozilla's does: several networks, and a vocabulary for each side, called after it."""
    folder = tmp_path / "teacher"
    folder.mkdir()
    shutil.copyfile(DATA / "marian" / "model.npz", folder / "final.model.npz.best-chrf.npz")
    (folder / "model.npz.optimizer.npz").write_bytes(b"of no use here")
    for code in ("az", "en"):
        shutil.copyfile(DATA / "marian" / "vocab.spm", folder / f"vocab.{code}.spm")
    model = install_file(folder, tmp_path / "models", pair="az-en")
    assert model.name == "Marian az→en" and (model.path / "source.vocab.spm").is_file()
    wanted = reference("marian")[:10]
    outputs = greedy(tmp_path / "models").decode([each["text"] for each in wanted])
    assert [each.text for each in outputs] == [each["output"] for each in wanted]
    with pytest.raises(ModelInvalid, match=r"0 vocabularies .* `pair=az-en`"):
        install_file(folder, tmp_path / "models", pair="ru-en")


def test_a_conversion_that_fails_says_why(tmp_path: Path) -> None:
    folder = tmp_path / "marian"
    shutil.copytree(DATA / "marian", folder)
    (folder / "model.npz").write_bytes(b"no network")
    with pytest.raises(ModelInvalid, match="could not be converted: "):
        install_file(folder, tmp_path / "models", pair="az-en")


def test_what_there_is_for_a_pair_is_told_without_asking_anybody() -> None:
    listed = CliRunner().invoke(main, ["--json", "models", "list", "--available", "az-en"])
    found = [json.loads(line) for line in listed.stdout.splitlines()]
    assert {each["name"] for each in found} >= {"Argos", "Firefox", "NLLB-200", "OPUS-MT"}
    for each in found:
        assert (each["from"], each["to"]) == ("az", "en") and each["licence"] and each["how"]
        assert each["forbids_commercial_use"] == (each["name"] == "NLLB-200")
        assert each["score_source"] and (each["bleu"] or each["comet"])
    shown = CliRunner().invoke(main, ["models", "list", "--available"], env={"COLUMNS": "200"})
    assert "(no" in shown.stdout and "ru-en" in shown.stdout
    assert "not to be compared" in shown.stderr
    nothing = CliRunner().invoke(main, ["models", "list", "--available", "ka-en"])
    assert nothing.exit_code == 0 and "nothing is known" in nothing.stderr
    assert CliRunner().invoke(main, ["models", "list", "az-en"]).exit_code == 2


REGISTRY = {
    "generated": "2026-11-01T00:00:00Z",
    "baseUrl": "https://example.org",
    "models": {
        "az-en": [
            {
                "architecture": "base-memory",
                "releaseStatus": None,
                "files": {"model": {"path": "m", "uncompressedSize": 42_300_000}},
                "metrics": {"flores200-plus": {"bleu": 21.5, "comet22": 0.8421}},
            },
            {"architecture": "tiny", "releaseStatus": "Release", "files": {}},
            {"architecture": 3, "files": [], "metrics": {"flores200-plus": {"bleu": "x"}}},
            "junk",
        ]
    },
}


Served = tuple[str, dict[str, bytes], list[str]]


@pytest.fixture
def shelf() -> Iterator[Served]:
    """Where it is served, the files by path, and what was asked for."""
    handler = type("Handler", (Shelf,), {"files": {}, "requests": [], "cut": set(), "said": {}})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", handler.files, handler.requests
        server.shutdown()


RUN = "models/az-en/spring_run_AbCdEf"
VOCABULARIES = [{"vocab": "vocab.azen.spm.gz"},
                {"srcVocab": "srcvocab.azen.spm.gz", "trgVocab": "trgvocab.azen.spm.gz"}]  # fmt: skip


def published(files: dict[str, bytes], base: str, names: dict[str, str], place: str) -> str:
    """A registry with one released student, and its teacher in the same run; gives its address."""
    network = {"model": {"path": f"{RUN}/exported/model.azen.intgemm.alphas.bin.gz"}}
    of_pair = {name: {"path": f"{RUN}/exported/{file}"} for name, file in names.items()}
    entry = {"architecture": "tiny", "releaseStatus": "Release", "files": network | of_pair}
    other = {"architecture": "base", "files": {"model": {"path": "models/../../etc/passwd"}}}
    listed = {"baseUrl": base, "models": {"az-en": [other, "junk", entry]}}
    files["/models.json"] = json.dumps(listed).encode()
    for file in names.values():
        vocabulary = (DATA / "marian" / "vocab.spm").read_bytes()
        files[f"/{RUN}/exported/{file}"] = gzip.compress(vocabulary)
    files[f"/{RUN}/{place}/final.model.npz.best-chrf.npz"] = (
        DATA / "marian" / "model.npz"
    ).read_bytes()
    return f"{base}/models.json"


@pytest.mark.parametrize("names", VOCABULARIES)
@pytest.mark.parametrize("place", ["teacher0", "teacher1"])
def test_a_teacher_is_found_beside_its_student(
    tmp_path: Path, shelf: Served, names: dict[str, str], place: str
) -> None:
    base, files, _ = shelf
    url = published(files, base, names, place)
    seen: list[tuple[int, int]] = []
    model = install_pair("az-en", tmp_path, lambda *each: seen.append(each), None, url, "ct2")
    assert (model.engine, model.name) == ("ct2", "Marian az→en")
    assert model.version == "spring_run_AbCdEf" and seen[-1][0] == seen[-1][1] > 100_000
    assert [each.name for each in tmp_path.iterdir()] == [model.path.name]
    wanted = reference("marian")[:5]
    outputs = greedy(tmp_path).decode([each["text"] for each in wanted])
    assert [each.text for each in outputs] == [each["output"] for each in wanted]


def test_what_can_go_wrong_with_a_teacher(tmp_path: Path, shelf: Served) -> None:
    base, files, asked = shelf
    url = published(files, base, VOCABULARIES[0], "student")
    with pytest.raises(ModelMissing, match="keeps no teacher"):
        install_pair("az-en", tmp_path, index_url=url, engine="ct2")
    with pytest.raises(ModelMissing, match="has no model for ru→en"):
        install_pair("ru-en", tmp_path, index_url=url, engine="ct2")
    assert not any("etc" in each for each in asked)
    files[f"/{RUN}/exported/vocab.azen.spm.gz"] = b"not packed"
    with pytest.raises(ModelInvalid, match="cannot be unpacked"):
        install_pair("az-en", tmp_path, index_url=url, engine="ct2")
    with pytest.raises(UsageError, match="SHA-256"):
        install_pair("az-en", tmp_path, sha256="0" * 64, index_url=url, engine="ct2")
    assert [each for each in tmp_path.iterdir() if not each.name.endswith(".part")] == []


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (REGISTRY, ["Firefox tiny", "Firefox base-memory, not released",
                    "Firefox of a kind that is not stated, not released"]),
        ({"models": {"az-en": {}}}, []),
        ({"models": []}, []),
        ([], []),
    ],
)  # fmt: skip
def test_mozillas_registry_is_read(shelf: Served, content: Any, names: list[str]) -> None:
    base, files, _ = shelf
    files["/models.json"] = json.dumps(content).encode()
    found = registered("az", "en", f"{base}/models.json")
    assert [each.name for each in found] == names
    if names:
        assert (found[1].size, found[1].bleu, found[1].comet) == ("42 MB", 21.5, 0.8421)
        assert found[0].how.startswith("models install az-en") and found[0].size == "not stated"
        assert found[2].bleu is None


def test_the_command_stands_beside_the_model_that_it_gets(shelf: Served) -> None:
    base, files, _ = shelf
    kinds = ("tiny", "base-memory", "base", "unheard-of")
    for order in (kinds, kinds[::-1]):
        released = [
            {"architecture": each, "releaseStatus": "Release", "files": {}} for each in order
        ]
        listed = [
            {
                "name": "model.azen.intgemm.alphas.bin", "sourceLanguage": "az",
                "targetLanguage": "en", "version": "2.0", "architecture": each,
                "attachment": {"hash": "0" * 64, "size": 1, "location": f"{each}.zst"},
            }
            for each in order
        ]  # fmt: skip
        files["/models.json"] = json.dumps({"models": {"az-en": released}}).encode()
        files["/records"] = json.dumps({"data": listed}).encode()
        (row,) = [r for r in registered("az", "en", f"{base}/models.json") if r.how != "–"]
        offer = find_firefox_offer("az", "en", f"{base}/records")
        assert (row.name, offer.architecture) == ("Firefox base", "base")
        older = [{**each, "version": "1.0"} for each in listed if each["architecture"] != "tiny"]
        newer = [each for each in listed if each["architecture"] == "tiny"]
        files["/records"] = json.dumps({"data": [*older, *newer]}).encode()
        assert find_firefox_offer("az", "en", f"{base}/records").architecture == "tiny"


def test_a_registry_that_cannot_be_had_is_said() -> None:
    with pytest.raises(ModelError, match="no connection"):
        registered("az", "en", "http://127.0.0.1:9/models.json")
    assert CliRunner().invoke(main, ["models", "list", "--available", "--ask"]).exit_code == 2
    assert CliRunner().invoke(main, ["models", "list", "--ask"]).exit_code == 2


# The processor


@pytest.mark.parametrize(
    ("machine", "isa", "numpy_has", "flags", "kind"),
    [
        ("x86_64", "", True, (), "default"),
        ("AMD64", "", False, (), "float32"),
        ("x86_64", "", False, ("avx2", "avx_vnni"), "default"),
        ("x86_64", "AVX2", True, (), "float32"),
        ("x86_64", "AVX512_CORE", True, (), "float32"),
        ("x86_64", "AVX512_CORE_VNNI", True, (), "default"),
        ("arm64", "", False, (), "default"),
        ("aarch64", "", False, (), "default"),
    ],
)
def test_the_compute_type_goes_by_the_processor(
    monkeypatch: pytest.MonkeyPatch,
    machine: str,
    isa: str,
    numpy_has: bool,
    flags: tuple[str, ...],
    kind: str,
) -> None:
    monkeypatch.setattr(processor.platform, "machine", lambda: machine)
    monkeypatch.setattr(processor, "_asked_of_numpy", lambda: numpy_has)
    monkeypatch.setattr(processor, "_flags", lambda: frozenset(flags))
    monkeypatch.delenv("DNNL_MAX_CPU_ISA", raising=False)
    monkeypatch.setenv("ONEDNN_MAX_CPU_ISA", isa)
    processor.is_int8_exact.cache_clear()
    assert processor.compute_type() == kind
    processor.is_int8_exact.cache_clear()


def test_where_int8_is_wrong_a_model_is_decoded_in_float32(tmp_path: Path) -> None:
    dictionary_package(tmp_path / "argos-az-en", quantization="int8")
    program = (
        "import sys; from pathlib import Path; from dragoman.translate import Translator\n"
        "with Translator.open('az', 'en', models_dir=Path(sys.argv[1])) as translator:\n"
        "    print(translator.settings['compute_type'], translator.translate(['salam'])[0].text)"
    )

    def said(isa: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True,
            check=True, env={**os.environ, "ONEDNN_MAX_CPU_ISA": isa},
        )  # fmt: skip
        return done.stdout.strip()

    assert said("AVX2") == "float32 hello"
    if processor.is_int8_exact():
        assert said("ALL") == "int8_float32 hello"
