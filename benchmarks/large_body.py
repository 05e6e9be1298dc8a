"""Peak memory of a capture whose body is large, beside one of a kilobyte.

    python -m benchmarks.large_body [--megabytes 1000]

Each capture is a process of its own; its peak is what the operating system says of it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CAPTURE = """
import json, resource, sys
from dragoman.archive import Archive
with Archive(sys.argv[1]) as archive:
    options = archive.fetch_options(allow_private=True)
    page = archive.capture(sys.argv[2], options=options)
    assert page.error is None, page.error
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit))
"""
PIECE = 1 << 20


class _Handler(BaseHTTPRequestHandler):
    """Answers `/N` with N bytes of a media type that is not read for an article."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        length = int(self.path[1:])
        self.send_response(200)
        self.send_header("Content-Type", "video/mp4")
        self.send_header("Content-Length", str(length))
        self.end_headers()
        # Not all alike, so that compressing it is some work, and not so much that it is the test.
        piece = bytes(range(256)) * (PIECE // 256)
        while length > 0:
            self.wfile.write(piece[: min(PIECE, length)])
            length -= PIECE

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def peak(length: int) -> int:
    """Bytes of memory that a capture of a body of `length` bytes takes at the most."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            settings = f"[limits]\nmax_body = {length + 1}\ntotal_timeout = 3000\n"
            (Path(folder) / "dragoman.toml").write_text(settings, encoding="utf-8")
            url = f"http://127.0.0.1:{server.server_port}/{length}"
            done = subprocess.run(
                [sys.executable, "-c", CAPTURE, folder, url],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            if done.returncode:
                raise RuntimeError(done.stderr)
            found: int = json.loads(done.stdout)
            return found
    finally:
        server.shutdown()
        server.server_close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=1000)
    megabytes = parser.parse_args().megabytes
    small, large = peak(1_000), peak(megabytes * 1_000_000)
    print("| body | peak memory, MB |")
    print("|---|---|")
    print(f"| 1 kB | {small / 1e6:.1f} |")
    print(f"| {megabytes} MB | {large / 1e6:.1f} |")
    print(f"| more | {(large - small) / 1e6:.1f} |")


if __name__ == "__main__":
    main()
