"""What is done to an archive without opening it: damage must not keep it from being looked at."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.archiver.store.archive_folder import require_archive
from dragoman.archiver.store.store import Store
from dragoman.errors import FetchError, IndexUnusable, UsageError
from dragoman.version import SOFTWARE

if TYPE_CHECKING:
    from dragoman.provenance.anchors.keys import Passphrase
    from dragoman.provenance.anchors.ots_anchor import Asked
    from dragoman.verify import Report

Progress = Callable[[int, int], None]


def verify_folder(
    folder: Path,
    progress: Progress | None = None,
    *,
    trusted: Sequence[Path] = (),
    elsewhere: Sequence[Path] = (),
    headers: Sequence[Path] = (),
    notices: list[str] | None = None,
) -> Report:
    """Verify an archive without opening it: damage must not keep it from being looked at.

    `trusted` are files of public keys and root certificates known from elsewhere, `elsewhere`
    copies of anchors that were kept there, `headers` of blocks of Bitcoin; what else there is to
    say is added to `notices`.
    ArchiveMissing where the folder holds no archive, UsageError where a file that was named cannot
    be read: that is no damage of the archive.
    """
    from dragoman.provenance.anchors.seal import Trust
    from dragoman.verify import verify

    require_archive(folder)
    for path in elsewhere:
        try:
            path.open("rb").close()
        except OSError as error:
            told = f"{path} cannot be read: {error.strerror or error}"
            raise UsageError(told, subject=str(path)) from error
    return verify(
        Store(folder, software=SOFTWARE, notices=notices),
        progress,
        trust=Trust.read(trusted, headers),
        elsewhere=elsewhere,
    )


def anchor_folder(
    folder: Path,
    *,
    key: Path | None = None,
    passphrase: Passphrase = None,
    tsas: Sequence[str] = (),
    ca_files: Sequence[Path] = (),
    calendars: Sequence[str] = (),
    upgrade: bool = False,
) -> tuple[list[Path], list[str]]:
    """Sign the ledger's last line, or have it time-stamped, and ask again for what was queued.

    All authorities of `tsas` are asked at once; one that is down costs its time limit, and the
    stamps of the others are kept; so it is with `calendars` of OpenTimestamps, which with `upgrade`
    are asked for the rest of what was promised, and for nothing new. The anchors that were made,
    and a sentence for each time stamp that was not had. UsageError for a key or an address that is
    none; ArchiveMissing where the folder holds no archive.
    """
    from dragoman.archiver.web.connection import connect_as_typed
    from dragoman.provenance.anchors.anchor import anchor_with_key, retry_queue
    from dragoman.provenance.anchors.timestamp import without_secrets

    require_archive(folder)
    asked = {without_secrets(each): each for each in tsas}
    proofs = _proofs(folder, calendars, upgrade)
    made = [] if key is None else [anchor_with_key(folder, key, passphrase)]
    stamped, failed = _stamped_by_all(folder, asked, ca_files)
    retried = retry_queue(folder, urls=tsas, down=failed, connect=connect_as_typed)
    waiting = [sentence for url, sentence in retried.waiting if url not in failed]
    made += [*retried.made, *stamped, *proofs.made]
    return made, [*failed.values(), *waiting, *proofs.failed]


def _proofs(folder: Path, calendars: Sequence[str], upgrade: bool) -> Asked:
    """Of OpenTimestamps: new ones, or the rest of those that were promised."""
    from dragoman.archiver.web.connection import connect_as_typed
    from dragoman.provenance.anchors.ots_anchor import (
        Asked,
        anchor_with_calendars,
        upgrade_proofs,
    )

    if upgrade:
        return upgrade_proofs(folder, urls=calendars, connect=connect_as_typed)
    return anchor_with_calendars(folder, calendars) if calendars else Asked((), ())


def _stamped_by_all(
    folder: Path, asked: Mapping[str, str], ca_files: Sequence[Path]
) -> tuple[list[Path], dict[str, str]]:
    """The stamps of authorities that are asked at once, and why others gave none, by address."""
    from concurrent.futures import ThreadPoolExecutor

    from dragoman.provenance.anchors.anchor import anchor_with_tsa

    made, failed = [], {}
    with ThreadPoolExecutor(max(1, len(asked))) as pool:
        stamping = {
            where: pool.submit(anchor_with_tsa, folder, url, ca_files=ca_files)
            for where, url in asked.items()
        }
        for where, stamp in stamping.items():
            try:
                made.append(stamp.result())
            except FetchError as error:
                failed[where] = error.message
    return made, failed


def repair_folder(
    folder: Path, *, dry_run: bool = False, notices: list[str] | None = None
) -> list[str]:
    """What a repair of an archive would do (`dry_run`) or has done, in sentences; none where none.

    The archive is not opened, since it may be one that cannot be. Repaired, it can be appended to
    again; damage to what was chained stays, and `verify` goes on reporting it. Where bytes were set
    aside to is added to `notices`. ArchiveMissing where the folder holds no archive.
    """
    from dragoman.archiver.store.repair import plan, repair
    from dragoman.index.building.compare import compare
    from dragoman.index.building.view import Index

    require_archive(folder)
    store = Store(folder, software=SOFTWARE, notices=notices)
    wrong = [f"index.db: {each}; it will be built anew" for each in compare(store).differences]
    found = (plan if dry_run else repair)(store).findings
    if (found or wrong) and not dry_run:
        with contextlib.suppress(IndexUnusable):  # it knows how far it got in the ledger as it was
            Index(store).discard()
    return [*found, *wrong]
