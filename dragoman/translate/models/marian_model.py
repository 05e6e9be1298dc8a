"""A Marian model out of its file: its sizes, and every matrix of it found and of its size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from dragoman.errors import ModelInvalid
from dragoman.translate.models.marian_config import Architecture, ConfigError
from dragoman.translate.models.marian_file import FLOAT32, INTGEMM8, Tensor, read_tensors

CONFIG = "special:model.yml"
OUTPUT_BIAS = "decoder_ff_logit_out_b"
OUTPUT_ALPHA = "none_QuantMultA"
ALPHA = "_QuantMultA"
# Of a model in int8, and beyond all that training comes to. Within these nothing that is computed
# leaves float32, where no mistake would show: in eight bits infinity looks like any number.
LARGEST, LEAST_MULTIPLIER = 1e9, 1e-4
EOS, UNKNOWN = 0, 1  # as Marian numbers the words of every vocabulary


@dataclass(frozen=True, slots=True)
class Matrix:
    """Weights with a row for each output; in int8, those of float32 times `multiplier`.

    `alpha` is what its inputs are multiplied by to be int8 too; None where the file has none.
    """

    rows: Any  # numpy, int8 or float32 [outputs, inputs]
    multiplier: float | None = None
    alpha: float | None = None

    def floats(self) -> Any:
        """float32 [outputs, inputs]"""
        import numpy as np

        if self.multiplier is None:
            return self.rows
        return self.rows.astype(np.float32) / np.float32(self.multiplier)

    def of(self, outputs: Any) -> Self:
        """The rows of these outputs only."""
        return replace(self, rows=self.rows[outputs])


@dataclass(frozen=True, slots=True)
class MarianModel:
    """The parts of a network by Marian's names. Vectors are float32 of one dimension."""

    sizes: Architecture
    source_words: Matrix
    target_words: Matrix
    matrices: Mapping[str, Matrix]
    vectors: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises ModelInvalid where the file is damaged, or of another network than we compute."""
        tensors = read_tensors(path)
        try:
            return cls._of(tensors)
        except ConfigError as error:
            raise ModelInvalid(
                f"{path.name} is not a model that can be decoded here: {error}", subject=str(path)
            ) from error

    @classmethod
    def _of(cls, tensors: dict[str, Tensor]) -> Self:
        if CONFIG not in tensors:
            raise ConfigError(f"it does not say what its network is ({CONFIG})")
        text = tensors[CONFIG].values.tobytes()
        sizes = Architecture.parse(text.decode("utf-8", "replace"))
        source, target = ("Wemb", "Wemb") if sizes.shared else ("encoder_Wemb", "decoder_Wemb")
        shapes = dict(_shapes(sizes))
        vectors = {
            name: _vector(tensors, name, size) for name, size in shapes.items() if len(size) == 1
        }
        matrices = {
            name: _matrix(tensors, name, size) for name, size in shapes.items() if len(size) == 2
        }
        _nothing_else(tensors, {*shapes, source, target})
        model = cls(
            sizes,
            _table(tensors, source, (sizes.source_words, sizes.width)),
            _table(tensors, target, (sizes.target_words, sizes.width)),
            matrices,
            vectors,
        )
        if model.quantised:
            _check_bounds(model)
        return model

    @property
    def quantised(self) -> bool:
        """Whether every matrix is in int8 and says what its inputs are multiplied by."""
        held = [self.target_words, *self.matrices.values()]
        return all(each.multiplier and each.alpha for each in held)


def _shapes(sizes: Architecture) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The names of all matrices (inputs, outputs) and vectors but the tables of words."""
    yield OUTPUT_BIAS, (sizes.target_words,)
    for number in range(1, sizes.encoder_layers + 1):
        yield from _attention(f"encoder_l{number}_self", sizes.width)
        yield from _feed_forward(f"encoder_l{number}_ffn", sizes)
    for number in range(1, sizes.decoder_layers + 1):
        yield from _recurrent(f"decoder_l{number}_rnn", sizes.width)
        yield from _attention(f"decoder_l{number}_context", sizes.width)
        yield from _feed_forward(f"decoder_l{number}_ffn", sizes)


