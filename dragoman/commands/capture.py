"""`dragoman capture`: pages into the archive."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from dragoman.archiver.lists.listed_page import ListedPage, Misread
from dragoman.archiver.lists.url_list import LARGEST, read_url_list
from dragoman.commands.shared.also_asking import asked_as_well, check_archives
from dragoman.commands.shared.context import Command, Context, progress, say
from dragoman.commands.shared.fetching import fetch_wishes
from dragoman.commands.shared.interrupting import cancelled_by_ctrl_c
from dragoman.commands.shared.languages import language_named
from dragoman.commands.shared.picturing import check_when, noted, picture_what_came
from dragoman.commands.shared.telling import alongside, tell_misread, translate_and_print
from dragoman.errors import UsageError

if TYPE_CHECKING:
    from dragoman.archive import Archive


@click.command(cls=Command)
@click.argument("urls", nargs=-1, metavar="URL...")
@click.option(
    "-f",
    "--file",
    "lists",
    type=click.File("rb"),
    multiple=True,
    help="Take URLs from a text, CSV or XLSX file; - is standard input.",
)
@click.option("--retry-failed", is_flag=True, help="Also what failed and was not had since.")
@click.option("--note", help="A note to keep with each capture.")
@click.option("--tag", "tags", multiple=True, help="A tag to keep with each capture.")
@click.option(
    "--to", type=language_named, metavar="LANG", help="Translate into this language. [default: en]"
)
@click.option("--no-translate", is_flag=True, help="Capture only.")
@click.option("--no-picture", is_flag=True, help="Make no picture of the pages afterwards.")
@click.option("--no-requisites", is_flag=True, help="Only the page, nothing that it shows.")
@click.option(
    "--browser/--no-browser",
    default=None,
    help="Show pages in an installed Chromium, or never. [default: where scripts build them]",
)
@click.option(
    "--wait",
    type=click.FloatRange(0, 600),
    default=0.0,
    metavar="SECONDS",
    help="Stay on each page so long at least, in a browser.",
)
@click.option("--documents", is_flag=True, help="PDFs and documents that it links to as well.")
@click.option(
    "--concurrency",
    type=click.IntRange(1, 64),
    default=4,
    show_default=True,
    help="Pages at a time, over all hosts.",
)
@click.option(
    "--delay",
    type=click.FloatRange(0, 3600),
    metavar="SECONDS",
    help="Leave a host alone for so long after each page. [default: 0.5]",
)
@click.option(
    "--record-only", is_flag=True, help="Read no article and translate nothing until later."
)
@click.option(
    "--history",
    type=click.IntRange(0, 1_000_000),
    default=0,
    metavar="N",
    help="Of a channel: walk back until there are N posts.",
)
@click.option("--ocr-pictures", is_flag=True, help="Read the text in pictures of pages, too.")
@click.option("--media", is_flag=True, help="The recordings of each page too, by yt-dlp.")
@click.option(
    "--comments",
    type=click.IntRange(0, 100_000),
    default=0,
    metavar="N",
    help="With --media: up to N comments of each recording.",
)
@click.option(
    "--strict", is_flag=True, help="Fail where anything but an article, listing or file came."
)
@click.option(
    "--also-ask", multiple=True, metavar="ADDRESS",
    help="Ask a web archive to capture each page as well, as https://web.archive.org/save.",
)  # fmt: skip
@click.option("--cookies", type=click.Path(path_type=Path), help="Cookies, Netscape format.")
@click.option("--header", "headers", multiple=True, metavar="'NAME: VALUE'", help="Send it too.")
@click.option("--user-agent", metavar="UA", help="Call yourself this.")
@click.option("--proxy", metavar="URL", help="socks5h://HOST:PORT or http://HOST:PORT.")
@click.option("--allow-private", is_flag=True, help="Fetch from private addresses as well.")
@click.option("--allow-bad-certificate", is_flag=True, help="Fetch where TLS proves nothing.")
@click.pass_obj
def capture(
    context: Context,
    /,
    urls: tuple[str, ...],
    lists: Sequence[BinaryIO],
    retry_failed: bool,
    note: str | None,
    tags: tuple[str, ...],
    to: str | None,
    no_translate: bool,
    no_requisites: bool,
    no_picture: bool,
    concurrency: int,
    record_only: bool,
    strict: bool,
    history: int,
    **asked: Any,
) -> None:
    """Fetch pages into the archive, and translate them where a model is installed.

    \b
    Example:
      dragoman capture https://example.org/az/a/1 --note "may be removed"
      dragoman capture -f urls.txt --concurrency 8 --no-translate
      dragoman capture -f list.xlsx --tag court
      dragoman capture --retry-failed
      dragoman capture https://t.me/s/channel --history 300
      dragoman capture https://example.org/film --media --comments 200
    The same command again goes on with a list that was interrupted; at the same time, it shares it.
    """
    media, comments, read_pictures = _besides(asked, record_only=record_only)
    _check(record_only, to, strict, history)
    wanted, misread = _wanted(context, urls, lists, retry_failed)
    wishes = _asked_for(asked, others := asked.pop("also_ask"))
    with context.open(create=bool(wanted)) as archive, cancelled_by_ctrl_c() as cancel:
        tell_misread(context, misread)
        failed, came = _not_had(archive, wanted) if retry_failed else [], list[str]()
        options = archive.fetch_options(**wishes, requisites=not no_requisites)
        with (
            progress(context, len(wanted) + len(failed), "capturing") as step,
            alongside(archive, to, cancel, off=no_translate or record_only) as along,
        ):
            captured = partial(
                archive.capture_many, note=note, tags=tags, options=options, history=history,
                read=not record_only, cancel=cancel, progress=step, concurrency=concurrency,
                kept=along.put if along else None, media=media, comments=comments,
                ocr_pictures=read_pictures,
            )  # fmt: skip
            # Each by itself: a list is told by its URLs, and others fail each time.
            runs = ((wanted, bool(lists)), (failed, False))
            outcomes = chain.from_iterable(captured(each, resume=on) for each, on in runs if each)
            told = asked_as_well(context, archive, outcomes, others, options, cancel)
            translate_and_print(
                context, archive, noted(told, came), to, along, cancel,
                strict=strict, wrong=misread if lists or retry_failed else None,
            )  # fmt: skip
        if cancel.is_set():
            _tell_interrupted(context, of_list=bool(lists))
        elif not (no_picture or record_only):
            picture_what_came(context, archive, came, cancel)


def _wanted(
    context: Context, urls: Sequence[str], lists: Sequence[BinaryIO], retry_failed: bool
) -> tuple[list[ListedPage], list[Misread]]:
    """The pages that were asked for, and the rows that name none."""
    misread: list[Misread] = []
    wanted = [*map(ListedPage, filter(None, urls)), *_listed(context, lists, misread)]
    if not wanted and not retry_failed:
        tell_misread(context, misread)
        raise UsageError('no URL was given; see "dragoman capture --help"')
    return wanted, misread


def _asked_for(asked: dict[str, Any], others: Sequence[str]) -> dict[str, Any]:
    """How pages are asked for; what that discloses is said, what cannot be is refused."""
    wishes = fetch_wishes(asked)
    check_archives(others)
    if asked["cookies"] or asked["headers"]:
        say("the cookies and headers that you hand over are recorded in the archive as sent")
    return wishes


def _besides(asked: dict[str, Any], *, record_only: bool) -> tuple[bool, int, bool]:
    """Whether recordings are wished for, how many comments of each, and the text in pictures."""
    media, comments = bool(asked.pop("media")), int(asked.pop("comments"))
    if comments and not media:
        raise UsageError("--comments are those of recordings; add --media, or leave it out")
    if asked["ocr_pictures"] and record_only:
        raise UsageError(
            "--record-only reads no pictures; leave it out, or leave out --ocr-pictures"
        )
    return media, comments, bool(asked.pop("ocr_pictures"))


def _check(record_only: bool, to: str | None, strict: bool, history: int) -> None:
    check_when()
    if record_only and to:
        raise UsageError("--record-only translates nothing; leave it out, or leave out --to")
    if record_only and strict:
        raise UsageError("--record-only looks at nothing; leave it out, or leave out --strict")
    if record_only and history:
        raise UsageError("--record-only reads no posts; leave it out, or leave out --history")


def _listed(
    context: Context, lists: Sequence[BinaryIO], misread: list[Misread]
) -> Iterator[ListedPage]:
    """The pages of all lists; all are read, every row of them, before anything is begun."""
    for each in lists:
        if each.isatty():
            say("reading URLs, one a line, until Ctrl-D (on Windows Ctrl-Z and Enter)")
        name = "standard input" if each is sys.stdin.buffer else each.name
        found = read_url_list(each.read(LARGEST + 1), name)
        context.notices += found.notices
        misread += found.misread
        yield from found.pages


def _not_had(archive: Archive, wanted: list[ListedPage]) -> list[ListedPage]:
    """What failed and was not captured since; that there is none of it is said.

    What is `wanted` besides is captured there, with the note and the tags of what failed.
    """
    found = archive.not_had()
    say(f"to be tried again: {len(found):,}" if found else "nothing failed that was not had since")
    named = {each.url for each in wanted}
    wanted += [each for each in found if each.url in named]
    return [each for each in found if each.url not in named]


def _tell_interrupted(context: Context, *, of_list: bool) -> None:
    context.failed = True
    again = "; the same command again goes on with the list" if of_list else ""
    say(f"interrupted; what was reported is kept, and nothing else was begun{again}")
