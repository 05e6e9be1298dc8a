"""What leaves for other places and comes from other archives: `copy` and `merge`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dragoman.commands.shared.context import Command, Context, progress, say
from dragoman.commands.shared.custody import asked as custody_asked
from dragoman.commands.shared.custody import custody_options, tell_written, write_down
from dragoman.errors import DamageFound, UsageError
from dragoman.printing.columns import SHORT_ID
from dragoman.printing.others.custody import event_text
from dragoman.printing.others.disputes import dispute_json, dispute_text
from dragoman.printing.terminal import echo
from dragoman.program import command

if TYPE_CHECKING:
    from dragoman.steps.elsewhere.copying import Made
    from dragoman.steps.elsewhere.merging import Merged


@click.command(cls=Command)
@click.argument("destination", metavar="DEST")
@click.option(
    "--encrypt",
    metavar="KEY",
    multiple=True,
    help="Encrypt it for this key of age or ssh, or for those of a file.",
)
@click.option("--check", is_flag=True, help="Copy nothing: say whether the copy is what it was.")
@click.option(
    "--restore",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Bring the copy back into this new folder.",
)
@click.option(
    "--identity",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The secret key that decrypts it.",
)
@custody_options
@click.pass_obj
def copy(
    context: Context,
    destination: str,
    encrypt: tuple[str, ...],
    check: bool,
    restore: Path | None,
    identity: Path | None,
    custody: str | None,
    custody_sealed: str | None,
) -> None:
    """Make a second copy of the archive, also while it is in use, and look at it later.

    \b
    Example:
      dragoman copy /media/disk/evidence
      dragoman copy sftp://keeper@host.example/evidence --encrypt age1qz…
      dragoman copy --check /media/disk/evidence
      dragoman copy s3://bucket/evidence --restore evidence-again --identity key.txt
    Run again it brings what is new, and goes on after an interruption. Exit status 3 where a copy
    is not what it was.
    """
    if check + (restore is not None) + bool(encrypt) > 1:
        raise UsageError("--check, --restore and --encrypt are three things; name one of them")
    if identity is not None and not check and restore is None:
        raise UsageError("--identity decrypts, with --check or --restore")
    if custody_asked(custody, custody_sealed) and (check or restore is not None):
        raise UsageError("--custody writes down that a copy was made, and none is made here")
    if check:
        _check(context, destination, identity)
    elif restore is not None:
        _restore(context, destination, restore, identity)
    else:
        made = _copy(context, destination, encrypt)
        if custody_asked(custody, custody_sealed):
            with context.open() as archive:
                write_down(
                    context, archive, "copy", f"a copy with {made.copied.records:,} records",
                    custody=custody, sealed=custody_sealed, sha256=made.copied.list_sha256,
                )  # fmt: skip


def _copy(context: Context, destination: str, encrypt: tuple[str, ...]) -> Made:
    from dragoman.steps.elsewhere.copying import copy_folder

    with progress(context, 0, "copying") as step:
        made = copy_folder(context.folder, destination, encrypt=encrypt, progress=step, tell=say)
    for sentence in made.wrong:
        context.failed = True
        say(f"copied as it is: {sentence}")
    for note in made.notes:
        say(note)
    counts = {
        "to": made.place,
        "files": made.copied.files,
        "bytes": made.copied.bytes,
        "written": made.copied.written,
        "records": made.copied.records,
        "list": made.copied.list_name,
        "list_sha256": made.copied.list_sha256,
    }
    if context.as_json:
        context.line(counts)
    else:
        echo(
            f"{made.place}: {made.copied.files:,} files with {made.copied.bytes:,} bytes; "
            f"{made.copied.written:,} bytes were written now and read back"
        )
    return made


def _check(context: Context, destination: str, identity: Path | None) -> None:
    from dragoman.steps.elsewhere.copying import check_copy

    with progress(context, 0, "reading") as step:
        found = check_copy(context.folder, destination, identity=identity, progress=step)
    for each in found.differences:
        if context.as_json:
            context.line(each.to_json())
        else:
            say(f"{each.file}: {each.message}")
    for note in found.notes:
        say(note)
    if context.as_json:
        context.line(found.to_json())
    else:
        how = "it is what it was" if found.ok else f"{len(found.differences):,} problem(s)"
        echo(f"read {found.files:,} files with {found.bytes:,} bytes: {how}")
    if found.damaged:
        sys.exit(DamageFound.exit_code)
    context.failed = not found.ok


def _restore(context: Context, destination: str, folder: Path, identity: Path | None) -> None:
    from dragoman.steps.elsewhere.copying import bring_back_copy

    with progress(context, 0, "bringing back") as step:
        done = bring_back_copy(destination, folder, identity=identity, progress=step)
    if context.as_json:
        context.line({"folder": str(folder), "files": done.files, "bytes": done.bytes})
    else:
        echo(f"{folder}: {done.files:,} files with {done.bytes:,} bytes, as the copy's list says")
    say(f"whether it is sound, this says: {command('verify', folder)}")


@click.command(cls=Command)
@click.argument("other", metavar="OTHER", type=click.Path(path_type=Path))
@custody_options
@click.pass_obj
def merge(context: Context, other: Path, custody: str | None, custody_sealed: str | None) -> None:
    """Take the records of another archive into this one, from a folder or a WACZ of it.

    \b
    Example:
      dragoman merge /media/stick/evidence
      dragoman merge from-a-colleague.wacz
    What is here already is not taken twice. Where both decided otherwise on one sentence, the later
    decision counts until somebody decides anew; both are listed, here and by "dragoman conflicts".
    """
    custody_asked(custody, custody_sealed)
    with context.open() as archive:
        with progress(context, 0, "looking") as step:
            merged = archive.merge_archive(other, step)
        write_down(
            context, archive, "merge", f"archive {merged.archive}",
            custody=custody, sealed=custody_sealed, sha256=merged.ledger_sha256,
        )  # fmt: skip
    _tell_merged(context, merged)


def _tell_merged(context: Context, merged: Merged) -> None:
    for identity, why in merged.left_out.items():
        context.failed = True
        say(f"left out: {identity}: {why}")
    for note in merged.notes:
        say(note)
    for row in merged.disputes:
        if context.as_json:
            context.line(dispute_json(row))
        else:
            echo(dispute_text(row))
    counts = {
        "archive": merged.archive,
        "records": merged.records,
        "pages": merged.pages,
        "decisions": merged.decisions,
        "disputes": len(merged.disputes),
        "left_out": len(merged.left_out),
    }
    if context.as_json:
        context.line(counts)
    else:
        echo(
            f"taken from archive {merged.archive[:SHORT_ID]}: {merged.records:,} records, "
            f"{merged.pages:,} pages, {merged.decisions:,} decisions"
        )
    if merged.disputes:
        say(f"decided in two ways, and for people to settle: {len(merged.disputes):,} sentence(s)")


@click.command(cls=Command)
@click.argument("page", metavar="ID", required=False)
@click.option(
    "--received",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write down that this file was received.",
)
@click.option("--open", "opening", metavar="LINE", help="Say which sealed event this line opens.")
@custody_options
@click.pass_obj
def custody(
    context: Context,
    page: str | None,
    received: Path | None,
    opening: str | None,
    custody: str | None,
    custody_sealed: str | None,
) -> None:
    """List what was handed over and received, where that was written down; or write down a receipt.

    \b
    Example:
      dragoman custody
      dragoman custody --received statement.pdf --custody "by hand, from her lawyer"
      dragoman custody --open "5f…c2 her lawyer"
    """
    by = custody if custody is not None else custody_sealed
    if custody_asked(custody, custody_sealed) != (received is not None):
        raise UsageError("--received FILE and --custody WHOM (or --custody-sealed) go together")
    with context.open() as archive:
        if received is not None:
            done = archive.receive(received, by=by or "", sealed=custody_sealed is not None)
            tell_written(context, done.id, done.opening)
            return
        if opening is not None:
            events = archive.opened_by(opening)
            context.failed = not events
            if not events:
                say("no sealed event is opened by this line")
        else:
            events = list(archive.custody(archive.page(page).id if page is not None else None))
        for event in events:
            if context.as_json:
                context.line(event)
            else:
                echo(event_text(event))
