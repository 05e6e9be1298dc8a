"""Firefox models: a real one, decoded; the list of models on a real HTTP server."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
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
from dragoman.translate.engines.engine import TranslationCancelled
from dragoman.translate.engines.firefox import FirefoxEngine
from dragoman.translate.engines.marian import decoder
from dragoman.translate.installing.install import install_file, install_pair, remove
from dragoman.translate.models.model import installed_models
from dragoman.translate.models.package import Package
from dragoman.translate.models.quality import best_first
from dragoman.translate.text.word_alignment import NONE
from dragoman.translate.translation import translate_segments
from tests.support.firefox_model import portuguese_model
from tests.support.site import POLL
from tests.translate.models.test_models import Shelf

SENTENCES = [
    "O jornalista foi detido ontem à noite.",
    "O tribunal adiou a audiência para segunda-feira.",
    "A advogada disse que não recebeu nenhum documento.",
    "Três pessoas foram condenadas a sete anos de prisão.",
    "Escreva para redacao@exemplo.pt ou veja https://exemplo.pt/a_b?c=d antes de sexta-feira.",
]


@pytest.fixture(scope="session")
def pten() -> Path:
    return portuguese_model()


@pytest.fixture(scope="module")
def models(pten: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    install_file(pten, folder)
    return folder


@pytest.fixture(scope="module")
def translator(models: Path) -> Iterator[Translator]:
    with Translator.open("pt", "en", "firefox", models) as translator:
        yield translator


# Installing


def test_installed_from_a_folder(models: Path, pten: Path) -> None:
    (model,) = [each for each in installed_models(models) if not each.demo]
    assert (model.engine, model.pair, model.licence) == ("firefox", "pt-en", "MPL-2.0")
    assert model.name == "Firefox pt→en" and model.version == "2.0"
    assert {path.name for path in pten.iterdir()} >= {
        path.name
        for path in model.path.iterdir()
        if path.name not in ("metadata.json", "dragoman.json")
    }
    assert Translator.open("pt", "en", "auto", models).model == model


def test_the_network_file_brings_those_beside_it_packed_or_not(tmp_path: Path, pten: Path) -> None:
    packed = tmp_path / "packed"
    packed.mkdir()
    for path in pten.iterdir():
        if path.suffix in (".bin", ".spm"):
            (packed / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 1))
    (network,) = packed.glob("model.*")
    model = install_file(network, tmp_path / "models")
    assert model.sha256 != "" and model.version == "unknown"
    assert (model.path / "vocab.pten.spm").read_bytes() == (pten / "vocab.pten.spm").read_bytes()


def test_a_zip_of_one_folder(tmp_path: Path, pten: Path) -> None:
    file = tmp_path / "pten.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for path in pten.iterdir():
            if path.suffix in (".bin", ".spm"):
                archive.write(path, f"pten/{path.name}")
    assert install_file(file, tmp_path / "models").engine == "firefox"


@pytest.mark.parametrize("missing", ["vocab.pten.spm", "model.pten.intgemm.alphas.bin"])
def test_a_model_that_lacks_a_file_is_refused(tmp_path: Path, pten: Path, missing: str) -> None:
    folder = tmp_path / "pten"
    shutil.copytree(pten, folder)
    (folder / missing).unlink()
    with pytest.raises(ModelInvalid) as caught:
        install_file(folder, tmp_path / "models")
    assert "\n" not in caught.value.message
    assert list((tmp_path / "models").glob("*")) == []


@pytest.mark.parametrize("content", [b"", b"no model", b"\x00" * 5_000_000])
def test_a_model_that_cannot_be_loaded_leaves_the_old_one(
    tmp_path: Path, pten: Path, content: bytes
) -> None:
    models = tmp_path / "models"
    old = install_file(pten, models)
    folder = tmp_path / "pten"
    shutil.copytree(pten, folder)
    (folder / "model.pten.intgemm.alphas.bin").write_bytes(content)
    with pytest.raises(ModelInvalid):
        install_file(folder, models)
    assert [each for each in installed_models(models) if not each.demo] == [old]


def test_removing(tmp_path: Path, pten: Path) -> None:
    model = install_file(pten, tmp_path)
    assert remove("pt-en", tmp_path) == [model]
    install_file(pten, tmp_path)
    with pytest.raises(ModelMissing):
        remove("argos-pt-en", tmp_path)
    assert remove("firefox-pt-en", tmp_path) == [model]


# Translating


def test_real_sentences(translator: Translator) -> None:
    outputs = translator.translate(SENTENCES)
    assert outputs[0].text == "The journalist was arrested last night."
    assert "Monday" in outputs[1].text and "seven years" in outputs[3].text
    assert (
        "redacao@exemplo.pt" in outputs[4].text and "https://exemplo.pt/a_b?c=d" in outputs[4].text
    )
    assert all(output.score is not None and -3 < output.score < 0 for output in outputs)
    assert not any(output.cut for output in outputs)


def test_equal_input_gives_equal_output_however_many_threads(models: Path) -> None:
    package = Package.open(next(models.glob("firefox-*")))
    texts = [f"{text} {number}" for number in range(6) for text in SENTENCES[:4]]
    made = []
    for threads in (1, 2, 3):
        engine = FirefoxEngine(package, threads=threads)
        made.append(engine.decode(texts))
        engine.close()
    assert made[0] == made[1] == made[2]


def test_an_output_depends_on_nothing_but_its_sentence(models: Path) -> None:
    """To the last bit of its score: alone, among others, and in whichever order."""
    engine = FirefoxEngine(Package.open(next(models.glob("firefox-*"))), threads=1)
    texts = [*(f"{text} {'Ele disse isso. ' * n}" for n in range(4) for text in SENTENCES), "Olá"]
    together = engine.decode(texts)
    assert [engine.decode([text])[0] for text in texts] == together
    assert engine.decode(texts[::-1])[::-1] == together
    assert engine.decode_batch(texts[3:12], again=False) == together[3:12]
    engine.close()


def test_several_ways_are_as_likely_as_one_or_more(models: Path) -> None:
    package = Package.open(next(models.glob("firefox-*")))
    one, four = FirefoxEngine(package, threads=1), FirefoxEngine(package, 4, threads=1)
    for alone, beside in zip(one.decode(SENTENCES), four.decode(SENTENCES), strict=True):
        assert alone.score is not None and beside.score is not None
        assert beside.score >= alone.score - 0.01  # rounded in another place
        assert beside.text
    assert four.settings["beam_size"] == 4
    assert four.decode(SENTENCES[1:2])[0] == four.decode(SENTENCES)[1]


def test_without_onnxruntime_numpy_decodes(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = Package.open(next(models.glob("firefox-*")))
    with_it = FirefoxEngine(package, threads=1)
    expected = [output.text for output in with_it.decode(SENTENCES)]
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    engine = FirefoxEngine(package, threads=1)
    assert engine.settings["compute_type"] == "float32" and "onnxruntime" not in engine.settings
    assert engine.settings["numpy"] and with_it.settings["onnxruntime"]
    outputs = engine.decode(SENTENCES)
    assert [output.text for output in outputs[:4]] == expected[:4]
    assert all(output.score is not None for output in outputs)
    turned = engine.decode(SENTENCES[::-1])[::-1]
    assert [output.text for output in turned] == [output.text for output in outputs]


def test_what_stands_for_what(models: Path) -> None:
    engine = FirefoxEngine(Package.open(next(models.glob("firefox-*"))), threads=1)
    text = "A advogada Əliyeva disse que não recebeu 1.250 documentos em Lisboa."
    (aligned,) = engine.decode([text], aligned=True)
    assert replace(aligned, alignment=NONE) == engine.decode([text])[0]
    stands_for = {"lawyer": "advogada", "documents": "documentos", "not": "não", "Lisbon": "Lisboa"}
    for english, portuguese in stands_for.items():
        written, read = aligned.text.index(english), text.index(portuguese)
        found = [
            link.source
            for link in aligned.alignment
            if written <= link.target[1] - 1 < written + len(english)
        ]
        assert found, english
        for begin, end in found:  # pieces of words
            assert read <= end - 1 and begin < read + len(portuguese)
    assert not engine.decode(["", "!"], aligned=True)[0].alignment


def test_what_was_cut_is_made_in_parts_and_the_segment_says_so(
    translator: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such an engine has no other settings, which is what is said of Argos's."""
    text = "O tribunal adiou a audiência, e a advogada disse que não recebeu nenhum documento."
    monkeypatch.setattr(decoder, "output_limit", lambda _: 14)
    assert translator.translate([text])[0].cut
    (segment,) = translate_segments([(text, "pt")], "en", {"pt": translator})
    (flag,) = [each for each in segment.flags if each.code == "decoded_again"]
    assert "in shorter parts" in flag.message and "settings" not in flag.message


