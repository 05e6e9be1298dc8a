"""The options that name a Dask scheduler, as `Archive.workers` takes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def check_workers(count: int | None, scheduler: str | None, tls: Mapping[str, Path | None]) -> None:
    """UsageError for workers that cannot be asked for, before anything is made for them."""
    from dragoman.steps.options import check_workers as checked

    checked(count, scheduler, tls)


def scheduler_options(what: str) -> Callable[[F], F]:
    """Give a command `--scheduler`, which does `what`, and the files of its certificates."""
    options = (
        click.option(
            "--scheduler",
            metavar="ADDR",
            help=f"{what} on the workers of a Dask scheduler: tls://host:8786",
        ),
        click.option("--tls-ca", type=EXISTING_FILE, help="Who signed the scheduler's."),
        click.option("--tls-cert", type=EXISTING_FILE, help="Your certificate, for the scheduler."),
        click.option("--tls-key", type=EXISTING_FILE, help="The key of --tls-cert."),
    )

    def given(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return given
