"""What keeps an archive sound: `verify`, `anchor`, `repair`, `reindex`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from dragoman.commands.shared.context import Command, Context, passphrase, progress, say
from dragoman.errors import DamageFound, UsageError
from dragoman.printing.terminal import echo


@click.command(cls=Command)
@click.option(
    "--trust",
    "trusted",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A public key or a root certificate that you know from elsewhere.",
)
@click.option(
    "--anchor",
    "copies",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A copy of an anchor that was kept elsewhere.",
)
@click.option(
    "--header",
    "headers",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A block's header, for proofs of OpenTimestamps.",
)
@click.pass_obj
def verify(
    context: Context,
    trusted: tuple[Path, ...],
    copies: tuple[Path, ...],
    headers: tuple[Path, ...],
) -> None:
    """Check every record against the ledger, its own digests, and the anchors.

    \b
    Example:
      dragoman verify
      dragoman verify --trust archivist.pub --anchor kept-by-a-friend.json
    Exit status 3 where something is not as it was written.
    """
    from dragoman.printing.findings import problem_text, report_text
    from dragoman.steps.upkeep import verify_folder

    with progress(context, 0, "verifying") as step:
        report = verify_folder(
            context.folder,
            step,
            trusted=trusted,
            elsewhere=copies,
            headers=headers,
            notices=context.notices,
        )
    context.tell()
    for problem in report.problems:
        if context.as_json:
            context.line(problem.to_json())
        else:
            say(problem_text(problem))
    for told in (*report.proofs, *report.notes):
        say(told)
    if context.as_json:
        context.line(report.to_json())
    else:
        echo(report_text(report))
    if not report.ok:
        sys.exit(DamageFound.exit_code)


@click.command(cls=Command)
@click.option("--key", type=click.Path(path_type=Path), help="Sign with this Ed25519 key.")
@click.option(
    "--tsa",
    "tsas",
    metavar="URL",
    multiple=True,
    help="Have it time-stamped by this authority (RFC 3161); may be given again.",
)
@click.option(
    "--tsa-ca",
    "ca_files",
    type=click.Path(path_type=Path),
    multiple=True,
    help="The authority's root certificate (PEM); may be given again.",
)
@click.option(
    "--ots",
    "calendars",
    metavar="URL",
    multiple=True,
    help="Send its digest to this calendar of OpenTimestamps; may be given again.",
)
@click.option("--upgrade", is_flag=True, help="Ask calendars for the rest of what they promised.")
@click.pass_obj
def anchor(
    context: Context,
    key: Path | None,
    tsas: tuple[str, ...],
    ca_files: tuple[Path, ...],
    calendars: tuple[str, ...],
    upgrade: bool,
) -> None:
    """Sign the ledger's last line, or have it time-stamped; keep a copy elsewhere.

    \b
    Example:
      dragoman anchor --key ~/.ssh/id_ed25519
      dragoman anchor --tsa https://tsa.example/tsr --tsa https://stamps.example/
      dragoman anchor --ots https://calendar.example
      dragoman anchor --upgrade
    Without either, asks again for time stamps that could not be had.
    """
    from dragoman.steps.upkeep import anchor_folder

    made, waiting = anchor_folder(
        context.folder,
        key=key,
        passphrase=passphrase,
        tsas=tsas,
        ca_files=ca_files,
        calendars=calendars,
        upgrade=upgrade,
    )
    for path in made:
        if context.as_json:
            context.line({"anchor": str(path)})
        else:
            echo(f"made {path}; keep a copy of it elsewhere")
    if calendars and any(path.suffix == ".ots" for path in made) and not upgrade:
        say('a promise proves no time yet; "dragoman anchor --upgrade" asks for the rest later')
    for sentence in waiting:
        context.failed = True
        say(sentence)
    if upgrade and not made and not waiting:
        say("no calendar of OpenTimestamps owes anything")
    elif not made and not waiting:
        raise UsageError("nothing was asked for; give --key, --tsa or --ots")


@click.command(cls=Command)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.pass_obj
def repair(context: Context, dry_run: bool) -> None:
    """Make an archive whose ledger is missing or shortened one that can be appended to.

    \b
    Example:
      dragoman repair --dry-run
      dragoman repair
    Nothing is deleted; the chain says that a repair happened.
    """
    from dragoman.steps.upkeep import repair_folder

    findings = repair_folder(context.folder, dry_run=dry_run, notices=context.notices)
    for finding in findings:
        if context.as_json:
            context.line({"finding": finding, "done": not dry_run})
        else:
            echo(finding)
    if not findings:
        say('there is nothing that a repair can mend; what is damaged, "dragoman verify" says')
    elif not dry_run:
        say('done; what is still wrong, "dragoman verify" says')


@click.command(cls=Command)
@click.pass_obj
def reindex(context: Context) -> None:
    """Build index.db anew out of the records alone.

    \b
    Example:
      dragoman reindex
    """
    with context.open(catch_up=False) as archive, progress(context, 0, "indexing") as step:
        archive.reindex(step)
        context.failed = bool(context.notices)
