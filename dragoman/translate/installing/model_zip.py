"""Unpacking a model file that a stranger made: only inside its folder, only files, not too much."""

from __future__ import annotations

import re
import stat
import unicodedata
import zipfile
import zlib
from pathlib import Path

from dragoman.errors import ModelInvalid

MAX_ENTRIES = 10_000
MAX_BYTES = 4 * 1024**3
# Weights hardly pack, and texts ten times: a file that unpacks to more, beyond what any may, is
# made to fill the disk.
MAX_RATIO, ALLOWANCE = 50, 64_000_000
# Others unpack without a limit, and fail with errors of their own.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = 1 << 20
_BAD_NAME = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|]")  # drive letters, streams, other separators
_WINDOWS_DEVICE = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")


def unpack(file: Path, folder: Path, max_bytes: int = MAX_BYTES) -> None:
    """Unpacks the one folder in a package file into `folder`, which must be there and empty.

    At most `max_bytes` come out of it, and MAX_RATIO times its size, and the ALLOWANCE.

    Every name is checked before anything is written. Raises ModelInvalid with one sentence.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            max_bytes = min(max_bytes, MAX_RATIO * file.stat().st_size + ALLOWANCE)
            _check(members, file, max_bytes)
            _extract(archive, members, folder, max_bytes)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise _bad(file, f"is damaged or no zip file ({error})") from error
    except (RuntimeError, NotImplementedError) as error:  # encrypted, or an unknown compression
        raise _bad(file, f"cannot be unpacked: {error}") from error


def _check(members: list[zipfile.ZipInfo], file: Path, max_bytes: int) -> None:
    if len(members) > MAX_ENTRIES:
        raise _bad(file, f"holds more than {MAX_ENTRIES:,} entries")
    if sum(member.file_size for member in members) > max_bytes:
        raise _bad(file, f"would unpack to more than {max_bytes:,} bytes, as no model does")
    seen = set()
    for member in members:
        _check_member(member, file)
        name = unicodedata.normalize("NFC", member.filename).casefold().rstrip("/")
        if name in seen:
            raise _bad(file, f"holds {member.filename!r} twice")
        seen.add(name)
    if len({member.filename.split("/", 1)[0] for member in members}) != 1:
        raise _bad(file, "must hold exactly one folder")


def _check_member(member: zipfile.ZipInfo, file: Path) -> None:
    # zipfile cuts a name at NUL and, on Windows, turns backslashes into slashes: look at both.
    for name in (member.filename, member.orig_filename):
        parts = name.rstrip("/").split("/")
        if name.startswith("/") or _BAD_NAME.search(name) or not all(map(_plain, parts)):
            raise _bad(file, f"holds a name that leads out of its folder or is unfit: {name!r}")
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _bad(file, f"holds a link or a special file: {member.filename!r}")
    if member.flag_bits & 1:
        raise _bad(file, "is encrypted")
    if member.compress_type not in _METHODS:
        raise _bad(file, "is packed in a way other than zip files usually are (deflate)")
    if "/" not in member.filename:
        raise _bad(file, f"holds a file outside its folder: {member.filename!r}")


def _plain(part: str) -> bool:
    return bool(part.strip(". ")) and part[-1] not in ". " and not _WINDOWS_DEVICE.fullmatch(part)


def _extract(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], folder: Path, max_bytes: int
) -> None:
    left = max_bytes
    for member in members:
        relative = member.filename.split("/", 1)[1]
        if member.is_dir() or not relative:
            continue
        target = folder / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as source, target.open("xb") as sink:
            while chunk := source.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise _bad(Path(archive.filename or ""), "unpacks to more than it declares")
                sink.write(chunk)


def _bad(file: Path, what: str) -> ModelInvalid:
    return ModelInvalid(f"{file.name} {what}; nothing was installed", subject=str(file))
