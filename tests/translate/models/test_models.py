"""Models: where they are looked for, how they are installed, and what is refused."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import click
import pytest

from dragoman.commands.models import models_install
from dragoman.commands.translate import translate as translate_command
from dragoman.errors import ModelError, ModelInvalid, ModelMissing, UsageError
from dragoman.steps.models import _offered
from dragoman.translate.installing import download
from dragoman.translate.installing.install import install_file, install_pair, parse_pair, remove
from dragoman.translate.installing.model_zip import unpack
from dragoman.translate.models.folders import EMBEDDED, argos_folders, own_folder
from dragoman.translate.models.model import (
    AUTO,
    BY_THEMSELVES,
    ENGINES,
    NAMES,
    find_package,
    installed_models,
    version_key,
)
from dragoman.translate.models.package import Package
from dragoman.translate.models.quality import best_first
from dragoman.translate.translator import Translator
from tests.support.argos_package import dictionary_package, metadata, pack
from tests.support.site import POLL

VARIABLES = ("DRAGOMAN_MODELS", "ARGOS_PACKAGES_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder without models, so that those of the machine play no part."""
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "home" / "AppData" / "Local"))
    return tmp_path / "home"


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dictionary_package(tmp_path_factory.mktemp("made") / "package")


@pytest.fixture(scope="module")
def model_file(unpacked: Path) -> Path:
    return pack(unpacked, unpacked.parent / "az_en.argosmodel")


@pytest.fixture(scope="module")
def newer_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = dictionary_package(
        tmp_path_factory.mktemp("newer") / "package",
        words={"salam": "greetings"},
        package_version="1.10",
        license="CC0-1.0",
    )
    return pack(folder, folder.parent / "az_en_1_10.argosmodel")


@pytest.fixture(scope="module")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = dictionary_package(
        tmp_path_factory.mktemp("demo") / "package", source="ka", dragoman_demo=True
    )
    return pack(folder, folder.parent / "demo.argosmodel")


def installed(models: Path) -> list[str]:
    found = installed_models(models)
    return [
        f"{model.engine} {model.pair} {model.version}" for model in found if not embedded(model)
    ]


def embedded(model: object) -> bool:
    return Path(model.path).parent == EMBEDDED  # type: ignore[attr-defined]


# Where models are looked for


