"""What keeps an archive sound, without opening it: damage must not keep it from being looked at.

`Upkept` is the same for one that is open.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dragoman.archiver.store.archive_folder import require_archive
from dragoman.archiver.store.store import Store
from dragoman.errors import IndexUnusable, UsageError
from dragoman.guard import guarded
from dragoman.holdings import Holdings
from dragoman.version import SOFTWARE

if TYPE_CHECKING:
    from dragoman.index.building.compare import Comparison
    from dragoman.provenance.anchors.keys import Passphrase
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
    notices: list[str] | None = None,
) -> Report:
    """Verify an archive without opening it: damage must not keep it from being looked at.

    `trusted` are files of public keys and root certificates known from elsewhere, `elsewhere`
    copies of anchors that were kept there; what else there is to say is added to `notices`.
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
        trust=Trust.read(trusted) if trusted else None,
        elsewhere=elsewhere,
    )


def anchor_folder(
    folder: Path,
    *,
    key: Path | None = None,
    passphrase: Passphrase = None,
    tsa: str | None = None,
    ca_file: Path | None = None,
) -> Anchored:
    """Sign the ledger's last line, or have it time-stamped, and ask again for what was queued.

    UsageError for a key that is none; FetchError where the authority could not be reached (then it
    is queued); ArchiveMissing where the folder holds no archive.
    """
    from dragoman.archiver.web.connection import connect_as_typed
    from dragoman.provenance.anchors.anchor import anchor_with_key, anchor_with_tsa, retry_queue

    require_archive(folder)
    retried = retry_queue(folder, url=tsa, connect=connect_as_typed)
    made = list(retried.made)
    if key is not None:
        made.append(anchor_with_key(folder, key, passphrase))
    if tsa is not None:
        made.append(anchor_with_tsa(folder, tsa, ca_file=ca_file))
    return Anchored(made, [sentence for _, sentence in retried.waiting])


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
    ) -> Report:
        """Walk ledger, records, anchors and index; the report says what is not as it was written.

        `trusted` are files of public keys and root certificates known from elsewhere, `elsewhere`
        copies of anchors that were kept there. UsageError where one of them cannot be read.
        """
        held = self._holdings
        return verify_folder(
            held.store.folder, progress,
            trusted=trusted, elsewhere=elsewhere, notices=held.notices,
        )  # fmt: skip

    def anchor(
        self,
        *,
        key: Path | None = None,
        passphrase: Passphrase = None,
        tsa: str | None = None,
        tsa_ca: Path | None = None,
    ) -> Anchored:
        """Sign the ledger's last line, or have it time-stamped; keep what was made elsewhere too.

        `key` is an Ed25519 key, `passphrase` what opens it or a callable that asks for it; `tsa`
        the URL of an authority (RFC 3161), `tsa_ca` its root certificate. Time stamps that could
        not be had before are asked for again, also without either. UsageError for a key that is
        none, FetchError where the authority could not be reached (then it is queued).
        """
        folder = self._holdings.store.folder
        return anchor_folder(folder, key=key, passphrase=passphrase, tsa=tsa, ca_file=tsa_ca)

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
