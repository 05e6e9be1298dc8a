"""`dragoman watch`: looking at the originals again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dragoman.commands.shared.context import Command, Context, say
from dragoman.commands.shared.fetching import fetch_wishes
from dragoman.errors import AmbiguousId, IndexUnusable, RecordNotFound

if TYPE_CHECKING:
    from dragoman.archive import Archive


@click.command(cls=Command)
@click.argument("ids", nargs=-1, metavar="[ID...]")
@click.option("--concurrency", type=click.IntRange(1, 64), default=4, show_default=True)
@click.option(
    "--delay",
    type=click.FloatRange(0, 3600),
    metavar="SECONDS",
    help="Leave a host alone for so long after each look. [default: 0.5]",
)
@click.option("--cookies", type=click.Path(path_type=Path), help="Cookies, Netscape format.")
@click.option("--header", "headers", multiple=True, metavar="'NAME: VALUE'", help="Send it too.")
@click.option("--user-agent", metavar="UA", help="Call yourself this.")
@click.option("--proxy", metavar="URL", help="socks5h://HOST:PORT or http://HOST:PORT.")
@click.option("--allow-private", is_flag=True, help="Look at private addresses as well.")
@click.option(
    "--browser/--no-browser",
    default=None,
    help="Let a browser show all pages, or none. [default: as each was captured]",
)
@click.option(
    "--wait",
    type=click.FloatRange(0, 600),
    metavar="SECONDS",
    help="Stay so long at least on what a browser shows. [default: as it was captured]",
)
@click.pass_obj
def watch(
    context: Context,
    /,
    ids: tuple[str, ...],
    concurrency: int,
    browser: bool | None,
    wait: float | None,
    **asked: Any,
) -> None:
    """Look at the originals again, and record what is seen; without an ID, at all of them.

    \b
    Example:
      dragoman watch
      dragoman --json watch 1f3a
    A page that changed or moved is captured as well.
    """
    from dragoman.printing.findings import print_observation
    from dragoman.steps.watch.observation import Tally

    with context.open() as archive:
        options = archive.fetch_options(**fetch_wishes(asked), requisites=False)
        tally = Tally()
        known = [each for each in ids if _is_here(context, archive, each)]
        if ids and not known:
            return
        for seen in archive.watch(
            known or None, options=options, concurrency=concurrency, browser=browser, wait=wait
        ):
            tally.add(seen)
            if context.as_json:
                context.line(seen.to_json())
            else:
                print_observation(seen)
            if seen.error is not None:
                context.fail(seen.url or "", seen.error)
        context.tell()
        say(str(tally) if tally else "there is nothing to look at: no page was captured yet")


def _is_here(context: Context, archive: Archive, identity: str) -> bool:
    """Whether a page has this id; that none has is said, and no finding about any page."""
    try:
        archive.page(identity)
    except (RecordNotFound, AmbiguousId) as error:
        context.fail(identity, error)
        return False
    except IndexUnusable:
        return True  # what was written last is asked, when it is looked at
    return True