def test_our_folder_follows_the_platform_and_the_variable(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert own_folder() == home / ".local" / "share" / "dragoman" / "models"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert own_folder() == tmp_path / "xdg" / "dragoman" / "models"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert own_folder() == home / "Library" / "Application Support" / "dragoman" / "models"
    monkeypatch.setattr(sys, "platform", "win32")
    assert own_folder() == home / "AppData" / "Local" / "dragoman" / "models"
    monkeypatch.setenv("DRAGOMAN_MODELS", str(tmp_path / "chosen"))
    assert own_folder() == tmp_path / "chosen"
    assert own_folder(tmp_path / "given") == tmp_path / "given"


def test_argos_folders_are_those_that_argos_uses(tmp_path: Path, home: Path) -> None:
    """Asked of Argos itself, in a process of its own, since asking makes folders."""
    script = "from argostranslate import settings; print(settings.package_dirs[0])"
    settings = home / ".config" / "argos-translate" / "settings.json"
    cases: list[Callable[[], dict[str, str]]] = [
        dict,
        lambda: {"XDG_DATA_HOME": str(tmp_path / "xdg")},
        lambda: {"ARGOS_PACKAGES_DIR": str(tmp_path / "chosen")},
        lambda: (
            settings.write_text(
                json.dumps({"ARGOS_PACKAGES_DIR": str(tmp_path / "file")}), encoding="utf-8"
            ),
            {},
        )[1],
    ]
    for case in cases:
        extra = case()
        environment = {**os.environ, **extra}
        ask = [sys.executable, "-c", script]
        said = subprocess.run(ask, env=environment, capture_output=True, text=True, check=True)
        with pytest.MonkeyPatch.context() as patch:
            for key, value in extra.items():
                patch.setenv(key, value)
            assert [str(folder) for folder in argos_folders()] == [said.stdout.strip()]


def test_looking_makes_no_folder_and_loads_no_argos_settings(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from dragoman.translate.models.model import installed_models\n"
        "from dragoman.translate.translator import Translator\n"
        "from dragoman.errors import ModelMissing\n"
        "installed_models()\n"
        "try: Translator.open('az', 'en')\n"
        "except ModelMissing: pass\n"
        "import argostranslate.tokenizer\n"
        "bad = {'argostranslate.settings', 'minisbd', 'onnxruntime', 'requests', 'ctranslate2'}\n"
        "print(sorted(bad & set(sys.modules)))"
    )
    ask = [sys.executable, "-c", script]
    said = subprocess.run(ask, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
    assert not (tmp_path / "home").exists()


def test_argos_own_packages_are_used_but_never_changed(
    tmp_path: Path, unpacked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = tmp_path / "argos" / "translate-az_en-1_0"
    theirs.parent.mkdir()
    unpacked_copy(unpacked, theirs)
    before = sorted(path.name for path in theirs.iterdir())
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(theirs.parent))
    models = tmp_path / "models"
    assert installed(models) == ["argos az-en 1.0"]
    with Translator.open("az", "en", models_dir=models) as translator:
        assert translator.translate(["salam"])[0].text == "hello"
    with pytest.raises(ModelMissing, match="installed by Argos Translate"):
        remove("az-en", models)
    assert sorted(path.name for path in theirs.iterdir()) == before
    assert not models.exists()


def test_an_installed_model_of_the_same_version_comes_before_argos_own(
    tmp_path: Path, unpacked: Path, model_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = tmp_path / "argos" / "translate-az_en-1_0"
    theirs.parent.mkdir()
    unpacked_copy(unpacked, theirs)
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(theirs.parent))
    ours = install_file(model_file, tmp_path / "models")
    assert find_package("az", "en", tmp_path / "models").path == ours.path


def unpacked_copy(source: Path, target: Path) -> None:
    for path in source.rglob("*"):
        if path.is_file():
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())


# Installing a file


def test_install_file(tmp_path: Path, model_file: Path) -> None:
    models = tmp_path / "models"
    model = install_file(model_file, models)
    assert (model.engine, model.name, model.pair) == ("argos", "Argos az→en", "az-en")
    assert (model.version, model.licence, model.demo) == ("1.0", None, False)
    assert model.file_sha256 == hashlib.sha256(model_file.read_bytes()).hexdigest()
    assert model.sha256 == Package.open(model.path).digest()
    assert model.path.parent == models
    assert installed(models) == ["argos az-en 1.0"]
    assert [path for path in models.iterdir() if path != model.path] == []
    with Translator.open("az", "en", models_dir=models) as translator:
        assert translator.model == model
        assert translator.translate(["salam dünya"])[0].text == "hello world"


def test_the_digest_is_the_same_packed_and_unpacked_and_can_be_made_by_hand(
    tmp_path: Path, unpacked: Path, model_file: Path
) -> None:
    lines = [
        f"{hashlib.sha256((unpacked / name).read_bytes()).hexdigest()}  {name}\n"
        for name in sorted(
            path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()
        )
    ]
    by_hand = hashlib.sha256("".join(lines).encode()).hexdigest()
    assert Package.open(model_file).digest() == by_hand
    assert Package.open(unpacked).digest() == by_hand
    assert install_file(model_file, tmp_path / "models").sha256 == by_hand


def test_a_newer_model_replaces_the_old_one_and_a_bad_one_does_not(
    tmp_path: Path, model_file: Path, newer_file: Path
) -> None:
    models = tmp_path / "models"
    install_file(model_file, models)
    model = install_file(newer_file, models)
    assert (installed(models), model.licence) == (["argos az-en 1.10"], "CC0-1.0")
    bad = tmp_path / "bad.argosmodel"
    bad.write_bytes(model_file.read_bytes()[:-2000])
    with pytest.raises(ModelInvalid, match="nothing was installed"):
        install_file(bad, models)
    assert installed(models) == ["argos az-en 1.10"]
    assert [path.name for path in models.iterdir()] == [model.path.name]


def test_installing_the_same_file_again_changes_nothing(tmp_path: Path, model_file: Path) -> None:
    first = install_file(model_file, tmp_path / "models")
    assert install_file(model_file, tmp_path / "models") == first


def test_a_wrong_digest_is_refused_before_anything_is_unpacked(
    tmp_path: Path, model_file: Path
) -> None:
    with pytest.raises(ModelInvalid, match="SHA-256"):
        install_file(model_file, tmp_path / "models", sha256="0" * 64)
    assert not (tmp_path / "models").exists()


def test_a_model_whose_files_changed_is_not_used(tmp_path: Path, model_file: Path) -> None:
    models = tmp_path / "models"
    model = install_file(model_file, models)
    readme = model.path / "README.md"
    readme.write_text("License: MIT\n", encoding="utf-8")
    with pytest.raises(ModelInvalid, match="have changed"):
        Translator.open("az", "en", models_dir=models)
    assert installed(models) == []
    readme.unlink()
    assert installed(models) == ["argos az-en 1.0"]


def test_a_licence_in_the_readme_is_found(tmp_path: Path, unpacked: Path) -> None:
    unpacked_copy(unpacked, tmp_path / "package")
    readme = "# Model\n\nTrained on news.\n\nLicense: CC BY-SA 4.0\n"
    (tmp_path / "package" / "README.md").write_text(readme, encoding="utf-8")
    assert Package.open(tmp_path / "package").licence() == "CC BY-SA 4.0"


def without(file: Path, target: Path, *names: str) -> Path:
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            if not item.filename.endswith(names):
                new.writestr(item, old.read(item))
    return target


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("metadata.json", "metadata.json"),
        ("sentencepiece.model", "no tokenizer that is known"),
        ("model.bin", "model/model.bin"),
    ],
)
def test_an_incomplete_package_is_refused(
    tmp_path: Path, model_file: Path, missing: str, said: str
) -> None:
    bad = without(model_file, tmp_path / "bad.argosmodel", missing)
    with pytest.raises(ModelInvalid, match=said):
        install_file(bad, tmp_path / "models")
    assert installed(tmp_path / "models") == []


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", "[" * 100_000, '{"from_code": "az"}', '{"from_code": "../a", "to_code": "en"}'],
)
def test_unusable_metadata_is_refused(tmp_path: Path, model_file: Path, text: str) -> None:
    bad = without(model_file, tmp_path / "bad.argosmodel", "metadata.json")
    with zipfile.ZipFile(bad, "a") as archive:
        archive.writestr("translate-az_en-1_0/metadata.json", text)
    with pytest.raises(ModelInvalid):
        install_file(bad, tmp_path / "models")
    assert installed(tmp_path / "models") == []


