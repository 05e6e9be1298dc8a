"""A file that has another name until it is whole."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from dragoman.errors import ArchiveError, UsageError
from dragoman.provenance import durable

# Windows takes a file for text where nothing is said.
BINARY = getattr(os, "O_BINARY", 0)


class PendingFile:
    """Written beside its place, and put there by `commit`; without it nothing is left behind.

    Only its owner can read it; who else may is the owner's to say, of the file that is there then.
    UsageError where the path is a folder or a device, ArchiveError where it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        if path.is_dir():
            raise UsageError(f"{path} is a folder; name a file", subject=str(path))
        if path.exists() and not path.is_file():  # a pipe or a device, which must stay what it is
            raise UsageError(f"{path} is no ordinary file; name one", subject=str(path))
        self.path = path
        self._temporary: Path | None = path.with_name(f".dragoman-{secrets.token_hex(8)}.part")
        try:
            handle = os.open(self._temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY, 0o600)
            self.stream: BinaryIO = os.fdopen(handle, "wb")
        except OSError as error:
            raise _unwritable(path, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stream.close()
        if self._temporary is not None:
            self._temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _unwritable(self.path, error) from error

    def commit(self, path: Path | None = None) -> Path:
        """Sync it and give it its name; `path` where that was known only at the end."""
        if self._temporary is None:
            raise ValueError("it was committed before")
        place = path or self.path
        try:
            durable.sync(self.stream)
            self.stream.close()
            self._temporary.replace(place)
            durable.sync_folder(place.parent)
        except OSError as error:
            raise _unwritable(place, error) from error
        self._temporary = None
        return place


def _unwritable(path: Path, error: OSError) -> ArchiveError:
    return ArchiveError(f"{path} cannot be written: {error.strerror or error}", subject=str(path))
