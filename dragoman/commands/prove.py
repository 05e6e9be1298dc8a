"""`dragoman evidence`: what a court would ask for."""

from __future__ import annotations

import click

from dragoman.commands.shared.context import Command, Context


@click.command(cls=Command)
@click.argument("identity", metavar="ID")
@click.pass_obj
def evidence(context: Context, identity: str) -> None:
    """Say what a court would ask for of a page, item by item: there, in part, or missing.

    The items are those of the Berkeley Protocol; each says on what it rests and where that lies.
    The digests of its records are computed anew.

    \b
    Example:
      dragoman evidence 1f3a
      dragoman --json evidence 1f3a
    """
    from dragoman.printing.evidence_items import print_evidence

    with context.open() as archive:
        found = archive.evidence(identity)
        if context.as_json:
            context.line(found.to_json())
        else:
            print_evidence(found)
