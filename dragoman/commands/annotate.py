"""`dragoman annotate`: notes, tags, and what was captured by mistake."""

from __future__ import annotations

import click

from dragoman.commands.shared.context import Command, Context
from dragoman.errors import UsageError


@click.command(cls=Command)
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--note", help="Another note in place of the one before; '' takes it away.")
@click.option("--tag", "tags", multiple=True, help="A tag more; may be given several times.")
@click.option("--untag", "untags", multiple=True, help="A tag less; may be given several times.")
@click.option("--mistaken", metavar="WHY", help="Set the page aside in every list, and say why.")
@click.option("--not-mistaken", is_flag=True, help="Take it back into the lists.")
@click.pass_obj
def annotate(
    context: Context,
    ids: tuple[str, ...],
    note: str | None,
    tags: tuple[str, ...],
    untags: tuple[str, ...],
    mistaken: str | None,
    not_mistaken: bool,
) -> None:
    """Say something of pages that are here. Each time is a record; nothing is changed or removed.

    \b
    Example:
      dragoman annotate 1f3a --note "the family asked for it" --tag court
      dragoman annotate 1f3a 9c02 --untag court
      dragoman annotate 1f3a --mistaken "another person of that name"
    """
    if note is None and not (tags or untags or mistaken is not None or not_mistaken):
        raise UsageError("say what to note: --note, --tag, --untag, --mistaken or --not-mistaken")
    from dragoman.printing.page_list import annotated_json, annotated_text
    from dragoman.printing.terminal import echo

    with context.open() as archive:
        for page in archive.annotate(
            ids, note=note, tags=tags, untags=untags, mistaken=mistaken, not_mistaken=not_mistaken
        ):
            if context.as_json:
                context.line(annotated_json(page))
            else:
                echo(annotated_text(page))
