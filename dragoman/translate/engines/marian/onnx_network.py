"""A network computed by onnxruntime: one session encodes, one takes a step."""

from __future__ import annotations

from typing import Any

from dragoman.errors import ModelInvalid
from dragoman.translate.engines.marian import protobuf
from dragoman.translate.engines.marian.candidates import NO_WORD, Candidates
from dragoman.translate.engines.marian.compute import Compute
from dragoman.translate.engines.marian.graph import Graph
from dragoman.translate.engines.marian.layers import Layers
from dragoman.translate.engines.marian.network import Asked, Memory, Step
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
            rows = self._output.rows[words]
            rows = np.concatenate([rows, np.zeros_like(rows[:1])])
            if self._compute is Compute.FLOAT32:
                rows = rows.astype(np.float32) / np.float32(self._output.multiplier or 1)
                weights = np.ascontiguousarray(rows.T)
            else:
                weights = self._compute.weights(rows)
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
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _run(loaded: Any, fed: dict[str, Any]) -> list[Any]:
    from onnxruntime.capi import onnxruntime_pybind11_state as errors

    try:
        made: list[Any] = loaded.run(None, fed)
    except (errors.Fail, errors.RuntimeException, errors.InvalidArgument, MemoryError) as error:
        raise ModelInvalid(f"the model failed while decoding: {error}") from error
    return made


