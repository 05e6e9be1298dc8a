"""Detection, sentences, models, engines and checks, on plain text; no archive is needed.

Everything heavy is loaded when it is first used. The names here are the public ones; each is
documented where it is made.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dragoman.translate.checks import Flag, check, check_all
    from dragoman.translate.detection import Detection, detect, detect_document
    from dragoman.translate.engine import Output
    from dragoman.translate.model import Model
    from dragoman.translate.segmentation import Segment, segment
    from dragoman.translate.translation import (
        TranslatedSegment,
        translate_documents,
        translate_segments,
    )
    from dragoman.translate.translator import Translator

_HOMES = {
    "Detection": "detection",
    "Flag": "checks",
    "Model": "model",
    "Output": "engine",
    "Segment": "segmentation",
    "TranslatedSegment": "translation",
    "Translator": "translator",
    "check": "checks",
    "check_all": "checks",
    "detect": "detection",
    "detect_document": "detection",
    "segment": "segmentation",
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
