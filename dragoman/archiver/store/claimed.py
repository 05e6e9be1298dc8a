"""Files and folders with a name in the archive's `spool/`, each owned by a process that lives."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

CLAIM = "import-"
LOCK = ".lock"


@contextmanager
def claimed_file(folder: Path, archive_lock: AbstractContextManager[None]) -> Iterator[Path]:
    """An empty file with a name, ours until the end; it may be moved away in the meantime.

    A lock beside it is held as long as we live, by which `remove_stale` knows what nobody owns.
    It is taken under the archive's own lock: between making and locking it nobody looks.
    """
    from filelock import FileLock

    with archive_lock:
        remove_stale(folder)
        handle, name = tempfile.mkstemp(prefix=CLAIM, dir=folder)
        os.close(handle)
        path = Path(name)
        claim = FileLock(name + LOCK)
        claim.acquire()
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
        claim.release()
        Path(name + LOCK).unlink(missing_ok=True)


@contextmanager
def claimed_folder(folder: Path, archive_lock: AbstractContextManager[None]) -> Iterator[Path]:
    """An empty folder in which much is unpacked, ours until the end; as `claimed_file`."""
    with claimed_file(folder, archive_lock) as path:
        path.unlink()
        path.mkdir(0o700)
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)


def remove_stale(folder: Path) -> None:
    """Remove files and folders whose owner was killed. To be called under the archive's lock."""
    from filelock import FileLock, Timeout

    for name in sorted({path.name.removesuffix(LOCK) for path in folder.glob(f"{CLAIM}*")}):
        path, beside = folder / name, folder / (name + LOCK)
        if beside.is_symlink():  # nothing of ours: locking would empty what it leads to
            continue
        with contextlib.suppress(Timeout, OSError):
            with FileLock(str(beside), timeout=0):
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                path.unlink(missing_ok=True)
            beside.unlink(missing_ok=True)
