"""Signing keys that people already have; the border to `cryptography`'s keys.

A private key is read, used and forgotten: nothing of it is kept but its public half, and that
without the comment of an OpenSSH key, which holds the user's and the machine's name.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.errors import UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Passphrase = str | Callable[[], str | None] | None

ED25519 = "ed25519"
P256 = "ecdsa-p256"
P384 = "ecdsa-p384"
CURVES = {"secp256r1": P256, "secp384r1": P384}
LARGEST = 1 << 16


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key in memory; `kind` is `ed25519`, `ecdsa-p256` or `ecdsa-p384`.

    `spki` is the public half as a SubjectPublicKeyInfo in DER, `raw` the 32 bytes of an Ed25519
    public key (None for others), `openssh` its line without a comment.
    """

    kind: str
    spki: bytes
    raw: bytes | None
    openssh: str
    _private: Ed25519PrivateKey | EllipticCurvePrivateKey = field(repr=False)

    @property
    def fingerprint(self) -> str:
        return ssh_fingerprint(self.openssh)

    def sign(self, data: bytes) -> bytes:
        """A signature over `data`: 64 bytes of Ed25519, or ECDSA with SHA-256 in DER."""
        from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
        from cryptography.hazmat.primitives.hashes import SHA256

        if isinstance(self._private, EllipticCurvePrivateKey):
            return self._private.sign(data, ECDSA(SHA256()))
        return self._private.sign(data)

    def sign_fixed(self, data: bytes) -> bytes:
        """An ECDSA signature as WebCrypto writes it: r and s, each as long as the curve."""
        from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

        r, s = decode_dss_signature(self.sign(data))
        size = 48 if self.kind == P384 else 32
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def load_key(
    path: Path, passphrase: Passphrase = None, *, kinds: Collection[str] = (ED25519,)
) -> SigningKey:
    """A private key out of a PEM (PKCS#8) or OpenSSH file; only keys of `kinds` are taken.

    `passphrase` is asked only where the key is encrypted. UsageError where there is no key that
    can be used, with a sentence that says why.
    """
    try:
        data = path.read_bytes()[:LARGEST]
    except OSError as error:
        raise UsageError(
            f"the key {path} cannot be read: {error.strerror or error}", subject=str(path)
        ) from error
    _refuse_what_is_no_private_key(data, path)
    try:
        private = _load(data, None)
    except TypeError:
        private = _load_encrypted(data, passphrase, path)
    except ValueError as error:
        if b"BEGIN OPENSSH" not in data or "password" not in str(error).lower():
            raise _not_understood(path, error) from error
        private = _load_encrypted(data, passphrase, path)
    return _signing_key(private, path, kinds)


def public_half(openssh: str) -> bytes:
    """The 32 bytes of an Ed25519 public key, out of its OpenSSH line; ValueError for others."""
    words = openssh.split()
    if len(words) < 2 or words[0] != "ssh-ed25519":
        raise ValueError("it is not an Ed25519 public key")
    blob = base64.b64decode(words[1], validate=True)
    if len(blob) != 51 or blob[:19] != b"\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20":
        raise ValueError("it is not an Ed25519 public key")
    return blob[19:]


def ssh_fingerprint(openssh: str) -> str:
    """`SHA256:…`, as `ssh-keygen -l` prints it."""
    digest = hashlib.sha256(base64.b64decode(openssh.split()[1])).digest()
    return "SHA256:" + base64.b64encode(digest).decode("ascii").rstrip("=")


def signature_fits(raw: bytes, signature: bytes, data: bytes) -> bool:
    """Whether the Ed25519 signature is by this public key (32 bytes) and over this data."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def read_public_keys(text: str) -> list[str]:
    """The Ed25519 public keys in a `.pub` file, a list of them, or a PEM; without comments."""
    from cryptography.hazmat.primitives import serialization

    found: list[str] = []
    if "BEGIN PUBLIC KEY" in text:
        try:
            key: Any = serialization.load_pem_public_key(text.encode("utf-8"))
        except ValueError as error:
            raise UsageError(f"the public key is not understood: {error}") from error
        found.append(_openssh(key))
    for line in text.splitlines():
        words = line.split()
        if "ssh-ed25519" in words[:-1]:
            found.append("ssh-ed25519 " + words[words.index("ssh-ed25519") + 1])
    return [each for each in found if each.startswith("ssh-ed25519 ")]


def _refuse_what_is_no_private_key(data: bytes, path: Path) -> None:
    if data.startswith((b"ssh-", b"ecdsa-")) or b"BEGIN PUBLIC KEY" in data:
        raise UsageError(
            f"{path.name} is a public key; the private one beside it is needed to sign",
            subject=str(path),
        )
    if b"BEGIN PGP" in data:
        raise UsageError(
            f"{path.name} is a PGP key; an SSH or PEM key is needed", subject=str(path)
        )


def _load(data: bytes, password: bytes | None) -> Any:
    from cryptography.hazmat.primitives import serialization

    if b"BEGIN OPENSSH PRIVATE KEY" in data:
        return serialization.load_ssh_private_key(data, password)
    return serialization.load_pem_private_key(data, password)


def _load_encrypted(data: bytes, passphrase: Passphrase, path: Path) -> Any:
    from cryptography.exceptions import UnsupportedAlgorithm

    word = passphrase() if callable(passphrase) else passphrase
    if not word:
        raise UsageError(f"{path.name} is encrypted; its passphrase is needed", subject=str(path))
    try:
        return _load(data, word.encode("utf-8"))
    except UnsupportedAlgorithm as error:
        raise UsageError(
            f"{path.name} is an encrypted OpenSSH key, and the package bcrypt, which opens those, "
            "is not installed",
            subject=str(path),
        ) from error
    except (ValueError, TypeError) as error:
        raise UsageError(
            f"{path.name} cannot be opened; is the passphrase right?", subject=str(path)
        ) from error


def _not_understood(path: Path, error: Exception) -> UsageError:
    reason = str(error).partition("(")[0].partition(". ")[0].strip()
    return UsageError(
        f"{path.name} is not a private key in PEM or OpenSSH form ({reason})", subject=str(path)
    )


def _signing_key(private: Any, path: Path, kinds: Collection[str]) -> SigningKey:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    kind = _kind(private)
    if kind not in kinds:
        raise UsageError(
            f"{path.name} is a key of another kind ({kind}); one of {', '.join(kinds)} is needed, "
            f'for example from "ssh-keygen -t ed25519"',
            subject=str(path),
        )
    public = private.public_key()
    return SigningKey(
        kind=kind,
        spki=public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        raw=public.public_bytes_raw() if kind == ED25519 else None,
        openssh=_openssh(public),
        _private=private,
    )


def _kind(private: Any) -> str:
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    if isinstance(private, ed25519.Ed25519PrivateKey):
        return ED25519
    if isinstance(private, ec.EllipticCurvePrivateKey):
        return CURVES.get(private.curve.name, private.curve.name)
    return "RSA" if isinstance(private, rsa.RSAPrivateKey) else type(private).__name__


def _openssh(public: Any) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    try:
        line: bytes = public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    except ValueError:
        return ""
    return line.decode("ascii")
