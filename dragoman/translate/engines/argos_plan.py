"""How an Argos package is decoded, as far as it can be said without its weights in memory."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from dragoman.errors import ModelInvalid
from dragoman.translate.engines.positions import Positions
from dragoman.translate.models.package import WEIGHTS, Package
from dragoman.translate.models.tokenizer import SENTENCEPIECE, BpeTokenizer, SentencePieceTokenizer

# What a large model gains by reading its weights for many sentences at once, one whose weights are
# in the processor's cache anyway loses by moving what it remembers of each.
SMALL_WEIGHTS = 16_000_000  # bytes
FEW_SENTENCES, MANY_SENTENCES = 8, 512
SPECIAL_TOKENS = 3  # begin, end and a target prefix take places in the position table too


class Tokenizer(Protocol):
    """Text as tokens, and back."""

    def encode(self, text: str) -> list[str]: ...
    def decode(self, tokens: list[str]) -> str: ...


@dataclass(frozen=True, slots=True)
class Decoding:
    """How the decoder searches. The defaults are Argos's, but for the size of a batch.

    `batch_tokens` counts source tokens with padding, `batch_sentences` is None for what suits the
    model; `part_tokens` is the longest piece of a sentence that is decoded in one go;
    `output_tokens` the least that an output may grow to; `compute_type` is CTranslate2's, None for
    what the processor does well.
    """

    beam_size: int = 4
    length_penalty: float = 0.2
    replace_unknowns: bool = True
    batch_tokens: int = 512
    batch_sentences: int | None = None
    part_tokens: int = 200
    output_tokens: int = 256
    output_ratio: int = 3
    compute_type: str | None = None


class ArgosPlan:
    """The tokenizer of a package, its limits, and the batches that texts are decoded in.

    Raises ModelInvalid where a file is missing, damaged or unknown. Threads may share it.
    """

    def __init__(
        self,
        package: Package,
        decoding: Decoding | None = None,
        tokenizer: Tokenizer | None = None,
        prefix: str | None = None,
    ) -> None:
        """`tokenizer` and `prefix` are given for a package that is not Argos's."""
        self.decoding = decoding or Decoding()
        self.prefix = package.metadata.target_prefix if prefix is None else prefix
        self.tokenizer: Tokenizer = tokenizer or _tokenizer(package)
        self._positions = _positions(package)
        if self.decoding.batch_sentences is None:
            self.decoding = replace(self.decoding, batch_sentences=_batch_sentences(package))

    @property
    def limit(self) -> int:
        """Tokens. The decoder's table must have room for an output longer than its source."""
        limit = self.decoding.part_tokens
        if self._positions.encoder:
            limit = min(limit, self._positions.encoder - SPECIAL_TOKENS)
        if self._positions.decoder:
            limit = min(limit, self._positions.decoder * 2 // 3)
        return max(1, limit)

    def measure(self, text: str) -> int:
        return len(self.tokenizer.encode(text))

    def output_limit(self, source_tokens: int) -> int:
        """In proportion to the source, so that a long sentence is not cut in its middle."""
        decoding = self.decoding
        limit = max(decoding.output_tokens, decoding.output_ratio * source_tokens)
        if self._positions.decoder:
            limit = min(limit, self._positions.decoder - SPECIAL_TOKENS)
        return max(1, limit)

    def batches(self, parts: Sequence[str]) -> list[list[int]]:
        """The numbers of the parts that are decoded together."""
        decoding = self.decoding
        most = decoding.batch_sentences or MANY_SENTENCES
        return batches([self.measure(part) for part in parts], decoding.batch_tokens, most)


def batches(lengths: Sequence[int], limit: int, most: int) -> list[list[int]]:
    """Indices in batches of at most `limit` padded tokens and `most` sentences, the longest first.

    The order within equal lengths is that of the input, so the batches depend on nothing else.
    """
    order = sorted(range(len(lengths)), key=lambda number: -lengths[number])
    made: list[list[int]] = []
    for number in (number for number in order if lengths[number]):
        batch = made[-1] if made else []
        if batch and len(batch) < most and (len(batch) + 1) * lengths[batch[0]] <= limit:
            batch.append(number)
        else:
            made.append([number])
    return made


def _tokenizer(package: Package) -> Tokenizer:
    name = package.tokenizer
    if name == SENTENCEPIECE:
        return SentencePieceTokenizer(package.read(name), str(package.path))
    if package.root is not None:
        raise ModelInvalid(f"{package.path} must be installed first", subject=str(package.path))
    return BpeTokenizer(package.path / name, package.metadata.source, package.metadata.target)


def _batch_sentences(package: Package) -> int:
    is_small = len(package.read(WEIGHTS, SMALL_WEIGHTS + 1)) <= SMALL_WEIGHTS
    return FEW_SENTENCES if is_small else MANY_SENTENCES


def _positions(package: Package) -> Positions:
    if WEIGHTS not in package.names():
        raise ModelInvalid(f"{package.path} holds no {WEIGHTS}", subject=str(package.path))
    if package.root is None:
        with (package.path / WEIGHTS).open("rb") as file:
            return Positions.read(file)
    return Positions.read(io.BytesIO(package.read(WEIGHTS)))
