"""`dragoman corroborate`: what independent archives hold of the same page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from dragoman.commands.shared.context import Command, Context, say
from dragoman.commands.shared.interrupting import cancelled_by_ctrl_c


@click.command(cls=Command)
@click.argument("ids", nargs=-1, metavar="ID...", required=True)
@click.option(
    "--with", "archives", multiple=True, metavar="ARCHIVE",
    help="A web archive, by its address or its name in the settings; a folder, WACZ or WARC of a "
    "colleague. [default: the web archives of the settings]",
)  # fmt: skip
@click.option("--again", is_flag=True, help="Also what was found before.")
@click.option("--proxy", metavar="URL", help="socks5h://HOST:PORT or http://HOST:PORT.")
@click.option("--allow-private", is_flag=True, help="Ask archives at private addresses as well.")
@click.pass_obj
def corroborate(
    context: Context,
    /,
    ids: tuple[str, ...],
    archives: tuple[str, ...],
    again: bool,
    **asked: Any,
) -> None:
    """Ask what independent archives hold of pages, and compare it sentence by sentence.

    Nothing is asked of the pages' own sites; web archives learn which pages are asked for. What
    they hand out is recorded as theirs, with the comparison.

    \b
    Example:
      dragoman corroborate 1f3a
      dragoman corroborate 1f3a --with https://archive.example/all --with /media/disk/evidence
    """
    from dragoman.printing.others.corroborations import print_corroboration

    with context.open() as archive, cancelled_by_ctrl_c() as cancel:
        options = archive.fetch_options(**asked)
        chosen = archives or archive.settings.archives
        learns = _who_learns(chosen, archive.settings.archives)
        found = archive.corroborate(
            ids, archives=chosen, again=again, options=options, cancel=cancel,
            asking=lambda: say(f"asking {', '.join(chosen)}; {learns}"),
        )  # fmt: skip
        for each in found:
            context.tell()
            if context.as_json:
                context.line(each.to_json())
            else:
                print_corroboration(each)
            if each.error is not None:
                context.fail(each.asked_for, each.error)
            elif not each.is_whole:
                context.failed = True
                say(f"{each.asked_for}: not everybody could be asked, or nothing could be compared")
        if cancel.is_set():
            context.failed = True
            say("interrupted; what was reported is kept, and the same command goes on")


def _who_learns(chosen: Sequence[str], known: Sequence[str]) -> str:
    """A name out of the settings is a web archive's, whatever else is called so."""
    names = {*known, *(urlsplit(each).netloc for each in known)}
    if all(each not in names and Path(each).expanduser().exists() for each in chosen):
        return "nothing is asked over the network"
    return "web archives learn which pages are asked for"
