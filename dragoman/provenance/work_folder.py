"""A folder beside where something goes, for what is not to be seen before it is whole.

Whoever works in one holds its lock. So what a killed program left is told from what another works
on, and is cleared: nobody else would look at it again, and it may say what nobody is to read.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LOCK = ".at-work"


@contextmanager
def work_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """A new one, held while it is worked in, and gone afterwards."""
    from filelock import FileLock

    with tempfile.TemporaryDirectory(prefix=prefix, dir=parent) as made:
        folder = Path(made)
        lock = FileLock(str(folder / _LOCK))
        try:
            lock.acquire(timeout=0)
        except (OSError, NotImplementedError):  # a disk without locks: then nobody clears it
            (folder / _LOCK).unlink(missing_ok=True)
        try:
            yield folder
        finally:
            lock.release()


def cleared(parent: Path, prefix: str) -> list[Path]:
    """Remove those that killed programs left; returned are those that were removed."""
    return [folder for folder in sorted(parent.glob(f"{prefix}*")) if _was_left(folder)]


def _was_left(folder: Path) -> bool:
    """Removed where it is such a folder, and nobody holds it."""
    from filelock import FileLock, Timeout

    if folder.is_symlink() or not (folder / _LOCK).is_file():
        return False
    lock = FileLock(str(folder / _LOCK))
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError, NotImplementedError):
        return False
    try:
        for each in folder.iterdir():
            if each.name != _LOCK:  # which is held until all else is gone
                _remove(each)
    except OSError:
        return False
    finally:
        lock.release()
    with contextlib.suppress(OSError):
        (folder / _LOCK).unlink(missing_ok=True)
        folder.rmdir()
    return not folder.exists()


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
