"""The graph that encodes: sentences in, and what each layer of the decoder looks at out."""

from __future__ import annotations

from dragoman.translate.engines.marian.compute import Compute
from dragoman.translate.engines.marian.graph import Graph
from dragoman.translate.engines.marian.layers import Layers
from dragoman.translate.models.marian_model import MarianModel


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
