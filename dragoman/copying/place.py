"""Where a copy lies: a folder of this machine here, a server in `remote.py`.

A place knows names below it and nothing else. What goes wrong there is CopyFailed, and says that
the same command goes on.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from dragoman.errors import CopyFailed, UsageError
from dragoman.provenance import durable
from dragoman.provenance.digest import CHUNK
from dragoman.provenance.own_files import check_own_files, open_own

OWNER_ONLY = 0o700
TEMPORARY = ".part"
# What an interruption leaves of a file that was written whole: in a folder, and on a server.
HALF = re.compile(
    r"(?:anchors/)?\.[0-9a-f]{16}\.part"
    r"|(?:dragoman\.toml|names\.csv|ledger\.head|anchors/queue\.jsonl|manifest-sha256\.txt"
    r"|copy-unfinished|README\.txt|SHA256SUMS|[0-9a-f]{32}-[0-9a-f]{64}\.age"
    r"|manifest-[0-9a-f]{64}\.age)\.part"
)


class Place(Protocol):
    """`shown` is how it is spoken of, without any credential; `appends`: a file can be gone on
    with there; `remote`: what is written there leaves this machine."""

    shown: str
    appends: bool
    remote: bool

    def sizes(self) -> dict[str, int]:
        """The files that are there, each with its size."""
        ...

    def read(self, name: str, start: int = 0) -> Iterator[bytes]:
        """The bytes of a file from `start` on; CopyFailed where there is none."""
        ...

    def write(self, name: str, pieces: Iterable[bytes], *, whole: bool = False) -> None:
        """A file anew; where `whole`, the one before it stays until the new one is there."""
        ...

    def append(self, name: str, pieces: Iterable[bytes]) -> None: ...

    def remove(self, name: str) -> None: ...


class Folder:
    """A folder of this machine, its owner's alone; made where there is none, once written to."""

    appends = True
    remote = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.shown = str(folder)
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder} is no folder", subject=str(folder))
        check_own_files(folder)

    def sizes(self) -> dict[str, int]:
        with self._told():
            return dict(self._found())

    def _found(self) -> Iterator[tuple[str, int]]:
        for folder, _, names in os.walk(self._folder):
            for path in (Path(folder) / name for name in names):
                if path.is_file() and not path.is_symlink():
                    yield path.relative_to(self._folder).as_posix(), path.stat().st_size

    def size(self, name: str) -> int:
        with self._told():
            return (self._folder / name).stat().st_size

    def read(self, name: str, start: int = 0) -> Iterator[bytes]:
        with self._told(), open_own(self._folder / name) as stream:
            stream.seek(start)
            while piece := stream.read(CHUNK):
                yield piece

    def write(self, name: str, pieces: Iterable[bytes], *, whole: bool = False) -> None:
        path = self._folder / name
        with self._told():
            self._make_room(path)
            target = path.with_name(f".{secrets.token_hex(8)}{TEMPORARY}") if whole else path
            try:
                with open_own(target, "xb" if whole else "wb") as stream:
                    for piece in pieces:
                        stream.write(piece)
                    durable.sync(stream)
                if whole:
                    target.replace(path)
            except BaseException:
                if whole:
                    with contextlib.suppress(OSError):
                        target.unlink()
                raise
            durable.sync_folder(path.parent)

    def append(self, name: str, pieces: Iterable[bytes]) -> None:
        with self._told(), open_own(self._folder / name, "ab") as stream:
            for piece in pieces:
                stream.write(piece)
            durable.sync(stream)

    def remove(self, name: str) -> None:
        with self._told():
            durable.unlink(self._folder / name)

    def _make_room(self, path: Path) -> None:
        if not self._folder.exists():
            durable.make_folder(self._folder, OWNER_ONLY)
            self._folder.chmod(OWNER_ONLY)
        path.parent.mkdir(exist_ok=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise CopyFailed(
                f"{self.shown}: {error.strerror or error}; what was copied before is there, and "
                "the same command goes on",
                subject=self.shown,
            ) from error


def open_place(destination: str) -> Place:
    """A folder, or a place on a server by its URL. UsageError for what is neither, CopyFailed where
    it cannot be reached."""
    if "://" not in destination:
        return Folder(Path(destination).expanduser())
    if destination.startswith(("file://", "local://")):
        return Folder(Path(destination.partition("://")[2]))
    from dragoman.copying.remote import open_remote

    return open_remote(destination)
