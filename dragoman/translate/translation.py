"""From sentences to translated segments: texts, states, scores and flags, document by document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dragoman.translate.checks import Flag, check_all
from dragoman.translate.engine import Cancelled, Output, Progress
from dragoman.translate.model import Model, missing
from dragoman.translate.protect import has_words
from dragoman.translate.translator import Translator

State = Literal["machine", "refused", "original"]
SourceSegment = tuple[str, str]  # a sentence, and the code of the language that it is in
UNKNOWN = "und"


@dataclass(frozen=True, slots=True)
class TranslatedSegment:
    """One sentence and what became of it.

    "machine": an engine wrote `target`. "refused": `target` is None, the flags say why, and what
    the engine wrote (if it was asked) is in `machine`. "original": there was nothing to translate
    (the target language already, or no words at all), and `target` is the source.
    """

    source: str
    code: str
    target: str | None
    machine: str | None
    state: State
    score: float | None
    flags: tuple[Flag, ...] = ()


def translate_segments(
    segments: Sequence[SourceSegment],
    target: str,
    translators: Mapping[str, Translator],
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> list[TranslatedSegment]:
    """One document; see `translate_documents`."""
    return translate_documents([segments], target, translators, progress, cancelled)[0]


def translate_documents(
    documents: Sequence[Sequence[SourceSegment]],
    target: str,
    translators: Mapping[str, Translator],
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> list[list[TranslatedSegment]]:
    """Translates the segments of many documents at once, which is what makes batches full.

    `translators` holds a translator for each source language that can be translated; a segment
    in another language is refused with the flag `no_model`. The checks see each document alone.
    `progress(done, total)` counts the sentences given to engines. Raises TranslationCancelled.
    """
    outputs = _outputs(documents, target, translators, progress, cancelled)
    return [
        _document(document, target, translators, [outputs.get(segment) for segment in document])
        for document in documents
    ]


def _outputs(
    documents: Sequence[Sequence[SourceSegment]],
    target: str,
    translators: Mapping[str, Translator],
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> dict[SourceSegment, Output]:
    wanted: dict[str, dict[str, None]] = defaultdict(dict)
    for text, code in (segment for document in documents for segment in document):
        if code in translators and not _is_original(text, code, target):
            wanted[code][text] = None
    total = sum(map(len, wanted.values()))
    outputs: dict[SourceSegment, Output] = {}
    for code, texts in wanted.items():
        report = _shifted(progress, len(outputs), total)
        made = translators[code].translate(list(texts), report, cancelled)
        outputs |= {(text, code): output for text, output in zip(texts, made, strict=True)}
    return outputs


def _document(
    document: Sequence[SourceSegment],
    target: str,
    translators: Mapping[str, Translator],
    outputs: Sequence[Output | None],
) -> list[TranslatedSegment]:
    flags = _checked(document, target, outputs)
    made = []
    for (text, code), output, own in zip(document, outputs, flags, strict=True):
        if output is not None:
            made.append(_machine(text, code, output, own, translators[code].model))
        elif _is_original(text, code, target):
            made.append(TranslatedSegment(text, code, text, None, "original", None))
        else:
            flag = Flag("no_model", "refuse", _why_not(code, target))
            made.append(TranslatedSegment(text, code, None, None, "refused", None, (flag,)))
    return made


def _checked(
    document: Sequence[SourceSegment], target: str, outputs: Sequence[Output | None]
) -> list[list[Flag]]:
    """The checks of a document, for each of its languages by itself."""
    flags: list[list[Flag]] = [[] for _ in document]
    places: dict[str, list[int]] = defaultdict(list)
    pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for number, ((text, code), output) in enumerate(zip(document, outputs, strict=True)):
        if output is not None:
            places[code].append(number)
            pairs[code].append((text, output.text))
    for code, numbers in places.items():
        for number, found in zip(numbers, check_all(pairs[code], code, target), strict=True):
            flags[number] = found
    return flags


def _machine(
    text: str, code: str, output: Output, checked: list[Flag], model: Model
) -> TranslatedSegment:
    flags = (*checked, *_of_engine(output, model))
    refused = any(flag.severity == "refuse" for flag in flags)
    return TranslatedSegment(
        source=text,
        code=code,
        target=None if refused else output.text,
        machine=output.text,
        state="refused" if refused else "machine",
        score=output.score,
        flags=flags,
    )


def _of_engine(output: Output, model: Model) -> list[Flag]:
    flags = []
    if output.cut:
        message = "The engine reached its length limit: the end is missing."
        flags.append(Flag("cut", "refuse", message))
    if model.demo:
        message = f"Written by the {model.name}, which invents things outside the demo."
        flags.append(Flag("demo_model", "note", message))
    return flags


def _is_original(text: str, code: str, target: str) -> bool:
    return code == target or not has_words(text)


def _why_not(code: str, target: str) -> str:
    if code == UNKNOWN:
        return "The language of this sentence could not be told, so it was not translated."
    return missing(code, target).message


def _shifted(progress: Progress | None, before: int, total: int) -> Progress | None:
    if progress is None:
        return None
    return lambda done, _: progress(before + done, total)
