"""An engine that another package puts in: it gives a text for a text, and we do the rest.

`make(source, target)` gives an object with `translate(texts) -> texts`, one for each, in order, or
None where it has nothing for the pair. It may have `settings` (JSON values), `sha256` of its model,
`licence`, and `longest`, the characters of a text that it takes in one go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dragoman.errors import ModelInvalid, ModelMissing
from dragoman.plugged.entry_points import PlugIn
from dragoman.translate.engines.engine import Cancelled, Output, Progress, TranslationCancelled
from dragoman.translate.models.model import Model

LONGEST = 1000
AT_ONCE = 16


class PluggedEngine:
    """An `Engine` around somebody else's. Not for several threads at once: `Translator` sees to it.

    Raises ModelMissing where it has nothing for the pair, ModelInvalid where it breaks.
    """

    def __init__(self, plugged: PlugIn, source: str, target: str) -> None:
        self._plugged = plugged
        self._pair = (source, target)
        try:
            self._own: Any = plugged.load()(source, target)
        except Exception as error:
            raise self._broken(error) from error
        if self._own is None:
            raise ModelMissing(
                f"the engine {plugged} has nothing for {source}→{target}", subject=plugged.name
            )

    @property
    def model(self) -> Model:
        source, target = self._pair
        own = self._plugged
        return Model(
            engine=own.name,
            name=f"{own.package} {source}→{target}",
            source=source,
            target=target,
            version=own.version,
            sha256=str(getattr(self._own, "sha256", "")),
            path=Path(),
            licence=getattr(self._own, "licence", None),
            demo=False,
        )

    @property
    def settings(self) -> Mapping[str, object]:
        return {
            **dict(getattr(self._own, "settings", {})),
            "plug_in": self._plugged.to_json(),
        }

    @property
    def limit(self) -> int:
        """Characters."""
        return int(getattr(self._own, "longest", LONGEST))

    def measure(self, text: str) -> int:
        return len(text)

    def decode(
        self,
        parts: Sequence[str],
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        *,
        aligned: bool = False,  # noqa: ARG002 - it knows nothing of what stands for what
    ) -> list[Output]:
        outputs: list[Output] = []
        for at in range(0, len(parts), AT_ONCE):
            if cancelled and cancelled():
                name = self.model.name
                raise TranslationCancelled("translation was cancelled", subject=name)
            outputs += self._translated(parts[at : at + AT_ONCE])
            if progress:
                progress(len(outputs), len(parts))
        return outputs

    def decode_again(
        self, _parts: Sequence[str], _cancelled: Cancelled | None = None, *, aligned: bool = False
    ) -> list[Output] | None:
        """It has no other settings."""
        del aligned
        return None

    def close(self) -> None:
        closing = getattr(self._own, "close", None)
        if closing is not None:
            closing()

    def _translated(self, texts: Sequence[str]) -> list[Output]:
        try:
            made = list(self._own.translate(list(texts)))
        except Exception as error:
            raise self._broken(error) from error
        if len(made) != len(texts) or not all(isinstance(each, str) for each in made):
            raise self._broken(ValueError(f"{len(texts)} texts went in, and not as many came out"))
        return [Output(each, None) for each in made]

    def _broken(self, error: Exception) -> ModelInvalid:
        told = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        return ModelInvalid(
            f"the engine {self._plugged} broke ({told}); ask who made it, or name another engine",
            subject=self._plugged.name,
        )
