"""`dragoman withheld`: what opens the commitments of an export, looked at."""

from __future__ import annotations

from pathlib import Path

import click

from dragoman.commands.shared.context import Command, Context, say
from dragoman.printing.terminal import echo


@click.command(cls=Command)
@click.argument("openings", type=click.Path(path_type=Path))
@click.argument("export", type=click.Path(path_type=Path), required=False)
@click.pass_obj
def withheld(context: Context, /, openings: Path, export: Path | None) -> None:
    """Show what was withheld from an EXPORT, with the file that opens it, or a line of that.

    Each commitment is reckoned anew from its salt and its text. With EXPORT it has to stand there.

    \b
    Example:
      dragoman withheld report.html.openings.jsonl
      dragoman withheld one-line.jsonl report.html
    """
    from dragoman.exchange.withheld.openings import opened

    count = 0
    for count, each in enumerate(opened(openings, export), start=1):  # noqa: B007 - it is told
        told = each.opening
        if context.as_json:
            context.line(
                {
                    "commitment": told.commitment, "page": told.page, "where": told.where,
                    "text": told.text, "opens": each.opens, "stands": each.stands,
                }
            )  # fmt: skip
        else:
            echo(f"{told.commitment}  {told.where} of {told.page}: {told.text}")
        if not each.opens:
            context.failed = True
            say(f"{told.commitment} is not of this salt and text")
        elif each.stands is False:
            context.failed = True
            say(f"{told.commitment} does not stand in {export}")
    say(f"commitments opened: {count}")
