"""The layers of Marian's network in ONNX's operators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dragoman.translate.engines.marian.compute import Compute
from dragoman.translate.engines.marian.graph import Graph
from dragoman.translate.models.marian_model import MarianModel, Matrix

EPSILON = 1e-6
# Where the 0 of inputs in int8 lies once they are unsigned, as the processors have it.
MIDDLE = 128


class Layers:
    """Adds layers to a graph: names of values in, names of values out."""

    def __init__(self, graph: Graph, model: MarianModel, compute: Compute) -> None:
        self.graph = graph
        self._model = model
        self._compute = compute
        self.heads = model.sizes.heads
        self.width = model.sizes.width

    def linear(
        self, x: str, *names: tuple[str, str | None], positive: bool = False, factor: float = 1.0
    ) -> list[str]:
        """x·W + b for pairs of a matrix and its bias, as one product where one does.

        `positive` says that what is below zero is to be taken for zero first; `factor` is what the
        first of them is multiplied by.
        """
        import numpy as np

        matrices = [self._model.matrices[name] for name, _ in names]
        biases = [
            self._model.vectors[bias] if bias else np.zeros(len(matrix.rows), np.float32)
            for matrix, (_, bias) in zip(matrices, names, strict=True)
        ]
        factors = [factor] + [1.0] * (len(names) - 1)
        if self._compute is Compute.FLOAT32:
            return self._split(self._floats(x, matrices, biases, factors, positive), matrices)
        if len({matrix.alpha for matrix in matrices}) == 1:
            return self._split(self._integers(x, matrices, biases, factors, positive), matrices)
        return [
            self._integers(x, [matrix], [bias], [each], positive)
            for matrix, bias, each in zip(matrices, biases, factors, strict=True)
        ]

    def quantised(self, x: str, alpha: float, *, positive: bool = False) -> tuple[str, str, str]:
        """x in eight bits, with its scale and where its zero lies."""
        import numpy as np

        scale = self.graph.constant(np.array(1 / alpha, np.float32))
        zero = self.graph.constant(np.array(0 if positive else MIDDLE, np.uint8))
        return self.graph.node("QuantizeLinear", x, scale, zero), scale, zero

    def norm(self, x: str, beside: str, name: str) -> str:
        """The layer's input is added to what came out of it, and the sum is normalised."""
        scale, bias = (
            self.graph.constant(self._model.vectors[f"{name}_ln_{part}"])
            for part in ("scale", "bias")
        )
        return self.graph.microsoft(
            "SkipLayerNormalization", x, beside, scale, bias, epsilon=EPSILON
        )

    def feed_forward(self, x: str, name: str) -> str:
        (inner,) = self.linear(x, (f"{name}_W1", f"{name}_b1"))
        (out,) = self.linear(inner, (f"{name}_W2", f"{name}_b2"), positive=True)
        return self.norm(out, x, f"{name}_ffn")

    def recurrent(self, x: str, state: str, name: str) -> tuple[str, str]:
        """The simpler simple recurrent unit: what comes out, and the state for the next word."""
        graph = self.graph
        candidate, gate = self.linear(x, (f"{name}_W", None), (f"{name}_Wf", f"{name}_bf"))
        gate = graph.node("Sigmoid", gate)
        kept = graph.node("Mul", gate, graph.node("Sub", state, candidate))
        state = graph.node("Add", kept, candidate)  # gate·state + (1 - gate)·candidate
        return self.norm(graph.node("Relu", state), x, f"{name}_ffn"), state

    def query(self, x: str, name: str) -> str:
        """[batch, heads, rows, width of a head], ready to be held against keys."""
        (made,) = self.linear(x, (f"{name}_Wq", f"{name}_bq"), factor=self.head_factor)
        return self.in_heads(made, (0, 2, 1, 3))

    @property
    def head_factor(self) -> float:
        return float((self.width // self.heads) ** -0.5)

    def in_heads(self, x: str, order: Sequence[int]) -> str:
        return self.graph.node("Transpose", self._reshaped(x, (0, 0, self.heads, -1)), perm=order)

    def attended(self, scores: str, values: str, x: str, name: str) -> str:
        """What the heads look at, joined, and added to the layer's input."""
        looked = self.graph.node("MatMul", scores, values)
        joined = self._reshaped(
            self.graph.node("Transpose", looked, perm=(0, 2, 1, 3)), (0, 0, self.width)
        )
        (out,) = self.linear(joined, (f"{name}_Wo", f"{name}_bo"))
        return self.norm(out, x, f"{name}_Wo")

    def weights(self, query: str, keys: str, mask: str) -> str:
        """How much of each word of the source each head looks at."""
        scores = self.graph.node("Add", self.graph.node("MatMul", query, keys), mask)
        return self.graph.node("Softmax", scores, axis=-1)

    def _reshaped(self, x: str, sizes: Sequence[int]) -> str:
        import numpy as np

        return self.graph.node("Reshape", x, self.graph.constant(np.array(sizes, np.int64)))

    def _split(self, x: str, matrices: Sequence[Matrix]) -> list[str]:
        import numpy as np

        if len(matrices) == 1:
            return [x]
        sizes = self.graph.constant(np.array([len(matrix.rows) for matrix in matrices], np.int64))
        return self.graph.several("Split", len(matrices), x, sizes, axis=-1)

    def _floats(
        self,
        x: str,
        matrices: Sequence[Matrix],
        biases: Sequence[Any],
        factors: Sequence[float],
        positive: bool,
    ) -> str:
        import numpy as np

        rows = [m.floats() * np.float32(f) for m, f in zip(matrices, factors, strict=True)]
        weights = self.graph.constant(np.ascontiguousarray(np.concatenate(rows).T))
        bias = self.graph.constant(_joined(biases, factors))
        x = self.graph.node("Relu", x) if positive else x
        return self.graph.node("Add", self.graph.node("MatMul", x, weights), bias)

    def _integers(
        self,
        x: str,
        matrices: Sequence[Matrix],
        biases: Sequence[Any],
        factors: Sequence[float],
        positive: bool,
    ) -> str:
        import numpy as np

        alpha = matrices[0].alpha
        assert alpha is not None
        inputs, scale, zero = self.quantised(x, alpha, positive=positive)
        rows = np.concatenate([matrix.rows for matrix in matrices])
        weights = self.graph.constant(self._compute.weights(rows))
        scales = [
            np.full(len(m.rows), f / (m.multiplier or 1), np.float32)
            for m, f in zip(matrices, factors, strict=True)
        ]
        return self.graph.microsoft(
            "MatMulIntegerToFloat",
            inputs,
            weights,
            scale,
            self.graph.constant(np.concatenate(scales)),
            zero,
            self.graph.constant(self._compute.zero()),
            self.graph.constant(_joined(biases, factors)),
        )


def _joined(biases: Sequence[Any], factors: Sequence[float]) -> Any:
    import numpy as np

    return np.concatenate([b * np.float32(f) for b, f in zip(biases, factors, strict=True)])
