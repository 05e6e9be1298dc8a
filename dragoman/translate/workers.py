"""Other processes that decode: what they are asked, and the engine that hands them batches.

The batches are those that one process would decode, so the outputs are the same. A batch whose
worker dies is decoded by another. Only plain text and outputs pass between them.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self

from dragoman.errors import ModelMissing, UsageError, WorkersFailed
from dragoman.translate.engine import Cancelled, Output, Progress, TranslationCancelled
from dragoman.translate.model import FIREFOX, Model
from dragoman.translate.package import Package

# Bundles that wait beside those at hand; more would only take memory.
WAITING = 3
# Batches in a bundle: handing over costs as much as decoding a short batch with a small model.
BUNDLED_AT_MOST = 8
MOST_DEATHS = 5
# glibc's numbers for them, and what it would come to by itself.
M_TRIM_THRESHOLD, KEPT_BYTES = -1, 128 << 20
M_MMAP_THRESHOLD, MAPPED_FROM_BYTES = -3, 32 << 20


@dataclass(frozen=True, slots=True)
class Order:
    """The model that a worker is to use, by what it is, and how; `models_dir` on this machine."""

    source: str
    target: str
    engine: str
    sha256: str
    beam: int | None = None
    models_dir: str | None = None

    @classmethod
    def of(cls, model: Model, beam: int | None, models_dir: Path | None) -> Self:
        folder = str(models_dir) if models_dir else None
        return cls(model.source, model.target, model.engine, model.sha256, beam, folder)


@dataclass(frozen=True, slots=True)
class Bundle:
    """Batches that are handed over together, each decoded by itself.

    `numbers` has for each batch the numbers of its texts, which the worker is not told.
    """

    numbers: tuple[tuple[int, ...], ...]
    batches: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A bundle's outputs, batch by batch, and the settings they were made with (JSON values)."""

    outputs: tuple[tuple[Output, ...], ...]
    settings: Mapping[str, object]


