"""Reading pages in this process, where a test puts something in the place of a part of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from dragoman.reader import page_reader
from dragoman.reader.confined import Allowance, Lost, WorkFailed, error_of


class _Here:
    """Answers what a process of its own would answer, by way of JSON as that does."""

    def warm(self) -> None:
        pass

    def allow(self, count: int) -> None:
        pass

    def run(
        self,
        body: bytes,
        arguments: dict[str, Any],
        _allowance: Allowance,
        _called_off: Callable[[], bool] | None = None,
    ) -> Any:
        try:
            answer = page_reader.read(body, **json.loads(json.dumps(arguments)))
        except MemoryError as error:
            raise Lost("memory") from error
        except Exception as error:
            raise WorkFailed(*error_of(error)) from error
        return json.loads(json.dumps(answer))


def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    here = _Here()
    monkeypatch.setattr(page_reader, "confined", lambda *_: here)
