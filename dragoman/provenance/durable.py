"""Writing so that it lasts: what is synced, in which order, and how a write is taken back."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from dragoman.provenance.digest import CHUNK
from dragoman.provenance.own_files import is_own, open_own


def sync(stream: BinaryIO) -> None:
    stream.flush()
    os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Make a new name durable. Windows and some network shares have no such call, and need none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """A folder that is there and stays. Its name is synced whoever made it: they may be dead."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(mode, parents=True, exist_ok=True)
    for each in missing or [folder]:
        sync_folder(each.parent)


def sync_place(path: Path) -> None:
    """Make the name of a file durable, and that of the folder it is in, which may be as new."""
    sync_folder(path.parent)
    sync_folder(path.parent.parent)


def sync_file(path: Path) -> None:
    """Make durable what somebody else wrote, who may have died before: content, name and folder."""
    with open_own(path, "r+b") as stream:
        sync(stream)
    sync_place(path)


def unlink(path: Path) -> None:
    """Remove a file, durably; nothing where there is none."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def append(path: Path, data: bytes) -> None:
    """Append to a file that is there, durably."""
    with open_own(path, "ab") as stream:
        stream.write(data)
        sync(stream)


def write_new(path: Path, data: bytes) -> None:
    """Write a small file that is there as a whole or not at all, whatever happens."""
    with _new(path) as stream:
        stream.write(data)


def write_longer(path: Path, data: bytes) -> None:
    """Append to a file so that all of `data` is there or nothing, whatever happens."""
    with _new(path) as stream:
        with open_own(path) as source:
            copy(source, stream)
        stream.write(data)


@contextmanager
def _new(path: Path) -> Iterator[BinaryIO]:
    """What is written gets the name once it is on the disk, in place of what had it before.

    Until then it has one that nobody can have put a link under.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.new")
    try:
        with temporary.open("xb") as stream:
            yield stream
            sync(stream)
        temporary.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(path.parent)


def copy(source: BinaryIO, target: BinaryIO) -> None:
    """All of `source`, from its beginning, to where `target` stands; not yet synced."""
    source.seek(0)
    shutil.copyfileobj(source, target, CHUNK)


def move_end(path: Path, start: int, kept: Path) -> None:
    """Copy what follows `start` to `kept` and, once that is on the disk, cut it off."""
    with open_own(path, "r+b") as stream:
        stream.seek(start)
        try:
            with kept.open("xb") as target:
                shutil.copyfileobj(stream, target, CHUNK)
                sync(target)
            sync_folder(kept.parent)
        except OSError:
            kept.unlink(missing_ok=True)
            raise
        stream.truncate(start)
        sync(stream)


def cut_back(undo: Sequence[tuple[Path, int]]) -> None:
    """Take back what a full disk let through of a write that failed; nobody was told of it.

    The ledger comes first: where it cannot be cut, the bytes that it names must stay.
    """
    with contextlib.suppress(OSError):
        for path, size in undo:
            if size == 0:
                path.unlink(missing_ok=True)
            elif path.stat().st_size > size:
                with open_own(path, "r+b") as stream:
                    stream.truncate(size)
                    sync(stream)


def size_of(path: Path) -> int:
    """The size of a file, -1 where there is none or something else has its name."""
    return path.lstat().st_size if is_own(path) else -1
