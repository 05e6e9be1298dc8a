"""Detection, sentences, models, engines and checks, on plain text; no archive is needed.

Everything heavy is loaded when it is first used. The names here are the public ones; each is
documented where it is made.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dragoman.translate.checks import Flag, check, check_all
    from dragoman.translate.engines.engine import Output
    from dragoman.translate.language.detection import Detection, detect, detect_document
    from dragoman.translate.models.model import Model
    from dragoman.translate.sentences.segmentation import Segment, segment
    from dragoman.translate.translation import (
        TranslatedSegment,
        translate_documents,
        translate_segments,
    )
    from dragoman.translate.translator import Translator

_HOMES = {
    "Detection": "language.detection",
    "Flag": "text.flag",
    "Model": "models.model",
    "Output": "engines.engine",
    "Segment": "sentences.segmentation",
    "TranslatedSegment": "translation",
    "Translator": "translator",
    "check": "checks",
    "check_all": "checks",
    "detect": "language.detection",
    "detect_document": "language.detection",
    "segment": "sentences.segmentation",
    "translate_documents": "translation",
    "translate_segments": "translation",
}

__all__ = [
    "Detection",
    "Flag",
    "Model",
    "Output",
    "Segment",
    "TranslatedSegment",
    "Translator",
    "check",
    "check_all",
    "detect",
    "detect_document",
    "segment",
    "translate_documents",
    "translate_segments",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{home}"), name)
