"""The tensors in a file of Marian's: `.bin`, as Firefox's models come, or `.npz`, as in training.

Another's file: every size that it states is held against the bytes that are there before anything
is made of it. Numbers are little-endian.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from dragoman.errors import ModelInvalid

MOST_BYTES = 1 << 30
MOST_TENSORS = 10_000
MOST_DIMENSIONS = 4
MOST_NAME_BYTES = 1_000
VERSION = 1
FLOAT32, INT8, INTGEMM8 = 0x404, 0x101, 0x4101
# What a whole quantised tensor is followed by: the number that its floats were multiplied by.
MULTIPLIER_BYTES = 4
_ITEM_BYTES = {FLOAT32: 4, INT8: 1, INTGEMM8: 1}
_NPY_KINDS = {"<f4": FLOAT32, "|i1": INT8, "|u1": INT8, "|S1": INT8}
_NPZ_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what NumPy writes
_UNREADABLE = (OSError, ValueError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)


class MarianFileError(ValueError):
    """What is wrong with a file, without its name."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """Numbers as they lie in the file: float32, or int8 with the multiplier they were made by.

    `shape` is what the file says. Of a matrix in int8 the bytes lie the other way round, but for
    tables of embeddings.
    """

    kind: int
    shape: tuple[int, ...]
    values: Any  # numpy, one dimension
    multiplier: float | None = None


def read_tensors(path: Path) -> dict[str, Tensor]:
    """Every tensor by its name. Raises ModelInvalid where the file is none, damaged or unknown."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise MarianFileError(f"it has {size:,} bytes, more than a model can have")
        content = path.read_bytes()
        return read_npz(content) if path.suffix == ".npz" else read_bin(content)
    except (OSError, MarianFileError) as error:
        said = error.strerror if isinstance(error, OSError) else error
        raise ModelInvalid(
            f"{path.name} is no model that can be read: {said}", subject=str(path)
        ) from error


# Marian's own format


@dataclass(frozen=True, slots=True)
class _Head:
    name_bytes: int
    kind: int
    dimensions: int
    data_bytes: int