def test_a_file_that_is_missing_or_no_zip(tmp_path: Path) -> None:
    with pytest.raises(ModelInvalid, match="cannot be read"):
        install_file(tmp_path / "none.argosmodel", tmp_path / "models")
    (tmp_path / "text").write_text("hello", encoding="utf-8")
    with pytest.raises(ModelInvalid, match="no zip file"):
        install_file(tmp_path / "text", tmp_path / "models")


# Hostile zips


def hostile(file: Path, names: list[str], mode: int = 0o100644) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            item = zipfile.ZipInfo(name)
            item.external_attr = mode << 16
            archive.writestr(item, b"x")
    return file


@pytest.mark.parametrize(
    "names",
    [
        ["a/../../escaped"],
        ["../escaped"],
        ["/escaped"],
        ["C:/escaped"],
        ["a/C:escaped"],
        ["a\\..\\..\\escaped"],
        ["a/b", "a/b"],
        ["a/b", "a/B"],
        ["a/b", "c/d"],
        ["b"],
        ["a//b"],
        ["a/./b"],
        ["a/con.txt"],
        ["a/b. "],
        ["a/b\x1b[2J"],
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, names: list[str]) -> None:
    inside = tmp_path / "deep" / "inside"
    inside.mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    file = hostile(tmp_path / "bad.argosmodel", names)
    with pytest.raises(ModelInvalid):
        unpack(file, inside)
    assert sorted(tmp_path.rglob("*")) == sorted([*before, file])


@pytest.mark.parametrize("mode", [0o120777, 0o060644, 0o010644])
def test_links_and_devices_are_refused(tmp_path: Path, mode: int) -> None:
    file = hostile(tmp_path / "bad.argosmodel", ["a/b"], mode)
    with pytest.raises(ModelInvalid, match="link"):
        unpack(file, tmp_path)


def test_too_many_entries_and_too_many_bytes_are_refused(tmp_path: Path) -> None:
    file = hostile(tmp_path / "many.argosmodel", [f"a/{number}" for number in range(10_001)])
    with pytest.raises(ModelInvalid, match="10,000 entries"):
        unpack(file, tmp_path)
    with zipfile.ZipFile(tmp_path / "big.argosmodel", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/zeros", b"\0" * 200_000)
    with pytest.raises(ModelInvalid, match="more than 100,000 bytes"):
        unpack(tmp_path / "big.argosmodel", tmp_path, max_bytes=100_000)


def test_a_file_that_is_larger_than_it_declares_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "liar.argosmodel"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/zeros", b"\0" * 200_000)
    raw = file.read_bytes().replace((200_000).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    file.write_bytes(raw)
    with pytest.raises(ModelInvalid):
        unpack(file, tmp_path, max_bytes=100_000)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_only_what_is_deflated_is_unpacked(tmp_path: Path, method: int) -> None:
    """Damage in it would raise what no zip file does."""
    file = tmp_path / "odd.argosmodel"
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("a/zeros", b"0123456789" * 100)
    broken = bytearray(file.read_bytes())
    broken[45] ^= 0xFF
    for content in (file.read_bytes(), bytes(broken)):
        file.write_bytes(content)
        with pytest.raises(ModelInvalid, match="deflate"):
            unpack(file, tmp_path)


# Demo models


def test_a_demo_model_is_only_taken_by_its_full_name(tmp_path: Path, demo_file: Path) -> None:
    models = tmp_path / "models"
    model = install_file(demo_file, models)
    assert (model.engine, model.name) == ("demo-model-ka-en", "demo model ka→en")
    assert (model.version, model.demo) == ("1.0 (demo model)", True)
    for engine in ("auto", "argos"):
        with pytest.raises(ModelMissing) as caught:
            Translator.open("ka", "en", engine, models)
        assert "demo" not in caught.value.message
        assert "dragoman models install ka-en" in caught.value.message
    with Translator.open("ka", "en", "demo-model-ka-en", models) as translator:
        assert translator.model.demo
    with pytest.raises(ModelMissing, match="does not translate"):
        Translator.open("az", "en", "demo-model-ka-en", models)
    assert [removed.engine for removed in remove("demo-model-ka-en", models)] == [model.engine]
    with pytest.raises(ModelMissing):
        Translator.open("ka", "en", "demo-model-ka-en", models)


def test_the_embedded_models_are_small_and_say_what_they_are(tmp_path: Path) -> None:
    files = sorted(EMBEDDED.glob("*.argosmodel"))
    if not files:
        pytest.skip(f"the demo models have not been trained into {EMBEDDED.name} yet")
    assert all(file.stat().st_size < 6_000_000 for file in files)
    models = [model for model in installed_models(tmp_path) if embedded(model)]
    assert [model.engine for model in models] == ["demo-model-az-en", "demo-model-ru-en"]
    for model in models:
        assert model.demo and model.version.endswith("(demo model)")
        with pytest.raises(ModelMissing):
            Translator.open(model.source, "en", models_dir=tmp_path)
        with pytest.raises(ModelMissing, match="part of Dragoman"):
            remove(model.engine, tmp_path)
        with Translator.open(model.source, "en", model.engine, tmp_path) as translator:
            assert translator.model == model


def test_a_packed_model_is_loaded_without_unpacking(demo_file: Path) -> None:
    from dragoman.translate.engines.argos import ArgosEngine

    engine = ArgosEngine(Package.open(demo_file))
    assert engine.decode(["salam dünya"])[0].text == "hello world"


def test_unknown_engines_and_the_one_that_is_to_come(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        Translator.open("az", "en", "magic", tmp_path)
    with pytest.raises(ModelMissing, match="Firefox"):
        Translator.open("az", "en", "firefox", tmp_path)
    with pytest.raises(ModelMissing):
        Translator.open("az", "en", "demo-model-xx-yy", tmp_path)


def test_whatever_lists_the_engines_has_each(tmp_path: Path) -> None:
    (choice,) = [each.type for each in models_install.params if each.name == "engine"]
    assert isinstance(choice, click.Choice) and tuple(choice.choices) == (AUTO, *ENGINES)
    assert set(best_first("az", "en")) == set(BY_THEMSELVES) < set(ENGINES) < set(NAMES)
    (option,) = [each for each in translate_command.params if each.name == "engine"]
    for engine in ENGINES:
        assert engine in str(getattr(option, "help", "")) and engine in _offered(engine, "az", "en")
        with pytest.raises(ModelMissing, match=f"--engine {engine}"):
            Translator.open("az", "en", engine, tmp_path)


# Removing


def test_remove(tmp_path: Path, model_file: Path) -> None:
    models = tmp_path / "models"
    model = install_file(model_file, models)
    assert remove("az-en", models) == [model]
    assert list(models.iterdir()) == []
    with pytest.raises(ModelMissing, match="No model called az-en"):
        remove("az-en", models)
    with pytest.raises(UsageError):
        remove("../az-en", models)


def test_pairs_and_versions() -> None:
    assert parse_pair("az-en") == parse_pair("az→en") == parse_pair("az->en") == ("az", "en")
    for bad in ("az", "", "az-en-ru-x", "../..", "az-"):
        with pytest.raises(UsageError):
            parse_pair(bad)
    assert version_key("1.10") > version_key("1.9") > version_key("1") > version_key("")


# The index, served from this machine


class Shelf(BaseHTTPRequestHandler):
    """Files by path; `cut` breaks off the first answer in its middle; ranges are understood."""

    files: dict[str, bytes]
    requests: list[str]
    cut: set[str]
    said: ClassVar[dict[str, str]] = {}  # lengths that are not those of the files

    def do_GET(self) -> None:
        content = self.files.get(self.path)
        if content is None:
            self.send_error(404)
            return
        wanted = self.headers.get("Range")
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        if start >= len(content):
            self.send_error(416)
            return
        self.requests.append(f"{self.path} {start}")
        self.send_response(206 if start else 200)
        self.send_header("ETag", '"one"')
        self.send_header("Content-Length", self.said.get(self.path, str(len(content) - start)))
        self.end_headers()
        if self.path in self.cut:
            self.cut.discard(self.path)
            content = content[: len(content) // 2]
        self.wfile.write(content[start:])
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def shelf(model_file: Path) -> Iterator[tuple[str, type[Shelf]]]:
    handler = type("Handler", (Shelf,), {"files": {}, "requests": [], "cut": set(), "said": {}})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(POLL,), daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    old = {**metadata("az", "en"), "type": "translate", "links": [f"{base}/old"]}
    new = {**old, "package_version": "1.5", "links": ["ipfs://x", f"{base}/az_en"]}
    other = [{"type": "sbd", "from_codes": ["az"]}, "junk", {**new, "from_code": "ru", "links": []}]
    handler.files["/index.json"] = json.dumps([old, new, *other]).encode()
    handler.files["/az_en"] = model_file.read_bytes()
    yield base, handler
    server.shutdown()
    server.server_close()


def test_install_pair(
    tmp_path: Path, shelf: tuple[str, type[Shelf]], monkeypatch: pytest.MonkeyPatch
) -> None:
    base, handler = shelf
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")  # read by nobody
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    seen: list[tuple[int, int]] = []
    model = install_pair(
        "az-en",
        tmp_path / "models",
        progress=lambda done, total: seen.append((done, total)),
        index_url=f"{base}/index.json",
    )
    size = len(handler.files["/az_en"])
    assert seen[-1] == (size, size)
    assert model.file_sha256 == hashlib.sha256(handler.files["/az_en"]).hexdigest()
    assert [path.name for path in (tmp_path / "models").iterdir()] == [model.path.name]


@pytest.mark.parametrize(("licence", "said"), [("CC-BY-NC-4.0", 1), ("CC-BY-4.0", 0)])
def test_what_the_licence_of_a_download_forbids_is_told(
    tmp_path: Path, shelf: tuple[str, type[Shelf]], licence: str, said: int
) -> None:
    """Before it is in its place."""
    base, handler = shelf
    package = dictionary_package(tmp_path / "package")
    (package / "README.md").write_text(f"# Model\n\nLicense: {licence}\n", encoding="utf-8")
    handler.files["/az_en"] = pack(package, tmp_path / "nc.argosmodel").read_bytes()
    told: list[tuple[str, list[str]]] = []
    model = install_pair(
        "az-en",
        tmp_path / "models",
        index_url=f"{base}/index.json",
        tell=lambda each: told.append((each, installed(tmp_path / "models"))),
    )
    assert model.licence == licence
    assert told == [(f"az-en: its licence forbids commercial use: {licence}", [])] * said


def test_a_download_that_broke_off_goes_on(tmp_path: Path, shelf: tuple[str, type[Shelf]]) -> None:
    base, handler = shelf
    handler.cut.add("/az_en")
    with pytest.raises(ModelError, match="broke off"):
        install_pair("az-en", tmp_path / "models", index_url=f"{base}/index.json")
    assert installed(tmp_path / "models") == []
    install_pair("az-en", tmp_path / "models", index_url=f"{base}/index.json")
    starts = [int(line.split()[1]) for line in handler.requests if line.startswith("/az_en")]
    assert starts[0] == 0 < starts[1]
    assert installed(tmp_path / "models") == ["argos az-en 1.0"]


def test_a_download_that_was_whole_already_is_taken_anew(
    tmp_path: Path, shelf: tuple[str, type[Shelf]]
) -> None:
    base, handler = shelf
    offer = download.find_offer("az", "en", f"{base}/index.json")
    part = download.fetch(offer, tmp_path)
    part.with_suffix(".etag").write_text('"one"', encoding="utf-8")
    assert download.fetch(offer, tmp_path).read_bytes() == handler.files["/az_en"]


def test_a_bad_download_is_not_gone_on_from(tmp_path: Path, shelf: tuple[str, type[Shelf]]) -> None:
    base, handler = shelf
    good, handler.files["/az_en"] = handler.files["/az_en"], b"PK no zip"
    with pytest.raises(ModelInvalid):
        install_pair("az-en", tmp_path / "models", index_url=f"{base}/index.json")
    handler.files["/az_en"] = good
    with pytest.raises(ModelInvalid, match="SHA-256"):
        install_pair("az-en", tmp_path / "models", sha256="0" * 64, index_url=f"{base}/index.json")
    assert list((tmp_path / "models").iterdir()) == []


def test_a_download_that_is_too_large_is_given_up(
    tmp_path: Path, shelf: tuple[str, type[Shelf]]
) -> None:
    base, _ = shelf
    offer = download.find_offer("az", "en", f"{base}/index.json")
    with pytest.raises(ModelError, match="larger than"):
        download.fetch(offer, tmp_path, max_bytes=1000)


def test_a_length_of_more_digits_than_a_number_has_is_too_large(
    tmp_path: Path, shelf: tuple[str, type[Shelf]]
) -> None:
    base, handler = shelf
    offer = download.find_offer("az", "en", f"{base}/index.json")
    handler.said[f"/{offer.url.rpartition('/')[2]}"] = "9" * 5000
    with pytest.raises(ModelError, match="larger than"):
        download.fetch(offer, tmp_path)


def test_what_can_go_wrong_with_the_index(tmp_path: Path, shelf: tuple[str, type[Shelf]]) -> None:
    base, handler = shelf
    with pytest.raises(ModelMissing, match="no model for ru→en"):
        install_pair("ru-en", tmp_path, index_url=f"{base}/index.json")
    with pytest.raises(ModelError, match="HTTP status 404"):
        install_pair("az-en", tmp_path, index_url=f"{base}/none.json")
    handler.files["/index.json"] = b"<html>"
    with pytest.raises(ModelError, match="not valid JSON"):
        install_pair("az-en", tmp_path, index_url=f"{base}/index.json")
    with pytest.raises(UsageError):
        install_pair("azerbaijani", tmp_path, index_url=f"{base}/index.json")


def test_without_a_network_one_sentence_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        install_pair("az-en", tmp_path, index_url="http://127.0.0.1:9/index.json")
    assert "no connection" in caught.value.message
    assert "dragoman models install FILE" in caught.value.message
    assert "\n" not in caught.value.message


def test_a_safe_index_cannot_send_to_an_unsafe_link() -> None:
    entry = {**metadata("az", "en"), "links": ["http://example.org/az_en"]}
    assert download._offer(entry, "https") is None
    assert download._offer(entry, "http") is not None
