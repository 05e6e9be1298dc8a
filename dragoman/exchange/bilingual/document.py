"""`Document`: a translated page as it leaves the archive, with all that must leave with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from dragoman.decisions import HEADLINE, State, page_state
from dragoman.errors import RecordNotFound
from dragoman.index.asking import query
from dragoman.index.asking.pair import Pair
from dragoman.index.people import decided
from dragoman.translate import Flag

DEMO = "(demo model)"
# What a commitment is to, and the commitment.
Commitments = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TranslationModel:
    """The model that wrote sentences of language `source`."""

    engine: str
    name: str
    version: str
    source: str
    target: str
    sha256: str | None
    licence: str | None
    demo: bool

    @property
    def label(self) -> str:
        told = f"{self.engine} {self.name} {self.version}"
        # Most demo models say so in their version.
        return f"{told} (demo model)" if self.demo and DEMO not in told else told

    def to_json(self) -> dict[str, Any]:
        return {
            "engine": self.engine,
            "name": self.name,
            "version": self.version,
            "from": self.source,
            "to": self.target,
            "sha256": self.sha256,
            "licence": self.licence,
            "demo": self.demo,
        }


@dataclass(frozen=True, slots=True)
class Sentence:
    """A pair and the latest decision on it: the record's id, when, and what was said with it.

    `decided_on` is the capture that it was made on, where that is another. `withheld` has the
    commitments to what was withheld of it, in an export that withholds.
    """

    pair: Pair
    decision: str | None
    decided_at: str | None
    comment: str | None
    decided_on: str | None = None
    withheld: Commitments = ()

    @property
    def state(self) -> str:
        return self.pair.state or "untranslated"

    @property
    def said(self) -> str:
        """The state in words: what nobody and nothing has translated yet was not refused."""
        return "not translated" if self.pair.to_translate else self.state

    @property
    def findings(self) -> list[Flag]:
        """What the checks found, and in whose words."""
        return [self.pair.told(flag) for flag in self.pair.flags]

    @property
    def refusal(self) -> str:
        """Why the machine's words, or none, are not shown as a translation."""
        return self.pair.refusal


@dataclass(frozen=True, slots=True)
class Document:
    """One page with one translation of it. Ids are those of the records.

    `credit` is what has to be said of it: who made it, from where, and how much of it people have
    read. The first of `sentences` is the headline, where it was translated. `models` are those that
    wrote something. `came` says in words how it came here at `captured_at`. `withheld` is that of
    the page itself, as `Sentence.withheld`.
    """

    page: str
    article: str
    translation: str
    url: str
    captured_at: str
    published: str | None
    byline: str | None
    title: str | None
    language: str
    target_language: str
    translated_at: str
    payload_digest: str | None
    credit: str
    models: tuple[TranslationModel, ...]
    sentences: tuple[Sentence, ...]
    came: str = "Captured"
    withheld: Commitments = ()

    @property
    def state(self) -> State | None:
        return page_state(each.pair.state for each in self.sentences if each.pair.state)

    @property
    def said(self) -> str:
        """The same in words."""
        refused = any(each.said == "refused" for each in self.sentences)
        if self.state != "refused" or refused:
            return self.state or "nothing translated"
        return "not all of it is translated"

    @property
    def reviewers(self) -> tuple[str, ...]:
        return tuple(sorted({each.pair.reviewer for each in self.sentences if each.pair.reviewer}))

    @property
    def headline(self) -> Sentence | None:
        """The title and what stands beside it; None where there is nothing to translate."""
        return next((each for each in self.sentences if each.pair.is_headline), None)

    @property
    def text(self) -> tuple[Sentence, ...]:
        """The sentences without the headline."""
        return tuple(each for each in self.sentences if not each.pair.is_headline)

    @property
    def translated_title(self) -> str | None:
        return self.headline.pair.target if self.headline else None

    @property
    def title_note(self) -> str | None:
        """What became of the title and by whom; None where it needed no translation."""
        if self.headline is None or self.headline.state == "original":
            return None
        pair, state = self.headline.pair, self.headline.said
        if pair.reviewer:
            where = ", on another capture" if self.headline.decided_on else ""
            return f"{state} by {pair.reviewer}{where}"
        if pair.memory:
            return f"approved elsewhere by {pair.memory}, not reviewed here"
        return f"{state}, not reviewed" if state == "machine" else state

    @property
    def commitments(self) -> tuple[tuple[str, str, str], ...]:
        """To all that was withheld of it: of which sentence or of the page, of what, and which."""
        own = [("page", *each) for each in self.withheld]
        return (
            *own,
            *((of_sentence(s.pair.n), *each) for s in self.sentences for each in s.withheld),
        )

    def model_of(self, sentence: Sentence) -> TranslationModel | None:
        """The model that wrote words for a sentence; None for one that no model was asked for."""
        if sentence.pair.machine is None or sentence.pair.state == "original":
            return None
        by_language = {model.source: model for model in self.models}
        only = self.models[0] if len(self.models) == 1 else None
        return by_language.get(sentence.pair.language, only)

    def paragraphs(self) -> Iterator[tuple[str, list[Sentence]]]:
        """The kind (`heading`, `paragraph`, `item`) and the sentences of each block, in order."""
        for _, found in groupby(self.text, key=lambda each: each.pair.paragraph):
            sentences = list(found)
            yield sentences[0].pair.kind, sentences


