"""The model that hears: where it lies, how it is installed from a folder, which one it is.

There is one at a time. It is a Whisper model that CTranslate2 has converted, and is told by the
head of its file. Nothing here fetches one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.errors import ModelInvalid, ModelMissing
from dragoman.translate.models.folders import SPEECH, delete_folder, own_folder
from dragoman.translate.models.package import MAX_TEXT_BYTES, file_digest, stated_licence
from dragoman.translate.models.workshop import copied, sweep, workshop

WEIGHTS, README = "model.bin", "README.md"
# Without its tokenizer in the folder the library would ask a server for one.
NEEDED = (WEIGHTS, "config.json", "tokenizer.json")
KEPT = (*NEEDED, "vocabulary.json", "vocabulary.txt", "preprocessor_config.json", README)
_MAKES = b"WhisperSpec\x00"  # what CTranslate2 writes near the beginning of such a model
MISSING = (
    "hearing what is said needs a model, and none is fetched by itself: install a Whisper model "
    'that CTranslate2 has converted with "dragoman models install FOLDER" (docs/recordings.md)'
)


@dataclass(frozen=True, slots=True)
class SpeechModel:
    """The installed model; `sha256` is over its files, as `sha256sum` lists them by name."""

    path: Path
    sha256: str
    licence: str | None

    @property
    def size(self) -> int:
        return (self.path / WEIGHTS).stat().st_size

    def identity(self) -> dict[str, Any]:
        """For records: which model it was, without where it lay on somebody's machine."""
        return {"name": "whisper", "sha256": self.sha256, "licence": self.licence}


def is_speech_model(folder: Path) -> bool:
    """Whether a folder holds a Whisper model of CTranslate2's."""
    try:
        with (folder / WEIGHTS).open("rb") as stream:
            return _MAKES in stream.read(64)
    except OSError:
        return False


def speech_model(models_dir: Path | None = None) -> SpeechModel:
    """The installed one. ModelMissing, with how to install one, where there is none; ModelInvalid
    where its files are not what was installed."""
    place = own_folder(models_dir) / SPEECH
    found = sorted(each for each in _folders(place) if is_speech_model(each))
    if not found:
        raise ModelMissing(MISSING, subject=SPEECH)
    return _described(found[-1])


def installed_speech(models_dir: Path | None = None) -> SpeechModel | None:
    try:
        return speech_model(models_dir)
    except ModelMissing:
        return None


def install_speech(folder: Path, models_dir: Path | None = None) -> SpeechModel:
    """Copy a model to the place of the one before. ModelInvalid where a file is missing."""
    lacking = [name for name in NEEDED if not (folder / name).is_file()]
    if lacking:
        raise ModelInvalid(
            f"{folder} is a Whisper model without {' and '.join(lacking)}, which is needed; "
            "nothing was installed",
            subject=str(folder),
        )
    place = own_folder(models_dir) / SPEECH
    with workshop(place, str(folder)) as made:
        for name in KEPT:
            if (folder / name).is_file():
                copied(folder / name, made / name)
        final = place / _digest(made)
        delete_folder(final)
        made.rename(final)
    for other in _folders(place):
        if other != final:
            delete_folder(other)
    return _described(final)


def remove_speech(models_dir: Path | None = None) -> None:
    """ModelMissing where there is none."""
    place = own_folder(models_dir) / SPEECH
    found = _folders(place)
    if not found:
        raise ModelMissing("No model that hears is installed", subject=SPEECH)
    sweep(place)
    for each in found:
        delete_folder(each)


def _folders(place: Path) -> list[Path]:
    try:
        return [each for each in place.iterdir() if each.is_dir() and each.name[0] != "."]
    except OSError:
        return []


def _described(folder: Path) -> SpeechModel:
    """By the name of its folder, which is its digest; whoever hears with it checks the files."""
    readme = folder / README
    text = ""
    if readme.is_file():
        text = readme.read_bytes()[:MAX_TEXT_BYTES].decode("utf-8", "replace")
    return SpeechModel(folder, folder.name, stated_licence(text))


def check_files(model: SpeechModel) -> None:
    """ModelInvalid where its files have changed since it was installed."""
    if _digest(model.path) != model.sha256:
        raise ModelInvalid(
            f"the files of the model in {model.path} have changed since it was installed; "
            "install it again",
            subject=str(model.path),
        )


def _digest(folder: Path) -> str:
    import hashlib

    listing = hashlib.sha256()
    for name in sorted(each.name for each in folder.iterdir() if each.is_file()):
        listing.update(f"{file_digest(folder / name)}  {name}\n".encode())
    return listing.hexdigest()
