"""A language model's server on loopback that answers what a test tells it to."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = bytes | dict[str, Any] | str | tuple[int, Any] | None
# What asks for one sentence among those before it, in the plain prompt.
ASKED = re.compile(r"^Translate sentence (\d+) alone:\n\d+\. (.*)$", re.MULTILINE)


def chat(content: Any, finish: Any = "stop", **more: Any) -> dict[str, Any]:
    """An answer to a chat, as such servers give it."""
    message = {"role": "assistant", "content": content, **more}
    return {"choices": [{"index": 0, "message": message, "finish_reason": finish}]}


class Scripted:
    """`script(path, content)` gives the answer to each question; `questions` are all of them.

    An answer is the text of one, an object, bytes as they are, or a status with one of these; None
    is none at all, for as long as who asked waits.
    """

    def __init__(self, script: Callable[[str, dict[str, Any]], Answer]) -> None:
        self.script = script
        self.questions: list[dict[str, Any]] = []
        self.said: dict[str, Answer] = {"/v1/models": {"data": [{"id": "tiny-llm"}]}}
        self.hung_up = threading.Event()
        self.asked = threading.Event()
        self.address = ""

    def answer(self, path: str, body: bytes) -> Answer:
        if path in self.said:
            return self.said[path]
        if path not in ("/v1/chat/completions", "/v1/completions"):
            return 404, b"{}"
        content = json.loads(body)
        self.questions.append(content)
        self.asked.set()
        return self.script(path, content)


@contextmanager
def scripted(script: Callable[[str, dict[str, Any]], Answer]) -> Iterator[Scripted]:
    own = Scripted(script)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            answer = own.answer(self.path, self.rfile.read(length))
            if answer is None:
                self.rfile.read(1)  # until whoever asked hangs up
                own.hung_up.set()
                return
            status, content = answer if isinstance(answer, tuple) else (200, answer)
            if isinstance(content, str):
                content = chat(content)
            raw = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    own.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield own
    finally:
        server.shutdown()
        server.server_close()


def sentence_of(content: dict[str, Any]) -> tuple[int, str]:
    """The number and the sentence that a plain prompt asks for."""
    found = ASKED.search(content["messages"][0]["content"])
    assert found is not None, content
    return int(found[1]), found[2]