def of_sentence(n: int) -> str:
    """Which one a commitment is to, in words."""
    return f"sentence {n}" if n != HEADLINE else "headline"


def read_document(
    connection: sqlite3.Connection, page: str, target: str, provenance: Mapping[str, Any]
) -> Document:
    """The current translation of a page into `target`, out of the index.

    `provenance` is what `Page.provenance(target)` tells: the models are in the record, not in the
    index. RecordNotFound where there is nothing translated.
    """
    found = query.page_row(connection, page)
    if found is None:
        raise RecordNotFound(f"there is no page {page}", subject=page)
    article = query.article_row(connection, page)
    row = query.translation_row(connection, article["id"], target) if article else None
    if article is None or row is None:
        raise RecordNotFound(
            f"{found['url']} has no translation into {target} to export; "
            f'"dragoman translate {page[:8]} --to {target}" makes one'
            + ("" if article else ", where there is an article in it"),
            subject=page,
        )
    return Document(
        page=page,
        article=article["id"],
        translation=row["id"],
        url=found["final_url"] or found["url"],
        captured_at=found["captured_at"],
        published=article["published"],
        byline=article["byline"],
        title=article["title"],
        language=article["language"] or "und",
        target_language=target,
        translated_at=row["made_at"],
        payload_digest=(provenance.get("page") or {}).get("payload_digest"),
        credit=row["credit"],
        models=tuple(_model(each) for each in provenance["translation"]["models"]),
        sentences=_sentences(connection, row["id"], query.pairs(connection, article["id"], target)),
        came="Handed out by a web archive of others"
        if query.web_archive(found["origin"], found["foreign_place"])
        else "Captured",
    )


def _model(content: Mapping[str, Any]) -> TranslationModel:
    return TranslationModel(
        engine=str(content["engine"]),
        name=str(content["name"]),
        version=str(content["version"]),
        source=str(content.get("from") or content.get("source")),
        target=str(content.get("to") or content.get("target")),
        sha256=content.get("sha256"),
        licence=content.get("licence"),
        demo=bool(content.get("demo")),
    )


def _sentences(
    connection: sqlite3.Connection, translation: str, pairs: Sequence[Pair]
) -> tuple[Sentence, ...]:
    latest = decided.latest(connection, translation)
    found = []
    for pair in pairs:
        if pair.is_headline and pair.state is None:
            continue  # nothing was made of it, so there is nothing to decide on
        row = latest.get(pair.n)
        found.append(
            Sentence(pair, row["id"], row["made_at"], row["comment"], row["carried_page"])
            if row
            else Sentence(pair, None, None, None)
        )
    return tuple(found)
