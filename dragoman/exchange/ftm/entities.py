"""What followthemoney has of an archive: an entity a line, each with an id that stays the same.

A page is an `Article` with its text, its translation and the sentence of attribution, and the
`Document` that was captured, which proves it. Who is named is a `Person` or an `Organization` with
all spellings, and each spelling in an article a `Mention`. Values are as the library would write
them, so that loading drops none; what it has no value for stands in `notes`, in words.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import SplitResult, urlsplit

from dragoman.exchange.bilingual.document import Document, Sentence
from dragoman.translate.people.same import SomeoneNamed

# By the code that we have: the three letters that the library keeps; others it drops in silence.
LANGUAGES = {
    "az": "aze", "be": "bel", "bg": "bul", "cs": "ces", "de": "deu", "el": "ell", "en": "eng",
    "es": "spa", "et": "est", "fi": "fin", "fr": "fra", "he": "heb", "hu": "hun", "hy": "hye",
    "it": "ita", "ka": "kat", "kk": "kaz", "ky": "kir", "lt": "lit", "lv": "lav", "mk": "mkd",
    "nl": "nld", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "sq": "sqi", "sr": "srp",
    "sv": "swe", "tg": "tgk", "tk": "tuk", "tr": "tur", "uk": "ukr", "uz": "uzb", "zh": "zho",
    "ar": "ara", "fa": "fas",
}  # fmt: skip
SCHEMAS = {"person": "Person", "organisation": "Organization"}
NOT_CHECKED = "Named by a program ({by}) in {pages} of this export; no person has checked it."
Entity = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CapturedPage:
    """A page as it goes out; `text` and what is said of it are of its article, where it has one.

    `translated` is its translation, where there is one; `captured_at` is an ISO date.
    """

    id: str
    url: str
    captured_at: str
    mime: str | None
    payload_digest: str | None
    title: str | None
    byline: str | None
    published: str | None
    language: str | None
    text: str | None
    translated: Document | None


def entities(pages: Sequence[CapturedPage], named: Sequence[SomeoneNamed]) -> Iterator[Entity]:
    """All of them: for each page what was captured and the article in it, then who is named."""
    on_page: dict[str, list[SomeoneNamed]] = {}
    for someone in named:
        for page in someone.pages:
            on_page.setdefault(page, []).append(someone)
    for each in pages:
        yield _document(each)
        if each.text is not None:
            yield _article(each, on_page.get(each.id, []))
    for someone in named:
        yield _someone(someone)
        yield from _mentions(someone)


def _document(page: CapturedPage) -> Entity:
    address = _split(page.url)
    name = PurePosixPath(address.path).name.rpartition(":")[2] or address.netloc or page.url
    return _entity(
        _document_id(page.id),
        "Document",
        {
            "fileName": [name],
            "title": [page.title],
            "mimeType": [(page.mime or "").partition(";")[0].strip()],
            "sourceUrl": [_web(page.url)],
            "retrievedAt": [_seconds(page.captured_at)],
            "contentHash": [(page.payload_digest or "").rpartition(":")[2]],
            "notes": [page.payload_digest, None if _web(page.url) else f"URL: {page.url}"],
        },
    )


def _article(page: CapturedPage, named: Sequence[SomeoneNamed]) -> Entity:
    translated = page.translated
    people = [each.name for each in named if each.kind == "person"]
    return _entity(
        page.id,
        "Article",
        {
            "title": [page.title],
            "author": [page.byline],
            "publisher": [_split(page.url).hostname],
            "publishedAt": [_seconds(page.published)],
            "retrievedAt": [_seconds(page.captured_at)],
            "sourceUrl": [_web(page.url)],
            "proof": [_document_id(page.id)],
            "language": [LANGUAGES.get(_base(page.language))],
            "bodyText": [page.text],
            "translatedText": [_translation(translated) if translated else None],
            "translatedLanguage": [_target(translated)],
            "peopleMentioned": people,
            "namesMentioned": [each.name for each in named],
            "notes": list(_notes(page)),
        },
    )


def _notes(page: CapturedPage) -> Iterator[str]:
    translated = page.translated
    if translated is not None:
        yield translated.credit
    codes = [page.language, translated.target_language if translated else None]
    for code in codes:
        if code and _base(code) not in LANGUAGES:
            yield f"Language: {code}"


def _target(document: Document | None) -> str | None:
    return LANGUAGES.get(_base(document.target_language)) if document else None


def _web(url: str) -> str | None:
    """An address; what a file was called is none to the library."""
    return url if _split(url).scheme in ("http", "https", "ftp") else None


def _split(url: str) -> SplitResult:
    """The parts of an address; what is none, as files made elsewhere may have, is a name."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", url, "", "")


def _translation(document: Document) -> str:
    """The sentence of attribution, then a line a sentence: what it says stays beside the words."""
    return "\n".join([document.credit, *map(_line, document.sentences)])


def _line(sentence: Sentence) -> str:
    return sentence.pair.target or f"[{sentence.said}: sentence {sentence.pair.n}]"


def _someone(someone: SomeoneNamed) -> Entity:
    others = [each for each in someone.spellings if each != someone.name]
    ways = ", ".join(dict.fromkeys(each.by for each in someone.mentions))
    pages = "1 page" if len(someone.pages) == 1 else f"{len(someone.pages):,} pages"
    return _entity(
        someone_id(someone),
        SCHEMAS[someone.kind],
        {
            "name": [someone.name],
            "alias": [each for each in others if " " in each],
            "weakAlias": [each for each in others if " " not in each],
            "proof": [_document_id(each) for each in someone.pages],
            "notes": [NOT_CHECKED.format(by=ways, pages=pages)],
        },
    )


def _mentions(someone: SomeoneNamed) -> Iterator[Entity]:
    """One for each spelling in an article."""
    whose, schema = someone_id(someone), SCHEMAS[someone.kind]
    told = dict.fromkeys((each.page, " ".join(each.text.split())) for each in someone.mentions)
    for page, text in told:
        yield _entity(
            _made_id("mention", whose, page, text),
            "Mention",
            {
                "document": [page],
                "resolved": [whose],
                "name": [text],
                "detectedSchema": [schema],
            },
        )


def someone_id(someone: SomeoneNamed) -> str:
    """The same in each export in which the same page names them first."""
    return _made_id(someone.kind, someone.name, someone.pages[0])


def _document_id(page: str) -> str:
    return f"{page}.captured"


def _made_id(*parts: str) -> str:
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).digest()
    return str(uuid.UUID(bytes=digest[:16], version=5))


def _entity(identity: str, schema: str, properties: Mapping[str, Sequence[str | None]]) -> Entity:
    kept = {name: list(dict.fromkeys(filter(None, values))) for name, values in properties.items()}
    return {
        "id": identity,
        "schema": schema,
        "properties": {name: values for name, values in kept.items() if values},
    }


def _base(code: str | None) -> str:
    return (code or "").replace("_", "-").partition("-")[0]


def _seconds(date: str | None) -> str | None:
    """A date as the library keeps it: to the second, without a zone, in UTC."""
    from datetime import UTC, datetime

    if not date:
        return None
    try:
        moment = datetime.fromisoformat(date)
        at = moment.astimezone(UTC) if moment.tzinfo else moment
    except (ValueError, OverflowError):  # a page may say that it is of the year 1
        return None
    if len(date) <= len("2026-01-31"):
        return date
    return at.replace(tzinfo=None, microsecond=0).isoformat()
