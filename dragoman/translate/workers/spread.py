"""The engine that hands batches to other processes.

The batches are those that one process would decode, so the outputs are the same. A batch whose
worker dies is decoded by another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from dragoman.errors import WorkersFailed
from dragoman.translate.engines.engine import Cancelled, Output, Progress, TranslationCancelled
from dragoman.translate.engines.loading import plan_of
from dragoman.translate.models.model import FIREFOX, Model
from dragoman.translate.models.package import Package
from dragoman.translate.workers.orders import Bundle, Order, Workers

# Batches in a bundle: handing over costs as much as decoding a short batch with a small model.
BUNDLED_AT_MOST = 8


class SpreadEngine:
    """An engine whose batches other processes decode; its own process only cuts and counts."""

    def __init__(
        self, package: Package, workers: Workers, beam: int | None, models_dir: Path | None
    ) -> None:
        """Raises ModelInvalid where the package cannot be read here."""
        self._model = Model.of(package)
        self._plan = plan_of(package, beam)
        self._workers = workers
        self._order = Order.of(self._model, beam, models_dir)
        self._settings: Mapping[str, object] | None = None

    @property
    def model(self) -> Model:
        return self._model

    @property
    def settings(self) -> Mapping[str, object]:
        if self._settings is None:
            self._decode([])
        return {**(self._settings or {}), "workers": self._workers.kind}

    @property
    def limit(self) -> int:
        return self._plan.limit

    def measure(self, text: str) -> int:
        return self._plan.measure(text)

    def decode(
        self,
        parts: Sequence[str],
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        *,
        aligned: bool = False,
    ) -> list[Output]:
        return self._decode(parts, False, aligned, progress, cancelled)

    def decode_again(
        self, parts: Sequence[str], cancelled: Cancelled | None = None, *, aligned: bool = False
    ) -> list[Output] | None:
        if self._model.engine == FIREFOX:
            return None
        return self._decode(parts, True, aligned, None, cancelled)

    def close(self) -> None:
        """The workers are not closed: other models may be decoded by them."""

    def _decode(
        self,
        parts: Sequence[str],
        again: bool = False,
        aligned: bool = False,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> list[Output]:
        outputs = [Output("", None)] * len(parts)
        batches = self._plan.batches(parts)
        bundles = (
            replace(each, again=again, aligned=aligned)
            for each in _bundles(batches, parts, self._workers.count())
        )
        if not batches:
            # Nothing to decode, but the workers are asked with what settings they would.
            bundles = (each for each in [Bundle((), ())])
        done = 0
        with closing(self._workers.results(self._order, bundles)) as results:
            for bundle, answered in results:
                self._keep_settings(answered.settings)
                for numbers, made in zip(bundle.numbers, answered.outputs, strict=True):
                    for number, output in zip(numbers, made, strict=True):
                        outputs[number] = output
                    done += len(numbers)
                if progress:
                    progress(done, len(parts))
                if cancelled and cancelled():
                    raise TranslationCancelled(
                        "translation was cancelled", subject=self._model.name
                    )
        return outputs

    def _keep_settings(self, settings: Mapping[str, object]) -> None:
        """WorkersFailed where two workers would write different things of the same text."""
        if self._settings is None:
            self._settings = settings
        elif settings != self._settings:
            other = sorted(
                name
                for name in {*settings, *self._settings}
                if settings.get(name) != self._settings.get(name)
            )
            raise WorkersFailed(
                f"the workers do not decode alike ({', '.join(other)} differ), so what they would "
                "write depends on which is asked; give all of them the same versions",
                subject=self._model.name,
            )


def _bundles(batches: list[list[int]], parts: Sequence[str], workers: int) -> Iterator[Bundle]:
    """Large bundles first and small ones at the end, so that all workers are done together."""
    at = 0
    while at < len(batches):
        left = len(batches) - at
        held = batches[at : at + max(1, min(BUNDLED_AT_MOST, left // (4 * max(1, workers))))]
        at += len(held)
        yield Bundle(
            tuple(tuple(numbers) for numbers in held),
            tuple(tuple(parts[number] for number in numbers) for numbers in held),
        )
