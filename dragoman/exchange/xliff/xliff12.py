"""XLIFF 1.2, for OmegaT, Weblate and whatever else does not read 2.x yet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from dragoman.exchange.bilingual.document import Document, Sentence
from dragoman.exchange.bilingual.segment_id import SegmentId
from dragoman.exchange.files import xml_tree
from dragoman.exchange.files.xml_tree import XML_LANG, Element, add
from dragoman.exchange.xliff.xliff2 import refusal_note

CORE = "urn:oasis:names:tc:xliff:document:1.2"
# State and qualifier as the standard has them; the note of each unit has ours.
STATES: dict[str, tuple[str, str | None]] = {
    "machine": ("needs-review-translation", "mt-suggestion"),
    "edited": ("translated", None),
    "approved": ("final", None),
    "original": ("final", None),
}
# Of a machine's state, where what stands there was approved elsewhere for the same sentence.
REMEMBERED = ("needs-review-translation", "leveraged-tm")
NEW = ("new", None)
# Of a target that is the original still: OmegaT before version 6 translates what stands there.
TO_DO = "needs-translation"


def write_xliff12(documents: Iterable[Document], stream: BinaryIO, *, omegat: bool = False) -> None:
    """With `omegat` each target is the original, for OmegaT, and the translation an `alt-trans`."""
    names: dict[str | None, str] = {None: CORE}
    with xml_tree.writing(stream, f"{{{CORE}}}xliff", {"version": "1.2"}, names) as file:
        for document in documents:
            file.write(_file(document, omegat))


def _file(document: Document, omegat: bool) -> Element:
    file = xml_tree.root(
        f"{{{CORE}}}file",
        {
            "original": document.url,
            "source-language": document.language,
            "target-language": document.target_language,
            "datatype": "plaintext",
            "product-name": "dragoman",
            "date": document.translated_at[:19] + "Z",
        },
        {None: CORE},
    )
    _header(file, document)
    body = add(file, f"{{{CORE}}}body")
    for sentence in document.sentences:
        _unit(body, document, sentence, omegat)
    return file


def _header(file: Element, document: Document) -> None:
    """Phases name who did what: each model once, each reviewer once."""
    header = add(file, f"{{{CORE}}}header")
    if document.models or document.reviewers:
        phases = add(header, f"{{{CORE}}}phase-group")
        for number, model in enumerate(document.models, start=1):
            attributes = {
                "phase-name": f"machine-{model.source}",
                "process-name": "machine translation",
                "tool-id": f"model{number}",
                "date": document.translated_at[:19] + "Z",
            }
            add(phases, f"{{{CORE}}}phase", attributes=attributes)
        for number, reviewer in enumerate(document.reviewers, start=1):
            attributes = {
                "phase-name": f"review-{number}",
                "process-name": "review",
                "contact-name": reviewer,
            }
            add(phases, f"{{{CORE}}}phase", attributes=attributes)
    for number, model in enumerate(document.models, start=1):
        attributes = {
            "tool-id": f"model{number}",
            "tool-name": f"{model.engine} {model.name}" + (" (demo model)" if model.demo else ""),
            "tool-version": model.version,
        }
        add(header, f"{{{CORE}}}tool", attributes=attributes)
    add(header, f"{{{CORE}}}note", document.credit, {"from": "dragoman"})
    told = f"{document.came} {document.captured_at}; page {document.page}; state: {document.state}"
    add(header, f"{{{CORE}}}note", told, {"from": "dragoman"})
    for what, held in document.withheld:
        add(header, f"{{{CORE}}}note", f"withheld, {what}: {held}", {"from": "dragoman"})


def _unit(body: Element, document: Document, sentence: Sentence, omegat: bool) -> None:
    pair = sentence.pair
    unit = add(
        body,
        f"{{{CORE}}}trans-unit",
        attributes={
            "id": str(SegmentId(document.translation, pair.n, sentence.decision)),
            "resname": str(pair.n),
            "approved": "yes" if pair.state == "approved" else "no",
            "translate": "no" if pair.state == "original" else None,
        },
    )
    add(unit, f"{{{CORE}}}source", pair.source.text, {XML_LANG: document.language})
    beside = unit
    if omegat and pair.state != "original":
        attributes = {XML_LANG: document.target_language, "state": TO_DO}
        add(unit, f"{{{CORE}}}target", pair.source.text, attributes)
        if pair.target is not None:
            beside = add(unit, f"{{{CORE}}}alt-trans", attributes={"origin": "dragoman"})
    if pair.target is not None:
        state, qualifier = _state(sentence)
        told: dict[str, str | None] = {
            XML_LANG: document.target_language,
            "state": state,
            "state-qualifier": qualifier,
            "phase-name": _phase(document, sentence),
        }
        add(beside, f"{{{CORE}}}target", pair.target, told)
    for text in _notes(document, sentence):
        add(unit, f"{{{CORE}}}note", text, {"from": "dragoman"})


def _state(sentence: Sentence) -> tuple[str, str | None]:
    if sentence.state == "machine" and sentence.pair.memory:
        return REMEMBERED
    return STATES.get(sentence.state, NEW)


def _phase(document: Document, sentence: Sentence) -> str | None:
    if sentence.pair.reviewer:
        return f"review-{document.reviewers.index(sentence.pair.reviewer) + 1}"
    model = document.model_of(sentence)
    return f"machine-{model.source}" if model else None


def _notes(document: Document, sentence: Sentence) -> list[str]:
    pair = sentence.pair
    model = document.model_of(sentence)
    told = [f"State: {sentence.state}", f"model: {model.label if model else 'none'}"]
    if pair.score is not None:
        told.append(f"score: {pair.score:.4f}")
    if pair.reviewer:
        where = ", on another capture" if sentence.decided_on else ""
        told.append(f"by {pair.reviewer} at {sentence.decided_at}{where}")
    if pair.memory:
        told.append(f"out of the memory, approved elsewhere by {pair.memory}")
    notes = ["; ".join(told)]
    notes += [f"{flag.severity}: {flag.message}" for flag in sentence.findings]
    if sentence.comment:
        notes.append(f"Comment: {sentence.comment}")
    notes += [f"withheld, {what}: {told}" for what, told in sentence.withheld]
    if pair.state in ("refused", "rejected"):
        notes.append(refusal_note(sentence))
    elif pair.machine and pair.machine != pair.target:
        notes.append(f"The machine wrote: {pair.machine}")
    return notes
