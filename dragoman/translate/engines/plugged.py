"""An engine that another package puts in: it gives a text for a text, and we do the rest.

`make(source, target)` gives an object with `translate(texts) -> texts`, one for each, in order, or
None where it has nothing for the pair. It may have `settings` (JSON values), `sha256` of its model,
`licence`, and `longest`, the characters of a text that it takes in one go.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from dragoman.errors import ModelInvalid, ModelMissing
from dragoman.plugged.entry_points import PlugIn, error_text, one_line
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
            # All at once: what is asked for later, when a page is kept, would break there.
            self._told, self._limit = _told(self._own), _longest(self._own)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
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
            sha256=self._told["sha256"] or "",
            path=Path(),
            licence=self._told["licence"],
            demo=False,
        )

    @property
    def settings(self) -> Mapping[str, object]:
        return {**self._told["settings"], "plug_in": self._plugged.to_json()}

    @property
    def limit(self) -> int:
        """Characters."""
        return self._limit

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
        with contextlib.suppress(Exception):  # all that it made is kept by then
            closing = getattr(self._own, "close", None)
            if closing is not None:
                closing()

    def _translated(self, texts: Sequence[str]) -> list[Output]:
        try:
            made = list(islice(self._own.translate(list(texts)), len(texts) + 1))
            if len(made) != len(texts) or not all(isinstance(each, str) for each in made):
                raise ValueError(f"{len(texts)} texts went in, and not as many came out")
            for each in made:
                each.encode("utf-8")  # half a character cannot be kept
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise self._broken(error) from error
        return [Output(each, None) for each in made]

    def _broken(self, error: BaseException) -> ModelInvalid:
        told = error_text(error)
        return ModelInvalid(
            f"the engine {self._plugged} broke ({told}); ask who made it, or name another engine",
            subject=self._plugged.name,
        )


def _told(own: Any) -> dict[str, Any]:
    """What it says of itself, as JSON takes it. Any error that asking it raises."""
    settings = json.dumps(dict(getattr(own, "settings", {})), allow_nan=False)
    said = {name: getattr(own, name, None) for name in ("sha256", "licence")}
    lines = {name: None if each is None else one_line(each) for name, each in said.items()}
    return {**lines, "settings": json.loads(settings)}


def _longest(own: Any) -> int:
    longest = int(getattr(own, "longest", LONGEST))
    if longest < 1:
        raise ValueError(f"{longest} is no number of characters that it takes in one go")
    return longest
