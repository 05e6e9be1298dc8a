"""XLIFF 2.1, with the ITS module: MT Confidence beside what a machine wrote, and Provenance.

The order of elements is that of the standard: in a file metadata, notes, units; in a unit matches,
metadata, notes, segments. A target is what may be shown as a translation; what the machine wrote is
a translation candidate (`mtc:match`), except where it was refused or rejected: then only a note has
it. What came out of the memory is a candidate of that type.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from dragoman.exchange.bilingual.document import Document, Sentence
from dragoman.exchange.bilingual.segment_id import SegmentId
from dragoman.exchange.files import xml_tree
from dragoman.exchange.files.pending_file import PendingFile
from dragoman.exchange.files.xml_tree import Element, XmlFile, add

CORE = "urn:oasis:names:tc:xliff:document:2.0"
MATCHES = "urn:oasis:names:tc:xliff:matches:2.0"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
ITS = "http://www.w3.org/2005/11/its"
NAMES: dict[str | None, str] = {None: CORE, "mtc": MATCHES, "mda": METADATA, "its": ITS}
# What our states are to a program that knows only the standard's. `subState` has ours.
STATES = {
    "machine": "translated",
    "edited": "reviewed",
    "approved": "final",
    "original": "final",
}


def write_xliff2(documents: Iterable[Document], path: Path) -> tuple[Path, ...]:
    """One file, or one for each source language where there are several; the paths written."""
    with ExitStack() as stack:
        pending: dict[str, PendingFile] = {}
        files: dict[str, XmlFile] = {}
        closing = stack.enter_context(ExitStack())
        for number, document in enumerate(documents, start=1):
            if document.language not in files:
                held = stack.enter_context(PendingFile(path))
                pending[document.language] = held
                files[document.language] = closing.enter_context(_begin(held, document))
            files[document.language].write(_file(document, number))
        closing.close()
        return tuple(
            held.commit(path if len(pending) == 1 else _named(path, language))
            for language, held in pending.items()
        )


def _named(path: Path, language: str) -> Path:
    return path.with_name(f"{path.stem}.{language}{path.suffix}")


def _begin(held: PendingFile, document: Document) -> Any:
    return xml_tree.writing(
        held.stream,
        f"{{{CORE}}}xliff",
        {
            "version": "2.1",
            "srcLang": document.language,
            "trgLang": document.target_language,
            f"{{{ITS}}}version": "2.0",
        },
        NAMES,
    )


def _file(document: Document, number: int) -> Element:
    file = xml_tree.root(
        f"{{{CORE}}}file",
        {"id": f"f{number}", "original": document.url, "canResegment": "no"},
        NAMES,
    )
    _metadata(
        file,
        {
            "attribution": document.credit,
            "url": document.url,
            "captured": document.captured_at,
            "payload-digest": document.payload_digest,
            "title": document.title,
            _title_name(document): document.translated_title,
            "title-note": document.title_note,
            "page": document.page,
            "article": document.article,
            "translation": document.translation,
            "translated": document.translated_at,
            "state": document.state,
        }
        | {
            f"model-{model.source}": f"{model.label}, SHA-256 {model.sha256 or 'not known'}"
            for model in document.models
        }
        | {f"withheld-{what}": told for what, told in document.withheld},
    )
    notes = add(file, f"{{{CORE}}}notes")
    add(notes, f"{{{CORE}}}note", document.credit, {"category": "attribution"})
    for sentence in document.sentences:
        _unit(file, document, sentence)
    return file


def _metadata(parent: Element, content: dict[str, str | None]) -> None:
    outer = add(parent, f"{{{METADATA}}}metadata")
    group = add(outer, f"{{{METADATA}}}metaGroup", attributes={"category": "dragoman"})
    for name, value in content.items():
        if value is not None:
            add(group, f"{{{METADATA}}}meta", value, {"type": name})


def _unit(file: Element, document: Document, sentence: Sentence) -> None:
    pair = sentence.pair
    model = document.model_of(sentence)
    unit = add(
        file,
        f"{{{CORE}}}unit",
        attributes={
            "id": str(SegmentId(document.translation, pair.n, sentence.decision)),
            "name": str(pair.n),
            "translate": "no" if pair.state == "original" else None,
            f"{{{ITS}}}tool": model.label if model else None,
            f"{{{ITS}}}revPerson": pair.reviewer,
        },
    )
    if pair.state not in ("refused", "rejected"):
        if model is not None and pair.machine:
            _candidate(unit, sentence, model.label)
        elif pair.memory and pair.state == "machine":
            _remembered(unit, sentence)
    _metadata(
        unit,
        {
            "state": sentence.state,
            "model": model.label if model else None,
            "score": None if pair.score is None else f"{pair.score:.4f}",
            "language": pair.language,
            "paragraph": str(pair.paragraph),
            "kind": pair.kind,
            "memory": pair.memory,
            "reviewer": pair.reviewer,
            "decided": sentence.decided_at,
            "decided-on": sentence.decided_on,
        }
        | {f"withheld-{what}": told for what, told in sentence.withheld},
    )
    _notes(unit, sentence)
    segment = add(
        unit,
        f"{{{CORE}}}segment",
        attributes={
            "id": "s1",
            "state": STATES.get(sentence.state, "initial"),
            "subState": f"dragoman:{sentence.state}",
        },
    )
    add(segment, f"{{{CORE}}}source", pair.source.text)
    if pair.target is not None:
        add(segment, f"{{{CORE}}}target", pair.target)


def _candidate(unit: Element, sentence: Sentence, label: str) -> None:
    """What the machine wrote, and how sure it said it was: the mean probability of its tokens."""
    score = sentence.pair.score
    confident = None if score is None else f"{min(1.0, math.exp(min(0.0, score))):.4f}"
    matches = add(unit, f"{{{MATCHES}}}matches")
    match = add(
        matches,
        f"{{{MATCHES}}}match",
        attributes={
            "ref": "#s1",
            "type": "mt",
            "origin": label,
            f"{{{ITS}}}annotatorsRef": f"mt-confidence|{_iri(label)}" if confident else None,
            f"{{{ITS}}}mtConfidence": confident,
        },
    )
    add(match, f"{{{CORE}}}source", sentence.pair.source.text)
    add(match, f"{{{CORE}}}target", sentence.pair.machine)


def _remembered(unit: Element, sentence: Sentence) -> None:
    """What a person approved for the same sentence elsewhere, and who."""
    matches = add(unit, f"{{{MATCHES}}}matches")
    attributes = {"ref": "#s1", "type": "tm", "origin": f"approved by {sentence.pair.memory}"}
    match = add(matches, f"{{{MATCHES}}}match", attributes=attributes)
    add(match, f"{{{CORE}}}source", sentence.pair.source.text)
    add(match, f"{{{CORE}}}target", sentence.pair.target)


def _title_name(document: Document) -> str:
    """Nobody is to take a machine's title for a person's."""
    headline = document.headline
    by_machine = headline and headline.state == "machine" and not headline.pair.memory
    return "machine-translated-title" if by_machine else "translated-title"


def _iri(label: str) -> str:
    """annotatorsRef is a list parted by spaces, so a tool's name in it has none."""
    from urllib.parse import quote

    return f"urn:dragoman:model:{quote(label, safe='')}"


def _notes(unit: Element, sentence: Sentence) -> None:
    said = [(f"flag-{flag.severity}", flag.message) for flag in sentence.findings]
    if sentence.comment:
        said.append(("comment", sentence.comment))
    if sentence.pair.state in ("refused", "rejected"):
        said.append((sentence.state, refusal_note(sentence)))
    if said:
        notes = add(unit, f"{{{CORE}}}notes")
        for category, text in said:
            add(notes, f"{{{CORE}}}note", text, {"category": category})


def refusal_note(sentence: Sentence) -> str:
    """Why there is no target, and what the machine's words were; for XLIFF 1.2 as well."""
    pair = sentence.pair
    rejected = pair.state == "rejected"
    told = f"No translation: {f'rejected by {pair.reviewer}' if rejected else sentence.refusal}."
    if pair.machine:
        told += f" The machine wrote, and it is not a translation: {pair.machine}"
    return told
