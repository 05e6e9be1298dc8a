"""`dragoman people`: who is named where, and names that are watched for."""

from __future__ import annotations

from pathlib import Path

import click

from dragoman.commands.shared.context import Command, Context, progress, say
from dragoman.errors import UsageError


@click.command(cls=Command)
@click.option(
    "--watch",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Only names in this file, one a line, a note behind a comma.",
)
@click.option("--again", is_flag=True, help="Look at all pages anew, as after installing natasha.")
@click.pass_obj
def people(context: Context, watch: Path | None, again: bool) -> None:
    """List the people and organisations that articles name, in all spellings, and where.

    \b
    Example:
      dragoman people
      dragoman --json people
      dragoman people --watch names.csv
    Pages that nobody looked at are looked at first; what was looked at, and by what, is said.
    """
    from dragoman.printing.people_named import looked_text, print_people, someone_json

    if watch is not None and again:
        raise UsageError("--watch looks at all pages each time; leave out --again")
    with context.open() as archive:
        if watch is not None:
            found = archive.watched(watch)
        else:
            with progress(context, 0, "looking for people") as step:
                found = archive.people(again=again, progress=step)
        context.tell()
        if context.as_json:
            for each in found:
                context.line(someone_json(each))
        else:
            print_people(found)
        if watch is not None:
            say(f"{len(found):,} of the names are here; translations were not looked at")
            return
        for line in looked_text(archive.people_looked_at()):
            say(line)
