"""A real time-stamping authority on loopback: `openssl ts` behind a small HTTP server."""

from __future__ import annotations

import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.site import POLL

CONFIG = """
[ req ]
distinguished_name = name
[ name ]
[ root ]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[ stamping ]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[ tsa ]
default_tsa = here
[ here ]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
certs = {folder}/{certs}
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


def openssl(*arguments: str | Path) -> bytes:
    done = subprocess.run(
        ["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=60
    )
    return done.stdout


def has_openssl() -> bool:
    return shutil.which("openssl") is not None


class LoopbackTsa:
    """A root certificate, a time-stamping certificate under it, and a server that uses them.

    `trouble` makes the server fail on purpose: `status` (answers 503), `garbage`, `replay` (sends
    its first answer again) or `other` (stamps a digest that nobody asked about).
    """

    def __init__(self, folder: Path, name: str = "Sınaq", *, send_root: bool = False) -> None:
        self.folder = folder
        self.root = folder / "root.pem"
        self.certificate = folder / "tsa.pem"
        self.trouble: str | None = None
        self.asked = 0
        self._name = name
        self._first: bytes | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self._config = folder / "openssl.cnf"
        certs = "root.pem" if send_root else "tsa.pem"
        self._config.write_text(
            CONFIG.format(folder=folder.as_posix(), certs=certs), encoding="utf-8"
        )
        (folder / "serial").write_text("01\n", encoding="ascii")
        self._make_certificates()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
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

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/tsr"

    def answer(self, query: bytes) -> bytes:
        """What `openssl ts` answers to a query, DER to DER."""
        with self._lock:
            asked, answered = self.folder / "query.tsq", self.folder / "answer.tsr"
            asked.write_bytes(query)
            openssl("ts", "-reply", "-config", self._config, "-queryfile", asked, "-out", answered)
            return answered.read_bytes()

    def _make_certificates(self) -> None:
        here, config = self.folder, self._config
        for key in ("root.key", "tsa.key"):
            openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-out", here / key)  # fmt: skip
        openssl("req", "-new", "-x509", "-utf8", "-config", config, "-extensions", "root",
                "-key", here / "root.key", "-days", "3650", "-subj", f"/CN={self._name} root",
                "-out", self.root)  # fmt: skip
        openssl("req", "-new", "-utf8", "-config", config, "-key", here / "tsa.key",
                "-subj", f"/CN={self._name} TSA", "-out", here / "tsa.csr")  # fmt: skip
        openssl("x509", "-req", "-in", here / "tsa.csr", "-CA", self.root,
                "-CAkey", here / "root.key", "-CAcreateserial", "-days", "3650",
                "-extfile", config, "-extensions", "stamping",
                "-out", self.certificate)  # fmt: skip

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        tsa = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                tsa.asked += 1
                query = self.rfile.read(int(self.headers["Content-Length"]))
                if tsa.trouble == "status":
                    self.send_error(503)
                    return
                body = tsa.reply(query)
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        return Handler

    def reply(self, query: bytes) -> bytes:
        if self.trouble == "garbage":
            return b"<html>Please sign in</html>"
        if self.trouble == "replay" and self._first is not None:
            return self._first
        if self.trouble == "other":
            other = self.folder / "other.tsq"
            openssl("ts", "-query", "-digest", "00" * 32, "-sha256", "-cert", "-out", other)
            query = other.read_bytes()
        answer = self.answer(query)
        self._first = self._first or answer
        return answer
