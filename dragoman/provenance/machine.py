"""What this machine knows of an archive and no archive can say of itself.

An archive may come from somebody else, and so may anything that lies in it. That the operator of
this machine agreed to something, or asked for it here, is therefore noted outside: a small file
for each thing, named by its digest, in the data folder of the one who runs the program.
"""

from __future__ import annotations

import contextlib
import hmac
import os
import secrets
import sys
from pathlib import Path

from dragoman.errors import ArchiveError

VARIABLE = "DRAGOMAN_STATE"
OWNER_ONLY = 0o700
KEY, KEY_LENGTH = "key", 32


def data_home() -> Path:
    """The platform's folder for a user's data. RuntimeError where there is no home folder."""
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local) if local else Path.home() / "AppData" / "Local"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return xdg("XDG_DATA_HOME", ".local/share")


def xdg(variable: str, default: str) -> Path:
    """A folder of the XDG base directory specification, which takes absolute paths alone."""
    value = os.environ.get(variable)
    return Path(value) if value and Path(value).is_absolute() else Path.home() / default


def state_folder() -> Path | None:
    """Where things are noted: $DRAGOMAN_STATE, or below the data folder; None without a home."""
    if chosen := os.environ.get(VARIABLE):
        return Path(chosen)
    try:
        return data_home() / "dragoman" / "state"
    except RuntimeError:
        return None


def seal(what: str) -> str | None:
    """A proof, for this machine alone, that something was made here; None where none can be kept.

    It rests on a key that is made when it is first needed, and that no archive ever holds.
    """
    key = _key()
    return hmac.new(key, what.encode("utf-8"), "sha256").hexdigest() if key else None


def is_sealed(what: str, said: object) -> bool:
    """Whether this machine made that seal. Where no key can be kept, nothing can be told apart."""
    own = seal(what)
    # A table may hold anything, and only text of ASCII can be compared so.
    text = said if isinstance(said, str) and said.isascii() else ""
    return own is None or hmac.compare_digest(own, text)


def _key() -> bytes | None:
    folder = state_folder()
    if folder is None:
        return None
    path = folder / KEY
    try:
        if not path.exists():
            _make_key(folder, path)
        key = path.read_bytes()
    except OSError:
        return None
    return key if len(key) == KEY_LENGTH else None


def _make_key(folder: Path, path: Path) -> None:
    """Whole before it has its name: another program may be making one at the same time."""
    folder.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    made = folder / f".{KEY}-{secrets.token_hex(8)}"
    made.touch(mode=0o600, exist_ok=False)
    try:
        made.write_bytes(secrets.token_bytes(KEY_LENGTH))
        with contextlib.suppress(FileExistsError):
            os.link(made, path)
    finally:
        made.unlink()


def note(kind: str, digest: str, text: str) -> None:
    """Note something of this `kind` (a folder's name), by its SHA-256; `text` says what it is.

    ArchiveError where it cannot be kept.
    """
    folder = state_folder()
    if folder is None:
        raise ArchiveError(f"there is no home folder to note it in; set {VARIABLE} to a folder")
    place = folder / kind
    try:
        place.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
        (place / digest).write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise ArchiveError(
            f"{place} cannot be written: {error.strerror or error}", subject=str(place)
        ) from error


def is_noted(kind: str, digest: str) -> bool:
    """Whether it was noted here. What cannot be looked up was not."""
    folder = state_folder()
    try:
        return folder is not None and (folder / kind / digest).is_file()
    except OSError:
        return False


def noted(kind: str, digest: str) -> str | None:
    """What was noted here; None where nothing was, or it cannot be looked up."""
    folder = state_folder()
    try:
        return None if folder is None else (folder / kind / digest).read_text("utf-8").strip()
    except (OSError, ValueError):
        return None


def forget(kind: str, digest: str) -> None:
    """What is done with needs no note."""
    folder = state_folder()
    if folder is not None:
        (folder / kind / digest).unlink(missing_ok=True)
