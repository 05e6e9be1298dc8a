"""Translation models: a table, one in full, and how well it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.printing.columns import table_of
from dragoman.printing.terminal import console, echo

if TYPE_CHECKING:
    from dragoman.translate import Model
    from dragoman.translate.evaluate import Evaluation
    from dragoman.translate.models.available import Available
    from dragoman.translate.speech.speech_model import SpeechModel


def model_json(model: Model) -> dict[str, Any]:
    return {
        "engine": model.engine,
        "from": model.source,
        "to": model.target,
        "version": model.version,
        "sha256": model.sha256 or None,
        "path": str(model.path),
        "licence": model.licence,
    }


def speech_json(model: SpeechModel) -> dict[str, Any]:
    """A model that hears has no languages that it translates between, and states no version."""
    return {
        "engine": "speech",
        "from": None,
        "to": None,
        "version": None,
        "sha256": model.sha256,
        "path": str(model.path),
        "licence": model.licence,
    }


def speech_text(model: SpeechModel) -> str:
    licence = model.licence or "licence not stated"
    return f"speech: a Whisper model, {licence}, SHA-256 {model.sha256}, {model.path}"


def model_text(model: Model) -> str:
    return f"{model.name} {model.version} ({model.engine}), SHA-256 {model.sha256 or 'not known'}"


def evaluation_json(model: Model, found: Evaluation) -> dict[str, Any]:
    return model_json(model) | asdict(found)


def evaluation_text(model: Model, found: Evaluation) -> str:
    lines = [
        f"{model_text(model)}, on {found.sentences:,} sentences",
        f"BLEU {found.bleu:.1f}   {found.bleu_signature}",
        f"chrF {found.chrf:.1f}   {found.chrf_signature}",
    ]
    if found.empty or found.cut:
        lines.append(f"{found.empty} outputs were empty, {found.cut} reached the length limit")
    return "\n".join(lines)


def model_info(model: Model) -> str:
    """All that is known of one model, a line each."""
    from dragoman.translate.models.quality import SOURCE, published

    score = published(model.engine, model.source, model.target)
    quality = f"BLEU {score.bleu}, COMET {score.comet} ({SOURCE})" if score else "none known"
    facts = {
        "model": model.name,
        "engine": model.engine,
        "pair": model.pair,
        "version": model.version,
        "licence": model.licence or "not stated",
        "published score": "for the demo's own sentences alone" if model.demo else quality,
        "compute type": _computed(model),
        "SHA-256": model.sha256,
        "of its file": model.file_sha256 or "not known",
        "path": str(model.path),
    }
    return "\n".join(f"{name:16} {value}" for name, value in facts.items())


def _computed(model: Model) -> str:
    """In what numbers this machine decodes a model."""
    if model.engine == "llm":
        return "its server's"
    if model.engine == "firefox":
        from dragoman.translate.engines.firefox import computed_in
        from dragoman.translate.models.package import Package

        return computed_in(Package.open(model.path))
    from dragoman.translate.engines.processor import in_words

    return in_words()


def available_json(each: Available) -> dict[str, Any]:
    told = asdict(each)
    return {
        "engine": told.pop("engine"),
        "from": told.pop("source"),
        "to": told.pop("target"),
        **told,
        "forbids_commercial_use": each.forbids_commerce,
    }


def print_available(known: Sequence[Available]) -> None:
    if not known:
        echo("nothing is known of models for this pair", err=True)
        return
    table = table_of("pair", "model", "size", "licence", "BLEU", "COMET", "scored by", "to install")
    for each in known:
        licence = each.licence + (" (no commercial use)" if each.forbids_commerce else "")
        table.add_row(
            f"{each.source}-{each.target}",
            each.name,
            each.size,
            licence,
            "–" if each.bleu is None else f"{each.bleu}",
            "–" if each.comet is None else f"{each.comet}",
            each.score_source or "–",
            each.how,
        )
    console().print(table)
    echo("scores of two sources were counted in two ways and are not to be compared", err=True)


def _published(model: Model) -> str:
    from dragoman.translate.models.quality import published

    score = None if model.demo else published(model.engine, model.source, model.target)
    return f"{score.bleu}" if score else "–"


def print_models(models: Sequence[Model]) -> None:
    from dragoman.translate.models.quality import SOURCE

    table = table_of("engine", "pair", "version", "BLEU", "SHA-256", "licence", "path")
    for model in models:
        table.add_row(
            model.engine,
            model.pair,
            model.version,
            _published(model),
            model.sha256[:16],
            model.licence or "not stated",
            _home_relative(model.path),
        )
    console().print(table)
    if any(_published(model) != "–" for model in models):
        echo(f"BLEU into English as published by {SOURCE}", err=True)


def _home_relative(path: Path) -> str:
    try:
        return f"~/{path.relative_to(Path.home()).as_posix()}"
    except ValueError:
        return str(path)
