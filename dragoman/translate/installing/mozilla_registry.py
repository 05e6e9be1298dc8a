"""Mozilla's registry of models: one JSON file of every pair, with sizes and published scores.

Fetching it tells its server that somebody asks, and not for which pair. It names the students that
Firefox uses or may come to use; where their teachers lie follows from it (`mozilla_teacher.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dragoman.translate.installing.download import read_index
from dragoman.translate.installing.firefox_index import rank
from dragoman.translate.models.available import Available
from dragoman.translate.models.firefox_files import LICENCE

REGISTRY = (
    "https://storage.googleapis.com/moz-fx-translations-data--303e-prod-translations-data/"
    "db/models.json"
)
SCORED_BY = "Mozilla's registry, FLORES-200 plus"
_SCORES = "flores200-plus"
_LONGEST = 40


def registered(source: str, target: str, registry_url: str = REGISTRY) -> list[Available]:
    """The models of the registry for a pair, released ones first. Raises ModelError.

    Only the first of those says how it is had: where Firefox has several, the largest kind is what
    `install_pair` takes.
    """
    entries = entries_of(read_index(registry_url), source, target)
    ordered = sorted(entries, key=lambda entry: (not is_released(entry), -_rank(entry)))
    return [_offer(entry, source, target, n == 0) for n, entry in enumerate(ordered)]


def _rank(entry: Mapping[str, Any]) -> int:
    return rank(entry.get("architecture"))


def entries_of(listed: Any, source: str, target: str) -> list[dict[str, Any]]:
    """What the registry has on the models for a pair."""
    models = listed.get("models") if isinstance(listed, dict) else None
    entries = models.get(f"{source}-{target}") if isinstance(models, dict) else None
    return [
        each for each in (entries if isinstance(entries, list) else []) if isinstance(each, dict)
    ]


def is_released(entry: Mapping[str, Any]) -> bool:
    """Whether Firefox uses it."""
    return str(entry.get("releaseStatus") or "").startswith("Release")


def _offer(entry: Mapping[str, Any], source: str, target: str, is_first: bool) -> Available:
    files = entry.get("files")
    model = files.get("model") if isinstance(files, dict) else None
    size = model.get("uncompressedSize") if isinstance(model, dict) else None
    released = is_released(entry)
    return Available(
        engine="firefox",
        name=f"Firefox {_word(entry.get('architecture'))}{'' if released else ', not released'}",
        source=source,
        target=target,
        size=f"{size / 1e6:.0f} MB" if isinstance(size, int) and 0 < size < 1e12 else "not stated",
        licence=LICENCE,
        bleu=_score(entry, "bleu"),
        comet=_score(entry, "comet22"),
        score_source=SCORED_BY,
        how=f"models install {source}-{target} --engine firefox" if released and is_first else "–",
    )


def _word(value: object) -> str:
    text = value if isinstance(value, str) else "of a kind that is not stated"
    return "".join(char for char in text if char.isprintable())[:_LONGEST]


def _score(entry: Mapping[str, Any], name: str) -> float | None:
    metrics = entry.get("metrics")
    scores = metrics.get(_SCORES) if isinstance(metrics, dict) else None
    score = scores.get(name) if isinstance(scores, dict) else None
    if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 100:
        return None
    return round(float(score), 4)