def test_odd_input(translator: Translator) -> None:
    odd = [
        "", " ", "😀", "7 · 8", "\ud800 olá", "a" * 100_000, "ə" * 250, "palavra " * 3_000,
        "\x00\x01", "مرحبا بالعالم", "\n\n", "O homem \u202edisse\u202c não.",
    ]  # fmt: skip
    outputs = translator.translate(odd)
    assert len(outputs) == len(odd)
    assert outputs[0].text == outputs[1].text == "" and outputs[2].text == "😀"
    assert outputs[5].text == "a" * 100_000


def test_threads_share_one(translator: Translator) -> None:
    results: list[list[str]] = []

    def work() -> None:
        results.append([output.text for output in translator.translate(SENTENCES)])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4 and all(each == results[0] for each in results)


def test_it_can_be_cancelled_and_used_again(translator: Translator) -> None:
    with pytest.raises(TranslationCancelled):
        translator.translate([f"{SENTENCES[0]} {n}" for n in range(400)], cancelled=lambda: True)
    assert translator.translate(SENTENCES[:1])[0].text.startswith("The journalist")


def test_through_the_whole_house(tmp_path: Path, models: Path) -> None:
    page = tmp_path / "noticia.txt"
    page.write_text("\n\n".join(SENTENCES[:4]), encoding="utf-8")
    with Archive(tmp_path / "archive", models_dir=models) as archive:
        (outcome,) = archive.import_file(page)
        assert outcome.page is not None and outcome.page.language.code == "pt"  # type: ignore[union-attr]
        pairs = outcome.page.translate("en", "firefox")
        assert [pair.state for pair in pairs] == ["machine"] * 4
        assert pairs[0].target == "The journalist was arrested last night."
        assert "Firefox pt→en 2.0" in (outcome.page.credit("en") or "")
        told = outcome.page.provenance("en")["translation"]["models"][0]
        assert told["engine"] == "firefox" and len(told["sha256"]) == 64
        assert told["settings"]["compute_type"] and told["settings"]["onnxruntime"]
        assert told["settings"]["beam_size"] == 1 and told["settings"]["shortlist"] is True


