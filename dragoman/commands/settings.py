"""`dragoman settings`: what an archive's settings do to its traffic, and agreeing to it."""

from __future__ import annotations

import click

from dragoman.commands.shared.context import Command, Context, say
from dragoman.printing.terminal import echo


@click.command(cls=Command)
@click.option("--agree", is_flag=True, help="Agree, on this machine and for this archive.")
@click.pass_obj
def settings(context: Context, agree: bool) -> None:
    """Say which settings change where requests go or who is trusted, and agree to them.

    \b
    Example:
      dragoman settings
      dragoman settings --agree
    An archive may come from somebody else: a proxy, roots of certificates and mirrors in its
    dragoman.toml count only once they were agreed to here.
    """
    from dragoman.agreement import Agreement
    from dragoman.archiver.store.archive_folder import require_archive
    from dragoman.settings import read_settings

    require_archive(context.folder)
    agreement = Agreement.of(context.folder, read_settings(context.folder))
    if agree:
        agreement.give()
    for sentence in agreement.said:
        if context.as_json:
            context.line({"setting": sentence, "agreed": agreement.given})
        else:
            echo(sentence)
    if not agreement.said:
        say("the settings change nothing about where requests go or who is trusted")
    elif agreement.given:
        say("this was agreed to on this machine")
    else:
        say('nobody agreed to this on this machine; "dragoman settings --agree" does')
