"""A language model's server on this machine: what it is asked, and what it says of itself.

It is asked as OpenAI's is, which llama-server, ollama and LM Studio understand. Its answers are
read up to a bound. Who asks waits in short steps, so that Ctrl-C and `cancelled` end it at once.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future, wait
from typing import Any

from dragoman.errors import ModelError
from dragoman.translate.engines.engine import Cancelled, TranslationCancelled
from dragoman.translate.llm.loopback import Address, LoopbackConnection, NotThisMachine

MOST_BYTES = 4_000_000
CONNECT_SECONDS, QUICK_SECONDS, ANSWER_SECONDS = 5.0, 10.0, 900.0
SPARE_SECONDS = 60.0  # that the socket has more than who waits, who is to tell of it
STEP_SECONDS = 0.2  # between two looks at whether anybody still wants the answer


class NoAnswer(Exception):
    """The server answered with what cannot be used, for this question; why, in a few words."""


class Server:
    """One server. Not for several threads at once: `Translator` sees to that."""

    def __init__(self, address: Address, key: str | None = None) -> None:
        self.address = address
        self._headers = {"Content-Type": "application/json", "Connection": "close"}
        if key:
            self._headers["Authorization"] = f"Bearer {key}"

    def ask(
        self, path: str, content: Mapping[str, Any], cancelled: Cancelled | None = None
    ) -> dict[str, Any]:
        """What it answers to a question. Each has a connection of its own, closed at its end.

        Raises NoAnswer where this question alone went wrong, ModelError where the server is not
        there, is silent or wants something else, and TranslationCancelled.
        """
        status, body = self._exchange("POST", path, dict(content), ANSWER_SECONDS, cancelled)
        if status in (400, 413, 422, 500):  # too long for the model, a template that failed
            raise NoAnswer(f"the server answered with the status {status}")
        if status != 200:
            raise self._refused(f"answered with the HTTP status {status}")
        return _object(body)

    def look(self, path: str) -> dict[str, Any]:
        """What it says of itself there; nothing where it knows no such question.

        Raises ModelError where no server answers, or one does without end.
        """
        try:
            status, body = self._exchange("GET", path, None, QUICK_SECONDS, None)
        except NoAnswer as error:
            raise self._refused(f"cannot be asked what it has: {error}") from error
        if status in (401, 403) or 300 <= status < 400:
            raise self._refused(f"answered with the HTTP status {status}")
        try:
            return _object(body) if status == 200 else {}
        except NoAnswer:
            return {}

    def _exchange(
        self,
        method: str,
        path: str,
        content: Mapping[str, Any] | None,
        seconds: float,
        cancelled: Cancelled | None,
    ) -> tuple[int, bytes]:
        """Status and body. A thread speaks and this one waits, which Ctrl-C ends at any moment."""
        body = None if content is None else json.dumps(content).encode("ascii")
        connection = LoopbackConnection(self.address, CONNECT_SECONDS, seconds + SPARE_SECONDS)
        said: Future[tuple[int, bytes]] = Future()

        def speak() -> None:
            try:
                connection.request(method, self.address.path + path, body, self._headers)
                said.set_result(_response(connection))
            except BaseException as error:  # noqa: BLE001 - whoever waits is told of anything
                said.set_exception(error)

        threading.Thread(target=speak, daemon=True).start()
        try:
            self._wait(said, seconds, cancelled)
            return said.result()
        except NotThisMachine as error:
            raise ModelError(f"{error}; nothing was sent", subject=str(self.address)) from error
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise self._refused(f"does not answer ({reason})") from error
        finally:
            connection.hang_up()

    def _wait(
        self, said: Future[tuple[int, bytes]], seconds: float, cancelled: Cancelled | None
    ) -> None:
        end = time.monotonic() + seconds
        while not wait([said], STEP_SECONDS).done:
            if cancelled and cancelled():
                raise TranslationCancelled("translation was cancelled", subject=str(self.address))
            if time.monotonic() > end:
                raise self._refused(f"gave no answer within {seconds:g} seconds")

    def _refused(self, what: str) -> ModelError:
        return ModelError(
            f"the language model's server at {self.address} {what}; is it the one that you "
            "started, with its model loaded?",
            subject=str(self.address),
        )


def _response(connection: LoopbackConnection) -> tuple[int, bytes]:
    """Read up to a bound, and no redirect followed."""
    with connection.getresponse() as response:
        body = response.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise NoAnswer(f"the answer is longer than {MOST_BYTES:,} bytes")
        return response.status, body


def _object(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NoAnswer("the answer is no JSON") from error
    if not isinstance(said, dict):
        raise NoAnswer("the answer is no object")
    return said
