"""What keeps an archive sound, without opening it: damage must not keep it from being looked at.

`Upkept` is the same for one that is open.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dragoman.archiver.store.archive_folder import require_archive
from dragoman.archiver.store.store import Store
from dragoman.errors import FetchError, IndexUnusable, UsageError
from dragoman.guard import guarded
from dragoman.holdings import Holdings
from dragoman.version import SOFTWARE

if TYPE_CHECKING:
    from dragoman.index.building.compare import Comparison
    from dragoman.provenance.anchors.keys import Passphrase
    from dragoman.provenance.anchors.ots_anchor import Asked
    from dragoman.verify import Report

Progress = Callable[[int, int], None]


class Anchored(NamedTuple):
    """The anchors that were made, and a sentence for each time stamp that still waits."""

    made: list[Path]
    waiting: list[str]


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
) -> Anchored:
    """Sign the ledger's last line, or have it time-stamped, and ask again for what was queued.

    All authorities of `tsas` are asked at once; one that is down costs its time limit, and the
    stamps of the others are kept; so it is with `calendars` of OpenTimestamps, which with `upgrade`
    are asked for the rest of what was promised, and for nothing new. UsageError for a key or an
    address that is none; ArchiveMissing where the folder holds no archive.
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
    return Anchored(made, [*failed.values(), *waiting, *proofs.failed])


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


@guarded
class Upkept:
    """The calls of `Archive` that keep it sound: verified, anchored, compared, repaired."""

    _holdings: Holdings

    def verify(
        self,
        progress: Callable[[int, int], None] | None = None,
        *,
        trusted: Sequence[Path] = (),
        elsewhere: Sequence[Path] = (),
        headers: Sequence[Path] = (),
    ) -> Report:
        """Walk ledger, records, anchors and index; the report says what is not as it was written.

        `trusted` are files of public keys and root certificates known from elsewhere, `elsewhere`
        copies of anchors that were kept there, `headers` of blocks of Bitcoin, which proofs of
        OpenTimestamps are held against. UsageError where one of them cannot be read.
        """
        held = self._holdings
        return verify_folder(
            held.store.folder, progress,
            trusted=trusted, elsewhere=elsewhere, headers=headers, notices=held.notices,
        )  # fmt: skip

    def anchor(
        self,
        *,
        key: Path | None = None,
        passphrase: Passphrase = None,
        tsas: Sequence[str] = (),
        ca_files: Sequence[Path] = (),
        calendars: Sequence[str] = (),
        upgrade: bool = False,
    ) -> Anchored:
        """Sign the ledger's last line, or have it time-stamped; keep what was made elsewhere too.

        `key` is an Ed25519 key, `passphrase` what opens it or a callable that asks for it; `tsas`
        the URLs of authorities (RFC 3161), `ca_files` their root certificates; `calendars` those of
        OpenTimestamps, which with `upgrade` are asked for the rest of what they promised. Time
        stamps that could not be had before are asked for again, also without any; what is not had
        is said in `waiting`. UsageError for a key or an address that is none.
        """
        return anchor_folder(
            self._holdings.store.folder,
            key=key, passphrase=passphrase, tsas=tsas, ca_files=ca_files,
            calendars=calendars, upgrade=upgrade,
        )  # fmt: skip

    def compare(self) -> Comparison:
        """The index beside one that is built anew out of the records; nothing is changed.

        It takes as long as `reindex`. What people compared is another thing: `Page.versions`.
        """
        from dragoman.index.building.compare import compare

        return compare(self._holdings.store)

    def repair(self, *, dry_run: bool = False) -> list[str]:
        """Mend a ledger that is missing or shortened; what would be done, or was, in sentences.

        None where there is nothing that a repair can mend; what is damaged, `verify` says. Nothing
        is deleted, and the chain says that a repair happened. What it set aside, `store.notices`
        say. One that cannot be opened is repaired by `dragoman.repair_folder`.
        """
        held = self._holdings
        found = repair_folder(held.store.folder, dry_run=dry_run, notices=held.notices)
        if found and not dry_run:
            held.index.rebuild()
        return found