class _Reader:
    """A position in the bytes; nothing is read beyond their end."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    def skip(self, count: int) -> int:
        """Goes on by so many bytes, and gives where they begin."""
        begin = self.at
        if count > len(self.content) - begin:
            raise MarianFileError("it ends too early")
        self.at += count
        return begin

    def numbers(self, layout: str) -> tuple[int, ...]:
        begin = self.skip(struct.calcsize(layout))
        values: tuple[int, ...] = struct.unpack_from(layout, self.content, begin)
        return values


def read_bin(content: bytes) -> dict[str, Tensor]:
    """Raises MarianFileError."""
    reader = _Reader(content)
    version, count = reader.numbers("<2Q")
    if version != VERSION:
        raise MarianFileError("it does not begin as Marian's files do")
    if not 0 < count <= MOST_TENSORS:
        raise MarianFileError(f"it says that it holds {count:,} tensors")
    heads = [_Head(*reader.numbers("<4Q")) for _ in range(count)]
    names = [_name(reader, head) for head in heads]
    if len(set(names)) < len(names):
        raise MarianFileError("two of its tensors have one name")
    shapes = [_shape(reader, head, name) for head, name in zip(heads, names, strict=True)]
    (padding,) = reader.numbers("<Q")
    reader.skip(padding)
    return {
        name: _tensor(reader, head, name, shape)
        for head, name, shape in zip(heads, names, shapes, strict=True)
    }


def _name(reader: _Reader, head: _Head) -> str:
    if not 1 < head.name_bytes <= MOST_NAME_BYTES:
        raise MarianFileError("a tensor has no name, or one that is too long")
    begin = reader.skip(head.name_bytes)
    raw = reader.content[begin : reader.at]
    try:
        name = raw.removesuffix(b"\0").decode("ascii")
    except UnicodeDecodeError as error:
        raise MarianFileError("a tensor's name is no name") from error
    if not name.isprintable():
        raise MarianFileError("a tensor's name is no name")
    return name


def _shape(reader: _Reader, head: _Head, name: str) -> tuple[int, ...]:
    if not 0 < head.dimensions <= MOST_DIMENSIONS:
        raise MarianFileError(f"{name} has {head.dimensions:,} dimensions")
    shape = reader.numbers(f"<{head.dimensions}i")
    if min(shape) < 1:
        raise MarianFileError(f"{name} has a dimension of {min(shape)}")
    return shape


def _tensor(reader: _Reader, head: _Head, name: str, shape: tuple[int, ...]) -> Tensor:
    import numpy as np

    if head.kind not in _ITEM_BYTES:
        raise MarianFileError(
            f"{name} holds numbers of a kind ({head.kind:#x}) that is not read here; a model as "
            "Firefox has it is of float32 and intgemm8"
        )
    begin = reader.skip(head.data_bytes)
    count = prod(shape)
    tail = MULTIPLIER_BYTES if head.kind == INTGEMM8 else 0
    if count * _ITEM_BYTES[head.kind] + tail > head.data_bytes:
        raise MarianFileError(f"{name} is smaller than its shape says")
    dtype = "<f4" if head.kind == FLOAT32 else "i1"
    values = np.frombuffer(reader.content, dtype, count, begin)
    multiplier = None
    if tail:
        multiplier = float(np.frombuffer(reader.content, "<f4", 1, begin + count)[0])
    return _checked(name, Tensor(head.kind, shape, values, multiplier))


def _checked(name: str, tensor: Tensor) -> Tensor:
    """Numbers that are none would spoil every sentence without a word."""
    import numpy as np

    if tensor.kind == FLOAT32 and not np.isfinite(tensor.values).all():
        raise MarianFileError(f"{name} holds what is no number")
    if tensor.multiplier is not None and not 0 < tensor.multiplier < float("inf"):
        raise MarianFileError(f"{name} was multiplied by {tensor.multiplier}")
    return tensor


# NumPy's format


def read_npz(content: bytes) -> dict[str, Tensor]:
    """Raises MarianFileError. No pickles are read, and nothing larger than is stated."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return dict(_members(archive))
    except _UNREADABLE as error:
        if isinstance(error, MarianFileError):
            raise
        raise MarianFileError("it is damaged, or no file of NumPy's") from error


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, Tensor]]:
    members = archive.infolist()
    if not 0 < len(members) <= MOST_TENSORS:
        raise MarianFileError(f"it says that it holds {len(members):,} tensors")
    if sum(member.file_size for member in members) > MOST_BYTES:
        raise MarianFileError(f"it unpacks to more than {MOST_BYTES:,} bytes")
    if len({member.filename for member in members}) < len(members):
        raise MarianFileError("two of its tensors have one name")
    for member in members:
        name = member.filename.removesuffix(".npy")
        if not name.isprintable() or len(name) > MOST_NAME_BYTES:
            raise MarianFileError("a tensor's name is no name")
        if member.compress_type not in _NPZ_METHODS:
            raise MarianFileError(f"{name} is packed in a way that NumPy does not write")
        with archive.open(member) as file:
            yield name, _npy(name, file.read(member.file_size))


def _npy(name: str, content: bytes) -> Tensor:
    """One array; its head is read by NumPy, and held against the bytes before any are taken."""
    import numpy as np
    from numpy.lib import format as npy

    file = io.BytesIO(content)
    try:
        version = npy.read_magic(file)
        read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, in_columns, dtype = read(file)
    except Exception as error:  # it is read as Python, and what that raises is not said anywhere
        raise MarianFileError(f"{name} does not begin as NumPy's arrays do") from error
    kind = _NPY_KINDS.get(dtype.str)
    if kind is None:
        raise MarianFileError(f"{name} holds numbers of a kind ({dtype}) that is not read here")
    shape = shape or (1,)
    if len(shape) > MOST_DIMENSIONS or min(shape) < 1:
        raise MarianFileError(f"{name} has a shape that no tensor has")
    begin, count = file.tell(), prod(shape)
    if count * dtype.itemsize != len(content) - begin:
        raise MarianFileError(f"{name} is not as large as its shape says")
    values = np.frombuffer(content, "<f4" if kind == FLOAT32 else "i1", count, begin)
    if in_columns:
        values = values.reshape(shape[::-1]).T.ravel()
    return _checked(name, Tensor(kind, tuple(map(int, shape)), values))
