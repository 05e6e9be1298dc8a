"""Between article and translation: the models that a page needs, and what they have made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from dragoman.errors import DragomanError, LanguageUnknown, ModelMissing, UsageError
from dragoman.holdings import Engines
from dragoman.index.asking.credit import Told, credit, told
from dragoman.index.records.documents import translation_document
from dragoman.page import Page

if TYPE_CHECKING:
    from dragoman.translate import Model, TranslatedSegment, Translator
    from dragoman.translate.workers.orders import Workers


class Translators:
    """The translators into one target, each opened when a page first needs it."""

    def __init__(
        self,
        target: str,
        engine: Engines,
        models_dir: Path | None,
        via: str | None = None,
        beam: int | None = None,
        workers: Workers | None = None,
    ) -> None:
        self._workers = workers
        self._via = via
        self._beam = beam
        self.opened: dict[str, Translator] = {}
        self._target = target
        self._engine = engine
        self._models_dir = models_dir
        self._missing: dict[str, DragomanError] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for translator in self.opened.values():
            translator.close()

    def need(self, page: Page, target: str) -> DragomanError | None:
        """Open what a page needs; why it cannot be translated, or None where it can.

        The model for the page's own language is needed; where only a quotation is in a language
        that no model is there for, that sentence alone stays without a translation.
        """
        main = page.article["language"] if page.article else "und"
        languages = {language for _, language in page.for_translation()} - {target, "und"}
        if main == "und":
            return LanguageUnknown(
                "the language of the page could not be told, so it was not translated",
                subject=page.url,
            )
        for language in languages:
            self._open(language)
        return self._missing.get(main) if main in languages else None

    def made(self, page: Page, translated: Sequence[TranslatedSegment]) -> Made:
        """What came of a page's texts; the first is its headline, where it has one."""
        models = {code: (each.model, each.settings) for code, each in self.opened.items()}
        if page.title:
            return Made(translated[1:], translated[0], models)
        return Made(translated, None, models)

    def _open(self, language: str) -> None:
        from dragoman.translate import Translator

        if language in self.opened or language in self._missing:
            return
        engine = self._engine
        name = engine if isinstance(engine, str) else engine.get(language, "auto")
        try:
            self.opened[language] = Translator.open(
                language,
                self._target,
                name,
                self._models_dir,
                self._via,
                self._beam,
                self._workers,
            )
        except ModelMissing as error:
            self._missing[language] = error


def check_engine(engine: Engines) -> None:
    """UsageError, before any work is done, where an engine that was named is none."""
    from dragoman.translate.models.model import DEMO_PREFIX, NAMES

    for name in _named(engine):
        if name not in NAMES and not name.startswith(DEMO_PREFIX):
            known = ", ".join(NAMES)
            raise UsageError(f"{name} is no engine; use {known}, or a demo model's full name")


def is_slow(engine: Engines) -> bool:
    """Whether pages are kept one by one, since an hour's work would be lost with several."""
    from dragoman.translate.models.model import LLM

    return LLM in _named(engine)


def warning(engine: Engines) -> str | None:
    """What a person should know of an engine before it begins."""
    if not is_slow(engine):
        return None
    return (
        "a language model on this machine is to translate: slower than the other engines, and it "
        "invents fluently, also where it does not know the language; read what it wrote beside "
        "the original"
    )


def _named(engine: Engines) -> list[str]:
    return [engine] if isinstance(engine, str) else list(engine.values())


@dataclass(frozen=True, slots=True)
class Made:
    """A translation as it was made: its sentences in order, its headline, and the models at hand.

    `models` has, by source language, the model that sentences in it were given to.
    """

    sentences: Sequence[TranslatedSegment]
    headline: TranslatedSegment | None
    models: Mapping[str, tuple[Model, dict[str, Any]]]

    def document(
        self,
        page: Page,
        target: str,
        record_id: str,
        stamp: dict[str, Any],
        names_sha256: str | None,
    ) -> dict[str, Any]:
        """The content of its record."""
        return translation_document(
            record_id,
            page.article_id or "",
            page.id,
            target,
            [
                {"n": pair.n, "start": pair.source.start, "stop": pair.source.stop}
                for pair in page.pairs(target)
            ],
            self.sentences,
            self.headline,
            self.wrote(),
            self.credit(page, target),
            stamp,
            names_sha256,
        )

    def words(self, page: Page) -> dict[int, str | None]:
        """By sentence: what stands, or what the engine wrote where nothing does."""
        pairs = zip(page.pairs(), self.sentences, strict=True)
        return {pair.n: each.target or each.machine for pair, each in pairs}

    def wrote(self) -> list[tuple[Model, dict[str, Any]]]:
        """The models that wrote anything, with their settings, the one that wrote most first."""
        whole = [*self.sentences, *([self.headline] if self.headline else [])]
        counts = Counter(each.code for each in whole if each.machine is not None)
        codes = sorted(counts, key=lambda code: (-counts[code], code))
        return [self.models[code] for code in codes]

    def credit(self, page: Page, target: str) -> str:
        """The sentence of attribution, as it is true before anybody has decided on anything."""
        return credit(
            [self._told(each) for each in self.sentences],
            self._told(self.headline) if self.headline else None,
            page.origin(),
            target,
        )

    def _told(self, segment: TranslatedSegment) -> Told:
        model = self.models.get(segment.code)
        return told(
            state=segment.state,
            memory=segment.memory.reviewer if segment.memory else None,
            wrote=segment.machine is not None,
            model={"name": model[0].name, "version": model[0].version} if model else None,
            reviewer=None,
            reworded=False,
            elsewhere=False,
        )
