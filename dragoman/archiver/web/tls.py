"""TLS as it was spoken: version, cipher and the chain as the server presented it."""

from __future__ import annotations

import hashlib
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# OpenSSL's names of TLS 1.2 suites, and those that IANA registered (RFC 5246, 5289, 7905).
IANA_SUITES = {
    "ECDHE-ECDSA-AES128-GCM-SHA256": "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384": "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "ECDHE-RSA-AES128-GCM-SHA256": "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "ECDHE-RSA-AES256-GCM-SHA384": "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "ECDHE-ECDSA-CHACHA20-POLY1305": "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "ECDHE-RSA-CHACHA20-POLY1305": "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    "ECDHE-ECDSA-AES128-SHA256": "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
    "ECDHE-RSA-AES128-SHA256": "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
    "ECDHE-ECDSA-AES256-SHA384": "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
    "ECDHE-RSA-AES256-SHA384": "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
    "DHE-RSA-AES128-SHA256": "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256",
    "DHE-RSA-AES256-SHA256": "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256",
    "DHE-RSA-AES128-GCM-SHA256": "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
    "DHE-RSA-AES256-GCM-SHA384": "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
    "AES128-GCM-SHA256": "TLS_RSA_WITH_AES_128_GCM_SHA256",
    "AES256-GCM-SHA384": "TLS_RSA_WITH_AES_256_GCM_SHA384",
}


@dataclass(frozen=True, slots=True)
class TlsSession:
    """`version` as in `tls/1.3`, `cipher` by its IANA name (None where we know none).

    `chain` holds the certificates in DER, leaf first, as presented and whether trusted or not.
    `problem` says why the certificate is not valid, where one was used that is not.
    """

    version: str
    cipher: str | None
    chain: tuple[bytes, ...]
    problem: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "version": self.version,
            "cipher": self.cipher,
            "problem": self.problem,
            "chain": [chain_entry(der) for der in self.chain],
        }


def chain_entry(der: bytes) -> dict[str, str]:
    return {"sha256": hashlib.sha256(der).hexdigest(), "pem": ssl.DER_cert_to_PEM_cert(der)}


def trusting_context(ca_file: Path | None = None) -> ssl.SSLContext:
    """Verifies against the system's roots, certifi's, and `ca_file` where one is given."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    if ca_file is not None:
        context.load_verify_locations(str(ca_file))
    context.set_alpn_protocols(["http/1.1"])
    return context


def context_of(roots: Path) -> ssl.SSLContext:
    """Verifies against the roots in a file or a folder, and no others."""
    where = {"capath": str(roots)} if roots.is_dir() else {"cafile": str(roots)}
    context = ssl.create_default_context(**where)  # type: ignore[arg-type]
    context.set_alpn_protocols(["http/1.1"])
    return context


def observing_context() -> ssl.SSLContext:
    """Verifies nothing: only to record the chain of a server that was refused."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["http/1.1"])
    return context


def describe(sock: ssl.SSLSocket) -> TlsSession:
    """What was negotiated on a socket whose handshake is done."""
    spoken = sock.version() or "unknown"
    version = "tls/1.0" if spoken == "TLSv1" else spoken.replace("TLSv", "tls/")
    cipher = sock.cipher()
    return TlsSession(version, _iana_name(cipher[0]) if cipher else None, _presented_chain(sock))


def _iana_name(name: str) -> str | None:
    return name if name.startswith("TLS_") else IANA_SUITES.get(name)


def _presented_chain(sock: ssl.SSLSocket) -> tuple[bytes, ...]:
    """The whole chain where this Python can tell it, else the leaf.

    `get_unverified_chain` is public from Python 3.13 on; 3.11 and 3.12 have it one level down.
    """
    public = getattr(sock, "get_unverified_chain", None)
    if public is not None:
        return tuple(bytes(der) for der in public() or ())
    inner = getattr(getattr(sock, "_sslobj", None), "get_unverified_chain", None)
    if inner is not None:
        encoding_der = 2  # _ssl.ENCODING_DER
        return tuple(bytes(each.public_bytes(encoding_der)) for each in inner() or ())
    leaf = sock.getpeercert(binary_form=True)
    return (leaf,) if leaf else ()
