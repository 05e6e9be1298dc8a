"""`dragoman picture`: pictures of what was archived, made afterwards."""

from __future__ import annotations

import click

from dragoman.commands.shared.context import Command, Context
from dragoman.commands.shared.interrupting import cancelled_by_ctrl_c
from dragoman.commands.shared.picturing import make_pictures


@click.command(cls=Command)
@click.argument("ids", nargs=-1, metavar="[ID...]")
@click.option("--pending", is_flag=True, help="Only those that have none yet.")
@click.pass_obj
def picture(context: Context, ids: tuple[str, ...], pending: bool) -> None:
    """Make a picture and a PDF of what was archived, and say whether it replays as captured.

    \b
    Example:
      dragoman picture 1f3a
      dragoman picture --pending
    Recorded bytes are shown again by an installed Chromium, offline. Without an ID all pages that
    have no picture yet; the same command again goes on where it was interrupted.
    """
    with context.open() as archive, cancelled_by_ctrl_c() as cancel:
        make_pictures(context, archive, list(ids) or None, cancel, pending=pending)
