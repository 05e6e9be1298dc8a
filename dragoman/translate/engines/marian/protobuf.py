"""The few shapes of protocol buffers that an ONNX model is written in, without the package `onnx`.

A field is its number and kind, then its value: a number in groups of seven bits, or bytes with
their length before them. The numbers are those of ONNX's own `onnx.proto`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import Any

FLOAT, UINT8, INT8, INT32, INT64, DOUBLE = 1, 2, 3, 6, 7, 11
_NUMBER, _BYTES, _FOUR_BYTES = 0, 2, 5
_KINDS = {
    "float32": FLOAT, "uint8": UINT8, "int8": INT8, "int32": INT32, "int64": INT64,
    "float64": DOUBLE,
}  # fmt: skip
Value = int | float | str | Sequence[int]


def varint(value: int) -> bytes:
    """A whole number; a negative one as the 64 bits of its complement."""
    value &= (1 << 64) - 1
    made = bytearray()
    while value > 0x7F:
        made.append(value & 0x7F | 0x80)
        value >>= 7
    made.append(value)
    return bytes(made)


def number(field: int, value: int) -> bytes:
    return varint(field << 3 | _NUMBER) + varint(value)


def held(field: int, content: bytes | str) -> bytes:
    """Bytes, a text, or a message within this one."""
    raw = content.encode() if isinstance(content, str) else content
    return varint(field << 3 | _BYTES) + varint(len(raw)) + raw


def tensor(name: str, array: Any) -> bytes:
    """TensorProto of a numpy array."""
    dims = b"".join(number(1, size) for size in array.shape)
    return dims + number(2, _KINDS[array.dtype.name]) + held(8, name) + held(9, array.tobytes())


def attribute(name: str, value: Value) -> bytes:
    """AttributeProto of a whole number, a float, a text or a list of whole numbers."""
    head = held(1, name)
    if isinstance(value, int):
        return head + number(3, value) + number(20, 2)
    if isinstance(value, float):
        return head + varint(2 << 3 | _FOUR_BYTES) + struct.pack("<f", value) + number(20, 1)
    if isinstance(value, str):
        return head + held(4, value) + number(20, 3)
    return head + b"".join(number(8, each) for each in value) + number(20, 7)


def node(
    kind: str,
    inputs: Iterable[str],
    outputs: Iterable[str],
    attributes: Iterable[tuple[str, Value]] = (),
    domain: str = "",
) -> bytes:
    """NodeProto"""
    made = b"".join(held(1, name) for name in inputs)
    made += b"".join(held(2, name) for name in outputs) + held(4, kind)
    made += b"".join(held(5, attribute(*each)) for each in attributes)
    return made + (held(7, domain) if domain else b"")


def port(name: str, kind: int, sizes: Sequence[int | str]) -> bytes:
    """ValueInfoProto: an input or output. A size is a number, or a name where it varies."""
    dims = (held(2, size) if isinstance(size, str) else number(1, size) for size in sizes)
    shape = b"".join(held(1, dim) for dim in dims)
    return held(1, name) + held(2, held(1, number(1, kind) + held(2, shape)))


def model(graph: bytes, versions: Iterable[tuple[str, int]], format_version: int) -> bytes:
    """ModelProto; `versions` are the sets of operators, by their domains."""
    made = number(1, format_version) + held(7, graph)
    return made + b"".join(held(8, held(1, name) + number(2, each)) for name, each in versions)
