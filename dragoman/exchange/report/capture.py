"""One capture, as a report shows it: made out of its records, and let go of when it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dragoman.archiver.sighting.corroborated import says
from dragoman.decisions import REVIEWED, State, page_state
from dragoman.exchange.evidence.evidence import Evidence
from dragoman.exchange.evidence.item import as_chained, came_from_others, last_line
from dragoman.exchange.evidence.report_checks import Check, page_checks
from dragoman.exchange.report.again import Again
from dragoman.exchange.report.history import Happened, history
from dragoman.exchange.report.picture import Picture, picture
from dragoman.exchange.report.records import RecordRow, certificates, record_rows
from dragoman.exchange.report.translated import TranslationView, split_text, translations
from dragoman.provenance.anchors.anchor import ED25519
from dragoman.provenance.anchors.anchor_check import AnchorCheck
from dragoman.provenance.anchors.certificates import CertificateFacts
from dragoman.provenance.anchors.since import Since, since


@dataclass(frozen=True, slots=True)
class Capture:
    """`number` counts from 1. `text` is the article's where nothing was translated.

    `changed`: the page, or how it came, is not as the ledger says, so that no stamp dates it.
    `verdict` is `kind reason`, of the latest that was judged; its kind is `failed` where nothing
    came at all.
    """

    number: int
    evidence: Evidence
    title: str | None
    language: str
    verdict: Mapping[str, Any]
    note: str | None
    tags: tuple[str, ...]
    mistaken: str | None
    records: tuple[RecordRow, ...]
    certificates: tuple[CertificateFacts, ...]
    article: Mapping[str, Any] | None
    translations: tuple[TranslationView, ...]
    text: tuple[Sequence[str], Sequence[str]]
    picture: Picture | None
    corroborated: tuple[str, ...]
    history: Sequence[Happened]
    since: Since | None
    changed: bool
    signed: bool
    uncovered: tuple[RecordRow, ...]
    checks: tuple[Check, ...]
    again: Again

    @property
    def failed(self) -> bool:
        return bool(self.verdict["kind"] == "failed")

    @property
    def from_others(self) -> bool:
        return came_from_others(self.evidence)

    @property
    def state(self) -> State | None:
        """That of the least finished sentence of all its translations."""
        return page_state(state for each in self.translations if (state := each.state))

    @property
    def word(self) -> str | None:
        """Its state; "untranslated" where what is not done was begun by nobody."""
        left = {row.word for each in self.translations for row in each.sentences}
        begun_by_nobody = self.state == "refused" and "refused" not in left
        return "untranslated" if begun_by_nobody else self.state

    @property
    def broken(self) -> int:
        return sum(1 for each in self.records if not each.intact)

    @property
    def unread(self) -> tuple[RecordRow, ...]:
        """The records that cannot be read: what they hold stands nowhere in the report."""
        return tuple(each for each in self.records if each.held.unread)

    @property
    def sent_on(self) -> list[tuple[int, str]]:
        """With which status an answer sent on, and where to, as its server wrote it."""
        answers = [
            (each.facts.get("http_status"), each.response) for each in self.evidence.exchanges
        ]
        return [(status, held.location) for status, held in answers if status and held.location]

    @property
    def page_digest(self) -> str | None:
        """The SHA-256 of what came as the page, as its record says; a file's is that of it all."""
        own = next((each for each in self.records if each.is_page), None)
        return None if own is None else own.digest("Payload") or own.digest("Block")

    @property
    def looked(self) -> Mapping[str, Any] | None:
        """What the latest later look at the original found."""
        return self.evidence.observations[-1].content if self.evidence.observations else None

    @property
    def site(self) -> str | None:
        try:
            return urlsplit(self.evidence.url).hostname
        except ValueError:
            return None

    @property
    def read(self) -> tuple[int, int]:
        """How many sentences of its translations a person has read, and how many there are."""
        rows = [row for each in self.translations for row in each.sentences if row.n]
        return sum(row.state in REVIEWED for row in rows), len(rows)


def capture(
    number: int,
    evidence: Evidence,
    folder: Path,
    anchors: Sequence[AnchorCheck],
    again: Again | None = None,
) -> Capture:
    """Read what a report says of a page; its records are read anew."""
    rows = tuple(record_rows(evidence, folder))
    article = evidence.articles[-1].content if evidence.articles else None
    translated = tuple(translations(evidence))
    body = str((article or {}).get("articleBody") or "") if not translated else ""
    note, tags, mistaken = _said(evidence)
    anchored = max((a.line or 0 for a in anchors if a.covers), default=-1)
    changed = not as_chained(evidence, folder, files=False)
    last = None if changed else last_line(evidence)
    return Capture(
        number=number,
        evidence=evidence,
        title=str((article or {}).get("headline") or "").strip() or None,
        language=str((article or {}).get("inLanguage") or ""),
        verdict=_verdict(evidence),
        note=note,
        tags=tags,
        mistaken=mistaken,
        records=rows,
        certificates=tuple(certificates(evidence)),
        article=article,
        translations=translated,
        text=split_text(body),
        picture=picture(evidence, folder),
        corroborated=_corroborated(evidence),
        history=history(evidence),
        since=since(anchors, last),
        changed=changed,
        signed=_is_signed(anchors, last),
        uncovered=tuple(
            row for row in rows if row.held.place is None or row.held.place.line > anchored
        ),
        checks=tuple(page_checks(evidence)),
        again=again or Again(),
    )  # fmt: skip


def _is_signed(anchors: Sequence[AnchorCheck], line: int | None) -> bool:
    return line is not None and any(
        each.ok and each.kind == ED25519 and (each.line or 0) >= line for each in anchors
    )


def _corroborated(evidence: Evidence) -> tuple[str, ...]:
    """What others were found to hold of the page when they were asked last, in sentences."""
    if not evidence.corroborations:
        return ()
    content = evidence.corroborations[-1].content or {}
    return (f"Compared {content['compared_at']}.", *says(content))


def _verdict(evidence: Evidence) -> Mapping[str, Any]:
    """What stands there as was judged last."""
    error = evidence.facts.get("error") or {}
    if evidence.nothing_came:
        return {"kind": "failed", "reason": error.get("message")}
    judged = [(each.date, (each.content or {}).get("verdict")) for each in evidence.verdicts]
    judged += [
        (each.date, ((each.content or {}).get("dragoman") or {}).get("verdict"))
        for each in evidence.articles
    ]
    found = [(date, said) for date, said in judged if said]
    if found:
        verdict: Mapping[str, Any] = max(found, key=lambda each: each[0])[1]
        return verdict
    return {"kind": "article" if evidence.articles else "unknown", "reason": None}


def _said(evidence: Evidence) -> tuple[str | None, tuple[str, ...], str | None]:
    """Note, tags, and why it was set aside as mistaken, as they stand now."""
    facts, mistaken = evidence.facts, None
    note = facts.get("note")
    tags = {str(each).casefold(): str(each) for each in facts.get("tags") or []}
    for held in evidence.annotations:
        said = held.content or {}
        if said.get("note") is not None:
            note = said["note"]
        for each in said.get("untags") or []:
            tags.pop(str(each).casefold(), None)
        for each in said.get("tags") or []:
            tags.setdefault(str(each).casefold(), str(each))
        mistaken = None if said.get("not_mistaken") else said.get("mistaken") or mistaken
    return (str(note) if note else None), tuple(tags.values()), mistaken
