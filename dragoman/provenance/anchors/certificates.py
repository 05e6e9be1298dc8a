"""Certificates: read, described, put in order; the border to `cryptography.x509`."""

from __future__ import annotations

import contextlib
import hashlib
import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.errors import UsageError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

LONGEST_CHAIN = 10
BLOCK = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a certificate says of itself; times are UTC, `sha256` is over its DER."""

    common_name: str | None
    subject: str
    issuer: str
    not_before: str
    not_after: str
    sha256: str
    names: tuple[str, ...]


def describe(pem: str) -> CertificateFacts:
    """The facts of one certificate in PEM; ValueError where it is none."""
    found = read_pem(pem)
    if not found:
        raise ValueError("it holds no certificate")
    certificate = found[0]
    return CertificateFacts(
        common_name=_common_name(certificate),
        subject=certificate.subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        not_before=certificate.not_valid_before_utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
        not_after=certificate.not_valid_after_utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
        sha256=fingerprint(certificate),
        names=_names(certificate),
    )


def read_pem(text: str) -> list[Certificate]:
    """All certificates of a PEM text, in its order; ValueError where one is not understood."""
    from cryptography.x509 import load_pem_x509_certificates

    return load_pem_x509_certificates(text.encode("utf-8")) if "BEGIN CERT" in text else []


def read_pem_file(path: Path) -> list[Certificate]:
    """The same out of a file; UsageError where there is not one in it."""
    try:
        found = read_pem(path.read_text(encoding="utf-8", errors="replace"))
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror or error}", subject=str(path)
        ) from error
    except ValueError as error:
        raise UsageError(f"{path} is not understood: {error}", subject=str(path)) from error
    if not found:
        raise UsageError(f"{path} holds no certificate in PEM form", subject=str(path))
    return found


def to_pem(certificate: Certificate) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.PEM).decode("ascii")


def fingerprint(certificate: Certificate) -> str:
    """SHA-256 of the certificate's DER, hexadecimal."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def in_order(leaf: Certificate, others: Iterable[Certificate]) -> list[Certificate]:
    """The chain from `leaf` up, as far as `others` has issuers that really signed."""
    pool = list(others)
    chain = [leaf]
    while not is_root(chain[-1]) and len(chain) < LONGEST_CHAIN:
        above = next((each for each in pool if _issued(each, chain[-1])), None)
        if above is None:
            break
        chain.append(above)
    return chain


def is_root(certificate: Certificate) -> bool:
    """Whether a certificate is signed by its own key."""
    return certificate.subject == certificate.issuer and _issued(certificate, certificate)


def well_known_roots(wanted: Certificate) -> Sequence[Certificate]:
    """Roots that come with `certifi` and have the name of the one that issued `wanted`."""
    import certifi

    bundle = Path(certifi.where()).read_text(encoding="utf-8")
    found: list[Certificate] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # one old root's serial number is not to be our trouble
        for block in BLOCK.findall(bundle):
            with contextlib.suppress(ValueError):
                found += [each for each in read_pem(block) if each.subject == wanted.issuer]
    return found


def _issued(issuer: Certificate, certificate: Certificate) -> bool:
    from cryptography.exceptions import InvalidSignature

    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, TypeError, ValueError):
        return False
    return True


def public_spki(certificate: Certificate) -> bytes:
    """The certificate's public key, a SubjectPublicKeyInfo in DER."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _common_name(certificate: Certificate) -> str | None:
    from cryptography.x509 import NameOID

    found = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else None


def _names(certificate: Certificate) -> tuple[str, ...]:
    from cryptography.x509 import ExtensionNotFound, SubjectAlternativeName

    try:
        found = certificate.extensions.get_extension_for_class(SubjectAlternativeName)
    except (ExtensionNotFound, ValueError):
        return ()
    return tuple(str(name.value) for name in found.value)
