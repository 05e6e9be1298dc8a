"""The spelling of names: `names.csv` as it is, a row more in it, and what might be one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.errors import ArchiveError
from dragoman.holdings import Holdings
from dragoman.index.asking import query
from dragoman.provenance import durable

if TYPE_CHECKING:
    from dragoman.translate.names.names import Names
    from dragoman.translate.names.suggest import Suggestion


def read_names(holdings: Holdings) -> Names:
    """The archive's `names.csv`, as it is now. UsageError says which line of it is wrong."""
    from dragoman.translate.names.names import NAME, Names

    return Names.read(holdings.store.folder / NAME)


def add_name(holdings: Holdings, source: str, target: str, authority: str) -> None:
    """See `Archive.add_name`."""
    from dragoman.translate.names.names import NAME, with_row

    path = holdings.folder / NAME
    try:
        with holdings.store.locked():
            before = path.read_bytes() if path.exists() else b""
            durable.write_new(path, with_row(before, source, target, authority))
    except OSError as error:
        raise ArchiveError(
            f"{NAME} cannot be written: {error.strerror or error}; is it open elsewhere?",
            subject=str(path),
        ) from error


def suggest_names(holdings: Holdings) -> list[Suggestion]:
    """The names in the archive that `names.csv` does not have, the commonest first."""
    from dragoman.translate.names.suggest import suggest

    return suggest(query.source_texts(holdings.index.connection), read_names(holdings))
