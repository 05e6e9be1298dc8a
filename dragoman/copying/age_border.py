"""The border to pyrage: files encrypted with age (age-encryption.org), for one person or more."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dragoman.errors import CopyFailed, UsageError

LONGEST_KEY_FILE = 100_000


class Recipients:
    """Whom a copy is encrypted for: keys `age1…`, keys of ssh, or files of such, a line each."""

    def __init__(self, said: Sequence[str]) -> None:
        self.lines = sorted({line for each in said for line in _lines(each)})
        self._keys = [_recipient(line) for line in self.lines]
        if not self._keys:
            raise UsageError("nobody is named to encrypt for; `encrypt=` takes a key or a file")

    def encrypt(self, plain: bytes) -> bytes:
        return bytes(_pyrage().encrypt(plain, self._keys))


class Identities:
    """Who can decrypt: the secret keys of a file, as `age-keygen` and `ssh-keygen` write them."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as stream:
                content = stream.read(LONGEST_KEY_FILE)
        except OSError as error:
            raise UsageError(
                f"the key {path} cannot be read: {error.strerror or error}", subject=str(path)
            ) from error
        self._keys = _identities(content)
        if not self._keys:
            raise UsageError(f"{path} holds no secret key of age or ssh", subject=str(path))

    def decrypt(self, sealed: bytes) -> bytes | None:
        """What was encrypted; None where it is for somebody else, or was changed."""
        try:
            return bytes(_pyrage().decrypt(sealed, self._keys))
        except _pyrage().DecryptError:
            return None


def _lines(said: str) -> list[str]:
    if said.startswith(("age1", "ssh-")):
        return [said.strip()]
    try:
        with Path(said).expanduser().open("r", encoding="utf-8") as stream:
            lines = stream.read(LONGEST_KEY_FILE).splitlines()
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{said} is neither a key (age1…, ssh-ed25519 …) nor a file of such", subject=said
        ) from error
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _recipient(line: str) -> Any:
    age = _pyrage()
    try:
        if line.startswith("ssh-"):
            return age.ssh.Recipient.from_str(line)
        return age.x25519.Recipient.from_str(line)
    except age.RecipientError as error:
        raise UsageError(f"{line[:20]}… is no key to encrypt for: {error}") from error


def _identities(content: bytes) -> list[Any]:
    age = _pyrage()
    try:
        if b"PRIVATE KEY" in content:
            return [age.ssh.Identity.from_buffer(content)]
        lines = content.decode("utf-8", "replace").splitlines()
        secret = [line.strip() for line in lines if line.startswith("AGE-SECRET-KEY-")]
        return [age.x25519.Identity.from_str(line) for line in secret]
    except age.IdentityError as error:
        raise UsageError(f"the secret key cannot be used: {error}") from error


def _pyrage() -> Any:
    try:
        import pyrage
    except ImportError as error:
        raise CopyFailed(
            "pyrage is not installed, which encrypts: pip install 'dragoman[copy]' brings it"
        ) from error
    return pyrage
