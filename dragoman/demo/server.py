"""Serves the demo site on loopback: a real HTTP/1.1 server, with the variety of real ones."""

from __future__ import annotations

import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

from dragoman.demo.site import PAGES, Resource, find

CHUNK = 1024


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a kept-alive connection must not hold up stop()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        resource = find(self.path.partition("?")[0])
        self._answer(resource, self._encoded(resource, resource.body(self.server.origin)))

    def do_HEAD(self) -> None:
        self.do_GET()

    def version_string(self) -> str:
        """Name no Python version: it would differ from one machine to the next."""
        return "DragomanDemo"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the demo's own output is what the person wants to read."""

    def _encoded(self, resource: Resource, body: bytes) -> bytes:
        return gzip.compress(body, mtime=0) if self._compresses(resource) else body

    def _compresses(self, resource: Resource) -> bool:
        accepted = self.headers.get("Accept-Encoding", "")
        return resource.framing == "gzip" and "gzip" in accepted.lower()

    def _answer(self, resource: Resource, body: bytes) -> None:
        chunked = resource.framing == "chunked" and self.request_version == "HTTP/1.1"
        self.send_response(resource.status)
        self.send_header("Content-Type", resource.content_type)
        if resource.location:
            self.send_header("Location", resource.location)
        if self._compresses(resource):
            self.send_header("Content-Encoding", "gzip")
        if resource.framing == "gzip":
            self.send_header("Vary", "Accept-Encoding")
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(_chunks(body) if chunked else body)


def _chunks(body: bytes) -> bytes:
    parts = [body[start : start + CHUNK] for start in range(0, len(body), CHUNK)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in [*parts, b""])


class DemoSite:
    """The demo site, served from a thread while the `with` block lasts. Threads may share it.

    Raises OSError where no socket can be opened on 127.0.0.1.
    """

    pages = PAGES

    def __init__(self) -> None:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    def url(self, path: str) -> str:
        """Return the address of `path` on this server."""
        return self._server.origin + path

    def stop(self) -> None:
        """Stop serving and close the socket; calling it again does nothing."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> DemoSite:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
