"""JSON Lines: a parallel corpus in which every sentence knows where it comes from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, BinaryIO

from dragoman.exchange.bilingual.document import Document, Sentence


def write_jsonl(documents: Iterable[Document], stream: BinaryIO) -> None:
    """One sentence a line, UTF-8."""
    for document in documents:
        attribution = document.credit
        for sentence in document.sentences:
            line = json.dumps(_line(document, sentence, attribution), ensure_ascii=False)
            stream.write(line.encode("utf-8", "replace") + b"\n")


def _line(document: Document, sentence: Sentence, attribution: str) -> dict[str, Any]:
    pair = sentence.pair
    model = document.model_of(sentence)
    return {
        "page": document.page,
        "article": document.article,
        "translation": document.translation,
        "url": document.url,
        "captured_at": document.captured_at,
        "payload_digest": document.payload_digest,
        "title": document.title,
        "n": pair.n,
        "paragraph": pair.paragraph,
        "kind": pair.kind,
        "start": None if pair.is_headline else pair.source.start,
        "end": None if pair.is_headline else pair.source.stop,
        "source_language": pair.language,
        "target_language": document.target_language,
        "source": pair.source.text,
        "target": pair.target,
        "state": sentence.state,
        "machine": pair.machine,
        "memory": pair.memory,
        "model": model.to_json() if model else None,
        "translated_at": document.translated_at,
        "score": pair.score,
        "flags": [
            {"code": flag.code, "severity": flag.severity, "message": flag.message}
            for flag in pair.flags
        ],
        **pair.judged_json(),
        "reviewer": pair.reviewer,
        "decided_at": sentence.decided_at,
        "decided_on": sentence.decided_on,
        "comment": sentence.comment,
        "attribution": attribution,
        **_withheld(document, sentence),
    }


def _withheld(document: Document, sentence: Sentence) -> dict[str, Any]:
    """The commitments to what was withheld, where something was."""
    both = {"withheld": sentence.withheld, "page_withheld": document.withheld}
    return {name: dict(held) for name, held in both.items() if held}
