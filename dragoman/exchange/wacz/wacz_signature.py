"""Signing a WACZ, as WACZ Signing and Verification 0.1.0 has it, and with an Ed25519 key besides.

That specification knows two forms. *Anonymous*: an ECDSA signature and the public key; this is what
ArchiveWeb.page writes and ReplayWeb.page (P-384) checks. *Domain identity*: an ECDSA signature by
the key of a web server's certificate, and a time stamp on it; this is the only one that
`wacz validate --verify-auth` knows. Ed25519 is in neither, so such a signature stands beside.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.errors import UsageError
from dragoman.provenance.anchors.certificates import describe, public_spki, read_pem_file, to_pem
from dragoman.provenance.anchors.keys import ED25519, P256, P384, Passphrase, SigningKey, load_key
from dragoman.provenance.anchors.timestamp import request_timestamp, without_secrets

VERSION = "0.1.0"
KINDS = (ED25519, P384, P256)


@dataclass(frozen=True, slots=True)
class WaczSigner:
    """A key and, for a domain's identity, its certificates (PEM, the key's own first) and an
    authority that stamps the signature."""

    key: SigningKey
    chain: tuple[str, ...] = ()
    tsa_url: str | None = None
    tsa_roots: tuple[str, ...] = ()

    @classmethod
    def open(
        cls,
        key_path: Path,
        passphrase: Passphrase = None,
        *,
        certificate: Path | None = None,
        tsa_url: str | None = None,
        tsa_ca_file: Path | None = None,
    ) -> WaczSigner:
        """UsageError where the key cannot be used, or does not go with the certificate."""
        key = load_key(key_path, passphrase, kinds=KINDS)
        if certificate is None:
            return cls(key)
        if tsa_url is None:
            raise UsageError(
                "a WACZ signed for a domain needs a time stamp; name an authority with `tsa_url=`"
            )
        without_secrets(tsa_url)
        chain = read_pem_file(certificate)
        if key.kind == ED25519 or public_spki(chain[0]) != key.spki:
            raise UsageError(
                f"the first certificate in {certificate.name} is not that of the (ECDSA) key "
                f"{key_path.name}",
                subject=str(certificate),
            )
        roots = tuple(to_pem(each) for each in read_pem_file(tsa_ca_file)) if tsa_ca_file else ()
        return cls(key, tuple(to_pem(each) for each in chain), tsa_url, roots)

    def sign(self, digest: str, created: str, software: str) -> dict[str, Any]:
        """What goes into `datapackage-digest.json` beside `path` and `hash`.

        `digest` is `sha256:` and hexadecimal, and its text is what is signed. FetchError where a
        time stamp is needed and cannot be had.
        """
        data = digest.encode("ascii")
        if self.key.kind == ED25519:
            return {
                "ed25519": {
                    "hash": digest,
                    "created": created,
                    "signature": _base64(self.key.sign(data)),
                    "publicKey": self.key.openssh,
                }
            }
        said = {"hash": digest, "created": created, "software": software, "version": VERSION}
        return {"signedData": said | (self._domain(data) if self.chain else self._anonymous(data))}

    def _anonymous(self, data: bytes) -> dict[str, Any]:
        return {
            "signature": _base64(self.key.sign_fixed(data)),
            "publicKey": _base64(self.key.spki),
        }

    def _domain(self, data: bytes) -> dict[str, Any]:
        signature = _base64(self.key.sign(data))
        stamp = request_timestamp(
            self.tsa_url or "", signature.encode("ascii"), roots=self.tsa_roots
        )
        facts = describe(self.chain[0])
        return {
            "signature": signature,
            "domain": facts.common_name or next(iter(facts.names), ""),
            "domainCert": "\n".join(self.chain),
            "timeSignature": _base64(stamp.response),
            "timestampCert": "\n".join(stamp.chain),
        }


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
