"""Pages of an archive as bare records: what is searched and listed, at a time that a test chooses.

`translated_pages` makes whole ones, which read back to their bytes, at the time of the test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from dragoman.archive import Archive
from dragoman.archiver.article.article import Part, assemble
from dragoman.archiver.records.record import json_record, new_id

MADE = ("machine", "refused", "original")


@dataclass
class Told:
    """A page to put into an archive: sentences, and beside each its translation or None."""

    sentences: Sequence[tuple[str, str | None]]
    day: str = "2026-03-01"
    language: str = "az"
    url: str = "https://example.org/1"
    title: str = "Xəbər"
    states: dict[int, str] = field(default_factory=dict)
    flags: dict[int, str] = field(default_factory=dict)
    response: str | None = None


def records(told: Told, page_id: str | None = None) -> list[Any]:
    at = f"{told.day}T12:00:00.000Z"
    page_id, article_id = page_id or new_id(), new_id()
    capture = {
        "requested_url": told.url, "final_url": told.url, "http_status": 200, "mime": "text/html",
        "captured_at": at, "page": told.response, "exchanges": [], "error": None, "note": None, "tags": [],
    }  # fmt: skip
    text, blocks = assemble([Part("paragraph", source) for source, _ in told.sentences])
    detection = {"code": told.language, "script": "Latn", "confidence": 0.9, "agreed": True}
    article = {
        "@type": "NewsArticle", "url": told.url, "headline": told.title, "articleBody": text,
        "dragoman": {
            "page": page_id, "detection": detection, "stamps": [],
            "segments": [
                {"n": n, "paragraph": n, "kind": "paragraph", "language": told.language,
                 "start": block.start, "stop": block.stop}
                for n, block in enumerate(blocks, start=1)
            ],
        },
    }  # fmt: skip
    segments = [
        {"n": n, "start": 0, "stop": 0, "machine": target,
         "target": None if told.states.get(n) == "refused" else target,
         "state": told.states[n] if told.states.get(n) in MADE else "machine", "score": None,
         "flags": [{"code": told.flags[n], "severity": "warn", "message": "."}]
         if n in told.flags else []}
        for n, (_, target) in enumerate(told.sentences, start=1) if target is not None
    ]  # fmt: skip
    translation = {
        "@type": "NewsArticle", "headline": None, "creditText": "By hand.",
        "dragoman": {"page": page_id, "article": article_id, "target": "en", "engine": "x",
                     "model": "x", "models": [], "stamp": {}, "segments": segments},
    }  # fmt: skip
    made = [
        json_record("capture", told.url, capture, record_id=page_id, date=at),
        json_record("article", told.url, article, record_type="conversion", record_id=article_id,
                    refers_to=page_id, date=at),
    ]  # fmt: skip
    if segments:
        made.append(json_record("translation", told.url, translation, record_type="conversion",
                                refers_to=article_id, date=at))  # fmt: skip
        made += [_decision(told, made[-1].id, n, at) for n in told.states
                 if told.states[n] not in MADE]  # fmt: skip
    return made


def _decision(told: Told, translation: str, n: int, at: str) -> Any:
    """What a machine cannot have left is a person's to say."""
    state, target = told.states[n], told.sentences[n - 1][1]
    said = {"translation": translation, "segment": n, "state": state, "reviewer": "r", "time": at,
            "text": None if state == "rejected" else target}  # fmt: skip
    return json_record("decision", told.url, said, refers_to=translation, date=at)


def put(archive: Archive, *pages: Told) -> None:
    for told in pages:
        archive.store.append(records(told), "derived")
    archive.index.catch_up()
