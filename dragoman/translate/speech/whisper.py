"""The border to faster-whisper: what is said in a piece of sound.

The library finds speech by another model of its own, on onnxruntime, and fetches models by their
names: neither is used. It is handed a folder, and hears all that is loud enough.
"""

from __future__ import annotations

import importlib.util
import os
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.errors import ExtractionError
from dragoman.translate.engines.processor import compute_type
from dragoman.translate.speech.sound import is_silent
from dragoman.translate.speech.stretch import HeardWord, Stretch

if TYPE_CHECKING:
    import numpy as np

ABSENT = (
    "hearing what is said needs faster-whisper, which is not installed: "
    "python -m pip install 'dragoman[speech]'"
)
# Always the best guess, of the piece alone: what comes out depends on nothing but what goes in.
SETTINGS: dict[str, Any] = {
    "task": "transcribe",
    "beam_size": 5,
    "temperature": 0.0,
    "condition_on_previous_text": False,
    "word_timestamps": True,
    "vad_filter": False,
    "language_detection_segments": 2,
}


def check_installed() -> None:
    """ExtractionError, with how to install it, where it is not."""
    if importlib.util.find_spec("faster_whisper") is None:
        raise ExtractionError(ABSENT)


def hear(
    sound: np.ndarray,
    place: tuple[int, int, float, float],
    model: Path,
    identity: dict[str, Any],
    language: str | None,
) -> Stretch:
    """What is said in a piece, which is the n-th of so many and goes from when to when."""
    n, of, start, stop = place
    hearer = _loaded(str(model))
    engine = _engine(identity, str(hearer.model.compute_type))
    if is_silent(sound):
        return Stretch(n, of, start, stop, silent=True, engine=engine)
    if language is not None and language not in hearer.supported_languages:
        raise ExtractionError(
            f'the model that hears knows no language "{language}"; name none, or '
            "one that it knows, such as az, en or ru"
            if hearer.model.is_multilingual
            else f'the model that hears is for English alone, and not for "{language}"'
        )
    lines, told = hearer.transcribe(sound, language=language, **SETTINGS)
    words = tuple(
        HeardWord(
            word.word.strip(),
            round(float(word.probability), 4),
            round(start + float(word.start), 3),
            round(start + float(word.end), 3),
        )
        for line in lines
        for word in line.words or ()
        if word.word.strip()
    )
    said: dict[str, Any] = {"code": told.language, "sure": None, "by": "person"}
    if language is None:
        said |= {"sure": round(float(told.language_probability), 4), "by": "model"}
    return Stretch(n, of, start, stop, said, words, engine=engine)


@cache
def _loaded(folder: str) -> Any:
    """Nothing of it asks anybody, whatever its parts would do by themselves."""
    os.environ |= {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    from faster_whisper import WhisperModel

    threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return WhisperModel(
        folder,
        device="cpu",
        compute_type=compute_type(),
        cpu_threads=threads or 1,
        local_files_only=True,
    )


def _engine(identity: dict[str, Any], computed_in: str) -> dict[str, Any]:
    """What made it; in which numbers it was computed changes what comes out."""
    return {
        "name": "faster-whisper",
        "version": version("faster-whisper"),
        "model": identity,
        "settings": {**SETTINGS, "compute_type": computed_in},
    }
