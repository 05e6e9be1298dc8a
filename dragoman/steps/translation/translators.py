"""Between article and translation: the models that a page needs, and what they have made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from dragoman.decisions import HEADLINE
from dragoman.errors import DragomanError, LanguageUnknown, ModelError, ModelMissing, UsageError
from dragoman.holdings import Engines
from dragoman.index.asking.credit import Told, credit, told
from dragoman.index.records.documents import translation_document
from dragoman.page import Page
from dragoman.plugged.entry_points import ENGINES, plug_ins

if TYPE_CHECKING:
    from dragoman.translate import Model, TranslatedSegment, Translator
    from dragoman.translate.workers.orders import Workers


AUTO = "auto"
# So many sentences in one call get a witness that chooses itself: minutes on a laptop.
WITNESSED_BY_ITSELF = 2_000
Tell = Callable[[str], None]


class Translators:
    """The translators into one target, and their witnesses, each opened when first needed.

    A witness that was named is needed as the translator is. "auto" takes one where there is a
    second model, for the first `WITNESSED_BY_ITSELF` sentences; `tell` is told once where it does
    not.
    """

    def __init__(
        self,
        target: str,
        engine: Engines,
        models_dir: Path | None,
        via: str | None = None,
        beam: int | None = None,
        workers: Workers | None = None,
        witness: str | None = None,
        tell: Tell | None = None,
    ) -> None:
        self.workers = workers
        self._witness = witness
        self._tell = tell or (lambda _: None)
        self._left = WITNESSED_BY_ITSELF
        self._via = via
        self._beam = beam
        self.opened: dict[str, Translator] = {}
        self._witnesses: dict[str, Translator] = {}
        self._unwitnessed: dict[str, DragomanError] = {}
        self.target = target
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
        for translator in (*self.opened.values(), *self._witnesses.values()):
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
        why_not = self._missing.get(main) or self._unwitnessed.get(main)
        return why_not if main in languages else None

    def witnesses(self, sentences: int) -> Mapping[str, Translator]:
        """Those for so many sentences more, by their language; none where that is too much."""
        if self._witness != AUTO or not self._witnesses or not sentences:
            return self._witnesses
        if sentences > self._left:
            if self._left >= 0:
                self._tell(
                    f"more than {WITNESSED_BY_ITSELF:,} sentences are to be translated, so the "
                    "others get no witness by themselves; name one with `witness=`"
                )
            self._left = -1
            return {}
        self._left -= sentences
        return self._witnesses

    def made(self, page: Page, translated: Sequence[TranslatedSegment]) -> Made:
        """What came of a page's texts; the first is its headline, where it has one."""
        models, seen = (
            {code: (each.model, each.settings) for code, each in opened.items()}
            for opened in (self.opened, self._witnesses)
        )
        if page.title:
            return Made(translated[1:], translated[0], models, seen)
        return Made(translated, None, models, seen)

    def _open(self, language: str) -> None:
        from dragoman.translate import Translator

        if language in self.opened or language in self._missing:
            return
        engine = self._engine
        name = engine if isinstance(engine, str) else engine.get(language, "auto")
        try:
            self.opened[language] = Translator.open(
                language,
                self.target,
                name,
                self._models_dir,
                self._via,
                self._beam,
                self.workers,
            )
        except ModelError as error:  # none, or one that is broken: other languages have theirs
            self._missing[language] = error
            return
        if self._witness is not None:
            self._open_witness(language, self._witness)

    def _open_witness(self, language: str, name: str) -> None:
        """Beside the translator that is open; that it is another model is seen to."""
        from dragoman.translate import Translator
        from dragoman.translate.models.model import LLM
        from dragoman.translate.models.second import of_one_training, same_model, second_engine

        first = self.opened[language].model
        by_itself = name == AUTO
        found = second_engine(first, self._models_dir) if by_itself else name
        if found is None:
            pair = f"{language}→{self.target}"
            self._tell(f"no second model for {pair} is installed to be a witness")
            return
        workers = None if found == LLM else self.workers
        try:
            second = Translator.open(
                language, self.target, found, self._models_dir, workers=workers
            )
        except ModelError as error:
            message = f"There is no witness: {error.message}"
            if by_itself:
                self._tell(message)
            else:
                self._unwitnessed[language] = type(error)(message, subject=error.subject)
            return
        related = of_one_training(first, second.model)
        if not related and not same_model(first, second.model):
            self._witnesses[language] = second
            return
        second.close()
        if related:
            self._unwitnessed[language] = ModelMissing(
                f"{second.model.name} {second.model.version} is no witness beside {first.name} "
                f"{first.version}: Firefox's models are taught by Marian models, so what both say "
                "may rest on one alone; name another engine with `witness=`",
                subject=found,
            )
            return
        self._unwitnessed[language] = ModelMissing(
            f"{first.name} {first.version} translates and cannot be its own witness; name another "
            "engine with `witness=`",
            subject=found,
        )


