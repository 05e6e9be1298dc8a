"""Evidence on captures, as one HTML page that a lawyer can read and check without Dragoman.

It says what is held and where, what speaks for it, and what is not proved. Everything that came
from a page is text in it; it loads nothing, runs nothing and links nowhere.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from dragoman.decisions import HEADLINE, Decision, State, settle
from dragoman.exchange.evidence.chained import chain_holds, intact
from dragoman.exchange.evidence.credit_of_records import credit_of, latest_decisions, written_of
from dragoman.exchange.evidence.evidence import Evidence, Held
from dragoman.exchange.evidence.report_checks import Check, archive_checks, page_checks
from dragoman.exchange.files.allowed_characters import legal
from dragoman.index.asking.credit import title_of
from dragoman.provenance.anchors.anchor_check import AnchorCheck, check_anchors
from dragoman.provenance.anchors.certificates import CertificateFacts, describe
from dragoman.provenance.anchors.seal import Trust
from dragoman.provenance.digest import read_digest
from dragoman.provenance.stamp import utc_now

if TYPE_CHECKING:
    from jinja2 import Environment

NAMES = {
    "response": "answer of the server",
    "request": "what was asked of the server",
    "metadata": "how the capture went",
    "resource": "the file that was handed in",
    "conversion": "what was made of it",
}


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record; `intact` says whether its bytes had the ledger's digest when this was written."""

    what: str
    held: Held
    intact: bool | None

    def digest(self, what: str) -> str | None:
        """What the record says of its `Block` or `Payload`: the SHA-256 in hexadecimal, as most
        tools print it, and what is none as it stands."""
        said = self.held.headers.get(f"WARC-{what}-Digest")
        raw = read_digest(said)
        return said if raw is None else raw.hex()


@dataclass(frozen=True, slots=True)
class SentenceRow:
    """A sentence of the original, or the headline (0): what stands beside it, and who decided."""

    n: int
    source: str
    target: str | None
    machine: str | None
    state: State
    reviewer: str | None


@dataclass(frozen=True, slots=True)
class TranslationView:
    record: str
    language: str
    attribution: str
    models: Sequence[Mapping[str, Any]]
    sentences: tuple[SentenceRow, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One capture, as the template shows it."""

    evidence: Evidence
    records: tuple[RecordRow, ...]
    certificates: tuple[CertificateFacts, ...]
    encrypted: bool
    article: Mapping[str, Any] | None
    translations: tuple[TranslationView, ...]
    anchors: tuple[AnchorCheck, ...]
    unanchored: tuple[RecordRow, ...]
    checks: tuple[Check, ...]


def write_report(
    pages: Iterable[Evidence],
    folder: Path,
    stream: BinaryIO,
    *,
    software: str,
    trust: Trust | None = None,
) -> int:
    """Write the evidence on pages of the archive in `folder`; how many they were.

    Every digest that it shows is computed anew from the files while it is written. `trust` holds
    keys and roots that the one who writes it vouches for.
    """
    from jinja2 import TemplateError

    anchors = tuple(check_anchors(folder, trust=trust))
    sections = [_section(evidence, folder, anchors) for evidence in pages]
    template = _environment().get_template("report.html")
    text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="\n")
    try:
        for piece in template.generate(
            sections=sections,
            anchors=anchors,
            checks=list(archive_checks(anchors)),
            chain_holds=chain_holds(folder / "ledger.jsonl"),
            written_at=utc_now(),
            software=software,
        ):
            text.write(legal(piece))
    except TemplateError as error:  # of a value that a record lacks
        raise LookupError(str(error)) from error
    text.detach()
    return len(sections)


def _section(evidence: Evidence, folder: Path, anchors: Sequence[AnchorCheck]) -> Section:
    rows = tuple(_rows(evidence, folder))
    sound = tuple(each for each in anchors if each.ok and each.line is not None)
    last = max((each.line for each in sound if each.line is not None), default=-1)
    return Section(
        evidence=evidence,
        records=rows,
        certificates=tuple(_certificates(evidence)),
        encrypted=any(each.facts.get("tls") for each in evidence.exchanges),
        article=evidence.articles[-1].content if evidence.articles else None,
        translations=tuple(_translations(evidence)),
        anchors=sound,
        unanchored=tuple(r for r in rows if r.held.place is None or r.held.place.line > last),
        checks=tuple(page_checks(evidence)),
    )


# -- records ---------------------------------------------------------------------------------


def _rows(evidence: Evidence, folder: Path) -> Iterator[RecordRow]:
    for held in evidence.records():
        what = NAMES.get(held.type, held.type)
        if held.uri.startswith("urn:dragoman:"):
            what = held.uri.split(":")[2]
        if evidence.page is not None and held.id == evidence.page.id:
            what = f"{what}: the page itself"
        yield RecordRow(what, held, None if held.place is None else intact(held.place, folder))


def _certificates(evidence: Evidence) -> Iterator[CertificateFacts]:
    """The certificates that were presented, each once, leaf first."""
    seen: set[str] = set()
    for exchanged in evidence.exchanges:
        for each in (exchanged.facts.get("tls") or {}).get("chain") or []:
            try:
                facts = describe(str(each["pem"]))
            except (ValueError, LookupError):
                continue
            if facts.sha256 not in seen:
                seen.add(facts.sha256)
                yield facts


# -- translations ----------------------------------------------------------------------------


def _translations(evidence: Evidence) -> Iterator[TranslationView]:
    """The latest translation into each language, with the latest decision on each sentence."""
    articles = {each.id: each for each in evidence.articles}
    latest = {str(_own(each)["target"]): each for each in evidence.translations}
    for language, held in sorted(latest.items()):
        own, written = _own(held), written_of(evidence, held)
        decisions = latest_decisions(evidence.decisions, held.id, written)
        article = articles.get(str(own["article"]))
        rows = (
            *_headline(held, article, decisions),
            *(_sentence(each, _body(article), decisions) for each in written.own["segments"]),
        )
        made_by = written.models()
        yield TranslationView(held.id, language, credit_of(evidence, held), made_by, rows)


def _body(article: Held | None) -> str:
    return str(((article.content if article else None) or {}).get("articleBody", ""))


def _headline(
    held: Held, article: Held | None, decisions: Mapping[int, Decision]
) -> Iterator[SentenceRow]:
    """The title as sentence 0, where it was translated."""
    title = title_of(held.content or {})
    if title is not None:
        said = ((article.content if article else None) or {}).get("headline")
        yield _row(HEADLINE, str(said or ""), title, decisions)


def _own(held: Held) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (held.content or {})["dragoman"]
    return found


def _sentence(
    segment: Mapping[str, Any], text: str, decisions: Mapping[int, Decision]
) -> SentenceRow:
    source = text[segment.get("start") or 0 : segment.get("stop") or 0]
    return _row(int(segment["n"]), source, segment, decisions)


def _row(
    n: int, source: str, segment: Mapping[str, Any], decisions: Mapping[int, Decision]
) -> SentenceRow:
    state, target, reviewer = settle(segment["state"], segment.get("target"), decisions.get(n))
    return SentenceRow(n, source, target, segment.get("machine"), state, reviewer)


@functools.cache  # and in it the template, compiled once
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("dragoman.exchange"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
