"""`dragoman export`: pages to a file, or whole to stdout."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dragoman.commands.shared.context import Command, Context, passphrase, say
from dragoman.commands.shared.custody import asked as custody_asked
from dragoman.commands.shared.custody import custody_options, write_down
from dragoman.commands.shared.filters import asked_for, page_filters
from dragoman.commands.shared.languages import language_named
from dragoman.errors import ArchiveError, UsageError
from dragoman.printing.terminal import echo

if TYPE_CHECKING:
    from dragoman.archiver.store.store import Store
    from dragoman.exchange import Exported
    from dragoman.exchange.evidence_export import Format

FORMATS = (
    *("html", "txt", "docx", "bilingual", "xlsx", "csv", "jsonl", "tmx", "xliff", "xliff12"),
    *("wacz", "prov", "report", "ftm"),
)
REPORT_LANGUAGES = ("en", "az", "ru")
BINARY = ("wacz", "docx", "bilingual", "xlsx")
STDOUT = Path("-")


@click.command(cls=Command)
@click.argument("ids", nargs=-1, metavar="ID...")
@click.option("--all", "everything", is_flag=True, help="All pages of the archive.")
@click.option("--search", metavar="QUERY", help="All pages in which this is found.")
@page_filters
@click.option("--format", "format_", type=click.Choice(FORMATS), required=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    required=True,
    help="Where; - is stdout.",
)
@click.option(
    "--to",
    type=language_named,
    metavar="LANG",
    help="The language beside the original. [default: en]",
)
@click.option("--machine", is_flag=True, help="Sentences that nobody has read into a TMX as well.")
@click.option("--omegat", is_flag=True, help="XLIFF 1.2 as OmegaT before version 6 reads it.")
@click.option("--notes", is_flag=True, help="Footnotes in a docx: states, flags and comments.")
@click.option("--clean", is_flag=True, help="HTML of the translation alone.")
@click.option(
    "--report-language",
    type=click.Choice(REPORT_LANGUAGES),
    default="en",
    show_default=True,
    help="The language of a report's own sentences.",
)
@click.option("--key", type=click.Path(path_type=Path), help="Sign a WACZ with this key.")
@click.option(
    "--withhold",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Leave off the names and passages of this list, in all spellings.",
)
@click.option(
    "--openings",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to keep what shows later what was left off. [default: OUTPUT.openings.jsonl]",
)
@custody_options
@click.pass_obj
def export(
    context: Context,
    /,
    ids: tuple[str, ...],
    everything: bool,
    search: str | None,
    format_: Format,
    output: Path,
    to: str | None,
    machine: bool,
    omegat: bool,
    notes: bool,
    clean: bool,
    report_language: str,
    key: Path | None,
    withhold: Path | None,
    openings: Path | None,
    custody: str | None,
    custody_sealed: str | None,
    **filters: Any,
) -> None:
    """Write pages to a file for other programs, for reviewers, or for a court.

    \b
    Example:
      dragoman export --all --format xliff -o review.xlf
      dragoman export 1f3a --format docx --notes -o statement.docx
      dragoman export 1f3a --format report -o evidence.html
      dragoman export --all --format html --withhold names.txt -o for-the-press.html
      dragoman export --all --format report --report-language ru -o report.pdf
      dragoman export --search Mammadov --site example.org --format csv -o found.csv
      dragoman export --all --format jsonl -o - | grep Mammadov
    """
    asked = " ".join(filter(None, [asked_for({"search": search}), asked_for(filters)]))
    if bool(ids) == (everything or bool(asked)):
        raise UsageError("name the pages to export, or say --all, --search QUERY or a filter")
    if search is not None and not search.strip():
        raise UsageError("--search is empty; say what to look for, or leave it out")
    if key is not None and format_ != "wacz":
        raise UsageError("--key signs a WACZ; the other formats are not signed")
    written_down = custody_asked(custody, custody_sealed)
    if output == STDOUT:
        _check_stdout(format_, written_down, withhold, openings)
    with context.open() as archive, _place(output, archive.store) as path:
        result = archive.export(
            ids or None, format_, path,
            to=to, machine=machine, omegat=omegat, notes=notes, clean=clean,
            signer=_signer(key) if key else None, search=search, report_language=report_language,
            withhold=withhold, openings=openings, **(filters if asked else {}),
        )  # fmt: skip
        _check_that_there_is_something(result, asked)
        if output == STDOUT:
            _write_out(result)
        for each in result.paths:
            what = f"{format_}: {each.name}"
            whom = {"custody": custody, "sealed": custody_sealed}
            write_down(context, archive, "export", what, **whom, file=each, pages=result.pages)
    _report(context, result, format_, output)


def _check_stdout(format_: str, custody: bool, withhold: Path | None, keys: Path | None) -> None:
    """UsageError for what cannot go there."""
    if format_ in BINARY and sys.stdout.isatty():
        raise UsageError(f"{format_} is not for a terminal; name a file, or send it into a pipe")
    if custody:
        raise UsageError("--custody writes down the digest of a file; name one with -o")
    if withhold is not None and keys is None:
        raise UsageError("--withhold into a pipe needs --openings: a file for what opens it later")


def _check_that_there_is_something(result: Exported, asked: str) -> None:
    if not result.documents and asked and not result.skipped:
        aside = f" but what was set aside as mistaken: {result.set_aside} page(s)"
        besides = aside if result.set_aside else ""
        raise ArchiveError(f"there is nothing to export that fits {asked}{besides}")
    if not result.documents:
        raise ArchiveError("there is nothing to export yet; nothing was translated")


def _report(context: Context, result: Exported, format_: str, output: Path) -> None:
    if result.skipped:
        context.failed = True
        say(f"left out, since they have no translation yet: {result.skipped} page(s)")
    if format_ == "tmx" and not result.sentences:
        say("nothing was edited or approved yet, so the memory is empty; --machine takes the rest")
    for path in result.paths if output != STDOUT else ():
        if context.as_json:
            context.line({"path": str(path), "documents": result.documents})
        else:
            echo(path)
    context.failed |= result.pictures > 0 or result.unread > 0
    for note in result.notes:
        say(note)
    if result.openings is not None:
        say(f"{result.openings} opens what was withheld: keep it, and send it to nobody")
    if result.set_aside:
        say(f"set aside as mistaken, and not among them: {result.set_aside} page(s)")
    say(f"pages exported: {result.documents}")


@contextmanager
def _place(output: Path, store: Store) -> Iterator[Path]:
    """Where to write; for stdout a file that is whole before a byte of it goes out.

    It lies in the archive's own folder, where the pages are anyway, and not in one that others use;
    what is left of one that is killed, the next clears.
    """
    from dragoman.archiver.store.claimed import claimed_folder

    if output != STDOUT:
        yield output
        return
    with ExitStack() as stack:
        try:
            if not store.spool_dir.is_dir():
                raise FileNotFoundError(store.spool_dir)
            folder = stack.enter_context(claimed_folder(store.spool_dir, store.locked()))
        except OSError:  # an archive that is only read
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dragoman-")))
        yield folder / "export"


def _write_out(result: Exported) -> None:
    if len(result.paths) > 1:
        raise UsageError(
            "these pages are in several languages, and XLIFF 2.1 takes a file for each; "
            "name a file with -o, or take the format xliff12"
        )
    with result.paths[0].open("rb") as stream:
        shutil.copyfileobj(stream, sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _signer(key: Path) -> Any:
    from dragoman.exchange.wacz.wacz_signature import WaczSigner

    return WaczSigner.open(key, passphrase)
