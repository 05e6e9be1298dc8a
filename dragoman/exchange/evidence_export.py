"""Writing evidence out: where pages are from and what became of them, in three formats."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, get_args

from dragoman.errors import ArchiveError
from dragoman.exchange.evidence.evidence import Evidence, gather
from dragoman.exchange.evidence.own_page import OwnPage
from dragoman.exchange.export import Exported, TextFormat
from dragoman.exchange.files.pending_file import PendingFile
from dragoman.exchange.wacz.wacz_signature import WaczSigner
from dragoman.index.elsewhere import imported

# The last has who is named as well, and is written by steps/named/handing_on.py.
EvidenceFormat = Literal["wacz", "prov", "report", "ftm"]
EVIDENCE_FORMATS: tuple[EvidenceFormat, ...] = get_args(EvidenceFormat)
Format = TextFormat | EvidenceFormat
# What a record leads to that holds JSON, and not what it should. An archive may be anybody's.
MISFITS = (LookupError, TypeError, AttributeError, ValueError, OverflowError, RecursionError)


def export_evidence(
    connection: sqlite3.Connection,
    folder: Path,
    ids: Sequence[str],
    format: str,
    path: Path,
    software: str,
    signer: WaczSigner | None = None,
    language: str = "en",
    change: Callable[[Evidence], Evidence] | None = None,
    own: Callable[[Iterable[Evidence]], Iterable[OwnPage]] | None = None,
    look: Callable[[Path], None] | None = None,
) -> Exported:
    """Write pages of the archive in `folder` to `path`, whole or not at all.

    `format` is one of EVIDENCE_FORMATS; `signer` signs a WACZ; `language` is that of a report's own
    sentences, which is a PDF where the path ends so; `change` is what becomes of the evidence on
    each page before it is told, where something is withheld, and `own` makes of them what goes into
    a WACZ then; `look` is handed the HTML of a report before it is printed. ArchiveError where a
    record of them cannot be read, is not as the ledger says, or says what no record of ours does.
    """
    with told(path, "nothing was exported: "):
        if format == "report":
            from dragoman.exchange.report.report_file import write_report_file

            count = write_report_file(
                connection, folder, ids, path, software=software, language=language, change=change,
                look=look,
            )  # fmt: skip
            return Exported((path,), count)
        pages: Iterable[Evidence] = gather(connection, folder, ids)
        pages = pages if change is None else map(change, pages)
        if format == "wacz" and own is not None:
            from dragoman.exchange.wacz.withheld_wacz import write_withheld_wacz

            count = write_withheld_wacz(
                own(gather(connection, folder, ids)), path, software=software, signer=signer
            )
            return Exported((path,), count)
        if format == "wacz":
            from dragoman.exchange.wacz.wacz import write_wacz

            def listed(file: str) -> int:
                return len(imported.foreign_pages(connection, file))

            count = write_wacz(pages, folder, path, software=software, signer=signer, listed=listed)
            return Exported((path,), count)
        with PendingFile(path) as pending:
            from dragoman.exchange.evidence.prov import write_prov

            count = write_prov(pages, pending.stream)
            return Exported((pending.commit(),), count)


@contextmanager
def told(path: Path, what: str = "") -> Iterator[None]:
    """A record that does not say what it should, as one sentence that begins with `what`."""
    try:
        yield
    except MISFITS as error:
        raise ArchiveError(
            f"{what}a record of these pages does not say what it should "
            f'({type(error).__name__}: {error}); "dragoman verify" says whether it was changed',
            subject=str(path),
        ) from error
