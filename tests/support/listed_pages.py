"""Pages as a list shows them, put into an archive as the records that say so: no site is needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dragoman.archive import Archive
from dragoman.archiver.records.record import json_record, new_id
from dragoman.index.records.documents import ARTICLE, DECISION, TRANSLATION, VERDICT

TEXT = "Salam dün."


def put_page(
    archive: Archive,
    url: str,
    at: str = "2026-03-01",
    *,
    note: str | None = None,
    tags: Sequence[str] = (),
    error: str | None = None,
    language: str | None = None,
    verdict: str | None = None,
    state: str | None = None,
    text: str = TEXT,
) -> str:
    """The id of a page captured on a day at noon; `state` is that of its one sentence."""
    page, records = page_records(
        url, at, note=note, tags=tags, error=error, language=language, verdict=verdict, state=state,
        text=text,
    )  # fmt: skip
    archive.store.append(records, "captures")
    archive.index.catch_up()
    return page


def page_records(
    url: str,
    at: str = "2026-03-01",
    *,
    note: str | None = None,
    tags: Sequence[str] = (),
    error: str | None = None,
    language: str | None = None,
    verdict: str | None = None,
    state: str | None = None,
    text: str = TEXT,
) -> tuple[str, list[Any]]:
    """The same, and its records."""
    date = f"{at}T12:00:00.000000Z" if len(at) == len("2026-03-01") else at
    capture = {
        "requested_url": url, "final_url": url, "captured_at": date, "mime": "text/html", "page": None,
        "http_status": None if error else 200, "exchanges": [], "note": note, "tags": list(tags),
        "error": {"step": "tcp", "message": error} if error else None,
    }  # fmt: skip
    page = new_id()
    records = [
        json_record("failure" if error else "capture", url, capture, record_id=page, date=date)
    ]
    standing = {"kind": verdict, "reason": "so it looks"} if verdict else None
    if language:
        records += _read(url, page, language, standing, state, text)
    elif standing:
        records.append(json_record(VERDICT, url, {"page": page, "verdict": standing}))
    return page, records


def _read(
    url: str,
    page: str,
    language: str,
    standing: dict[str, Any] | None,
    state: str | None,
    text: str,
) -> list[Any]:
    article, translation = new_id(), new_id()
    place = {
        "n": 1,
        "paragraph": 1,
        "kind": "paragraph",
        "language": language,
        "start": 0,
        "stop": len(text),
    }
    content = {
        "@type": "NewsArticle", "headline": f"About {url}", "articleBody": text,
        "dragoman": {
            "page": page, "verdict": standing, "segments": [place], "stamps": [],
            "detection": {"code": language, "script": "Latn", "confidence": 0.9, "agreed": True},
        },
    }  # fmt: skip
    made = [json_record(ARTICLE, url, content, record_type="conversion", record_id=article)]
    if state is None:
        return made
    by_machine = state if state in ("machine", "refused", "original") else "machine"
    segment = {"n": 1, "start": 0, "stop": len(text), "machine": "Hello.", "flags": [], "score": None,
               "target": None if state == "refused" else "Hello.", "state": by_machine}  # fmt: skip
    own = {"page": page, "article": article, "target": "en", "engine": None, "model": None, "models": [],
           "title": None, "segments": [segment], "stamp": None}  # fmt: skip
    said = {
        "@type": "NewsArticle",
        "headline": None,
        "creditText": "By a machine.",
        "dragoman": own,
    }
    made.append(
        json_record(TRANSLATION, url, said, record_type="conversion", record_id=translation)
    )
    if state != by_machine:
        decision = {"translation": translation, "segment": 1, "state": state, "reviewer": "r",
                    "text": None if state == "rejected" else "Hello.", "time": "2026-04-01T00:00:00Z"}  # fmt: skip
        made.append(json_record(DECISION, url, decision))
    return made
