"""A small pre-norm transformer, laid out so that CTranslate2's own runs the same arithmetic."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH, HEADS, HIDDEN, LAYERS = 192, 4, 768, (3, 2)
POSITIONS = 1026
PAD = 3
EPSILON = 1e-5


def sinusoids() -> Tensor:
    """Return the table of positions, (POSITIONS, WIDTH)."""
    position = torch.arange(POSITIONS, dtype=torch.float32).unsqueeze(1)
    step = torch.exp(torch.arange(0, WIDTH, 2).float() * (-math.log(10000.0) / WIDTH))
    return torch.cat([torch.sin(position * step), torch.cos(position * step)], dim=1)


class Attention(nn.Module):
    """Attention of *query* to *memory*; projections fused as CTranslate2 keeps them."""

    def __init__(self, cross: bool) -> None:
        super().__init__()
        sizes = [WIDTH, 2 * WIDTH] if cross else [3 * WIDTH]
        self.inputs = nn.ModuleList(nn.Linear(WIDTH, size) for size in sizes)
        self.output = nn.Linear(WIDTH, WIDTH)

    def forward(self, query: Tensor, memory: Tensor | None, mask: Tensor) -> Tensor:
        if memory is None:
            q, k, v = self.inputs[0](query).chunk(3, dim=-1)
        else:
            q = self.inputs[0](query)
            k, v = self.inputs[1](memory).chunk(2, dim=-1)
        heads = [part.unflatten(-1, (HEADS, -1)).transpose(1, 2) for part in (q, k, v)]
        mixed = functional.scaled_dot_product_attention(*heads, attn_mask=mask)
        return self.output(mixed.transpose(1, 2).flatten(-2))


class Layer(nn.Module):
    """One layer of the encoder, or of the decoder where *cross*."""

    def __init__(self, cross: bool) -> None:
        super().__init__()
        self.norm_self, self.attend = nn.LayerNorm(WIDTH, EPSILON), Attention(cross=False)
        self.norm_ffn = nn.LayerNorm(WIDTH, EPSILON)
        self.ffn = nn.ModuleList([nn.Linear(WIDTH, HIDDEN), nn.Linear(HIDDEN, WIDTH)])
        if cross:
            self.norm_cross, self.cross = nn.LayerNorm(WIDTH, EPSILON), Attention(cross=True)

    def forward(
        self, x: Tensor, mask: Tensor, memory: Tensor | None = None, seen: Tensor | None = None
    ) -> Tensor:
        x = x + self.attend(self.norm_self(x), None, mask)
        if memory is not None:
            assert seen is not None
            x = x + self.cross(self.norm_cross(x), memory, seen)
        return x + self.ffn[1](functional.relu(self.ffn[0](self.norm_ffn(x))))


class Transformer(nn.Module):
    """Encoder and decoder with one embedding for source, target and output."""

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, WIDTH)
        self.bias = nn.Parameter(torch.zeros(vocabulary))
        self.encoder = nn.ModuleList(Layer(cross=False) for _ in range(LAYERS[0]))
        self.decoder = nn.ModuleList(Layer(cross=True) for _ in range(LAYERS[1]))
        self.encoder_norm = nn.LayerNorm(WIDTH, EPSILON)
        self.decoder_norm = nn.LayerNorm(WIDTH, EPSILON)
        self.register_buffer("positions", sinusoids(), persistent=False)
        for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.xavier_uniform_(parameter)
        nn.init.normal_(self.embedding.weight, std=WIDTH**-0.5)

    def _embed(self, tokens: Tensor) -> Tensor:
        return self.embedding(tokens) * WIDTH**0.5 + self.positions[: tokens.shape[1]]

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        """Return the logits of the token after each of *target*, (batch, length, vocabulary)."""
        seen = (source != PAD)[:, None, None, :]
        x = self._embed(source)
        for layer in self.encoder:
            x = layer(x, seen)
        memory = self.encoder_norm(x)
        past = torch.ones(target.shape[1], target.shape[1], dtype=torch.bool).tril()
        y = self._embed(target)
        for layer in self.decoder:
            y = layer(y, past, memory, seen)
        return functional.linear(self.decoder_norm(y), self.embedding.weight, self.bias)
