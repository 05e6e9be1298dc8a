"""A certificate authority that lives as long as one page is looked at, and on no disk but briefly.

Only the browser that is started with its key's digest believes it.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import ssl
import tempfile
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any


class ThrowawayCA:
    """Makes a TLS context for any host; all of them have one key. Threads may share it."""

    def __init__(self) -> None:
        from cryptography.hazmat.primitives.asymmetric import ec

        self._key = ec.generate_private_key(ec.SECP256R1())
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._lock = threading.Lock()

    @property
    def spki(self) -> str:
        """Base64 of the SHA-256 of the key, as Chromium takes it."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        public = self._key.public_key().public_bytes(
            Encoding.DER, PublicFormat.SubjectPublicKeyInfo
        )
        return base64.b64encode(hashlib.sha256(public).digest()).decode("ascii")

    def context(self, host: str) -> ssl.SSLContext:
        """What a server called `host` would speak TLS with."""
        with self._lock:
            if host not in self._contexts:
                self._contexts[host] = self._new_context(host)
            return self._contexts[host]

    def _new_context(self, host: str) -> ssl.SSLContext:
        from cryptography.hazmat.primitives import serialization as s

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["http/1.1"])
        key = self._key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption())
        certificate = self._certificate(host).public_bytes(s.Encoding.PEM)
        # The library takes both from files alone.
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "pair.pem"
            path.write_bytes(key + certificate)
            context.load_cert_chain(path)
        return context

    def _certificate(self, host: str) -> Any:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes
        from cryptography.x509.oid import NameOID

        try:
            name: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
        except ValueError:
            name = x509.DNSName(host.encode("idna").decode("ascii") if not host.isascii() else host)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "for one page")])
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=2))
            .add_extension(x509.SubjectAlternativeName([name]), critical=False)
            .sign(self._key, hashes.SHA256())
        )
