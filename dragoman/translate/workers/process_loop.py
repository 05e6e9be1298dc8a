"""The side of a process that is asked by lines of JSON (`processes` has the other)."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

Answer = Callable[[dict[str, Any]], dict[str, Any]]


def serve(begin: Callable[[dict[str, Any]], Answer]) -> None:
    """The first line is what `begin` is told; each after it is answered. Ends with its input."""
    # Ctrl-C is for whoever started this; it closes our input when it wants us to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Whatever a library prints by itself is no answer.
    pipe = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    answer: Answer | None = None
    for line in sys.stdin:
        try:
            content = json.loads(line)
            if answer is None:
                answer, said = begin(content), {}
            else:
                said = answer(content)
        except BaseException as error:  # noqa: BLE001 - a panic in Rust is no Exception
            _say(pipe, {"error": f"{type(error).__name__}: {error}"})
            return  # what panicked is in no state to go on
        _say(pipe, said)


def _say(pipe: Any, said: dict[str, Any]) -> None:
    pipe.write(json.dumps(said) + "\n")
    pipe.flush()
