"""A copy brought back into a folder, decrypted where it is encrypted, and checked on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from dragoman.copying.age_border import Identities
from dragoman.copying.checking import manifest_of, piece_of
from dragoman.copying.listing import NAME, PLAIN, SEALED, read_list
from dragoman.copying.place import Folder, Place
from dragoman.copying.plain_copy import Copied, digest_there, listed
from dragoman.copying.snapshot import CHECKPOINT, LEDGER
from dragoman.errors import CopyFailed, UsageError

Progress = Callable[[int, int], None]


def bring_back(
    place: Place, folder: Path, identities: Identities | None, progress: Progress | None = None
) -> Copied:
    """Write what a copy holds into a folder that is empty or not there yet.

    CopyFailed where something is not as its list says; what was written until then stays.
    UsageError where the folder holds anything, or a key is needed and none was given.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty; name a folder that is not there yet")
    there, target = place.sizes(), Folder(folder)
    if SEALED in there:
        if identities is None:
            raise UsageError("the copy is encrypted; `identity=KEY` decrypts it")
        done = _decrypted(place, listed(place, there, SEALED), identities, target, progress)
    else:
        done = _as_it_is(place, listed(place, there), target, progress)
    return done


def _as_it_is(
    place: Place, said: Mapping[str, str], target: Folder, progress: Progress | None
) -> Copied:
    if not said:
        raise CopyFailed(f"there is no list of a copy in {place.shown}; it may not have ended")
    done = Copied(digests=dict(said))
    for name in sorted(said, key=_in_order):
        if not NAME.fullmatch(name):
            raise CopyFailed(f"{name} is no file of an archive's copy", subject=name)
        target.write(name, place.read(name))
        _check(target, name, said[name])
        _count(done, target, progress, name)
    return done


def _decrypted(
    place: Place,
    said: Mapping[str, str],
    identities: Identities,
    target: Folder,
    progress: Progress | None,
) -> Copied:
    rows = manifest_of(place, said, identities)
    written: dict[str, int] = {}
    for row in sorted(rows, key=lambda row: (_in_order(row.name), row.offset)):
        plain = piece_of(place, row, identities)
        if plain is None or row.offset != written.get(row.name, 0) or len(plain) != row.length:
            raise CopyFailed(f"{row.blob} is not what the manifest says", subject=row.blob)
        (target.append if row.name in written else target.write)(row.name, [plain])
        written[row.name] = row.offset + row.length
        if progress is not None:
            progress(sum(written.values()), sum(each.length for each in rows))
    digests = read_list(b"".join(target.read(PLAIN))) if PLAIN in written else None
    if digests is None:
        raise CopyFailed("the list of what was copied is missing in the copy")
    done = Copied(digests=digests, list_name=SEALED)
    target.remove(PLAIN)
    for name in digests:
        if name not in written:
            raise CopyFailed(f"{name} is missing in the copy", subject=name)
        _check(target, name, digests[name])
        _count(done, target, None, name)
    return done


def _in_order(name: str) -> tuple[int, str]:
    """The ledger comes after what it names, and its checkpoint last."""
    return (LEDGER, CHECKPOINT, PLAIN).index(name) + 1 if name in (LEDGER, CHECKPOINT) else 0, name


def _check(target: Folder, name: str, digest: str) -> None:
    if digest_there(target, name) != digest:
        raise CopyFailed(f"{name} is not what the list of the copy says", subject=name)


def _count(done: Copied, target: Folder, progress: Progress | None, name: str) -> None:
    size = target.size(name)
    done.files, done.bytes, done.written = done.files + 1, done.bytes + size, done.written + size
    if progress is not None:
        progress(done.files, len(done.digests))
