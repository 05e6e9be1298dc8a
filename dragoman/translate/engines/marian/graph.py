"""A graph of ONNX's operators, put together node by node."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dragoman.translate.engines.marian import protobuf

OPERATORS, MICROSOFT = 17, "com.microsoft"
FORMAT_VERSION = 8


class Graph:
    """Each call gives the names of what it makes; equal constants are not looked for."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._constants: list[bytes] = []
        self._inputs: list[bytes] = []
        self._outputs: list[bytes] = []
        self._count = 0

    def input(self, name: str, sizes: Sequence[int | str], kind: int = protobuf.FLOAT) -> str:
        self._inputs.append(protobuf.held(11, protobuf.port(name, kind, sizes)))
        return name

    def output(
        self, name: str, value: str, sizes: Sequence[int | str], kind: int = protobuf.FLOAT
    ) -> None:
        self._nodes.append(protobuf.held(1, protobuf.node("Identity", [value], [name])))
        self._outputs.append(protobuf.held(12, protobuf.port(name, kind, sizes)))

    def constant(self, array: Any) -> str:
        name = self._name()
        self._constants.append(protobuf.held(5, protobuf.tensor(name, array)))
        return name

    def node(self, kind: str, *inputs: str, **attributes: protobuf.Value) -> str:
        return self._add(kind, inputs, attributes, 1, "")[0]

    def several(
        self, kind: str, count: int, *inputs: str, **attributes: protobuf.Value
    ) -> list[str]:
        """A node of so many outputs."""
        return self._add(kind, inputs, attributes, count, "")

    def microsoft(self, kind: str, *inputs: str, **attributes: protobuf.Value) -> str:
        """A node of the operators that onnxruntime has of its own."""
        return self._add(kind, inputs, attributes, 1, MICROSOFT)[0]

    def serialised(self) -> bytes:
        parts = [*self._nodes, protobuf.held(2, "g"), *self._constants, *self._inputs]
        graph = b"".join([*parts, *self._outputs])
        return protobuf.model(graph, [("", OPERATORS), (MICROSOFT, 1)], FORMAT_VERSION)

    def _add(
        self,
        kind: str,
        inputs: Sequence[str],
        attributes: dict[str, protobuf.Value],
        count: int,
        domain: str,
    ) -> list[str]:
        names = [self._name() for _ in range(count)]
        made = protobuf.node(kind, inputs, names, attributes.items(), domain)
        self._nodes.append(protobuf.held(1, made))
        return names

    def _name(self) -> str:
        self._count += 1
        return str(self._count)
