"""A form that is larger than the server takes gets a page of the desk, from whom is let in.

The server refuses such a request before it has read its content. The program is asked all the same,
with no content: it looks who asks, as always, and refuses the length in its own words.
"""

from __future__ import annotations

import select
import time
from typing import Any

# Whoever is let in may send the rest first, as browsers do: they show an answer only afterwards.
# So long a thread waits for them, and so much they may send.
REST_SECONDS, REST_BYTES, PIECE = 10.0, 1 << 30, 1 << 16
SILENT_SECONDS = 2.0
TOO_LARGE = 413


def channel() -> type[Any]:
    """The class of a connection of the server."""
    from waitress.channel import HTTPChannel
    from waitress.task import ErrorTask, WSGITask

    class Refused(WSGITask):  # type: ignore[misc]
        def service(self) -> None:
            self.set_close_on_finish()
            super().service()
            if self.status.startswith(str(TOO_LARGE)):
                _let_finish(self.channel.socket)

    def refused(channel: Any, request: Any) -> Any:
        told = request.error.code == TOO_LARGE and "CONTENT_LENGTH" in request.headers
        return (Refused if told else ErrorTask)(channel, request)

    class Channel(HTTPChannel):  # type: ignore[misc]
        error_task_class = staticmethod(refused)

    return Channel


def _let_finish(connection: Any) -> None:
    """Read and drop what still comes, within limits."""
    end, read = time.monotonic() + REST_SECONDS, 0
    try:
        while time.monotonic() < end and read < REST_BYTES:
            if not select.select([connection], [], [], SILENT_SECONDS)[0]:
                return
            data = connection.recv(PIECE)
            if not data:
                return
            read += len(data)
    except OSError:
        return
