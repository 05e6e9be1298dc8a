"""One process of `ProcessWorkers`: orders with their batches in, answers out."""

from __future__ import annotations

from typing import Any

from dragoman.errors import DragomanError
from dragoman.translate.workers.answering import answer
from dragoman.translate.workers.orders import Order, output_json
from dragoman.translate.workers.process_loop import Answer, serve


def begin(_: dict[str, Any]) -> Answer:
    return _answer


def _answer(content: dict[str, Any]) -> dict[str, Any]:
    order = Order(**content["order"])
    try:
        made = answer(order, content["batches"], again=content["again"], aligned=content["aligned"])
    except DragomanError as error:  # a model that is not there is no reason to end
        return {"refused": [type(error).__name__, error.message, error.subject]}
    outputs = [[output_json(output) for output in batch] for batch in made.outputs]
    return {"outputs": outputs, "settings": dict(made.settings)}


if __name__ == "__main__":
    serve(begin)
