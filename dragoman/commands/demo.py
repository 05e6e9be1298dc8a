"""`dragoman demo`: the whole way, on a site that is served from this machine."""

from __future__ import annotations

from pathlib import Path

import click

from dragoman.commands.shared.context import Command, Context


@click.command(cls=Command)
@click.pass_obj
def demo(context: Context) -> None:
    """The whole way, on a small site about invented people that is served from this machine.

    \b
    Example:
      dragoman demo
      dragoman --archive demo-archive demo
    """
    from dragoman.demo.walk import walk

    named = context.given if context.typed else None  # no invented page into an archive in use
    walk(named or Path("demo-archive"), as_json=context.as_json, notices=context.notices)
