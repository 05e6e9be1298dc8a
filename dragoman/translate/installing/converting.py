"""Turning a model into CTranslate2's form, by the converters that CTranslate2 brings.

They need what the model was made with (torch and transformers, or a Marian model's own files), so
they run in a process of their own, which is kept from asking anybody for what is missing.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from dragoman.errors import ModelError, ModelInvalid
from dragoman.translate.installing.marian_folder import Pair, marian_folder, vocabularies
from dragoman.translate.models.ct2_files import copy_beside, is_converted
from dragoman.translate.models.model import version_key

OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_DATASETS_OFFLINE": "1",
    "DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}
MOST_SECONDS = 2 * 3600  # a bound, since a folder may be anybody's
MOST_CONFIG_BYTES = 10_000_000
_NEEDED = ("torch", "transformers")
# From which versions on nothing but numbers is read out of pickled weights.
_READ_SAFELY = {"torch": (2, 6), "transformers": (5,)}
# Which of transformers' kinds of model are of a family that is known here.
_KINDS = ("m2m_100", "nllb", "t5", "mt5", "umt5", "marian")


_CONVERTERS = {
    "transformers": "ctranslate2.converters.transformers",
    "opus_mt": "ctranslate2.converters.opus_mt",
    "fsmt": "dragoman.translate.installing.fsmt_converter",
}
_ELSEWHERE = {
    "transformers": "ct2-transformers-converter",
    "fsmt": "ct2-fairseq-converter (from fairseq's own files)",
}


@contextlib.contextmanager
def converted(folder: Path, pair: Pair | None = None) -> Iterator[Path]:
    """The folder itself where it holds a converted model, else one that goes away again.

    Raises ModelInvalid where it holds neither that nor a model to convert, and as `convert` does.
    """
    if is_converted(folder):
        yield folder
        return
    if any(folder.glob("dict.*.txt")) and any(folder.glob("*.pt")):
        raise ModelInvalid(
            f"{folder} holds fairseq's own files, which fairseq alone reads; convert them where it "
            "is installed with ct2-fairseq-converter and copy bpecodes into what comes of it, or "
            "take the same model as transformers has it (config.json, merges.txt)",
            subject=str(folder),
        )
    if kind_of(folder) is None:
        raise ModelInvalid(
            f"{folder} holds no model that is known: no Firefox model, none that CTranslate2's "
            "converters wrote, and none that they can convert",
            subject=str(folder),
        )
    with tempfile.TemporaryDirectory(prefix="dragoman-") as made:
        into = Path(made) / "converted"
        convert(folder, into, pair)
        yield into


def kind_of(folder: Path) -> str | None:
    """What converter a folder is for: "transformers", "opus_mt" or, of ours, "fsmt"; or None."""
    if any(folder.glob("*.npz")):
        return "opus_mt"
    try:
        with (folder / "config.json").open("rb") as file:
            said = json.loads(file.read(MOST_CONFIG_BYTES))
    except (OSError, ValueError, RecursionError):
        return None
    kind = said.get("model_type") if isinstance(said, dict) else None
    if kind == "fsmt":
        return "fsmt"
    return "transformers" if kind in _KINDS else None


def convert(folder: Path, into: Path, pair: Pair | None = None) -> None:
    """Convert a folder's model, with its tokenizer's files beside it.

    Raises ModelError where a package that is needed is missing, ModelInvalid where it fails.
    """
    kind = kind_of(folder)
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if kind != "opus_mt" and missing:
        raise ModelError(
            f"{folder} holds a model that has to be converted first, which needs "
            f"{' and '.join(missing)}; install them with: pip install {' '.join(missing)}, or "
            f"convert it elsewhere with {_ELSEWHERE[str(kind)]} and install the folder that "
            "comes of it",
            subject=str(folder),
        )
    if kind != "opus_mt":
        _check_pickled(folder)
    with tempfile.TemporaryDirectory(prefix="dragoman-") as made:
        if kind == "opus_mt":
            given = ["--model_dir", str(marian_folder(folder.resolve(), Path(made), pair))]
        else:
            given = ["--model", str(folder.resolve())]
        _run([_CONVERTERS[str(kind)], *given, "--output_dir", str(into)], folder)
    copy_beside(folder, into, "tokenizer_config.json")
    for name, file in vocabularies(folder, pair).items():
        shutil.copyfile(file, into / name)


def _check_pickled(folder: Path) -> None:
    """ModelError where weights may be pickled and what reads them may run code out of them."""
    if _has_safetensors(folder):
        return
    old = [name for name, least in _READ_SAFELY.items() if version_key(version(name)) < least]
    if old:
        wanted = " ".join(f'"{n}>={".".join(map(str, _READ_SAFELY[n]))}"' for n in old)
        raise ModelError(
            f"{folder} does not hold its weights as safetensors (model.safetensors), and pickled "
            "ones (pytorch_model.bin) may run code where older packages read them; install newer "
            f"ones with: pip install {wanted}, or take the model with its weights as safetensors",
            subject=str(folder),
        )


def _has_safetensors(folder: Path) -> bool:
    """Whether the file, or every part, that transformers takes before pickled ones is such."""
    if (folder / "model.safetensors").is_file():
        return True
    try:
        with (folder / "model.safetensors.index.json").open("rb") as file:
            parts = json.loads(file.read(MOST_CONFIG_BYTES))["weight_map"].values()
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return False
    return all(isinstance(part, str) and part.endswith(".safetensors") for part in parts)


def _run(arguments: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", *arguments],
            env={**os.environ, **OFFLINE}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, check=False, timeout=MOST_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise ModelInvalid(
            f"{folder} could not be converted within {MOST_SECONDS / 3600:g} hours",
            subject=str(folder),
        ) from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ModelInvalid(
            f"{folder} could not be converted: {said[-1][:300] if said else 'it ended at once'}",
            subject=str(folder),
        )
