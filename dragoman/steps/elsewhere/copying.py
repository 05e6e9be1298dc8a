"""A second copy of an archive: made, looked at later, and brought back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.archiver.store.archive_folder import require_archive
from dragoman.archiver.store.store import Store
from dragoman.errors import ArchiveMissing, CopyFailed, UsageError
from dragoman.version import SOFTWARE

if TYPE_CHECKING:
    from dragoman.copying.checking import Checked
    from dragoman.copying.place import Place
    from dragoman.copying.plain_copy import Copied
    from dragoman.copying.snapshot import Snapshot

Progress = Callable[[int, int], None]
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Made:
    """A copy that was made: where, what it came to, and what is to be known of it, in sentences.

    `wrong` is what in the archive itself is not as its ledger says: it was copied as it is.
    """

    place: str
    copied: Copied
    wrong: tuple[str, ...]
    notes: tuple[str, ...]


def copy_folder(
    folder: Path,
    destination: str,
    *,
    encrypt: Sequence[str] = (),
    progress: Progress | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Made:
    """Copy an archive, also one that others append to, to a folder or a URL; see docs/handover.md.

    What a copy there has already is not sent again, and all that is sent is read back. `encrypt`
    are keys of age or ssh, or files of such. `tell` hears what leaves this machine before it does.
    CopyFailed where it cannot be done to its end, and where damage in the archive would come over a
    copy that is there: nothing of it is touched then. ArchiveMissing where there is no archive.
    """
    from dragoman.copying.age_border import Recipients
    from dragoman.copying.place import open_place
    from dragoman.copying.plain_copy import PlainCopy
    from dragoman.copying.sealed_copy import SealedCopy
    from dragoman.copying.snapshot import take, wrong

    require_archive(folder)
    _apart(folder, destination)
    recipients = Recipients(encrypt) if encrypt else None
    _not_clear(destination, encrypted=recipients is not None)
    snapshot = take(Store(folder, software=SOFTWARE))
    found = tuple(wrong(snapshot, progress))
    place = open_place(destination)
    _not_over_a_sound_one(place, found)
    if place.remote:
        tell(_goes_out(place, snapshot, encrypted=recipients is not None))
    if recipients is not None:
        copied = SealedCopy(snapshot, place, recipients, progress).run()
    else:
        copied = PlainCopy(snapshot, place, progress).run()
    return Made(place.shown, copied, found, tuple(_notes(snapshot)))


def check_copy(
    folder: Path, destination: str, *, identity: Path | None, progress: Progress | None = None
) -> Checked:
    """Read a copy and say whether it still is what it was; `identity` looks into an encrypted one.

    It is held against the archive in `folder`, where there is one. CopyFailed where the place
    cannot be reached, or holds no copy.
    """
    from dragoman.copying.age_border import Identities
    from dragoman.copying.checking import check
    from dragoman.copying.place import open_place
    from dragoman.copying.snapshot import take

    identities = Identities(identity) if identity is not None else None
    try:
        require_archive(folder)
        snapshot = take(Store(folder, software=SOFTWARE))
    except ArchiveMissing:
        snapshot = None
    return check(open_place(destination), snapshot, identities, progress)


def bring_back_copy(
    destination: str, target: Path, *, identity: Path | None, progress: Progress | None = None
) -> Copied:
    """Write what a copy holds into a folder that is empty or not there yet; see `bring_back`."""
    from dragoman.copying.age_border import Identities
    from dragoman.copying.bringing_back import bring_back
    from dragoman.copying.place import open_place

    identities = Identities(identity) if identity is not None else None
    return bring_back(open_place(destination), target, identities, progress)


def _apart(folder: Path, destination: str) -> None:
    if "://" in destination:
        return
    here, there = folder.resolve(), Path(destination).expanduser().resolve()
    if here == there or here in there.parents or there in here.parents:
        raise UsageError(
            f"{there} is the archive, or lies in it, or it in that; name another place"
        )


def _not_clear(destination: str, *, encrypted: bool) -> None:
    if "://" not in destination or encrypted:
        return
    from dragoman.copying.remote import is_clear

    if is_clear(destination):
        raise UsageError(
            "what goes there can be read on the way, since nothing encrypts it; `encrypt=KEY` "
            "does, or take sftp:// or https"
        )


def _not_over_a_sound_one(place: Place, found: Sequence[str]) -> None:
    if found and place.sizes():
        raise CopyFailed(
            f"the archive is not as it was written ({'; '.join(found[:SHOWN])}), so what is in "
            f'{place.shown} was left as it is; "dragoman verify" says what is wrong, and an empty '
            "place takes a copy of what there is",
            subject=place.shown,
        )


def _goes_out(place: Place, snapshot: Snapshot, *, encrypted: bool) -> str:
    whom = "encrypted" if encrypted else "readable by whoever can read there"
    return (
        f"up to {len(snapshot.parts):,} files with {snapshot.size:,} bytes go over the network to "
        f"{place.shown}, {whom}"
    )


def _notes(snapshot: Snapshot) -> list[str]:
    notes = ["index.db is not copied: it is built anew where the copy is opened"]
    if snapshot.left_out:
        names = ", ".join(snapshot.left_out[:SHOWN])
        notes.append(f"not copied, since it is no part of the archive: {names}")
    return notes
