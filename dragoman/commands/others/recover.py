"""`dragoman recover`: pages that are gone, out of web archives."""

from __future__ import annotations

from typing import Any

import click

from dragoman.commands.shared.context import Command, Context, say
from dragoman.commands.shared.fetching import fetch_wishes
from dragoman.commands.shared.interrupting import cancelled_by_ctrl_c
from dragoman.commands.shared.watched_for import WatchedFor, tell_watched, told_json
from dragoman.printing.outcomes import outcome_text, recovered_json, recovered_text
from dragoman.printing.terminal import echo


@click.command(cls=Command)
@click.argument("urls", nargs=-1, metavar="URL...", required=True)
@click.option(
    "--from", "archives", multiple=True, metavar="ARCHIVE",
    help="Ask this web archive, by the address of its collection. [default: by the settings]",
)  # fmt: skip
@click.option("--at", metavar="DATE", help="What was captured nearest to this. [default: newest]")
@click.option("--again", is_flag=True, help="Also what was recovered before.")
@click.option("--proxy", metavar="URL", help="socks5h://HOST:PORT or http://HOST:PORT.")
@click.option("--allow-private", is_flag=True, help="Ask archives at private addresses as well.")
@click.pass_obj
def recover(
    context: Context,
    /,
    urls: tuple[str, ...],
    archives: tuple[str, ...],
    at: str | None,
    again: bool,
    **asked: Any,
) -> None:
    """Ask web archives for pages that are gone, and keep what they hand out as what it is.

    Nothing is asked of the pages' own sites; the archives learn which pages are asked for.

    \b
    Example:
      dragoman recover https://example.org/az/a/1
      dragoman recover https://example.org/az/a/1 --at 2024-03-01
      dragoman recover https://example.org/az/a/1 --from https://archive.example/all
    """
    from dragoman.steps.recovering import wanted_of

    asked = fetch_wishes(asked)
    wanted_of(archives, at, again=again)  # what cannot be asked is refused before anything is made
    with context.open(create=True) as archive, cancelled_by_ctrl_c() as cancel:
        options = archive.fetch_options(**asked)
        chosen = archives or archive.settings.archives
        outcomes = archive.recover(
            urls, archives=chosen, at=at, again=again, options=options, cancel=cancel,
            asking=lambda: say(f"asking {', '.join(chosen)}, who learn which pages are asked for"),
        )  # fmt: skip
        watching = WatchedFor(context, archive)
        for outcome in outcomes:
            context.tell()
            watched = watching.named(outcome)
            if context.as_json:
                context.line(recovered_json(outcome) | told_json(watched))
            else:
                echo(outcome_text(outcome, None) + recovered_text(outcome))
            tell_watched(watched, outcome.url)
            if outcome.error is not None:
                context.failed = True
                say(f"{outcome.url}: {outcome.error.message}")
        if cancel.is_set():
            context.failed = True
            say("interrupted; what was reported is kept, and the same command goes on")
