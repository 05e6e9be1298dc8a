"""A calendar of OpenTimestamps on loopback, and blocks that it makes up: promises, then proofs.

The blocks are of no chain: their headers are sound (work was done for them, as little as there is),
and whoever checks a proof has to be given them.
"""

from __future__ import annotations

import hashlib
import os
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests.support.site import POLL

EASY = 0x207FFFFF


def header(root: bytes, time: int, bits: int = EASY) -> bytes:
    """A header over a Merkle root, with the first nonce whose hash is low enough."""
    for nonce in range(1 << 16):
        data = struct.pack("<i32s32sIII", 4, bytes(32), root, time, bits, nonce)
        found = hashlib.sha256(hashlib.sha256(data).digest()).digest()
        if int.from_bytes(found, "little") <= 0x7FFFFF << 8 * 29:
            return data
    raise AssertionError("no nonce was found")


class LoopbackCalendar:
    """`mine` makes a block of all that was sent; until then there are promises alone.

    `trouble` makes it fail on purpose: `status` (answers 503), `garbage`, or `other` (a proof of
    something else). `named` is what its promises call it.
    """

    def __init__(self) -> None:
        self.trouble: str | None = None
        self.asked: list[str] = []
        self.headers: dict[int, bytes] = {}
        self._waiting: list[bytes] = []
        self._mined: dict[bytes, tuple[bytes, int]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.named = self.url
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(POLL,), daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def mine(self, time: int) -> None:
        """A block for each that waits, from block 800,000 on."""
        for commitment in self._waiting:
            beside = os.urandom(32)
            root = hashlib.sha256(hashlib.sha256(commitment + beside).digest()).digest()
            height = 800_000 + len(self.headers)
            self.headers[height] = header(root, time)
            self._mined[commitment] = (beside, height)
        self._waiting.clear()

    def promise(self, digest: bytes) -> Any:
        from opentimestamps.core.notary import PendingAttestation
        from opentimestamps.core.op import OpAppend, OpSHA256
        from opentimestamps.core.timestamp import Timestamp

        told = Timestamp(digest)
        end = told.ops.add(OpAppend(os.urandom(16))).ops.add(OpSHA256())
        end.attestations.add(PendingAttestation(self.named))
        self._waiting.append(end.msg)
        return told

    def proof(self, commitment: bytes) -> Any:
        from opentimestamps.core.notary import BitcoinBlockHeaderAttestation
        from opentimestamps.core.op import OpAppend, OpSHA256
        from opentimestamps.core.timestamp import Timestamp

        beside, height = self._mined[commitment]
        told = Timestamp(commitment)
        end = told.ops.add(OpAppend(beside)).ops.add(OpSHA256()).ops.add(OpSHA256())
        end.attestations.add(BitcoinBlockHeaderAttestation(height))
        return told

    def _answer(self, told: Any) -> bytes:
        from opentimestamps.core.serialize import BytesSerializationContext

        if self.trouble == "garbage":
            return b"<html>Please sign in</html>"
        out = BytesSerializationContext()
        told.serialize(out)
        return bytes(out.getbytes())

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        calendar = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                calendar.asked.append(self.path)
                digest = self.rfile.read(int(self.headers["Content-Length"]))
                self._send(lambda: calendar.promise(digest), self.path == "/digest")

            def do_GET(self) -> None:
                calendar.asked.append(self.path)
                commitment = bytes.fromhex(self.path.removeprefix("/timestamp/"))
                self._send(lambda: calendar.proof(commitment), commitment in calendar._mined)

            def _send(self, told: Any, known: bool) -> None:
                if calendar.trouble == "status" or not known:
                    self.send_error(503 if calendar.trouble == "status" else 404)
                    return
                body = calendar._answer(told())
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        return Handler
