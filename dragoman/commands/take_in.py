"""`dragoman import`: files made elsewhere into the archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dragoman.commands.shared.context import Command, Context, progress
from dragoman.commands.shared.telling import alongside, translate_and_print
from dragoman.errors import DragomanError

if TYPE_CHECKING:
    from dragoman.steps.outcome import Outcome


@click.command(cls=Command, name="import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@click.option("--note", help="A note to keep with each file.")
@click.option("--tag", "tags", multiple=True, help="A tag to keep with each file.")
@click.option("--to", metavar="LANG", help="Translate into this language. [default: en]")
@click.option("--no-translate", is_flag=True, help="Take in only.")
@click.pass_obj
def import_(
    context: Context,
    files: tuple[Path, ...],
    note: str | None,
    tags: tuple[str, ...],
    to: str | None,
    no_translate: bool,
) -> None:
    """Take in files made elsewhere: a saved page, a PDF, a text.

    \b
    Example:
      dragoman import statement.pdf page.html notes.txt
    """
    with context.open(create=True) as archive, progress(context, 0, "importing") as step:

        def taken_in() -> Iterator[Outcome]:
            for done, path in enumerate(files):
                step(done, len(files))
                try:
                    yield from archive.import_file(path, note=note, tags=tags)
                except DragomanError as error:
                    context.fail(str(path), error)

        with alongside(archive, to, off=no_translate) as along:
            translate_and_print(context, archive, taken_in(), to, along)
