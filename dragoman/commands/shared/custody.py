"""`--custody` and `--custody-sealed`: that something went to others, written down with the name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dragoman.commands.shared.context import Context, say
from dragoman.errors import UsageError

if TYPE_CHECKING:
    from dragoman.archive import Archive
    from dragoman.steps.elsewhere.handing import HandoverEvent


HALVES = re.compile("[\ud800-\udfff]")  # what the terminal's bytes become that are no text


def custody_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Both, as `custody` and `custody_sealed`."""
    for option in (
        click.option(
            "--custody-sealed",
            metavar="WHOM",
            help="The same, with the name sealed: it stands nowhere in the archive.",
        ),
        click.option(
            "--custody", metavar="WHOM", help="Write down, in your own words, to or from whom."
        ),
    ):
        function = option(function)
    return function


def asked(custody: str | None, sealed: str | None) -> bool:
    """Whether it is to be written down. UsageError where both are said, or nothing in one."""
    if custody is not None and sealed is not None:
        raise UsageError("--custody and --custody-sealed are two ways to say it; name one of them")
    said = custody if custody is not None else sealed
    if said is not None and not said.strip():
        raise UsageError("--custody says to or from whom, and nothing is said")
    if said is not None and HALVES.search(said):
        raise UsageError("--custody is not written in UTF-8, so nobody could read it")
    return said is not None


def write_down(
    context: Context,
    archive: Archive,
    event: HandoverEvent,
    what: str,
    *,
    custody: str | None,
    sealed: str | None,
    sha256: str | None = None,
    file: Path | None = None,
    pages: Sequence[str] = (),
) -> None:
    """Write it down, and tell what opens the seal, once."""
    if not asked(custody, sealed):
        return
    done = archive.hand_over(
        event, what, to=custody or sealed or "", sealed=sealed is not None,
        sha256=sha256, file=file, pages=pages,
    )  # fmt: skip
    tell_written(context, done.id, done.opening)


def tell_written(context: Context, identity: str, opening: str | None) -> None:
    if context.as_json:
        context.line({"custody": identity, "opening": opening})
    if opening is not None and not context.as_json:
        say(f"this line opens the seal, and stands nowhere else; keep it: {opening}")
