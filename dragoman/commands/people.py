"""What people do: the `desk`, `import-review`, `correct`, `link`, `conflicts`, and `names`."""

from __future__ import annotations

from pathlib import Path

import click

from dragoman.commands.shared.context import Command, Context, Group, say
from dragoman.commands.shared.languages import language_named
from dragoman.commands.shared.picturing import check_when
from dragoman.errors import UsageError
from dragoman.printing.terminal import echo


@click.command(cls=Command)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port; any free one.")
@click.option(
    "--to", type=language_named, metavar="LANG", help="The language to review. [default: en]"
)
@click.option("--allow-private", is_flag=True, help="Capture from private addresses as well.")
@click.option("--lang", metavar="LANG", help="The desk's own language: en, az or ru.")
@click.pass_obj
def desk(
    context: Context, port: int, to: str | None, allow_private: bool, lang: str | None
) -> None:
    """Open the desk: bring pages in, read both sides, decide, hand over; on this machine only.

    \b
    Example:
      dragoman desk --port 8080
      dragoman desk --lang ru   # the desk's own words in Russian
      dragoman review --port 8080   # the same, as version 0.1 called it
    """
    from dragoman.steps.desk.reviewing import check_port

    check_port(port)
    check_when()
    with context.open(create=True) as archive:
        server = archive.review(port=port, to=to, allow_private=allow_private, language=lang)
        echo(server.url)
        say("Ctrl-C ends it; every decision is saved when it is made")
        server.run()


@click.command(cls=Command)
@click.argument("page_id", metavar="ID")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--reviewer", help="Who corrected it; a pseudonym is made up where it is not said.")
@click.option("--machine", is_flag=True, help="Print what the machine read or heard.")
@click.pass_obj
def correct(
    context: Context, page_id: str, file: Path | None, reviewer: str | None, machine: bool
) -> None:
    """Correct a text that a machine read in a picture or heard; without FILE, print it.

    FILE is the whole text, a paragraph a line. It is an edition of its own beside the machine's.

    \b
    Example:
      dragoman correct 1f3a > text.txt
      dragoman correct 1f3a text.txt --reviewer "Quiet Heron"
      dragoman correct 1f3a --machine
    """
    from dragoman.archive import pseudonym
    from dragoman.steps.scans.edition import edition_of, machine_text, read_edition

    if file is not None and machine:
        raise UsageError("--machine prints what the machine read or heard; leave FILE off")
    if file is None and reviewer is not None:
        raise UsageError("--reviewer says who corrected it; FILE, the corrected text, is missing")
    with context.open() as archive:
        page = archive.page(page_id)
        if file is None:
            made = machine_text(page)
            if made is None:
                raise UsageError("no machine read or heard a text of this page", subject=page.id)
            text = made if machine else page.text or ""
            if context.as_json:
                context.line({"id": page.id, "text": text, "edition": edition_of(page)})
            else:
                echo(text)
            return
        name = reviewer or pseudonym()
        page = archive.correct(page, read_edition(file), reviewer=name)
        if not reviewer:
            say(f"it is recorded as corrected by {name}; --reviewer names somebody else")
        if context.as_json:
            context.line({"id": page.id, "text": page.text, "edition": edition_of(page)})
        else:
            echo(page.origin().says() or "")


@click.command(cls=Command, name="import-review")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--reviewer", help="Who worked on it; a pseudonym is made up where it is not said.")
@click.pass_obj
def import_review(context: Context, file: Path, reviewer: str | None) -> None:
    """Take in what was changed in an XLIFF, CSV, XLSX or bilingual DOCX that went out.

    \b
    Example:
      dragoman import-review review.xlf --reviewer "Quiet Heron"
    Changed text becomes `edited`, unless the column "decision" of a table says approve or reject;
    conflicts are listed and never applied.
    """
    from dragoman.archive import pseudonym

    name = reviewer or pseudonym()
    with context.open() as archive:
        matched = archive.import_review(file, reviewer=name)
    if matched.proposals and not reviewer:
        say(f"what was changed is recorded as by {name}; --reviewer names somebody else")
    for conflict in matched.conflicts:
        context.failed = True
        say(f"{(conflict.page or '')[:8]} sentence {conflict.n}: {conflict.reason}".lstrip())
    states = [each.state for each in matched.proposals]
    counts = {
        **{each: states.count(each) for each in ("edited", "approved", "rejected")},
        "unchanged": matched.unchanged,
        "conflicts": len(matched.conflicts),
    }
    if context.as_json:
        context.line(counts)
    else:
        echo(", ".join(f"{count} {name}" for name, count in counts.items()))


@click.command(cls=Command)
@click.argument("translation", metavar="TRANSLATION")
@click.argument("original", metavar="ORIGINAL")
@click.option("--undo", is_flag=True, help="Take back that it was said.")
@click.pass_obj
def link(context: Context, translation: str, original: str, undo: bool) -> None:
    """Say that a captured page is a published translation of another.

    \b
    Example:
      dragoman link 7c02 1f3a
      dragoman link 7c02 1f3a --undo
    """
    with context.open() as archive:
        archive.link(archive.page(translation), archive.page(original), undo=undo)
    said = "is no longer said to be" if undo else "is"
    say(f"{translation} {said} a translation of {original}")


@click.command(cls=Command)
@click.option(
    "--to",
    type=language_named,
    metavar="LANG",
    help="Translations into this language. [default: en]",
)
@click.pass_obj
def conflicts(context: Context, to: str | None) -> None:
    """List the sentences, headlines, names and terms that are translated in two ways, and where.

    \b
    Example:
      dragoman conflicts
      dragoman --json conflicts --to en
    """
    from dragoman.printing.conflicts import print_conflicts

    with context.open() as archive:
        if context.as_json:
            for each in archive.conflicts(to):
                context.line(each.to_json())
        elif not print_conflicts(archive.conflicts(to)):
            say(f"nothing is translated into {to or archive.settings.target} in two ways")


@click.group(cls=Group)
def names() -> None:
    """Names and terms: `names.csv` in the archive says how they are written, and who says so.

    \b
    Example:
      dragoman names suggest
    """


@names.command(name="suggest")
@click.option("--least", type=click.IntRange(1), default=2, show_default=True, help="How often.")
@click.pass_obj
def names_suggest(context: Context, least: int) -> None:
    """List the names in the archive that `names.csv` does not have, the commonest first.

    \b
    Example:
      dragoman names suggest
      dragoman --json names suggest --least 1
    """
    from dragoman.printing.suggestions import print_suggestions

    with context.open() as archive:
        found = [each for each in archive.suggest_names() if each.count >= least]
    if context.as_json:
        for each in found:
            context.line(each.to_json())
    else:
        print_suggestions(found)
