"""The folder of an archive: whether one is there, and whether one may be begun there.

An archive is told by its ledger or, where that was lost, by what is left of the rest. One is begun
only in a folder that is new, or that holds nothing but what an archive holds: among somebody's
other files it would be taken for theirs, and its files for rubbish.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dragoman.errors import ArchiveError, ArchiveMissing
from dragoman.provenance import checkpoint
from dragoman.provenance.own_files import FILES, FOLDERS, check_own_files

# Who put this into a folder meant it for an archive, whatever else lies there.
SETTINGS = "dragoman.toml"
# What systems put at the root of a disk, or into any folder that somebody looked at.
OF_THE_SYSTEM = frozenset(
    {"lost+found", "$recycle.bin", "system volume information", "desktop.ini", "thumbs.db"}
)
SHOWN = 3


def holds_records(folder: Path) -> bool:
    """Whether records of an archive are here, or a note that there were."""
    if not folder.is_dir():
        return False
    noted = checkpoint.read_checkpoint(folder / checkpoint.NAME)
    return (noted is not None and noted.n > 0) or any(
        any((folder / name).glob("*")) for name in ("warc", "imports")
    )


def require_archive(folder: Path) -> None:
    """ArchiveMissing where the folder holds neither a ledger nor what is left without one.

    ArchiveError where one of the archive's own names is no ordinary file or folder.
    """
    with _looking_into(folder):
        check_own_files(folder)
        if (folder / "ledger.jsonl").exists() or holds_records(folder):
            return
    raise ArchiveMissing(f"there is no archive in {folder.absolute()}", subject=str(folder))


def require_room(folder: Path) -> None:
    """ArchiveError where an archive that was begun here would lie among somebody's other files.

    Hidden files are nobody's, as are those that a system puts everywhere. Where records are, an
    archive is, with what lies beside it.
    """
    with _looking_into(folder):
        if not folder.is_dir() or (folder / SETTINGS).exists() or holds_records(folder):
            return
        others = sorted(path.name for path in folder.iterdir() if not _is_own(path.name))
    if others:
        more = f" and {len(others) - SHOWN:,} more" if len(others) > SHOWN else ""
        raise ArchiveError(
            f"{folder.absolute()} holds other files ({', '.join(others[:SHOWN])}{more}), so no "
            "archive is begun in it; name a folder that is empty or not there yet",
            subject=str(folder),
        )


@contextmanager
def _looking_into(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ArchiveError(
            f"{folder.absolute()} cannot be looked into: {error.strerror or error}",
            subject=str(folder),
        ) from error


def _is_own(name: str) -> bool:
    return (
        name.startswith(".")  # a file that another process is writing is hidden as well
        or name.removesuffix(".new") in (*FILES, *FOLDERS)  # so a killed version 0.1 left it
        or name.casefold() in OF_THE_SYSTEM
    )
