"""`dragoman import`: files made elsewhere into the archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from dragoman.commands.shared.context import Command, Context, progress, say
from dragoman.commands.shared.languages import language_named
from dragoman.commands.shared.telling import (
    alongside,
    tell_reading,
    translate_and_print,
)
from dragoman.commands.shared.workers import check_workers, scheduler_options
from dragoman.errors import ImportFailed


@click.command(cls=Command, name="import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@click.option("--note", help="A note to keep with each file.")
@click.option("--tag", "tags", multiple=True, help="A tag to keep with each file.")
@click.option(
    "--to", type=language_named, metavar="LANG", help="Translate into this language. [default: en]"
)
@click.option("--no-translate", is_flag=True, help="Take in only.")
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    help="Read pages in so many processes of this machine. [default: 1]",
)
@scheduler_options("Read pages")
@click.option(
    "--ocr-pictures",
    is_flag=True,
    help="Read the text in pictures of pages, too; see docs/scans.md.",
)
@click.option(
    "--spoken",
    type=language_named,
    metavar="LANG",
    help="What is spoken in recordings, where a machine hears them; without, the model tells it.",
)
@click.pass_obj
def import_(
    context: Context,
    files: tuple[Path, ...],
    note: str | None,
    tags: tuple[str, ...],
    to: str | None,
    no_translate: bool,
    workers: int | None,
    scheduler: str | None,
    tls_ca: Path | None,
    tls_cert: Path | None,
    tls_key: Path | None,
    ocr_pictures: bool,
    spoken: str | None,
) -> None:
    """Take in files made elsewhere: web archives, saved pages, PDFs, pictures, texts.

    \b
    Example:
      dragoman import statement.pdf page.html page.mhtml notes.txt
      dragoman import --ocr-pictures post.mhtml
      dragoman import --spoken az interview.mp3
      dragoman import --workers 2 crawl.wacz site.warc.gz
    With --scheduler the bytes of the pages leave this process; see docs/many-machines.md first.
    """
    tls = {"ca": tls_ca, "cert": tls_cert, "key": tls_key}
    check_workers(workers, scheduler, tls)
    _refuse_what_is_nowhere(context, files)
    with (
        context.open(create=True) as archive,
        archive.workers(workers, scheduler, tls) as helpers,
        progress(context, 0, "importing") as step,
    ):
        if helpers is not None and scheduler:
            say(helpers.notice)

        def one_by_one() -> Iterator[Path]:
            for done, path in enumerate(files):
                step(done, len(files))
                yield path

        tell_reading(archive, spoken)
        outcomes = archive.import_files(
            one_by_one(), note=note, tags=tags, workers=helpers or 1, ocr_pictures=ocr_pictures
        )
        with alongside(archive, to, off=no_translate) as along:
            translate_and_print(context, archive, outcomes, to, along)


def _refuse_what_is_nowhere(context: Context, files: tuple[Path, ...]) -> None:
    """ImportFailed where an archive would be made for files none of which is there."""
    if context.folder.exists() or any(file.exists() for file in files):
        return
    named = f"{files[0]} is not" if len(files) == 1 else f"None of the {len(files)} files is"
    raise ImportFailed(f"{named} there, so no archive was made", subject=str(files[0]))
