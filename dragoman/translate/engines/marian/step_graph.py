"""The graph that takes a step: the words written last in, the best of the candidates out."""

from __future__ import annotations

from typing import Any

from dragoman.translate.engines.marian import protobuf
from dragoman.translate.engines.marian.compute import Compute
from dragoman.translate.engines.marian.graph import Graph
from dragoman.translate.engines.marian.layers import Layers
from dragoman.translate.engines.marian.network import Asked
from dragoman.translate.models.marian_model import MarianModel


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
        places = graph.node("Expand", places, graph.node("Shape", like))  # once for each way
    return graph.node("GatherElements", logits, places, axis=-1)


def _first_of_last() -> tuple[Any, ...]:
    """Begin, end and axis of the first number of the last dimension."""
    import numpy as np

    return tuple(np.array([each], np.int64) for each in (0, 1, 2))


def _choose(graph: Graph, logits: str, asked: Asked) -> None:
    """The best candidate, the first of equals; its score is summed in twice as many bits, so that
    it is the same however many candidates other sentences have."""
    top = graph.node("ReduceMax", logits, axes=[-1])
    if asked.ways:
        less = graph.node("Sub", logits, top)
        log_sum = graph.node("Cast", _log_sum(graph, logits, top), to=protobuf.FLOAT)
        graph.output("all", graph.node("Sub", less, log_sum), ("batch", "ways", "candidates"))
        return
    best = graph.node("ArgMax", logits, axis=-1, keepdims=0)
    graph.output("best", best, ("batch", "ways"), protobuf.INT64)
    if asked.scores:
        score = graph.node("Neg", _log_sum(graph, logits, top))
        graph.output("score", score, ("batch", "ways", 1), protobuf.DOUBLE)


def _log_sum(graph: Graph, logits: str, top: str) -> str:
    """The logarithm of the sum of all that are e to the power of these, less the highest."""
    import numpy as np

    powers = graph.node("Exp", graph.node("Sub", logits, top))
    doubled = graph.node("Cast", powers, to=protobuf.DOUBLE)
    axis = graph.constant(np.array([-1], np.int64))
    return graph.node("Log", graph.node("ReduceSum", doubled, axis))


def _guided(graph: Graph, weights: str) -> str:
    """The first head, which was taught to look at what it translates."""
    import numpy as np

    begin, end, axis = (graph.constant(np.array([each], np.int64)) for each in (0, 1, 1))
    first = graph.node("Slice", weights, begin, end, axis)
    return graph.node("Squeeze", first, axis)
