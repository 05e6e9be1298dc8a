"""RFC 3161 time stamps: asked for, and checked offline; the border to `rfc3161_client`.

An authority is told the SHA-256 of what it stamps and nothing else; like any server it sees the
address that asks. Its answer is kept byte for byte, with its certificate and those above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from dragoman.errors import FetchError, UsageError
from dragoman.provenance.anchors.authority import Connect, post
from dragoman.provenance.anchors.certificates import (
    fingerprint,
    in_order,
    is_root,
    read_pem,
    to_pem,
    well_known_roots,
)
from dragoman.provenance.anchors.der import sort_certificates

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

TIMEOUT = 30.0
# What may be otherwise tomorrow; after anything else asking again would not help.
PASSING = frozenset({"dns", "tcp", "tls", "timeout", "status"})


class TimestampInvalid(Exception):
    """The stamp does not verify; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Timestamp:
    """An authority's answer: DER, the nonce that it repeats, and the certificates it rests on.

    `chain` is PEM, the authority's own certificate first and its root last. `time` is UTC.
    """

    response: bytes
    nonce: int
    chain: tuple[str, ...]
    time: str
    authority: str
    root_sha256: str


def without_secrets(url: str) -> str:
    """The URL without user, password, query and fragment; UsageError where it is not HTTP(S)."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise UsageError(f"the authority's URL is not understood: {error}") from error
    if parts.scheme not in ("http", "https") or not host:
        raise UsageError("the URL of a time-stamping authority begins with http:// or https://")
    host = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme, host + port, parts.path, "", ""))


def request_timestamp(
    url: str,
    message: bytes,
    *,
    roots: Sequence[str] = (),
    timeout: float = TIMEOUT,
    connect: Connect | None = None,
) -> Timestamp:
    """Have `message` stamped. The answer has been checked, its nonce and digest among it.

    `roots` (PEM) is the authority's root, where it is known; the answer must rest on it.
    `timeout` is in seconds, for connecting and for each wait for bytes; `connect` makes the socket
    where the address has to be looked at first. FetchError where there is
    no stamp: `step` is in PASSING where asking again may help.
    """
    from rfc3161_client import TimestampRequestBuilder
    from rfc3161_client.base import HashAlgorithm

    request = TimestampRequestBuilder(message, HashAlgorithm.SHA256).build()
    where = without_secrets(url)
    answer = post(url, request.as_bytes(), timeout, where, connect)
    try:
        chain = _chain(_decode(answer), [each for pem in roots for each in read_pem(pem)])
        return check_timestamp(answer, message, int(request.nonce or 0), chain, roots or None)
    except TimestampInvalid as error:
        raise FetchError(
            f"{where} answered with a stamp that does not hold: {error}",
            step="http",
            subject=where,
        ) from error


def check_timestamp(
    response: bytes,
    message: bytes,
    nonce: int,
    chain: Sequence[str],
    roots: Sequence[str] | None = None,
) -> Timestamp:
    """Check an answer offline, at the time that it says: certificates may have expired since.

    The signature must be by `chain[0]` and lead to one of `roots` (PEM), or, where none are
    given, to the last of `chain`. TimestampInvalid where it is not so.
    """
    try:
        certificates = [each for pem in chain for each in read_pem(pem)]
        trusted = [each for pem in roots for each in read_pem(pem)] if roots else certificates[-1:]
    except ValueError as error:
        raise TimestampInvalid(f"its certificates are not understood: {error}") from error
    if not certificates or not trusted:
        raise TimestampInvalid("it has no certificates")
    path = in_order(certificates[0], [*trusted, *certificates[1:]])
    if path[-1] not in trusted:
        raise TimestampInvalid(
            f"the certificate of {certificates[0].subject.rfc4514_string()} does not lead to a "
            "root that is trusted"
        )
    decoded = _decode(response)
    _verify(decoded, message, nonce, path)
    return Timestamp(
        response=response,
        nonce=nonce,
        chain=tuple(chain),
        time=decoded.tst_info.gen_time.strftime("%Y-%m-%dT%H:%M:%SZ"),
        authority=certificates[0].subject.rfc4514_string(),
        root_sha256=fingerprint(path[-1]),
    )


def _verify(
    decoded: TimeStampResponse, message: bytes, nonce: int, path: Sequence[Certificate]
) -> None:
    """Check what is signed. `path` goes from the signer's certificate to a trusted root.

    The library trusts whatever it is given, a self-signed intermediate or signer as well as a
    root: so it is given this one path, which has been found to end where it must.
    """
    from rfc3161_client import VerifierBuilder

    verifier = VerifierBuilder(
        tsa_certificate=path[0], intermediates=list(path[1:-1]), roots=[path[-1]], nonce=nonce
    ).build()
    try:
        verifier.verify_message(decoded, message)
    except Exception as error:  # damaged DER shows in many kinds of errors
        raise TimestampInvalid(_reason(error)) from error


def _reason(error: Exception) -> str:
    """One short sentence out of an error that may quote a whole stack of OpenSSL's."""
    text = str(error) or type(error).__name__
    if "Verify error" in text:
        return text.rpartition("Verify error: ")[2].partition('"')[0]
    return text.partition(": ErrorStack")[0].rpartition("certificates: ")[2]


def _decode(response: bytes) -> TimeStampResponse:
    from rfc3161_client import decode_timestamp_response

    try:
        decoded = decode_timestamp_response(sort_certificates(response))
        if decoded.status > 1:
            raise TimestampInvalid(
                f"the authority refused ({'; '.join(decoded.status_string) or decoded.status})"
            )
        _ = decoded.tst_info
    except (ValueError, IndexError, KeyError) as error:
        raise TimestampInvalid("it is not an RFC 3161 answer that can be read") from error
    return decoded


def _chain(decoded: TimeStampResponse, roots: Sequence[Certificate]) -> list[str]:
    """The certificates from the signer's up to its root, out of the answer and those known."""
    from cryptography.x509 import load_der_x509_certificate

    try:
        sent = [load_der_x509_certificate(der) for der in decoded.signed_data.certificates]
        signers = list(decoded.signed_data.signer_infos)
    except (ValueError, TypeError) as error:
        raise TimestampInvalid("its certificates are not understood") from error
    leaf = next((c for c in sent for s in signers if _is_signer(c, s)), None)
    if leaf is None:
        raise TimestampInvalid("it does not hold the certificate that signed it")
    chain = in_order(leaf, [*roots, *sent])
    if not is_root(chain[-1]):
        chain = in_order(leaf, [*sent, *well_known_roots(chain[-1])])
    if not is_root(chain[-1]):
        raise TimestampInvalid(
            f"the root certificate above it ({chain[-1].issuer.rfc4514_string()}) is not known "
            "here; give the authority's root certificate as a PEM file"
        )
    return [to_pem(each) for each in chain]


def _is_signer(certificate: Certificate, signer: Any) -> bool:
    same = certificate.serial_number == signer.serial_number
    return bool(same and certificate.issuer == signer.issuer)
