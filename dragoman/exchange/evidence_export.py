"""Writing evidence out: where pages are from and what became of them, in three formats."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from dragoman.exchange.evidence import gather
from dragoman.exchange.export import Exported
from dragoman.exchange.pending_file import PendingFile
from dragoman.exchange.wacz_signature import WaczSigner

EVIDENCE_FORMATS = ("wacz", "prov", "report")


def export_evidence(
    connection: sqlite3.Connection,
    folder: Path,
    ids: Sequence[str],
    format: str,
    path: Path,
    *,
    software: str,
    signer: WaczSigner | None = None,
) -> Exported:
    """Write pages of the archive in `folder` to `path`, whole or not at all.

    `format` is one of EVIDENCE_FORMATS; `signer` signs a WACZ.
    """
    pages = gather(connection, folder, ids)
    if format == "wacz":
        from dragoman.exchange.wacz import write_wacz

        count = write_wacz(pages, folder, path, software=software, signer=signer)
        return Exported((path,), count)
    with PendingFile(path) as pending:
        if format == "prov":
            from dragoman.exchange.prov import write_prov

            count = write_prov(pages, pending.stream)
        else:
            from dragoman.exchange.report import write_report

            count = write_report(pages, folder, pending.stream, software=software)
        return Exported((pending.commit(),), count)
