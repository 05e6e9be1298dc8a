"""A network computed in float32 by numpy: what the others are held against, and do without."""

from __future__ import annotations

from typing import Any

from dragoman.translate.engines.marian.candidates import NO_WORD, Candidates
from dragoman.translate.engines.marian.layers import EPSILON
from dragoman.translate.engines.marian.network import Asked, Memory, Step
from dragoman.translate.models.marian_model import OUTPUT_BIAS, MarianModel


class NumpyNetwork:
    """Not for several threads at once; each has one of its own."""

    def __init__(self, model: MarianModel) -> None:
        import numpy as np

        self._sizes = model.sizes
        # Turned in memory as well: products of few rows are half as fast again.
        self._matrices = {
            name: np.ascontiguousarray(matrix.floats().T) for name, matrix in model.matrices.items()
        }
        self._vectors = model.vectors
        self._output = model.target_words
        self._bias = model.vectors[OUTPUT_BIAS]
        self._held: tuple[Any, Any, Any] | None = None

    def encode(self, x: Any, mask: Any) -> Memory:
        import numpy as np

        for number in range(1, self._sizes.encoder_layers + 1):
            name = f"encoder_l{number}_self"
            keys, values = self._keys(x, name), self._values(x, name)
            x, _ = self._attention(x, keys, values, mask, name)
            x = self._feed_forward(x, f"encoder_l{number}_ffn")
        names = [f"decoder_l{each}_context" for each in range(1, self._sizes.decoder_layers + 1)]
        return Memory(
            tuple(np.ascontiguousarray(self._keys(x, name)) for name in names),
            tuple(np.ascontiguousarray(self._values(x, name)) for name in names),
            mask,
        )

    def step(
        self,
        x: Any,
        states: tuple[Any, ...],
        memory: Memory,
        candidates: Candidates,
        asked: Asked,
    ) -> Step:
        made, looked = [], None
        for number in range(self._sizes.decoder_layers):
            name = f"decoder_l{number + 1}"
            x, state = self._recurrent(x, states[number], f"{name}_rnn")
            made.append(state)
            keys, values = memory.keys[number], memory.values[number]
            x, looked = self._attention(x, keys, values, memory.mask, f"{name}_context")
            x = self._feed_forward(x, f"{name}_ffn")
        logits = self._logits(x, candidates)
        return self._chosen(tuple(made), logits, looked if asked.alignment else None, asked)

    def _chosen(self, states: tuple[Any, ...], logits: Any, looked: Any, asked: Asked) -> Step:
        import numpy as np

        guided = None if looked is None else looked[:, 0]
        best = logits.argmax(axis=-1)
        if not asked.ways and not asked.scores:
            return Step(states, best, looked=guided)
        less = logits - logits.max(axis=-1, keepdims=True)
        log_sum = np.log(np.exp(less).sum(axis=-1, dtype=np.float64, keepdims=True))
        if asked.ways:
            return Step(states, all=less - log_sum.astype(np.float32), looked=guided)
        return Step(states, best, -log_sum, looked=guided)

    def _logits(self, x: Any, candidates: Candidates) -> Any:
        import numpy as np

        if self._held is None or self._held[0] is not candidates.words:
            rows = self._output.of(candidates.words).floats()
            # And what no word is at the end, as `Candidates` has it.
            weights = np.zeros((rows.shape[1], len(rows) + 1), np.float32)
            weights[:, :-1] = rows.T
            bias = np.append(self._bias[candidates.words], np.float32(NO_WORD))
            self._held = candidates.words, weights, bias
        logits = _product(x, self._held[1])
        logits += self._held[2]
        sizes = (*logits.shape[:-1], candidates.places.shape[-1])
        return np.take_along_axis(logits, np.broadcast_to(candidates.places, sizes), axis=-1)

    def _linear(self, x: Any, name: str, part: str) -> Any:
        made = _product(x, self._matrices[f"{name}_W{part}"])
        made += self._vectors[f"{name}_b{part}"]
        return made

    def _keys(self, x: Any, name: str) -> Any:
        return self._in_heads(self._linear(x, name, "k")).transpose(0, 2, 3, 1)

    def _values(self, x: Any, name: str) -> Any:
        return self._in_heads(self._linear(x, name, "v")).transpose(0, 2, 1, 3)

    def _in_heads(self, x: Any) -> Any:
        return x.reshape(*x.shape[:2], self._sizes.heads, -1)

    def _attention(self, x: Any, keys: Any, values: Any, mask: Any, name: str) -> tuple[Any, Any]:
        import numpy as np

        query = self._in_heads(self._linear(x, name, "q")).transpose(0, 2, 1, 3)
        query *= np.float32(query.shape[-1] ** -0.5)
        scores = query @ keys
        scores += mask
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        joined = (scores @ values).transpose(0, 2, 1, 3).reshape(x.shape)
        return self._norm(self._linear(joined, name, "o") + x, f"{name}_Wo"), scores

    def _feed_forward(self, x: Any, name: str) -> Any:
        import numpy as np

        inner = self._linear(x, name, "1")
        np.maximum(inner, 0, out=inner)
        return self._norm(self._linear(inner, name, "2") + x, f"{name}_ffn")

    def _recurrent(self, x: Any, state: Any, name: str) -> tuple[Any, Any]:
        import numpy as np

        candidate = _product(x, self._matrices[f"{name}_W"])
        gate = (1 + np.tanh(self._linear(x, name, "f") / 2)) / 2  # a sigmoid that never overflows
        state = gate * state + (1 - gate) * candidate
        return self._norm(np.maximum(state, 0) + x, f"{name}_ffn"), state

    def _norm(self, x: Any, name: str) -> Any:
        import numpy as np

        count = np.float32(x.shape[-1])
        x = x - np.add.reduce(x, axis=-1, keepdims=True) / count
        squares = np.einsum("...i,...i->...", x, x)[..., None]
        x /= np.sqrt(squares / count + np.float32(EPSILON))
        x *= self._vectors[f"{name}_ln_scale"]
        x += self._vectors[f"{name}_ln_bias"]
        return x


def _product(x: Any, matrix: Any) -> Any:
    """As one product of two matrices, whatever the dimensions before the last."""
    return (x.reshape(-1, x.shape[-1]) @ matrix).reshape(*x.shape[:-1], matrix.shape[-1])
