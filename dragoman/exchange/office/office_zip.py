"""The zip that an office file is: written with nothing of this machine, read as what it may be.

Reading: what it would unpack to is known before anything is, and a document type is refused.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from dragoman.errors import ImportFailed

ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say
MOST_UNPACKED, MOST_MEMBERS = 500_000_000, 2_000
CHUNK = 1 << 20
DOCTYPES = tuple("<!DOCTYPE".encode(each) for each in ("utf-8", "utf-16-le", "utf-16-be"))
DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, EOFError,
    OSError, ValueError,
)  # fmt: skip
APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Dragoman</Application></Properties>"
)


def settled(body: bytes, parts: Mapping[str, bytes] = {}) -> bytes:
    """The same file with no times of its members, and some of its parts replaced.

    The same documents give the same bytes.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, EPOCH)
            info.create_system, info.compress_type = 3, zipfile.ZIP_DEFLATED
            replaced = {"docProps/app.xml": APP, **parts}
            new.writestr(info, replaced[name] if name in replaced else old.read(name))
    return made.getvalue()


@contextmanager
def opened(body: bytes, path: Path) -> Iterator[zipfile.ZipFile]:
    """A zip that may be anybody's; ImportFailed where it would be more than any of ours."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as held:
            _check(held, path)
            yield held
    except DAMAGE as error:
        raise ImportFailed(
            f"{path.name} is damaged, or locked with a password: {error}", subject=str(path)
        ) from error


def _check(held: zipfile.ZipFile, path: Path) -> None:
    infos = held.infolist()
    if len(infos) > MOST_MEMBERS or sum(each.file_size for each in infos) > MOST_UNPACKED:
        raise ImportFailed(
            f"{path.name} would unpack to more than {MOST_UNPACKED // 10**6:,} MB or "
            f"{MOST_MEMBERS:,} parts, which no document of ours does; it was not read",
            subject=str(path),
        )
    for each in infos:
        if each.filename.casefold().endswith((".xml", ".rels")) and _has_doctype(held, each):
            raise ImportFailed(
                f"{path.name} declares a document type, which no office program writes and which "
                "can hide an attack; it was not read",
                subject=str(path),
            )


def _has_doctype(held: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    before = b""
    with held.open(info) as stream:
        while piece := stream.read(CHUNK):
            if any(each in before + piece for each in DOCTYPES):
                return True
            before = piece[-32:]
    return False
