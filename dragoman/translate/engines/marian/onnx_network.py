"""A network computed by onnxruntime: one session encodes, one takes a step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dragoman.errors import ModelInvalid
from dragoman.translate.engines.marian.candidates import NO_WORD, Candidates
from dragoman.translate.engines.marian.compute import Compute
from dragoman.translate.engines.marian.encoder_graph import encoder_graph
from dragoman.translate.engines.marian.network import Asked, Memory, Step
from dragoman.translate.engines.marian.step_graph import step_graph
from dragoman.translate.models.marian_model import OUTPUT_BIAS, MarianModel


class OnnxNetwork:
    """Not for several threads at once; each has one of its own."""

    def __init__(self, model: MarianModel, compute: Compute) -> None:
        self._model = model
        self._compute = compute
        self._layers = model.sizes.decoder_layers
        self._encoder = session(encoder_graph(model, compute))
        self._steps: dict[Asked, Any] = {}
        self._output = model.target_words
        self._bias = model.vectors[OUTPUT_BIAS]
        self._held: tuple[Any, Any, Any] | None = None

    def encode(self, x: Any, mask: Any) -> Memory:
        made = _run(self._encoder, {"x": x, "mask": mask})
        return Memory(tuple(made[: self._layers]), tuple(made[self._layers :]), mask)

    def step(
        self,
        x: Any,
        states: tuple[Any, ...],
        memory: Memory,
        candidates: Candidates,
        asked: Asked,
    ) -> Step:
        weights, bias = self._candidate_weights(candidates)
        fed = {"x": x, "mask": memory.mask, "w": weights, "b": bias, "places": candidates.places}
        for number in range(self._layers):
            fed[f"c{number}"] = states[number]
            fed[f"k{number}"] = memory.keys[number]
            fed[f"v{number}"] = memory.values[number]
        if asked not in self._steps:
            self._steps[asked] = session(step_graph(self._model, self._compute, asked))
        made = iter(_run(self._steps[asked], fed))
        states = tuple(next(made) for _ in range(self._layers))
        if asked.ways:
            return Step(states, all=next(made), looked=next(made) if asked.alignment else None)
        best = next(made)
        score = next(made) if asked.scores else None
        return Step(states, best, score, looked=next(made) if asked.alignment else None)

    def _candidate_weights(self, candidates: Candidates) -> tuple[Any, Any]:
        """Those of a batch's words, turned once and not at each step."""
        import numpy as np

        words = candidates.words
        if self._held is None or self._held[0] is not words:
            in_floats = self._compute is Compute.FLOAT32
            chosen = self._output.of(words)
            rows = chosen.floats() if in_floats else chosen.rows
            rows = np.concatenate([rows, np.zeros_like(rows[:1])])
            weights = np.ascontiguousarray(rows.T) if in_floats else self._compute.weights(rows)
            bias = np.append(self._bias[words], np.float32(NO_WORD))
            self._held = words, weights, bias
        return self._held[1], self._held[2]


def session(graph: bytes) -> Any:
    """One thread each: who wants more cores has more sessions."""
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what goes wrong is raised
    with _errors_of_ours():
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _run(loaded: Any, fed: dict[str, Any]) -> list[Any]:
    with _errors_of_ours():
        made: list[Any] = loaded.run(None, fed)
    return made


@contextmanager
def _errors_of_ours() -> Iterator[None]:
    from onnxruntime.capi import onnxruntime_pybind11_state as theirs

    known = (theirs.Fail, theirs.RuntimeException, theirs.InvalidArgument, theirs.InvalidGraph)
    try:
        yield
    except (*known, theirs.NotImplemented, MemoryError) as error:
        raise ModelInvalid(f"onnxruntime could not compute the model: {error}") from error
