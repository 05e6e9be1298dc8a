"""The translation alone: what a reader is shown of a page where the original does not stand beside.

A sentence that has no translation is not passed over: its original stands there, and is said to be
one. The attribution, the dates and the state go with it in every format.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from dragoman.exchange.bilingual.document import Document, Sentence

WITHHELD = (
    "Names and passages are withheld here, each where a mark stands. Of every text that has one, "
    "this is the SHA-256 of 32 random hexadecimal digits followed by the text as it was; whoever "
    "is shown both can check it."
)
Kind = Literal["heading", "paragraph", "item"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in one language; `sentence` is what they are of, None for words of ours."""

    text: str
    language: str
    translated: bool
    sentence: Sentence | None = None

    @property
    def shown(self) -> str:
        return self.text if self.translated else f"[not translated: {self.text}]"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or an item of a list, as the page had it."""

    kind: Kind
    pieces: tuple[Piece, ...]


def title(document: Document) -> Piece:
    """The translated headline; the page's own, or its address, where none stands."""
    headline = document.headline
    if headline is not None and headline.pair.target:
        return _piece(document, headline)
    if document.title:
        return Piece(document.title, document.language, document.language == _target(document))
    return Piece(document.url, "en", True)


def blocks(document: Document) -> Iterator[Block]:
    """The text of the page, in order."""
    for kind, sentences in document.paragraphs():
        shown: Kind = "heading" if kind == "heading" else "item" if kind == "item" else "paragraph"
        yield Block(shown, tuple(_piece(document, each) for each in sentences))


def facts(document: Document) -> list[str]:
    """What is said of the page beside its attribution, a line each."""
    said = []
    if document.title and document.translated_title and document.title != document.translated_title:
        said.append(f"Original title: {document.title}")
    if document.title_note:
        said.append(f"Title: {document.title_note}")
    dated = f"Dated {document.published}. " if document.published else ""
    by = f"By {document.byline}. " if document.byline else ""
    said.append(
        f"{dated}{by}{document.came} {document.captured_at[:10]}, "
        f"translated {document.translated_at[:10]}. "
        f"State: {document.said} ({_states(document)})."
    )
    if document.models:
        said.append(f"Model: {', '.join(model.label for model in document.models)}.")
    return said


def withheld(document: Document) -> list[str]:
    """The commitments to what was withheld of a page, a line each; none where nothing was."""
    lines = [f"{of}, {what}: {told}" for of, what, told in document.commitments]
    return [WITHHELD, *lines] if lines else []


def _states(document: Document) -> str:
    """How many sentences are in which state, the headline with them."""
    counts = Counter(each.said for each in document.sentences)
    return ", ".join(f"{counts[state]} {state}" for state in sorted(counts))


def note(sentence: Sentence) -> str | None:
    """What is to be known of a sentence: its state where that says something, flags, a comment."""
    pair = sentence.pair
    said = []
    if pair.reviewer:
        where = ", on another capture" if sentence.decided_on else ""
        said.append(
            f"{sentence.state} by {pair.reviewer} on {(sentence.decided_at or '')[:10]}{where}"
        )
    elif pair.to_translate:
        said.append(sentence.said)
    elif pair.target is None or pair.flags or pair.memory:
        said.append(f"{sentence.state}, not reviewed")
    if pair.memory:
        said.append(f"out of the translation memory, approved elsewhere by {pair.memory}")
    said += [f"{flag.severity}: {flag.message}" for flag in sentence.findings]
    if sentence.comment:
        said.append(f"comment: {sentence.comment}")
    return "; ".join(said) or None


def _piece(document: Document, sentence: Sentence) -> Piece:
    pair = sentence.pair
    if pair.target:
        return Piece(pair.target, _target(document), True, sentence)
    return Piece(pair.source.text, pair.language, False, sentence)


def _target(document: Document) -> str:
    return document.target_language
