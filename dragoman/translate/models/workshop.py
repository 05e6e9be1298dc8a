"""Where a model is made before it has its place: a folder that is whole, or goes away again."""

from __future__ import annotations

import errno
import gzip
import shutil
import uuid
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from dragoman.errors import ModelError, ModelInvalid

NEW, AWAY, LOCK = ".new-", ".old-", ".lock"
_CHUNK = 1 << 20


@contextmanager
def workshop(place: Path, name: str) -> Iterator[Path]:
    """A folder beside the final ones, so that a rename puts the model in its place.

    What programs that were killed left there goes first. What is said of the folder in an error is
    said of `name`, where the model comes from: the folder itself is gone by then. Raises ModelError
    where nothing can be written.
    """
    from filelock import FileLock

    try:
        place.mkdir(parents=True, exist_ok=True)
        sweep(place)
        folder = place / f"{NEW}{uuid.uuid4().hex[:12]}"
        lock = FileLock(f"{folder}{LOCK}")
        lock.acquire()
    except OSError as error:
        raise ModelError(f"{place} cannot be written: {error.strerror}") from error
    try:
        folder.mkdir()
        yield folder
    except ModelInvalid as error:
        if str(folder) not in error.message:
            raise
        raise ModelInvalid(error.message.replace(str(folder), name), subject=name) from error
    except OSError as error:
        raise ModelError(f"the model could not be written: {error.strerror}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.release()
        Path(f"{folder}{LOCK}").unlink(missing_ok=True)


def sweep(place: Path) -> None:
    """Delete what was being made, or deleted, by programs that have ended since."""
    from filelock import FileLock, Timeout

    for left in list(place.iterdir()) if place.is_dir() else []:
        if left.name.startswith(AWAY):
            shutil.rmtree(left, ignore_errors=True)
        if not left.name.startswith(NEW):
            continue
        file = left if left.name.endswith(LOCK) else Path(f"{left}{LOCK}")
        with suppress(Timeout, OSError), FileLock(file, timeout=0):
            shutil.rmtree(str(file).removesuffix(LOCK), ignore_errors=True)
            file.unlink(missing_ok=True)


def copied(source: Path, target: Path, most_bytes: int | None = None) -> None:
    """Copy a file, unpacked where it is packed with gzip.

    ModelInvalid where the source cannot be read or is larger than it may be, and OSError where the
    copy cannot be written: a full disk says nothing against a model.
    """
    opened = gzip.open if source.suffix == ".gz" else open
    size = 0
    try:
        file: IO[bytes] = opened(source, "rb")  # type: ignore[assignment]
    except OSError as error:
        raise _unread(source, error) from error
    with file, target.open("wb") as sink:
        while piece := _piece(file, source):
            size += len(piece)
            if most_bytes is not None and size > most_bytes:
                raise ModelInvalid(f"{source} is larger than a model can be")
            sink.write(piece)


def _piece(file: IO[bytes], source: Path) -> bytes:
    try:
        return file.read(_CHUNK)
    except (OSError, EOFError, zlib.error) as error:
        raise _unread(source, error) from error


def _unread(source: Path, error: Exception) -> ModelInvalid:
    packed = source.suffix == ".gz" and getattr(error, "errno", None) not in errno.errorcode
    why = getattr(error, "strerror", None) or error
    return ModelInvalid(
        f"{source} cannot be {'unpacked' if packed else 'read'}: {why}", subject=str(source)
    )