class Workers(Protocol):
    """Processes that answer orders. A thread may share it; close it when all is translated."""

    @property
    def kind(self) -> str:
        """What the record says of them."""
        ...

    @property
    def notice(self) -> str:
        """What a person is told before they are given anything."""
        ...

    def count(self) -> int:
        """How many batches they decode at once."""
        ...

    def results(
        self, order: Order, bundles: Iterator[Bundle], *, again: bool
    ) -> Iterator[tuple[Bundle, Answer]]:
        """Each bundle with its answer, in any order."""
        ...

    def close(self) -> None: ...


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
            self._decode([], again=False)
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
    ) -> list[Output]:
        return self._decode(parts, again=False, progress=progress, cancelled=cancelled)

    def decode_again(
        self, parts: Sequence[str], cancelled: Cancelled | None = None
    ) -> list[Output] | None:
        if self._model.engine == FIREFOX:
            return None
        return self._decode(parts, again=True, cancelled=cancelled)

    def close(self) -> None:
        """The workers are not closed: other models may be decoded by them."""

    def _decode(
        self,
        parts: Sequence[str],
        *,
        again: bool,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> list[Output]:
        outputs = [Output("", None)] * len(parts)
        batches = self._plan.batches(parts)
        bundles = _bundles(batches, parts, self._workers.count())
        if not batches:
            # Nothing to decode, but the workers are asked with what settings they would.
            bundles = iter([Bundle((), ())])
        done = 0
        for bundle, answered in self._workers.results(self._order, bundles, again=again):
            self._keep_settings(answered.settings)
            for numbers, made in zip(bundle.numbers, answered.outputs, strict=True):
                for number, output in zip(numbers, made, strict=True):
                    outputs[number] = output
                done += len(numbers)
            if progress:
                progress(done, len(parts))
            if cancelled and cancelled():
                raise TranslationCancelled("translation was cancelled", subject=self._model.name)
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


class _Plan(Protocol):
    """How a package's texts are cut and put together in batches."""

    @property
    def limit(self) -> int: ...
    def measure(self, text: str) -> int: ...
    def batches(self, parts: Sequence[str]) -> list[list[int]]: ...


def plan_of(package: Package, beam: int | None) -> _Plan:
    if package.metadata.engine == FIREFOX:
        from dragoman.translate.firefox import FirefoxPlan

        return FirefoxPlan()
    from dragoman.translate.argos_plan import ArgosPlan, Decoding

    return ArgosPlan(package, Decoding(beam_size=beam) if beam else None)


class ProcessWorkers:
    """Processes on this machine, each with a model of its own in memory."""

    kind = "processes"

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool: ProcessPoolExecutor | None = None

    @property
    def notice(self) -> str:
        return f"{self._count} processes of this machine translate; nothing is sent elsewhere"

    def count(self) -> int:
        return self._count

    def results(
        self, order: Order, bundles: Iterator[Bundle], *, again: bool
    ) -> Iterator[tuple[Bundle, Answer]]:
        waiting = _Waiting(bundles)
        deaths = 0
        while waiting.fill(self._count + WAITING, lambda each: self._ask(order, each, again)):
            try:
                yield from waiting.done()
            except BrokenProcessPool as error:
                deaths += 1
                self.close()
                if deaths > MOST_DEATHS:
                    raise WorkersFailed(
                        "the processes that decode have died again and again; "
                        "is there enough memory for so many?",
                        subject=order.engine,
                    ) from error
                waiting.begin_again()

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def _ask(self, order: Order, bundle: Bundle, again: bool) -> Future[Answer]:
        import multiprocessing

        if self._pool is None:
            # Never a fork: the libraries that decode have threads of their own.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._count, context, initializer=_leave_signals)
        try:
            return self._pool.submit(answer, order, bundle.batches, again=again)
        except BrokenProcessPool as error:
            broken: Future[Answer] = Future()
            broken.set_exception(error)
            return broken


class _Waiting:
    """Bundles that were handed out and are not answered, and those that are still to be."""

    def __init__(self, bundles: Iterator[Bundle]) -> None:
        self._bundles = bundles
        self._back: list[Bundle] = []
        self._running: dict[Future[Answer], Bundle] = {}

    def fill(self, most: int, ask: Callable[[Bundle], Future[Answer]]) -> bool:
        """Hand out bundles until `most` are waiting; False where there is nothing left at all."""
        while len(self._running) < most:
            bundle = self._back.pop() if self._back else next(self._bundles, None)
            if bundle is None:
                break
            self._running[ask(bundle)] = bundle
        return bool(self._running)

    def done(self) -> Iterator[tuple[Bundle, Answer]]:
        """Wait for one at least."""
        from concurrent.futures import FIRST_COMPLETED, wait

        finished, _ = wait(self._running, return_when=FIRST_COMPLETED)
        for future in finished:
            made = future.result()
            yield self._running.pop(future), made

    def begin_again(self) -> None:
        """What was not answered is to be handed out anew."""
        self._back.extend(self._running.values())
        self._running.clear()


# -- in the worker ---------------------------------------------------------------------------

_engines: dict[Order, Any] = {}
_lock = threading.Lock()


def answer(order: Order, batches: Sequence[Sequence[str]], *, again: bool) -> Answer:
    """Decode batches, in a worker. Raises ModelMissing where the model is another or not there."""
    engine = _engine(order)
    outputs = tuple(tuple(engine.decode_batch(texts, again=again)) for texts in batches)
    return Answer(outputs, dict(engine.settings))


def _engine(order: Order) -> Any:
    """The model of an order, loaded once in a process."""
    with _lock:
        if order not in _engines:
            _keep_memory()
            _engines[order] = _load(order)
        return _engines[order]


def _load(order: Order) -> Any:
    from dragoman.translate.translator import choose

    folder = Path(order.models_dir) if order.models_dir else None
    package = choose(order.source, order.target, order.engine, folder)
    held = Model.of(package)
    if held.sha256 != order.sha256:
        raise ModelMissing(
            f"a worker has another {order.engine} model {order.source}-{order.target} "
            f"({held.sha256[:12]}) than this machine ({order.sha256[:12]}); install the same there",
            subject=order.engine,
        )
    if package.metadata.engine == FIREFOX:
        from dragoman.translate.firefox import FirefoxEngine

        return FirefoxEngine(package, processes=1)
    from dragoman.translate.argos import ArgosEngine
    from dragoman.translate.argos_plan import Decoding

    decoding = Decoding(beam_size=order.beam) if order.beam else None
    return ArgosEngine(package, decoding, threads=_threads())


def _keep_memory() -> None:
    """Let the C library keep what is freed, for the next batch.

    Dask tells it (MALLOC_TRIM_THRESHOLD_) to give every 64 KB back to the system at once, which
    takes a decoder three times as long as decoding.
    """
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):  # another C library than glibc
            library = ctypes.CDLL(None)
            library.mallopt(M_TRIM_THRESHOLD, KEPT_BYTES)
            library.mallopt(M_MMAP_THRESHOLD, MAPPED_FROM_BYTES)


def _threads() -> int:
    """How many batches this process is given at once: what its Dask worker says, or one."""
    distributed = sys.modules.get("distributed")
    if distributed is not None:
        with contextlib.suppress(ValueError):  # not a worker, though Dask is loaded
            return int(distributed.get_worker().state.nthreads)
    return 1


def _leave_signals() -> None:
    """Ctrl-C is the archive's process's to answer."""
    import signal

    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextlib.contextmanager
def opened_workers(
    count: int | None, scheduler: str | None, tls: Mapping[str, Path | None]
) -> Iterator[Workers | None]:
    """So many processes here, or those of a Dask scheduler, or None; closed at the end.

    `tls` has the files `ca`, `cert` and `key`. UsageError where both kinds are asked for, or a part
    of the certificates; WorkersFailed where the scheduler does not answer.
    """
    if count and scheduler:
        raise UsageError("--workers are on this machine, --scheduler's are not; choose one of them")
    files = {name: str(path) for name, path in tls.items() if path}
    if files and (not scheduler or len(files) < 3):
        raise UsageError("--tls-ca, --tls-cert and --tls-key go together, and with --scheduler")
    if scheduler:
        from dragoman.translate.dask_workers import DaskWorkers

        opened: Workers | None = DaskWorkers(scheduler, files)
    else:
        opened = ProcessWorkers(count) if count else None
    try:
        yield opened
    finally:
        if opened is not None:
            opened.close()
