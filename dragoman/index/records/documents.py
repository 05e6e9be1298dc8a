"""The JSON-LD documents of derived records: how they are written, and what the index reads of them.

An article and a translation are schema.org `NewsArticle`s; what schema.org has no word for stands
under `dragoman`. The shapes are described in docs/warc-profile.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dragoman.archiver.article.article import Article, LeftOut
    from dragoman.archiver.verdict.verdict import Verdict
    from dragoman.translate import Detection, Model, Segment, TranslatedSegment

ARTICLE = "article"
TRANSLATION = "translation"
DECISION = "decision"
LINK = "link"
VERDICT = "verdict"
POST = "post"
MEDIA = "media"
ANNOTATION = "annotation"
SEGMENTATION = "segmentation"
COMMENT = "comment"
NAMED = "named"
MERGE = "merge"
CUSTODY = "custody"
CORROBORATION = "corroboration"
SUBMISSION = "submission"
SHEET = "sheet"
HEARD = "heard"
CONTEXT = "https://schema.org"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article: its place, its language, and the paragraph it stands in."""

    n: int
    paragraph: int
    kind: str
    language: str
    segment: Segment


def article_document(
    record_id: str,
    page_id: str,
    article: Article,
    detection: Detection,
    paragraphs: Sequence[Detection],
    sentences: Sequence[Sentence],
    stamps: Sequence[dict[str, Any]],
    verdict: Verdict | None = None,
    read: dict[str, Any] | None = None,
    post: dict[str, Any] | None = None,
    scan: dict[str, Any] | None = None,
    heard: dict[str, Any] | None = None,
    edition: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The article in a page, its language and its sentences; offsets count into `articleBody`.

    `read` says out of what it was read, `post` what is known of a page that is one post, `scan`
    where it stands in pictures that a machine read, `heard` by what it was heard in a recording,
    `edition` who corrected that, and where.
    """
    document: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "NewsArticle",
        "@id": f"urn:uuid:{record_id}",
        "url": article.url,
        "headline": article.title,
        "author": article.byline,
        "datePublished": article.published,
        "inLanguage": detection.code,
        "mainEntityOfPage": article.canonical_url,
        "articleBody": article.text,
    }
    if article.translation_of:
        document["translationOfWork"] = {"@type": "NewsArticle", "url": article.translation_of}
    document["dragoman"] = {
        "page": page_id,
        "verdict": verdict.to_json() if verdict else None,
        "html_language": article.html_language,
        "machine_translation_by": article.translator,
        "detection": _detection(detection),
        "blocks": _blocks(article, paragraphs),
        "segments": [
            {
                "n": each.n,
                "paragraph": each.paragraph,
                "kind": each.kind,
                "language": each.language,
                "start": each.segment.start,
                "stop": each.segment.stop,
            }
            for each in sentences
        ],
        "stamps": list(stamps),
        **_besides(
            article, {"read": read, "post": post, "scan": scan, "heard": heard, "edition": edition}
        ),
    }
    return {name: value for name, value in document.items() if value is not None}


def _blocks(article: Article, paragraphs: Sequence[Detection]) -> list[dict[str, Any]]:
    return [
        {
            "kind": block.kind,
            "start": block.start,
            "stop": block.stop,
            "detection": _detection(found),
        }
        for block, found in zip(article.blocks, paragraphs, strict=True)
    ]


def _besides(article: Article, more: dict[str, dict[str, Any] | None]) -> dict[str, Any]:
    """What only some articles have: versions in other languages, and what was left out of them."""
    found: dict[str, Any] = {name: told for name, told in more.items() if told}
    if article.alternates:
        found["alternates"] = [
            {"language": code, "url": address} for code, address in article.alternates
        ]
    if article.times:
        found["times"] = [list(each) for each in article.times]
    if article.remarks:
        found["remarks"] = [list(astuple(each)) for each in article.remarks]
    if article.left_out is not None:
        found["left_out"] = [_left_out(each) for each in article.left_out]
    return found


def _left_out(told: LeftOut) -> dict[str, Any]:
    return {
        "kind": told.kind,
        "blocks": told.blocks,
        "characters": told.characters,
        "begins": list(told.begins),
    }


def seen(scan: Mapping[str, Any] | None) -> tuple[int | None, int | None, int | None]:
    """How many pictures there are whose text is all of the article, how many there are within a
    page, and how many of them a machine did not read."""
    if not scan:
        return None, None, None
    tried = len(scan["sheets"])
    count = max(tried, scan.get("of") or 0)
    broken = sum(each["n"] <= tried for each in scan.get("unread") or ())
    unread = count - tried + broken
    return (None, count, unread) if scan.get("within") else (count, None, unread)


def _detection(detection: Detection) -> dict[str, Any]:
    return {
        "code": detection.code,
        "script": detection.script,
        "confidence": round(detection.confidence, 6),
        "agreed": detection.agreed,
    }


def translation_document(
    record_id: str,
    article_id: str,
    page_id: str,
    target: str,
    sentences: Sequence[dict[str, Any]],
    translated: Sequence[TranslatedSegment],
    title: TranslatedSegment | None,
    models: Sequence[tuple[Model, dict[str, Any]]],
    credit: str,
    stamp: dict[str, Any],
    names_sha256: str | None = None,
    witnesses: Sequence[tuple[Model, dict[str, Any]]] = (),
) -> dict[str, Any]:
    """A translation of an article's sentences, aligned one to one with `sentences`."""
    seen = {"witnesses": [_model(model, settings) for model, settings in witnesses]}
    first = models[0][0] if models else None
    return {
        "@context": CONTEXT,
        "@type": "NewsArticle",
        "@id": f"urn:uuid:{record_id}",
        "inLanguage": target,
        "headline": title.target if title else None,
        "articleBody": " ".join(each.target for each in translated if each.target),
        "translationOfWork": {"@type": "NewsArticle", "@id": f"urn:uuid:{article_id}"},
        "creditText": credit,
        "dragoman": {
            "page": page_id,
            "article": article_id,
            "target": target,
            "engine": first.engine if first else None,
            "model": first.name if first else None,
            "models": [_model(model, settings) for model, settings in models],
            **(seen if witnesses else {}),
            "names": {"sha256": names_sha256} if names_sha256 else None,
            "title": _translated(title) if title else None,
            "segments": [
                {"n": sentence["n"], "start": sentence["start"], "stop": sentence["stop"]}
                | _translated(each)
                for sentence, each in zip(sentences, translated, strict=True)
            ],
            "stamp": stamp,
        },
    }


def _model(model: Model, settings: dict[str, Any]) -> dict[str, Any]:
    return {
        "engine": model.engine,
        "name": model.name,
        "from": model.source,
        "to": model.target,
        "version": model.version,
        "sha256": model.sha256 or None,
        "licence": model.licence,
        "demo": model.demo,
        "settings": settings,
    }


def _translated(segment: TranslatedSegment) -> dict[str, Any]:
    besides = {
        name: told.to_json()
        for name, told in (
            ("memory", segment.memory),
            ("likely", segment.likely),
            ("witness", segment.witness),
            ("alignment", segment.alignment),
        )
        if told
    }
    return besides | {
        "target": segment.target,
        "machine": segment.machine,
        "state": segment.state,
        "score": None if segment.score is None else round(segment.score, 6),
        "flags": [flag.to_json() for flag in segment.flags],
    }


def listened(heard: Mapping[str, Any] | None) -> tuple[int | None, int | None]:
    """Of a text that a machine heard: the seconds of the recording, and how many of them it did not
    hear."""
    if not heard:
        return None, None
    return round(heard["seconds"]), round(heard.get("unheard_seconds") or 0)


def corrected(edition: Mapping[str, Any] | None) -> tuple[str | None, int | None]:
    """Who corrected a text that a machine had read or heard, and in how many places: of several
    persons all are named, each with its own."""
    if not edition:
        return None, None
    of_each = [*(edition.get("earlier") or ()), edition]
    counts = [len(each["corrected"]) for each in of_each]
    if len(of_each) == 1:
        return edition["reviewer"], counts[0]
    names = [f"{each['reviewer']} ({count:,})" for each, count in zip(of_each, counts, strict=True)]
    return f"{', '.join(names[:-1])} and {names[-1]}", sum(counts)
