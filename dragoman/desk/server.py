"""The border to waitress: the review page on a port of loopback."""

from __future__ import annotations

import select
import socket
import threading
from typing import Any

from dragoman.desk.access import Access
from dragoman.desk.desk import Desk
from dragoman.desk.too_large import channel
from dragoman.desk.work.runner import Runner
from dragoman.errors import UsageError

ADDRESS = "127.0.0.1"
MAX_REQUEST = 1_000_000
THREADS = 8
# Whoever opens connections and sends half a request, or reads an answer a byte at a time, must not
# take the page from the one who works on it: there is room for many of them, they are closed when
# nothing comes, and a thread hands over its whole answer (to a file, where it is large) at once.
CONNECTIONS = 500
IDLE_SECONDS = 30
CLEAN_SECONDS = 5
LARGEST_PENDING = 1 << 30


class ReviewServer:
    """The page, bound to a port but not answering until `run`; `url` is what the person opens.

    UsageError where the port is taken. `port` 0 takes any that is free.
    """

    def __init__(self, desk: Desk, *, port: int = 0) -> None:
        from dragoman.desk.app import create_app

        self._socket = _bound(port)
        self.access = Access(self._socket.getsockname()[1])
        self._sockets: dict[int, Any] = {}
        # Whoever wakes the waiting thread holds this: it must not close what it is woken through.
        self._waking = threading.Lock()
        self._closed = False
        house = desk.house
        self._runner = Runner(house.spool, house.acts, house.lanes)
        app = create_app(desk, self.access, self._runner)
        self._server = _waitress(app, self._socket, self._sockets)

    @property
    def url(self) -> str:
        """Where a browser opens it, with the token of this run."""
        return f"http://{ADDRESS}:{self.access.port}/?token={self.access.token}"

    def run(self) -> None:
        """Answer until Ctrl-C or `close`; what is in flight is finished, the rest waits."""
        try:
            self._server.run()
            self._server.task_dispatcher.shutdown()
            self._close_all()
        finally:
            self._runner.close()

    def close(self) -> None:
        """Have `run`, which may be in another thread, come to its end."""
        # Closed by the thread that waits on these sockets: it must not find them gone.
        with self._waking:
            if not self._closed:
                self._closed = True
                self._server.trigger.pull_trigger(self._close_all)

    def _close_all(self) -> None:
        from waitress.wasyncore import close_all

        with self._waking:
            self._closed = True
            close_all(self._sockets, ignore_all=True)


def check_port(port: int) -> None:
    """UsageError where it is taken, before an archive is made for a desk that cannot be opened."""
    if port:
        _bound(port).close()


def _bound(port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # Not SO_REUSEADDR on Windows: there it lets two programs share a port.
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((ADDRESS, port))
    except OSError as error:
        sock.close()
        raise UsageError(
            f"port {port} cannot be used: {error.strerror or error}", subject=str(port)
        ) from error
    return sock


def _waitress(app: Any, sock: socket.socket, sockets: dict[int, Any]) -> Any:
    from waitress.server import create_server

    server = create_server(
        app,
        map=sockets,
        sockets=[sock],
        threads=THREADS,
        ident=None,
        max_request_body_size=MAX_REQUEST,
        clear_untrusted_proxy_headers=True,
        connection_limit=CONNECTIONS,
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=CLEAN_SECONDS,
        outbuf_high_watermark=LARGEST_PENDING,
        asyncore_use_poll=hasattr(select, "poll"),
    )
    server.channel_class = channel()
    return server
