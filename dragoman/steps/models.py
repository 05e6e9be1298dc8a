"""What is done to the translation models of this machine, which belong to no archive."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.errors import ModelMissing, UsageError

if TYPE_CHECKING:
    from dragoman.translate import Model
    from dragoman.translate.evaluate import Evaluation
    from dragoman.translate.models.available import Available
    from dragoman.translate.speech.speech_model import SpeechModel

Progress = Callable[[int, int], None]


def speech(models_dir: Path | None = None) -> SpeechModel | None:
    """The model that hears what is said in recordings; None where none is installed."""
    from dragoman.translate.speech.speech_model import installed_speech

    return installed_speech(models_dir)


def needed_speech(models_dir: Path | None = None) -> SpeechModel:
    """The same. ModelMissing, with how to install one, where none is installed."""
    from dragoman.translate.speech.speech_model import speech_model

    return speech_model(models_dir)


def install_speech_model(folder: Path, models_dir: Path | None = None) -> SpeechModel | None:
    """Install a Whisper model that CTranslate2 has converted; None where the folder holds none."""
    from dragoman.translate.speech.speech_model import install_speech, is_speech_model

    if not folder.is_dir() or not is_speech_model(folder):
        return None
    return install_speech(folder, models_dir)


def models(models_dir: Path | None = None) -> list[Model]:
    """The translation models that are installed, the demo's own among them."""
    from dragoman.translate.models.model import installed_models

    return installed_models(models_dir)


def install_model(
    what: str,
    *,
    engine: str = "auto",
    sha256: str | None = None,
    pair: str | None = None,
    models_dir: Path | None = None,
    progress: Progress | None = None,
    tell: Callable[[str], None] | None = None,
) -> Model:
    """Install a model from a file or folder, or one for a pair (`az-en`) from a list of models.

    `engine` says from which list: Argos's or Mozilla's; `auto` takes the one with the better
    published score, and the other where it has none for the pair. `sha256` is of an Argos file, so
    with it `auto` means Argos's; `pair` is of a folder that does not say what its model translates.
    `progress` is called with the bytes downloaded and all of them; `tell` with a sentence on
    licence and quality before anything is, and on a model's licence where that forbids something.
    ModelInvalid where the file is not a model that can be used; ModelError where nothing could be
    downloaded, or a package is missing that converts; UsageError where `sha256` was given for what
    is no `.argosmodel` file, or a pair is missing. A model that was there before stays until the
    new one is whole.
    """
    from dragoman.translate.installing.install import (
        install_file,
        install_pair,
        is_pair,
        two_languages,
    )
    from dragoman.translate.models.quality import best_first

    path = Path(what)
    if path.suffix == ".argosmodel" or (path.exists() and not (is_pair(what) and path.is_dir())):
        return install_file(path, models_dir, sha256, pair=pair, tell=tell)
    if len(path.parts) > 1:
        raise UsageError(f"there is no file or folder {what}", subject=what)
    if not is_pair(what):
        raise UsageError(
            f"there is no file or folder {what}, and it is no pair of languages such as az-en",
            subject=what,
        )
    source, target = two_languages(what)
    if engine == "auto":
        engines: tuple[str, ...] = ("argos",) if sha256 else best_first(source, target)
    else:
        engines = (engine,)
    missing: ModelMissing | None = None
    for each in engines:
        if tell is not None:
            tell(_offered(each, source, target))
        try:
            return install_pair(what, models_dir, progress, sha256, engine=each, tell=tell)
        except ModelMissing as error:
            missing = missing or error
    assert missing is not None
    raise missing


def _offered(engine: str, source: str, target: str) -> str:
    """A sentence on licence and quality of what is about to be downloaded."""
    from dragoman.translate.models.quality import SOURCE, published

    licence = {
        "argos": "Argos packages mostly state no licence of their own",
        "firefox": "Mozilla publishes Firefox models under the MPL-2.0",
        "ct2": "the large model that Mozilla's was trained from; nobody states its licence",
    }[engine]
    score = published(engine, source, target)
    quality = (
        f"published quality BLEU {score.bleu}, COMET {score.comet} ({SOURCE})"
        if score
        else "no published score is known for this pair"
    )
    return f"{engine} {source}→{target}: {licence}; {quality}"


def available_models(pair: str | None = None, *, ask: bool = False) -> list[Available]:
    """The models that there are for a pair, as far as is known here; for all pairs without one.

    With `ask` also those of Mozilla's registry, which is fetched. ModelError where it is not to be
    had; UsageError without a pair.
    """
    from dragoman.translate.installing.install import parse_pair
    from dragoman.translate.installing.mozilla_registry import registered
    from dragoman.translate.models.available import available

    if pair is None:
        if ask:
            raise UsageError("Mozilla's registry is asked for one pair, such as az-en")
        return available()
    known = available(*parse_pair(pair))
    return known + registered(*parse_pair(pair)) if ask else known


def find_model(name: str, *, models_dir: Path | None = None) -> list[Model]:
    """The installed models of a pair (`az-en`) or a name (`firefox-az-en`, `demo-model-az-en`).

    ModelMissing where there is none.
    """
    from dragoman.translate.installing.install import named_models

    return named_models(name, models_dir)


def evaluate_model(
    pair: str,
    file: Path,
    reference: Path | None = None,
    *,
    engine: str = "auto",
    beam: int | None = None,
    models_dir: Path | None = None,
    progress: Progress | None = None,
) -> tuple[Model, Evaluation]:
    """Score an installed model on sentences with known translations (see `read_sentences`)."""
    from dragoman.translate import Translator
    from dragoman.translate.evaluate import evaluate, read_sentences
    from dragoman.translate.installing.install import parse_pair

    sources, references = read_sentences(file, reference)
    with Translator.open(*parse_pair(pair), engine, models_dir, beam=beam) as translator:
        return translator.model, evaluate(translator, sources, references, progress)


def remove_model(pair: str, *, models_dir: Path | None = None) -> None:
    """Remove an installed model; ModelMissing where there is none."""
    from dragoman.translate.installing.install import remove
    from dragoman.translate.models.folders import SPEECH
    from dragoman.translate.speech.speech_model import remove_speech

    if pair in (SPEECH, "whisper"):
        remove_speech(models_dir)
    else:
        remove(pair, models_dir)
