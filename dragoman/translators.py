"""Between article and translation: the models that a page needs, and the credit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from dragoman.errors import DragomanError, LanguageUnknown, ModelMissing, UsageError
from dragoman.page import Engines, Page

if TYPE_CHECKING:
    from dragoman.translate import Translator
    from dragoman.translate.workers import Workers


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

    def used_by(self, languages: set[str]) -> list[Translator]:
        return [each for code, each in sorted(self.opened.items()) if code in languages]

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
    from dragoman.translate.model import ARGOS, AUTO, FIREFOX

    for name in [engine] if isinstance(engine, str) else engine.values():
        if name not in (AUTO, ARGOS, FIREFOX) and not name.startswith("demo-model-"):
            raise UsageError(
                f"{name} is no engine; use auto, argos, firefox, or a demo model's full name"
            )


def credit(page: Page, used: Sequence[Translator]) -> str:
    """The sentence that never leaves a machine translation."""
    where = page.final_url or page.url
    if not used:
        return f"Not translated: from {where}, captured {page.captured_at}."
    models = " and ".join(f"{each.model.name} {each.model.version}" for each in used)
    return (
        f"Translated automatically by {models} from {where}, "
        f"captured {page.captured_at}, not reviewed."
    )
