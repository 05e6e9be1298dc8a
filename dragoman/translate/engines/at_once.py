"""Questions that are answered at once, by so many threads, and the answers as they come."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

Question = TypeVar("Question")
Answered = TypeVar("Answered")

# Questions that wait beside those at hand; more would only take memory.
WAITING = 3


def answers(
    questions: Iterator[Question], ask: Callable[[Question], Answered], at_once: int
) -> Generator[tuple[Question, Answered]]:
    """Each question with its answer, as they come; so many threads ask.

    Closed, it asks for nothing more, and waits for what is being answered.
    """
    threads = ThreadPoolExecutor(max(1, at_once))
    running: dict[Future[Answered], Question] = {}
    try:
        while True:
            while len(running) < at_once + WAITING:
                question = next(questions, None)
                if question is None:
                    break
                running[threads.submit(ask, question)] = question
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                made = future.result()
                yield running.pop(future), made
    finally:
        threads.shutdown(wait=True, cancel_futures=True)
