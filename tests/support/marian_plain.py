"""Marian's network written out word by word: one sentence, no batch, one vector at a time.

Slow and plain, and written from the description of the network and not from our own code, so that
what both say is right.
"""

from __future__ import annotations

from math import cos, sin, sqrt
from typing import Any

import numpy as np

from tests.support.marian_models import ALPHA, Shape, quantised

EOS, UNKNOWN = 0, 1


class PlainNetwork:
    """In float64, or in int8 as Firefox decodes: inputs rounded to `ALPHA` steps."""

    def __init__(self, weights: dict[str, Any], shape: Shape, *, in_integers: bool) -> None:
        self.shape = shape
        self.in_integers = in_integers
        self.weights = {name: values.astype(np.float64) for name, values in weights.items()}
        if in_integers:
            for name, (whole, multiplier) in quantised(weights).items():
                self.weights[name] = whole.astype(np.float64) / multiplier
        self.source_table = self.weights["Wemb" if shape.shared else "encoder_Wemb"]
        self.target_table = self.weights["Wemb" if shape.shared else "decoder_Wemb"]

    def rounded(self, x: Any, least: int) -> Any:
        if not self.in_integers:
            return x
        return (
            np.clip(np.rint(x.astype(np.float32) * np.float32(ALPHA)), least, least + 255) / ALPHA
        )

    def linear(self, x: Any, matrix: str, bias: str | None) -> Any:
        product = self.rounded(x, -128) @ self.weights[matrix]
        return product + (self.weights[bias][0] if bias else 0)

    def norm(self, x: Any, name: str) -> Any:
        middle = x.mean()
        spread = sqrt(((x - middle) ** 2).mean() + 1e-6)
        scale, bias = (self.weights[f"{name}_ln_{part}"][0] for part in ("scale", "bias"))
        return (x - middle) / spread * scale + bias

    def positioned(self, vector: Any, place: int) -> Any:
        half = self.shape.width // 2
        angles = [place * 10_000.0 ** (-i / (half - 1)) for i in range(half)]
        return vector + np.array([*map(sin, angles), *map(cos, angles)])

    def looked_at(self, words: list[Any], name: str) -> list[tuple[Any, Any]]:
        """The key and the value of each word."""
        return [
            (self.linear(w, f"{name}_Wk", f"{name}_bk"), self.linear(w, f"{name}_Wv", f"{name}_bv"))
            for w in words
        ]

    def attention(self, x: Any, over: list[tuple[Any, Any]], name: str) -> tuple[Any, Any]:
        """And how much of each word the first head looks at."""
        query = self.linear(x, f"{name}_Wq", f"{name}_bq")
        size = self.shape.width // self.shape.heads
        joined, first = [], None
        for head in range(self.shape.heads):
            part = slice(head * size, (head + 1) * size)
            scores = np.array([query[part] @ key[part] / sqrt(size) for key, _ in over])
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            first = shares if head == 0 else first
            joined.append(sum(s * v[part] for s, (_, v) in zip(shares, over, strict=True)))
        out = self.linear(np.concatenate(joined), f"{name}_Wo", f"{name}_bo")
        return self.norm(out + x, f"{name}_Wo"), first

    def feed_forward(self, x: Any, name: str) -> Any:
        inner = np.maximum(self.linear(x, f"{name}_W1", f"{name}_b1"), 0)
        out = self.rounded(inner, 0) @ self.weights[f"{name}_W2"] + self.weights[f"{name}_b2"][0]
        return self.norm(out + x, f"{name}_ffn")

    def encoded(self, source: list[int]) -> list[list[tuple[Any, Any]]]:
        """For each layer of the decoder, what it looks at."""
        scale = sqrt(self.shape.width)
        words = [self.positioned(self.source_table[w] * scale, n) for n, w in enumerate(source)]
        for number in range(1, self.shape.encoder + 1):
            name = f"encoder_l{number}_self"
            over = self.looked_at(words, name)
            attended = [self.attention(word, over, name)[0] for word in words]
            words = [self.feed_forward(word, f"encoder_l{number}_ffn") for word in attended]
        layers = range(1, self.shape.decoder + 1)
        return [self.looked_at(words, f"decoder_l{number}_context") for number in layers]

    def begun(self) -> tuple[list[Any], None]:
        """What was kept of the words so far, and the last of them."""
        return [np.zeros(self.shape.width) for _ in range(self.shape.decoder)], None

    def next_word(
        self, memory: list[list[tuple[Any, Any]]], states: list[Any], last: int | None, place: int,
        candidates: list[int],
    ) -> tuple[dict[int, float], list[Any], Any]:  # fmt: skip
        """The log-probability of each candidate, the states after it, and where it looks."""
        start = np.zeros(self.shape.width)
        if last is not None:
            start = self.target_table[last] * sqrt(self.shape.width)
        x, new_states, looked = self.positioned(start, place), [], None
        for layer, (state, over) in enumerate(zip(states, memory, strict=True)):
            name = f"decoder_l{layer + 1}"
            new = self.linear(x, f"{name}_rnn_W", None)
            gate = 1 / (1 + np.exp(-self.linear(x, f"{name}_rnn_Wf", f"{name}_rnn_bf")))
            new_states.append(gate * state + (1 - gate) * new)
            x = self.norm(np.maximum(new_states[-1], 0) + x, f"{name}_rnn_ffn")
            x, looked = self.attention(x, over, f"{name}_context")
            x = self.feed_forward(x, f"{name}_ffn")
        x, bias = self.rounded(x, -128), self.weights["decoder_ff_logit_out_b"][0]
        logits = {word: float(x @ self.target_table[word] + bias[word]) for word in candidates}
        total = np.log(sum(np.exp(value) for value in logits.values()))
        return {word: value - total for word, value in logits.items()}, new_states, looked

    def candidates(
        self, source: list[int], lists: list[list[int]] | None, frequent: int
    ) -> list[int]:
        """As Marian has them for one sentence, without the unknown word."""
        if lists is None:
            return [w for w in range(self.shape.target_words) if w != UNKNOWN]
        held = set(range(frequent)) | ({*source} if self.shape.shared else {EOS})
        for word in source:
            held |= set(lists[word])
        beside = (w for w in range(frequent, self.shape.target_words) if w not in held)
        held |= {next(beside) for _ in range(-len(held) % 8)}
        return sorted(held - {UNKNOWN})

    def greedy(self, source: list[int], candidates: list[int]) -> tuple[list[int], float, Any]:
        memory, said, total, looked = self.encoded(source), [], 0.0, []
        states, last = self.begun()
        for place in range(3 * len(source) + 8):
            scores, states, where = self.next_word(memory, states, last, place, candidates)
            last = max(candidates, key=lambda w: (scores[w], -w))
            total += scores[last]
            if last == EOS:
                return said, total / (len(said) + 1), np.array(looked)
            said.append(last)
            looked.append(where)
        return said, total / len(said), np.array(looked)

    def beam(self, source: list[int], candidates: list[int], ways: int) -> tuple[list[int], float]:
        memory = self.encoded(source)
        going: list[tuple[float, list[int], list[Any]]] = [(0.0, [], self.begun()[0])]
        ended: list[tuple[float, list[int], list[Any]]] = []
        for place in range(3 * len(source) + 8):
            found = []
            for total, said, states in going:
                last = said[-1] if said else None
                scores, after, _ = self.next_word(memory, states, last, place, candidates)
                found += [(total + score, [*said, word], after) for word, score in scores.items()]
            found.sort(key=lambda each: -each[0])
            found = found[: ways - len(ended)]  # a way that has ended keeps its place
            ended += [each for each in found if each[1][-1] == EOS]
            going = [each for each in found if each[1][-1] != EOS]
            if not going:
                break
        total, said, _ = max(ended or going, key=lambda each: each[0] / len(each[1]))
        return said[:-1] if said[-1] == EOS else said, total / len(said)
