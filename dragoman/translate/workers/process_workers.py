"""Workers on this machine: processes, each with a model of its own in memory."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from dataclasses import asdict
from typing import Any

from dragoman.errors import DragomanError, ModelInvalid, ModelMissing, UsageError, WorkersFailed
from dragoman.translate.engines.at_once import answers
from dragoman.translate.workers.orders import Answer, Bundle, Order, output_from_json
from dragoman.translate.workers.processes import ProcessEnded, ProcessPool

PROGRAM = "dragoman.translate.workers.order_worker"
# Processes that may die over one bundle.
MOST_DEATHS = 5
REFUSALS = {each.__name__: each for each in (ModelInvalid, ModelMissing, UsageError)}


class ProcessWorkers:
    """So many processes. A bundle whose process dies is given to another one."""

    kind = "processes"

    def __init__(self, count: int) -> None:
        self._count = count
        self._lock = threading.Lock()
        self._pool: ProcessPool | None = None

    @property
    def notice(self) -> str:
        return f"{self._count} processes of this machine translate; nothing is sent elsewhere"

    def count(self) -> int:
        return self._count

    def pids(self) -> list[int]:
        """The processes that are there now."""
        return self._pool.pids() if self._pool is not None else []

    def results(self, order: Order, bundles: Iterator[Bundle]) -> Generator[tuple[Bundle, Answer]]:
        pool = self._opened()
        return answers(bundles, lambda each: _asked(pool, order, each), self._count)

    def close(self) -> None:
        with self._lock:
            if self._pool is not None:
                self._pool.close()
                self._pool = None

    def _opened(self) -> ProcessPool:
        with self._lock:
            if self._pool is None:
                self._pool = ProcessPool(PROGRAM, {}, self._count)
            return self._pool


def _asked(pool: ProcessPool, order: Order, bundle: Bundle) -> Answer:
    content = {
        "order": asdict(order),
        "batches": bundle.batches,
        "again": bundle.again,
        "aligned": bundle.aligned,
    }
    for death in range(MOST_DEATHS + 1):
        try:
            return _read(pool.ask(content))
        except ProcessEnded as error:
            if death == MOST_DEATHS:
                raise WorkersFailed(
                    f"the processes that decode have died again and again ({error}); "
                    "is there enough memory for so many?",
                    subject=order.engine,
                ) from error
    raise AssertionError("it was answered, or it was said why not")


def _read(said: dict[str, Any]) -> Answer:
    """An answer out of JSON. Raises what the worker was refused with."""
    if "refused" in said:
        name, message, subject = said["refused"]
        kind: type[DragomanError] = REFUSALS.get(name, WorkersFailed)
        raise kind(message, subject=subject)
    outputs = tuple(tuple(map(output_from_json, batch)) for batch in said["outputs"])
    return Answer(outputs, said["settings"])