def _attention(name: str, width: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    for part in "qkvo":
        yield f"{name}_W{part}", (width, width)
        yield f"{name}_b{part}", (width,)
    yield from _norm(f"{name}_Wo", width)


def _feed_forward(name: str, sizes: Architecture) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield f"{name}_W1", (sizes.width, sizes.inner_width)
    yield f"{name}_b1", (sizes.inner_width,)
    yield f"{name}_W2", (sizes.inner_width, sizes.width)
    yield f"{name}_b2", (sizes.width,)
    yield from _norm(f"{name}_ffn", sizes.width)


def _recurrent(name: str, width: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield f"{name}_W", (width, width)
    yield f"{name}_Wf", (width, width)
    yield f"{name}_bf", (width,)
    yield from _norm(f"{name}_ffn", width)


def _norm(name: str, width: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield f"{name}_ln_scale", (width,)
    yield f"{name}_ln_bias", (width,)


def _tensor(tensors: Mapping[str, Tensor], name: str) -> Tensor:
    tensor = tensors.get(name)
    if tensor is None:
        raise ConfigError(f"it holds no {name}")
    return tensor


def _vector(tensors: Mapping[str, Tensor], name: str, size: tuple[int, ...]) -> Any:
    tensor = _tensor(tensors, name)
    if tensor.kind != FLOAT32 or tensor.shape not in (size, (1, *size)):
        raise ConfigError(f"{name} is {tensor.shape}, where {size[0]:,} numbers are expected")
    return tensor.values


def _matrix(tensors: Mapping[str, Tensor], name: str, size: tuple[int, ...]) -> Matrix:
    """What Marian has as inputs by outputs; in int8 the bytes lie the other way round already."""
    tensor = _sized(tensors, name, size)
    if tensor.kind == FLOAT32:
        return Matrix(tensor.values.reshape(size).T)
    return Matrix(tensor.values.reshape(size[::-1]), tensor.multiplier, _alpha(tensors, name))


def _table(tensors: Mapping[str, Tensor], name: str, size: tuple[int, ...]) -> Matrix:
    """Embeddings, a row a word: as the output layer they have a row for each output."""
    tensor = _sized(tensors, name, size)
    alpha = _scalar(tensors.get(OUTPUT_ALPHA)) or _alpha(tensors, name)
    return Matrix(tensor.values.reshape(size), tensor.multiplier, alpha)


def _sized(tensors: Mapping[str, Tensor], name: str, size: tuple[int, ...]) -> Tensor:
    tensor = _tensor(tensors, name)
    if tensor.kind not in (FLOAT32, INTGEMM8) or tensor.shape != size:
        raise ConfigError(f"{name} is {tensor.shape}, where {size} is expected")
    return tensor


def _alpha(tensors: Mapping[str, Tensor], name: str) -> float | None:
    return _scalar(tensors.get(name + ALPHA))


def _scalar(tensor: Tensor | None) -> float | None:
    """A number, which a table of words has as an int8 with its multiplier."""
    if tensor is None:
        return None
    value = float(tensor.values[0]) / (tensor.multiplier or 1.0)
    if len(tensor.values) != 1 or value <= 0:
        raise ConfigError("a multiplier of inputs is no positive number")
    return value


def _check_bounds(model: MarianModel) -> None:
    import numpy as np

    tables = {"the source's words": model.source_words, "the target's words": model.target_words}
    matrices = {**tables, **model.matrices}
    for name, matrix in matrices.items():
        if min(matrix.multiplier or 1.0, matrix.alpha or 1.0) < LEAST_MULTIPLIER:
            raise ConfigError(f"a multiplier of {name} is below all that a model has")
    floats = {name: each.rows for name, each in matrices.items() if each.multiplier is None}
    for name, values in {**model.vectors, **floats}.items():
        if np.abs(values).max() > LARGEST:
            raise ConfigError(f"{name} holds a number above all that a model has")


def _nothing_else(tensors: Mapping[str, Tensor], expected: set[str]) -> None:
    beside = expected | {name + ALPHA for name in expected} | {CONFIG, OUTPUT_ALPHA}
    unknown = sorted(tensors.keys() - beside)
    if unknown:
        raise ConfigError(f"it holds {', '.join(unknown)[:200]}, which such a network has not")
