"""The Firefox engine: models that Firefox ships, decoded by fxtranslate in one process a core.

Each part is decoded by itself, so an output depends on nothing but its text. fxtranslate gives
no scores. A process that dies on a text is started anew, and the text stays without an output.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dragoman.errors import ModelInvalid
from dragoman.translate.argos import cores
from dragoman.translate.engine import Cancelled, Output, Progress, TranslationCancelled
from dragoman.translate.firefox_files import FirefoxFiles
from dragoman.translate.model import Model
from dragoman.translate.package import Package

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

    Not for several threads at once: `Translator` sees to that.
    """

    def __init__(self, package: Package, processes: int | None = None) -> None:
        """Raises ModelInvalid where the model cannot be loaded, or fxtranslate is not installed."""
        self._files = FirefoxFiles.of(package)
        self._model = Model.of(package)
        self._most = processes or cores()
        self._workers = [self._start()]
        self._deaths = 0
        self._one_batch = threading.Lock()

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
        todo = queue.SimpleQueue[list[int] | None]()
        made = _batches(parts)
        for batch in made:
            todo.put(batch)
        count = max(1, min(self._most, len(made)))
        while len(self._workers) < count:
            self._workers.append(self._start())
        done = queue.SimpleQueue[tuple[list[int], list[Output]] | BaseException]()
        for _ in range(count):
            todo.put(None)
        stop = threading.Event()
        threads = [
            threading.Thread(target=self._feed, args=(place, parts, todo, done, stop), daemon=True)
            for place in range(count)
        ]
        for thread in threads:
            thread.start()
        try:
            return self._collect(parts, len(made), done, progress, cancelled)
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def decode_again(
        self,
        parts: Sequence[str],  # noqa: ARG002 - the protocol's
        cancelled: Cancelled | None = None,  # noqa: ARG002
    ) -> list[Output] | None:
        """fxtranslate has no settings."""
        return None

    def decode_batch(self, texts: Sequence[str], *, again: bool) -> list[Output]:  # noqa: ARG002
        """Texts that are a batch of some plan; threads that ask at once wait for each other."""
        with self._one_batch:
            return self._ask(0, list(texts))

    def close(self) -> None:
        for worker in self._workers:
            worker.close()
        self._workers.clear()

    def _collect(
        self,
        parts: Sequence[str],
        batches: int,
        done: queue.SimpleQueue[tuple[list[int], list[Output]] | BaseException],
        progress: Progress | None,
        cancelled: Cancelled | None,
    ) -> list[Output]:
        outputs = [Output("", None)] * len(parts)
        count = 0
        for _ in range(batches):
            if cancelled and cancelled():
                raise TranslationCancelled("translation was cancelled", subject=self._model.name)
            got = done.get()
            if isinstance(got, BaseException):
                raise got
            for number, output in zip(*got, strict=True):
                outputs[number] = output
            count += len(got[0])
            if progress:
                progress(count, len(parts))
        return outputs

    def _feed(
        self,
        place: int,
        parts: Sequence[str],
        todo: queue.SimpleQueue[list[int] | None],
        done: queue.SimpleQueue[tuple[list[int], list[Output]] | BaseException],
        stop: threading.Event,
    ) -> None:
        """What a thread does for its process: hand it batches until there is none."""
        try:
            while not stop.is_set() and (batch := todo.get()) is not None:
                done.put((batch, self._ask(place, [parts[number] for number in batch])))
        except BaseException as error:  # noqa: BLE001 - raised again where somebody waits for it
            done.put(error)

    def _ask(self, place: int, texts: list[str]) -> list[Output]:
        try:
            return self._workers[place].translate(texts)
        except WorkerEnded as error:
            self._replace(place, error)
        if len(texts) == 1:
            return [Output("", None)]
        return [output for text in texts for output in self._ask(place, [text])]

    def _replace(self, place: int, error: WorkerEnded) -> None:
        self._deaths += 1
        if self._deaths > MOST_DEATHS:
            raise ModelInvalid(
                f"the model {self._model.name} failed while decoding: {error}",
                subject=str(self._model.path),
            ) from error
        self._workers[place].close()
        self._workers[place] = self._start()

    def _start(self) -> Worker:
        try:
            return Worker(self._files.by_role())
        except WorkerEnded as error:
            if "No module named 'fxtranslate'" in str(error):
                raise ModelInvalid(
                    "Firefox models need fxtranslate; install it with: pip install fxtranslate",
                    subject=self._model.name,
                ) from error
            raise ModelInvalid(
                f"the model in {self._files.folder} cannot be loaded: {error}",
                subject=str(self._files.folder),
            ) from error


class WorkerEnded(Exception):
    """A process of the engine ended, and why, as far as it could say."""


class Worker:
    """One process (`firefox_worker`), its model loaded. For one thread at a time."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        """Waits until the model is loaded; WorkerEnded where it cannot be."""
        path = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
        self._process = subprocess.Popen(
            # -P: nothing that lies in the folder we are started in is imported.
            [sys.executable, "-P", "-m", "dragoman.translate.firefox_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, path))},
        )
        try:
            self._say({role: str(each) for role, each in files.items()})
        except BaseException:
            self.close()
            raise

    def translate(self, texts: Sequence[str]) -> list[Output]:
        """WorkerEnded where the process ends over it."""
        outputs = self._say({"texts": list(texts)})["outputs"]
        return [Output(text.strip(), None, cut) for text, cut in outputs]

    def close(self) -> None:
        """End it, whatever it is doing."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._process.kill()
        self._process.wait()

    def _say(self, content: Mapping[str, Any]) -> dict[str, Any]:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        try:
            stdin.write(json.dumps(content).encode("ascii") + b"\n")
            stdin.flush()
            line = stdout.readline()
            said: dict[str, Any] = json.loads(line) if line else {"error": "the process ended"}
        except (OSError, ValueError) as error:
            raise WorkerEnded(str(error)) from error
        if "error" in said:
            raise WorkerEnded(said["error"])
        return said


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
