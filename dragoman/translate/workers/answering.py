"""In a worker: an order's model, loaded once in the process, decodes the batches it is handed."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from dragoman.errors import ModelMissing
from dragoman.translate.engines.engine import BatchEngine
from dragoman.translate.engines.loading import load_engine
from dragoman.translate.models.model import Model, choose
from dragoman.translate.workers.orders import Answer, Order

# glibc's numbers for them, and what it would come to by itself.
M_TRIM_THRESHOLD, KEPT_BYTES = -1, 128 << 20
M_MMAP_THRESHOLD, MAPPED_FROM_BYTES = -3, 32 << 20
_engines: dict[Order, BatchEngine] = {}
_lock = threading.Lock()


def answer(order: Order, batches: Sequence[Sequence[str]], *, again: bool, aligned: bool) -> Answer:
    """Decode batches, in a worker. Raises ModelMissing where the model is another or not there."""
    engine = _engine(order)
    outputs = tuple(
        tuple(engine.decode_batch(texts, again=again, aligned=aligned)) for texts in batches
    )
    return Answer(outputs, dict(engine.settings))


def _engine(order: Order) -> BatchEngine:
    """The model of an order, loaded once in a process."""
    with _lock:
        if order not in _engines:
            _keep_memory()
            _engines[order] = _load(order)
        return _engines[order]


def _load(order: Order) -> BatchEngine:
    folder = Path(order.models_dir) if order.models_dir else None
    package = choose(order.source, order.target, order.engine, folder)
    held = Model.of(package)
    if held.sha256 != order.sha256:
        raise ModelMissing(
            f"a worker has another {order.engine} model {order.source}-{order.target} "
            f"({held.sha256[:12]}) than this machine ({order.sha256[:12]}); install the same there",
            subject=order.engine,
        )
    return load_engine(package, order.beam, _threads())


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
