"""An archive's own files, and that each is what it has to be: a file or a folder, and no way out.

An archive may come from somebody else. A link under one of our names would have us read, write,
sync or delete elsewhere; a FIFO would have us wait for ever; a device could do either. So the
folder is looked at before anything in it is opened, and one that holds such a thing is refused.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from dragoman.errors import ArchiveError

FOLDERS = ("warc", "imports", "anchors", "spool", "set-aside")
FILES = (
    "ledger.jsonl",
    "ledger.head",
    "index.db",
    "index.db-wal",
    "index.db-shm",
    "index.db-journal",
    "names.csv",
    "dragoman.toml",
    ".lock",
)
# What stands beside a copy of an archive: `sha256sum -c` checks it by this list.
LIST_OF_A_COPY = "manifest-sha256.txt"
# What an encrypted copy is made of, beside its pieces: the list of these, and how they are opened.
OF_A_SEALED_COPY, PIECE = ("SHA256SUMS", "README.txt", "copy-unfinished"), ".age"
# A file of which less than this part lies on the disk is holes, when it is long: reading it to its
# end would take for ever, and nothing of ours is written so.
LONG, LEAST_HELD = 1 << 30, 1 / 100
BLOCK = 512  # what a file's blocks are counted in, whatever the file system
# Windows knows neither; making a link there takes rights that nobody has by themselves.
NO_LINK = getattr(os, "O_NOFOLLOW", 0)
NO_WAIT = getattr(os, "O_NONBLOCK", 0)


def check_own_files(folder: Path) -> None:
    """ArchiveError for the first of the archive's names that is not an ordinary file or folder."""
    lock = folder / ".lock"
    if is_own(lock) and lock.stat().st_size > 0 and lock.stat().st_nlink > 1:
        # Locking empties it, and the file that it is a second name of.
        raise ArchiveError(f"{lock} is no lock of ours; remove it", subject=str(lock))
    for path, is_right in _looked_at(folder):
        if not is_right:
            raise ArchiveError(
                f"{path} is {_kind(path)}; an archive's own files are ordinary ones, and "
                "nothing is read or written through anything else. Where the archive came from "
                "somebody else, ask them; where it is yours, put the file itself there",
                subject=str(path),
            )
    for path in (folder / "ledger.jsonl", *_files_in(folder / "warc")):
        if is_own(path) and is_holes(path):
            raise ArchiveError(
                f"{path} says that it is {path.stat().st_size:,} bytes long, and next to none of "
                "them are on the disk; such a file was not written by this program",
                subject=str(path),
            )


def archive_around(path: Path) -> Path | None:
    """The archive, or copy of one, of whose own files a path names one; None where of none.

    What is under way in `spool/` is nobody's record, and a file of another name no file of ours.
    """
    path = path.resolve()
    beside = path.parent
    if (path.name in OF_A_SEALED_COPY or path.suffix == PIECE) and any(
        beside.glob(f"manifest-*{PIECE}")
    ):
        return beside
    for folder in path.parents:
        if (folder / "ledger.jsonl").exists():
            first, *below = path.relative_to(folder).parts
            names = (*FILES, LIST_OF_A_COPY)
            if (first in FOLDERS and first != "spool") if below else (first in names):
                return folder
    return None


def read_own(path: Path, longest: int) -> bytes:
    """All of a small file of the archive; OSError where it is longer, as where it is no file."""
    with open_own(path) as stream:
        data = stream.read(longest + 1)
    if len(data) > longest:
        raise OSError(errno.EFBIG, f"it has more than {longest:,} bytes", path)
    return data


def _looked_at(folder: Path) -> Iterator[tuple[Path, bool]]:
    """The archive's names that are there, each with whether it is what it has to be.

    A link that lies in `warc/`, `imports/`, `spool/` or `set-aside/` is nobody's: it is left alone,
    and `open_own` does not go through it. All that lies in `anchors/` goes along with an export.
    """
    for name in FILES:
        path = folder / name
        if (mode := _mode(path)) is not None:
            # Out of a folder nothing leads, and an index that cannot be used stops no capture.
            harmless = name.startswith("index.db") and stat.S_ISDIR(mode)
            yield path, stat.S_ISREG(mode) or harmless
    for name in FOLDERS:
        path = folder / name
        if (mode := _mode(path)) is not None:
            yield path, stat.S_ISDIR(mode)
    if (folder / "anchors").is_dir():
        with os.scandir(folder / "anchors") as entries:
            for entry in entries:
                yield Path(entry.path), entry.is_file(follow_symlinks=False)


def open_own(path: Path, mode: str = "rb") -> BinaryIO:
    """Open a file of the archive, and nothing else under its name: no link, FIFO or device.

    OSError where it is one, as where it cannot be opened.
    """
    try:
        stream = cast(BinaryIO, open(path, mode, opener=_opener))
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise OSError(errno.ELOOP, "it is a link, which is not gone through", path) from error
        raise
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise OSError(errno.EINVAL, "it is no ordinary file", path)
    return stream


def open_ordinary(path: Path) -> BinaryIO:
    """Open somebody's file to read it: what is no ordinary file is refused, and never waited for.

    A link is gone through: it is the operator's. OSError as of `open_own`.
    """
    stream = cast(BinaryIO, open(path, "rb", opener=_without_waiting))
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise OSError(errno.EINVAL, f"it is {what_it_is(path)} and no ordinary file", path)
    return stream


def is_own(path: Path) -> bool:
    """Whether there is an ordinary file under a name, and no link to one."""
    return stat.S_ISREG(_mode(path) or 0)


def _files_in(folder: Path) -> Iterator[Path]:
    if (stat.S_IFMT(_mode(folder) or 0)) == stat.S_IFDIR:
        with os.scandir(folder) as entries:
            yield from (Path(entry.path) for entry in entries)


def is_holes(path: Path) -> bool:
    """Whether next to nothing of a file that says it is long lies on the disk."""
    state = path.stat()
    held = getattr(state, "st_blocks", None)  # Windows does not say
    return held is not None and state.st_size > LONG and held * BLOCK < state.st_size * LEAST_HELD


def _opener(path: str, flags: int) -> int:
    # Without waiting: a FIFO would keep whoever opens it until somebody opens its other end.
    return os.open(path, flags | NO_LINK | NO_WAIT, 0o600)


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | NO_WAIT, 0o600)


def what_it_is(path: Path) -> str:
    """What a name leads to, through links, in words."""
    return _kind(path.resolve())


def _mode(path: Path) -> int | None:
    try:
        return path.lstat().st_mode
    except OSError:  # there is none, or whoever opens it is told why not
        return None


def _kind(path: Path) -> str:
    mode = _mode(path) or 0
    kinds = (
        (stat.S_ISLNK, "a link"),
        (stat.S_ISFIFO, "a FIFO"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISREG, "a file"),
    )
    return next((name for is_kind, name in kinds if is_kind(mode)), "of a kind that is not known")