def check_witness(witness: str | None, engine: Engines) -> None:
    """UsageError where a witness is no engine, or the very engine that is to translate."""
    from dragoman.translate.models.model import CT2

    if witness is None:
        return
    check_engine(witness)
    # Of another family's models there may be several.
    if witness not in (AUTO, CT2) and witness == engine:
        raise UsageError(f"{witness} cannot be its own witness; name another engine")


def check_engine(engine: Engines) -> None:
    """UsageError, before any work is done, where an engine that was named is none."""
    from dragoman.translate.models.model import DEMO_PREFIX, NAMES

    for name in _named(engine):
        others = [each.name for each in plug_ins(ENGINES)]
        if name not in (*NAMES, *others) and not name.startswith(DEMO_PREFIX):
            known = ", ".join((*NAMES, *others))
            raise UsageError(f"{name} is no engine; use {known}, or a demo model's full name")


def is_slow(engine: Engines, witness: str | None = None) -> bool:
    """Whether pages are kept one by one, since an hour's work would be lost with several."""
    from dragoman.translate.models.model import LLM

    return LLM in (*_named(engine), witness)


def warning(engine: Engines, witness: str | None = None) -> str | None:
    """What a person should know of an engine before it begins."""
    if not is_slow(engine, witness):
        return None
    what = "translate" if is_slow(engine) else "be the witness"
    return (
        f"a language model on this machine is to {what}: slower than the other engines, and it "
        "invents fluently, also where it does not know the language; read what it wrote beside "
        "the original"
    )


def _named(engine: Engines) -> list[str]:
    return [engine] if isinstance(engine, str) else list(engine.values())


@dataclass(frozen=True, slots=True)
class Made:
    """A translation as it was made: its sentences in order, its headline, and the models at hand.

    `models` has, by source language, the model that sentences in it were given to, `seen` the
    witness's.
    """

    sentences: Sequence[TranslatedSegment]
    headline: TranslatedSegment | None
    models: Mapping[str, tuple[Model, dict[str, Any]]]
    seen: Mapping[str, tuple[Model, dict[str, Any]]] = field(default_factory=dict)

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
            self.witnessed(),
        )

    def words(self, page: Page) -> dict[int, str | None]:
        """By sentence, 0 the headline: what stands, or what the engine wrote where nothing does."""
        pairs = zip(page.pairs(), self.sentences, strict=True)
        words = {pair.n: each.target or each.machine for pair, each in pairs}
        title = self.headline
        return words | ({HEADLINE: title.target or title.machine} if title else {})

    def wrote(self) -> list[tuple[Model, dict[str, Any]]]:
        """The models that wrote anything, with their settings, the one that wrote most first."""
        whole = [*self.sentences, *([self.headline] if self.headline else [])]
        counts = Counter(each.code for each in whole if each.machine is not None)
        codes = sorted(counts, key=lambda code: (-counts[code], code))
        return [self.models[code] for code in codes]

    def witnessed(self) -> list[tuple[Model, dict[str, Any]]]:
        """The models that were witness to anything, with their settings."""
        whole = [*self.sentences, *([self.headline] if self.headline else [])]
        codes = {each.code for each in whole if each.witness is not None}
        return [self.seen[code] for code in sorted(codes)]

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
