"""The Firefox engine: models that Firefox ships, decoded by fxtranslate in one process a core.

Each part is decoded by itself, so an output depends on nothing but its text. fxtranslate gives
no scores. A process that dies on a text is started anew, and the text stays without an output.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing

from dragoman.errors import ModelInvalid
from dragoman.translate.engines.engine import (
    Cancelled,
    Output,
    Progress,
    TranslationCancelled,
    cores,
)
from dragoman.translate.engines.processes import ProcessEnded, ProcessNotBegun, ProcessPool, answers
from dragoman.translate.models.firefox_files import FirefoxFiles
from dragoman.translate.models.model import Model
from dragoman.translate.models.package import Package

PROGRAM = "dragoman.translate.engines.firefox_worker"
PART_CHARACTERS = 400  # fxtranslate's time grows faster than its input
BATCH_CHARACTERS = 2_000
MOST_DEATHS = 20


class FirefoxPlan:
    """How texts are cut and batched; a part is decoded by itself, whatever is in its batch."""

    limit = PART_CHARACTERS

    def measure(self, text: str) -> int:
        return len(text)

    def batches(self, parts: Sequence[str]) -> list[list[int]]:
        return _batches(parts)


class FirefoxEngine:
    """One Firefox model, loaded in as many processes as there is work for.

    `decode` is not for several threads at once: `Translator` sees to that.
    """

    def __init__(self, package: Package, processes: int | None = None) -> None:
        """Raises ModelInvalid where the model cannot be loaded, or fxtranslate is not installed."""
        self._files = FirefoxFiles.of(package)
        self._model = Model.of(package)
        self._most = processes or cores()
        files = {role: str(path) for role, path in self._files.by_role().items()}
        self._pool = ProcessPool(PROGRAM, files, self._most)
        self._ask([])

    @property
    def model(self) -> Model:
        return self._model

    @property
    def settings(self) -> Mapping[str, object]:
        return {
            "part_characters": PART_CHARACTERS,
            "shortlist": self._files.shortlist is not None,
            "fxtranslate": _version(),
        }

    @property
    def limit(self) -> int:
        """Characters."""
        return PART_CHARACTERS

    def measure(self, text: str) -> int:
        return len(text)

    def decode(
        self,
        parts: Sequence[str],
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> list[Output]:
        """Batches go to whichever process is free, the longest parts first."""
        outputs = [Output("", None)] * len(parts)
        batches = _batches(parts)
        done = 0

        def ask(batch: list[int]) -> list[Output]:
            return self._ask([parts[number] for number in batch])

        with closing(answers(iter(batches), ask, min(self._most, len(batches)))) as answered:
            for batch, made in answered:
                for number, output in zip(batch, made, strict=True):
                    outputs[number] = output
                done += len(batch)
                if progress:
                    progress(done, len(parts))
                if cancelled and cancelled():
                    raise TranslationCancelled(
                        "translation was cancelled", subject=self._model.name
                    )
        return outputs

    def decode_again(
        self,
        parts: Sequence[str],  # noqa: ARG002 - the protocol's
        cancelled: Cancelled | None = None,  # noqa: ARG002
    ) -> list[Output] | None:
        """fxtranslate has no settings."""
        return None

    def decode_batch(self, texts: Sequence[str], *, again: bool) -> list[Output]:  # noqa: ARG002
        """Texts that are a batch of some plan. Threads may ask at once."""
        return self._ask(list(texts))

    def pids(self) -> list[int]:
        """The processes that are there now."""
        return self._pool.pids()

    def close(self) -> None:
        self._pool.close()

    def _ask(self, texts: list[str]) -> list[Output]:
        try:
            outputs = self._pool.ask({"texts": texts})["outputs"]
        except ProcessNotBegun as error:
            raise self._not_begun(error) from error
        except ProcessEnded as error:
            if self._pool.deaths > MOST_DEATHS:
                raise ModelInvalid(
                    f"the model {self._model.name} failed while decoding: {error}",
                    subject=str(self._model.path),
                ) from error
            if len(texts) == 1:
                return [Output("", None)]
            return [output for text in texts for output in self._ask([text])]
        return [Output(text.strip(), None, cut) for text, cut in outputs]

    def _not_begun(self, error: ProcessNotBegun) -> ModelInvalid:
        if "No module named 'fxtranslate'" in str(error):
            return ModelInvalid(
                "Firefox models need fxtranslate; install it with: pip install fxtranslate",
                subject=self._model.name,
            )
        return ModelInvalid(
            f"the model in {self._files.folder} cannot be loaded: {error}",
            subject=str(self._files.folder),
        )


def check_loads(package: Package) -> None:
    """Load a package and decode one word. Raises ModelInvalid where that fails."""
    engine = FirefoxEngine(package, processes=1)
    try:
        engine.decode(["a"])
    finally:
        engine.close()


def _batches(parts: Sequence[str]) -> list[list[int]]:
    """Indices, the longest parts first, so that no process is left with a long one at the end."""
    order = sorted(
        (number for number, part in enumerate(parts) if part), key=lambda n: -len(parts[n])
    )
    made: list[list[int]] = []
    room = 0
    for number in order:
        length = len(parts[number])
        if made and length <= room:
            made[-1].append(number)
            room -= length
        else:
            made.append([number])
            room = BATCH_CHARACTERS - length
    return made


def _version() -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("fxtranslate")
    except PackageNotFoundError:
        return None