def encoder_graph(model: MarianModel, compute: Compute) -> bytes:
    graph = Graph()
    layers = Layers(graph, model, compute)
    heads, width = model.sizes.heads, model.sizes.width
    x = graph.input("x", ("batch", "words", width))
    mask = graph.input("mask", ("batch", 1, 1, "words"))
    for number in range(1, model.sizes.encoder_layers + 1):
        name = f"encoder_l{number}_self"
        query, key, value = layers.linear(
            x,
            *((f"{name}_W{part}", f"{name}_b{part}") for part in "qkv"),
            factor=layers.head_factor,
        )
        weights = layers.weights(
            layers.in_heads(query, (0, 2, 1, 3)), layers.in_heads(key, (0, 2, 3, 1)), mask
        )
        x = layers.attended(weights, layers.in_heads(value, (0, 2, 1, 3)), x, name)
        x = layers.feed_forward(x, f"encoder_l{number}_ffn")
    names = [f"decoder_l{number}_context" for number in range(1, model.sizes.decoder_layers + 1)]
    wanted = [(f"{name}_W{part}", f"{name}_b{part}") for part in "kv" for name in names]
    made = layers.linear(x, *wanted)
    for number, _ in enumerate(names):
        keys = layers.in_heads(made[number], (0, 2, 3, 1))
        graph.output(f"keys{number}", keys, ("batch", heads, width // heads, "words"))
    for number, _ in enumerate(names):
        values = layers.in_heads(made[len(names) + number], (0, 2, 1, 3))
        graph.output(f"values{number}", values, ("batch", heads, "words", width // heads))
    return graph.serialised()


def step_graph(model: MarianModel, compute: Compute, asked: Asked) -> bytes:
    graph = Graph()
    layers = Layers(graph, model, compute)
    heads, width = model.sizes.heads, model.sizes.width
    x = graph.input("x", ("batch", "ways", width))
    mask = graph.input("mask", ("batch", 1, 1, "words"))
    states, weights = [], ""
    for number in range(model.sizes.decoder_layers):
        keys = graph.input(f"k{number}", ("batch", heads, width // heads, "words"))
        values = graph.input(f"v{number}", ("batch", heads, "words", width // heads))
        name = f"decoder_l{number + 1}"
        state = graph.input(f"c{number}", ("batch", "ways", width))
        x, state = layers.recurrent(x, state, f"{name}_rnn")
        states.append(state)
        weights = layers.weights(layers.query(x, f"{name}_context"), keys, mask)
        x = layers.attended(weights, values, x, f"{name}_context")
        x = layers.feed_forward(x, f"{name}_ffn")
    for number, state in enumerate(states):
        graph.output(f"state{number}", state, ("batch", "ways", width))
    _choose(graph, _logits(graph, layers, model, compute, x, asked), asked)
    if asked.alignment:
        graph.output("looked", _guided(graph, weights), ("batch", "ways", "words"))
    return graph.serialised()


def _logits(
    graph: Graph, layers: Layers, model: MarianModel, compute: Compute, x: str, asked: Asked
) -> str:
    """Those of each sentence's own candidates."""
    import numpy as np

    places = graph.input("places", ("batch", 1, "candidates"), protobuf.INT64)
    bias = graph.input("b", ("all",))
    width, output = model.sizes.width, model.target_words
    if compute is Compute.FLOAT32:
        weights = graph.input("w", (width, "all"))
        logits = graph.node("Add", graph.node("MatMul", x, weights), bias)
    else:
        signed = compute is Compute.SIGNED
        weights = graph.input("w", (width, "all"), protobuf.INT8 if signed else protobuf.UINT8)
        inputs, scale, zero = layers.quantised(x, output.alpha or 1)
        outer = graph.constant(np.array(1 / (output.multiplier or 1), np.float32))
        logits = graph.microsoft(
            "MatMulIntegerToFloat",
            inputs, weights, scale, outer, zero, graph.constant(compute.zero()), bias,
        )  # fmt: skip
    if asked.ways:
        like = graph.node("Slice", logits, *map(graph.constant, _first_of_last()))
        zeros = graph.node("Mul", like, graph.constant(np.array(0, np.float32)))
        none = graph.node("Cast", zeros, to=protobuf.INT64)
        places = graph.node("Add", places, none)  # once for each way
    return graph.node("GatherElements", logits, places, axis=-1)


def _first_of_last() -> tuple[Any, ...]:
    """Begin, end and axis of the first number of the last dimension."""
    import numpy as np

    return tuple(np.array([each], np.int64) for each in (0, 1, 2))


def _choose(graph: Graph, logits: str, asked: Asked) -> None:
    """The best candidate, the first of equals; its score is summed in twice as many bits, so that
    it is the same however many candidates other sentences have."""
    if asked.ways:
        log_sum = _log_sum(graph, logits, graph.node("ReduceMax", logits, axes=[-1]))
        top = graph.node("ReduceMax", logits, axes=[-1])
        made = graph.node("Sub", graph.node("Sub", logits, top), graph.node("Cast", log_sum, to=1))
        graph.output("all", made, ("batch", "ways", "candidates"))
        return
    best = graph.node("ArgMax", logits, axis=-1, keepdims=0)
    graph.output("best", best, ("batch", "ways"), protobuf.INT64)
    if asked.scores:
        log_sum = _log_sum(graph, logits, graph.node("ReduceMax", logits, axes=[-1]))
        score = graph.node("Neg", log_sum)
        graph.output("score", score, ("batch", "ways", 1), protobuf.DOUBLE)


def _log_sum(graph: Graph, logits: str, top: str) -> str:
    """The logarithm of the sum of all that are e to the power of these, less the highest."""
    powers = graph.node("Exp", graph.node("Sub", logits, top))
    doubled = graph.node("Cast", powers, to=protobuf.DOUBLE)
    axis = _last_axis(graph)
    return graph.node("Log", graph.node("ReduceSum", doubled, axis))


def _last_axis(graph: Graph) -> str:
    import numpy as np

    return graph.constant(np.array([-1], np.int64))


def _guided(graph: Graph, weights: str) -> str:
    """The first head, which was taught to look at what it translates."""
    import numpy as np

    begin, end, axis = (graph.constant(np.array([each], np.int64)) for each in (0, 1, 1))
    first = graph.node("Slice", weights, begin, end, axis)
    return graph.node("Squeeze", first, axis)
