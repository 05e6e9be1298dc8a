"""The workers that a person asked for: processes here, or those of a Dask scheduler."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from dragoman.errors import UsageError
from dragoman.translate.workers.orders import Workers
from dragoman.translate.workers.process_workers import ProcessWorkers


def check_asked(
    count: int | None, scheduler: str | None, tls: Mapping[str, Path | None]
) -> dict[str, str]:
    """The files of the certificates; UsageError for what cannot be asked for."""
    if count and scheduler:
        raise UsageError(
            "`count=` is for processes of this machine, `scheduler=` for others; choose one of them"
        )
    files = {name: str(path) for name, path in tls.items() if path}
    if files and (not scheduler or len(files) < 3):
        raise UsageError("`tls=` has three files that go together, and with `scheduler=`")
    if scheduler:
        from dragoman.translate.workers.dask_workers import check_address, check_certificates

        check_address(scheduler)
        check_certificates(scheduler, files)
    return files


@contextlib.contextmanager
def opened_workers(
    count: int | None, scheduler: str | None, tls: Mapping[str, Path | None]
) -> Iterator[Workers | None]:
    """So many processes here, or those of a Dask scheduler, or None; closed at the end.

    `tls` has the files `ca`, `cert` and `key`. UsageError where both kinds are asked for, or a part
    of the certificates; WorkersFailed where the scheduler does not answer.
    """
    files = check_asked(count, scheduler, tls)
    if scheduler:
        from dragoman.translate.workers.dask_workers import DaskWorkers

        opened: Workers | None = DaskWorkers(scheduler, files)
    else:
        opened = ProcessWorkers(count) if count else None
    try:
        yield opened
    finally:
        if opened is not None:
            opened.close()