# The choice


def test_auto_takes_the_one_with_the_better_published_score() -> None:
    assert best_first("az", "en") == ("firefox", "argos")
    assert best_first("ru", "en") == ("firefox", "argos")


def test_models_info_and_evaluate(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRAGOMAN_MODELS", str(models))
    shown = CliRunner().invoke(main, ["models", "info", "pt-en"])
    assert shown.exit_code == 0 and "MPL-2.0" in shown.stdout and "none known" in shown.stdout
    assert re.search(r"compute type +int8.*, by onnxruntime", shown.stdout)
    assert CliRunner().invoke(main, ["models", "info", "az-xx"]).exit_code == 1
    file = tmp_path / "s.tsv"
    file.write_text(f"{SENTENCES[0]}\tThe journalist was arrested last night.\n", encoding="utf-8")
    scored = CliRunner().invoke(main, ["models", "evaluate", "pt-en", str(file)])
    assert scored.exit_code == 0, scored.stderr
    assert "BLEU 100.0   nrefs:1|case:mixed" in scored.stdout and "chrF 100.0" in scored.stdout
    line = json.loads(
        CliRunner().invoke(main, ["--json", "models", "evaluate", "pt-en", str(file)]).stdout
    )
    assert line["bleu"] == pytest.approx(100) and line["engine"] == "firefox"
    file.write_text("no tab\n", encoding="utf-8")
    assert CliRunner().invoke(main, ["models", "evaluate", "pt-en", str(file)]).exit_code == 2


# Mozilla's list, served from this machine


def zstd_raw(content: bytes) -> bytes:
    """A zstd frame of raw blocks (RFC 8878): packed in form only, which every decoder takes."""
    frame = b"\x28\xb5\x2f\xfd" + b"\xe0" + len(content).to_bytes(8, "little")
    size = 1 << 17
    pieces = [content[at : at + size] for at in range(0, len(content), size)] or [b""]
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1
        frame += ((len(piece) << 3) | int(last)).to_bytes(3, "little") + piece
    return frame


@pytest.fixture
def mozilla(pten: Path) -> Iterator[tuple[str, type[Shelf], list[dict[str, Any]]]]:
    handler = type("Handler", (Shelf,), {"files": {}, "requests": [], "cut": set()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(POLL,), daemon=True).start()
    records: list[dict[str, Any]] = []
    for path in sorted(pten.iterdir()):
        if path.suffix not in (".bin", ".spm"):
            continue
        content = path.read_bytes()
        packed = zstd_raw(content)
        handler.files[f"/at/{path.name}.zst"] = packed
        records.append(
            {
                "name": path.name, "sourceLanguage": "pt", "targetLanguage": "en",
                "version": "2.1", "architecture": "tiny", "fileType": "model",
                "decompressedHash": hashlib.sha256(content).hexdigest(),
                "attachment": {
                    "hash": hashlib.sha256(packed).hexdigest(), "size": len(packed),
                    "filename": f"{path.name}.zst", "location": f"{path.name}.zst",
                },
            }
        )  # fmt: skip
    handler.files["/records"] = json.dumps({"data": records}).encode()
    yield f"http://127.0.0.1:{server.server_port}", handler, records
    server.shutdown()
    server.server_close()


Listed = tuple[str, type[Shelf], list[dict[str, Any]]]


def install(models: Path, base: str) -> Any:
    return install_pair(
        "pt-en",
        models,
        engine="firefox",
        index_url=f"{base}/records",
        attachments_url=f"{base}/at/",
    )


def test_installed_from_the_list(tmp_path: Path, mozilla: Listed, pten: Path) -> None:
    base, handler, records = mozilla
    nightly = [{**each, "version": "3.0a1"} for each in records]
    other = [
        {**records[0], "sourceLanguage": "fr"},
        "junk",
        {"name": 3},
        {**records[0], "name": "x"},
    ]
    handler.files["/records"] = json.dumps({"data": [*nightly, *other, *records]}).encode()
    model = install(tmp_path, base)
    assert (model.engine, model.version) == ("firefox", "2.1")
    for path in model.path.glob("*.bin"):
        assert path.read_bytes() == (pten / path.name).read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == [model.path.name]


def test_a_download_from_the_list_goes_on(tmp_path: Path, mozilla: Listed) -> None:
    base, handler, records = mozilla
    name = next(each["name"] for each in records if each["name"].startswith("model."))
    handler.cut.add(f"/at/{name}.zst")
    with pytest.raises(ModelError, match="broke off"):
        install(tmp_path, base)
    install(tmp_path, base)
    starts = [int(line.split()[1]) for line in handler.requests if name in line]
    assert starts[0] == 0 < starts[1]


@pytest.mark.parametrize("change", ["packed", "unpacked", "content", "location", "none"])
def test_what_is_not_as_the_list_says_is_refused(
    tmp_path: Path, mozilla: Listed, change: str
) -> None:
    base, handler, records = mozilla
    first = records[0]
    if change == "packed":
        first["attachment"]["hash"] = "0" * 64
    elif change == "unpacked":
        first["decompressedHash"] = "0" * 64
    elif change == "content":
        place = f"/at/{first['attachment']['location']}"
        handler.files[place] = handler.files[place][:-5] + b"hello"
    elif change == "location":
        for each in records:
            each["attachment"]["location"] = "http://127.0.0.1:9/x"
    else:
        records.clear()
    handler.files["/records"] = json.dumps({"data": records}).encode()
    with pytest.raises((ModelInvalid, ModelMissing)) as caught:
        install(tmp_path, base)
    assert "\n" not in caught.value.message
    assert [each for each in installed_models(tmp_path) if not each.demo] == []


def test_a_digest_that_cannot_be_compared_is_not_passed_over(tmp_path: Path, pten: Path) -> None:
    for call in (
        lambda: install_file(pten, tmp_path, "0" * 64),
        lambda: install_pair("pt-en", tmp_path, sha256="0" * 64, engine="firefox"),
    ):
        with pytest.raises(UsageError, match="several files"):
            call()
    shell = ["models", "install", str(pten), "--sha256", "0" * 64]
    assert CliRunner().invoke(main, shell).exit_code == 2
