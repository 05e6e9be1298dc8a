"""The command line: parse, call `Archive`, print. Messages go to stderr, results to stdout."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from dragoman.cli_context import Context, Group, passphrase, progress, say
from dragoman.cli_export import export
from dragoman.cli_models import models
from dragoman.cli_settings import settings
from dragoman.errors import DragomanError, ExtractionError, IndexUnusable, UsageError
from dragoman.terminal import echo, take_down_bar
from dragoman.url_list import read_url_list
from dragoman.version import VERSION

if TYPE_CHECKING:
    from dragoman.archive import Archive
    from dragoman.steps.outcome import Outcome

EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
# What is wrong with an outcome that a later command mends: the page itself is kept.
LATER = ("extraction", "index")
STATES = ("machine", "refused", "edited", "approved", "rejected", "original")


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="dragoman")
def main() -> None:
    """Preserve articles, say where they came from, and translate them on this machine.

    \b
    Example:
      dragoman --archive evidence capture https://example.org/az/a/1
      dragoman --archive evidence list
    """
    _write_utf8()


def _write_utf8() -> None:
    """Pipes on Windows are not UTF-8 by themselves, and what we print is in every script."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


@main.command()
@click.argument("urls", nargs=-1, metavar="URL...")
@click.option(
    "-f",
    "--file",
    "lists",
    type=click.File("rb"),
    multiple=True,
    help="Read URLs from a file, one a line; - is standard input.",
)
@click.option("--note", help="A note to keep with each capture.")
@click.option("--tag", "tags", multiple=True, help="A tag to keep with each capture.")
@click.option("--to", metavar="LANG", help="Translate into this language. [default: en]")
@click.option("--no-translate", is_flag=True, help="Capture only.")
@click.option("--no-requisites", is_flag=True, help="Only the page, nothing that it shows.")
@click.option("--browser", is_flag=True, help="Show it in an installed Chromium first.")
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
@click.option("--cookies", type=click.Path(path_type=Path), help="Cookies, Netscape format.")
@click.option("--header", "headers", multiple=True, metavar="'NAME: VALUE'", help="Send it too.")
@click.option("--user-agent", metavar="UA", help="Call yourself this.")
@click.option("--proxy", metavar="URL", help="socks5h://HOST:PORT or http://HOST:PORT.")
@click.option("--allow-private", is_flag=True, help="Fetch from private addresses as well.")
@click.option("--allow-bad-certificate", is_flag=True, help="Fetch where TLS proves nothing.")
@click.pass_obj
def capture(
    context: Context,
    urls: tuple[str, ...],
    lists: Sequence[BinaryIO],
    note: str | None,
    tags: tuple[str, ...],
    to: str | None,
    no_translate: bool,
    no_requisites: bool,
    browser: bool,
    documents: bool,
    concurrency: int,
    delay: float | None,
    record_only: bool,
    cookies: Path | None,
    headers: tuple[str, ...],
    user_agent: str | None,
    proxy: str | None,
    allow_private: bool,
    allow_bad_certificate: bool,
) -> None:
    """Fetch pages into the archive, and translate them where a model is installed.

    \b
    Example:
      dragoman capture https://example.org/az/a/1 --note "may be removed"
      dragoman capture -f urls.txt --concurrency 8 --no-translate
    The same command again goes on with a list that was interrupted.
    """
    if record_only and to:
        raise UsageError("--record-only translates nothing; leave it out, or leave out --to")
    wanted = list(dict.fromkeys([*filter(None, urls), *_listed(context, lists)]))
    if not wanted:
        raise UsageError('no URL was given; see "dragoman capture --help"')
    if cookies or headers:
        say("the cookies and headers that you hand over are recorded in the archive as sent")
    with context.open(create=True) as archive:
        options = archive.fetch_options(
            allow_private=allow_private,
            cookies=cookies,
            headers=_parse_headers(headers),
            user_agent=user_agent,
            requisites=not no_requisites,
            documents=documents,
            browser=browser,
            delay=delay,
            proxy=proxy,
            allow_bad_certificate=allow_bad_certificate,
        )
        with _cancelled_by_ctrl_c() as cancel, progress(context, len(wanted), "capturing") as step:
            outcomes = archive.capture_many(
                wanted,
                note=note,
                tags=tags,
                options=options,
                concurrency=concurrency,
                resume=bool(lists),
                read=not record_only,
                cancel=cancel,
                progress=step,
            )
            later = no_translate or record_only
            _translate_and_print(context, archive, outcomes, to, later, cancel)
        if cancel.is_set():
            context.failed = True
            again = "; the same command again goes on with the list" if lists else ""
            say(f"interrupted; what was reported is kept, and nothing else was begun{again}")


def _listed(context: Context, lists: Sequence[BinaryIO]) -> Iterator[str]:
    """The URLs of all lists; all are read before anything is begun."""
    for each in lists:
        if each.isatty():
            say("reading URLs, one a line, until Ctrl-D (on Windows Ctrl-Z and Enter)")
        name = "standard input" if each is sys.stdin.buffer else each.name
        found = read_url_list(each.read(), name)
        context.notices += found.notices
        yield from found.urls


@contextlib.contextmanager
def _cancelled_by_ctrl_c() -> Iterator[threading.Event]:
    """The first Ctrl-C asks for an end, the second ends at once."""
    cancel = threading.Event()

    def handler(_number: int, _frame: Any) -> None:
        if cancel.is_set():
            _give_up()
        cancel.set()
        say("finishing what is in flight; Ctrl-C again gives it up")

    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN or threading.current_thread() is not threading.main_thread():
        yield cancel
        return
    signal.signal(signal.SIGINT, handler)
    try:
        yield cancel
    finally:
        signal.signal(signal.SIGINT, before)


def _give_up() -> None:
    """End like a kill, which an archive withstands: what is in flight is not waited for."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        say("given up; what was reported before is kept, and so may be some of the rest")
        take_down_bar()
        sys.stdout.flush()
    finally:
        os._exit(1)


def _parse_headers(headers: Iterable[str]) -> dict[str, str]:
    parsed = {}
    for header in headers:
        name, colon, value = header.partition(":")
        if not colon or not name.strip() or any(char in header for char in "\r\n"):
            raise UsageError(f"--header {header!r} is not of the form 'Name: value'")
        parsed[name.strip()] = value.strip()
    return parsed


def _translate_and_print(
    context: Context,
    archive: Archive,
    outcomes: Iterable[Outcome],
    to: str | None,
    no_translate: bool,
    cancel: threading.Event | None = None,
) -> None:
    """Print a line for each page as soon as it is safe and, where it can be, translated.

    Fetching goes on in other threads meanwhile: it never waits for a translation.
    """
    from dragoman.steps.outcome import Outcome

    target = to or archive.settings.target
    waiting: list[Outcome] = []
    said: set[str] = set()

    def tell(outcome: Outcome, translated: Outcome | None) -> None:
        context.tell()
        _print_outcome(context, outcome, translated, None if no_translate else target)
        if translated is not None:
            _tell_offer(translated)
        if outcome.error is not None and (
            outcome.page is None or outcome.error.kind not in LATER or to
        ):
            context.fail(outcome.url, outcome.error)
        elif outcome.error is not None:
            say(f"{outcome.url}: {outcome.error.message}")
        pending = translated.pending if translated is not None else None
        if pending is not None:
            context.failed = context.failed or to is not None
            if pending.message not in said:
                said.add(pending.message)
                say(f"captured, not translated: {pending.message}")

    def captured() -> Iterator[str]:
        for outcome in outcomes:
            stopping = cancel is not None and cancel.is_set()
            trouble = archive.index.trouble
            if no_translate or stopping or outcome.page is None or not outcome.page.article:
                tell(outcome, None)
            elif trouble is not None:
                tell(outcome, Outcome(outcome.url, outcome.page, pending=trouble))
            else:
                waiting.append(outcome)
                yield outcome.page.id

    left = captured()
    ended = False
    while not ended:
        try:
            for translated in archive.translate(left, to=to, at_once=1):
                tell(waiting.pop(0), translated)
            ended = True
        except (IndexUnusable, sqlite3.DatabaseError) as error:
            if not waiting:
                raise
            pending = error if isinstance(error, IndexUnusable) else archive.index.broken(error)
            outcome = waiting.pop(0)  # it was captured, and capturing goes on
            tell(outcome, Outcome(outcome.url, outcome.page, pending=pending))


def _print_outcome(
    context: Context, outcome: Outcome, translated: Outcome | None, target: str | None
) -> None:
    from dragoman import printing

    summary = translated.translation if translated else None
    if summary is None and target and outcome.page is not None and outcome.page.article:
        summary = {"to": target, "engine": None, "model": None, "state": "pending"}
    if context.as_json:
        context.line(printing.outcome_json(outcome, summary) | printing.offer_json(translated))
    else:
        echo(printing.outcome_text(outcome, summary))


@main.command(name="import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@click.option("--note", help="A note to keep with each file.")
@click.option("--tag", "tags", multiple=True, help="A tag to keep with each file.")
@click.option("--to", metavar="LANG", help="Translate into this language. [default: en]")
@click.option("--no-translate", is_flag=True, help="Take in only.")
@click.pass_obj
def import_(
    context: Context,
    files: tuple[Path, ...],
    note: str | None,
    tags: tuple[str, ...],
    to: str | None,
    no_translate: bool,
) -> None:
    """Take in files made elsewhere: a saved page, a PDF, a text.

    \b
    Example:
      dragoman import statement.pdf page.html notes.txt
    """
    with context.open(create=True) as archive, progress(context, 0, "importing") as step:

        def taken_in() -> Iterator[Outcome]:
            for done, path in enumerate(files):
                step(done, len(files))
                try:
                    yield from archive.import_file(path, note=note, tags=tags)
                except DragomanError as error:
                    context.fail(str(path), error)

        _translate_and_print(context, archive, taken_in(), to, no_translate)


@main.command()
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
@click.pass_obj
def watch(
    context: Context,
    ids: tuple[str, ...],
    concurrency: int,
    delay: float | None,
    cookies: Path | None,
    headers: tuple[str, ...],
    user_agent: str | None,
    proxy: str | None,
    allow_private: bool,
    browser: bool | None,
) -> None:
    """Look at the originals again, and record what is seen; without an ID, at all of them.

    \b
    Example:
      dragoman watch
      dragoman --json watch 1f3a
    A page that changed or moved is captured as well.
    """
    from dragoman import printing
    from dragoman.steps.watch.observation import Tally

    with context.open() as archive:
        options = archive.fetch_options(
            allow_private=allow_private,
            cookies=cookies,
            headers=_parse_headers(headers),
            user_agent=user_agent,
            requisites=False,
            delay=delay,
            proxy=proxy,
        )
        tally = Tally()
        for seen in archive.watch(
            ids or None, options=options, concurrency=concurrency, browser=browser
        ):
            tally.add(seen)
            if context.as_json:
                context.line(seen.to_json())
            else:
                printing.print_observation(seen)
            if seen.error is not None:
                context.fail(seen.url or "", seen.error)
        context.tell()
        say(str(tally) if tally else "there is nothing to look at: no page was captured yet")


@main.command()
@click.argument("ids", nargs=-1, metavar="[ID...]")
@click.option("--to", metavar="LANG", help="Translate into this language. [default: en]")
@click.option(
    "--engine",
    default="auto",
    show_default=True,
    help="argos, firefox, auto (the best installed), or a demo model.",
)
@click.option("--pending", is_flag=True, help="All pages that have no translation yet.")
@click.option("--again", is_flag=True, help="Add a new translation beside the one that is there.")
@click.option(
    "--carry", is_flag=True, help="Take over what was decided on in other captures of the page."
)
@click.option("--via", metavar="LANG", help="By way of a third language: two models in a row.")
@click.option(
    "--beam", type=click.IntRange(1, 16), help="Of an Argos model: 2 is faster. [default: 4]"
)
@click.option(
    "--workers", type=click.IntRange(1, 256), help="Translate in so many processes of this machine."
)
@click.option(
    "--scheduler",
    metavar="ADDR",
    help="Translate on the workers of a Dask scheduler: tls://host:8786",
)
@click.option("--tls-ca", type=EXISTING_FILE, help="Who signed the scheduler's certificate.")
@click.option("--tls-cert", type=EXISTING_FILE, help="Your certificate, for the scheduler.")
@click.option("--tls-key", type=EXISTING_FILE, help="The key of --tls-cert.")
@click.pass_obj
def translate(
    context: Context,
    ids: tuple[str, ...],
    to: str | None,
    engine: str,
    pending: bool,
    again: bool,
    carry: bool,
    via: str | None,
    beam: int | None,
    workers: int | None,
    scheduler: str | None,
    tls_ca: Path | None,
    tls_cert: Path | None,
    tls_key: Path | None,
) -> None:
    """Translate captured pages; without an ID, all that are pending.

    With --scheduler the text of the pages leaves this process; see docs/many-machines.md first.

    \b
    Example:
      dragoman translate --pending
      dragoman translate 1f3a --to en --again
      dragoman translate 1f3a --carry
      dragoman translate --workers 4
    """
    from dragoman import printing

    if ids and pending:
        raise UsageError("--pending is for all pages; leave out the IDs, or leave out --pending")
    said: set[str] = set()
    tls = {"ca": tls_ca, "cert": tls_cert, "key": tls_key}
    with (
        context.open() as archive,
        archive.workers(workers, scheduler, tls) as helpers,
        progress(context, 0, "translating") as step,
    ):
        if helpers is not None:
            say(helpers.notice)
        outcomes = archive.translate(
            ids or None,
            to=to,
            engine=engine,
            again=again,
            carry=carry,
            via=via,
            beam=beam,
            workers=helpers,
            progress=step,
        )
        for outcome in outcomes:
            if outcome.pending is not None and outcome.page and outcome.page.has_article_to_read:
                context.failed = True
                # What is wrong with a page is said of it; that a model is missing is said once.
                of_page = isinstance(outcome.pending, ExtractionError)
                message = f"{outcome.url}: " * of_page + outcome.pending.message
                if message not in said:
                    said.add(message)
                    say(message)
            if context.as_json:
                found = printing.outcome_json(outcome, outcome.translation)
                context.line(found | printing.offer_json(outcome))
            elif outcome.translation is not None:
                echo(printing.outcome_text(outcome, outcome.translation))
            _tell_offer(outcome)


def _tell_offer(translated: Outcome) -> None:
    """What was taken over from other captures of a page, or may be."""
    from dragoman import printing

    if translated.carried:
        say(f"taken over from other captures of the page: {translated.carried} decision(s)")
    if offer := printing.offer_text(translated):
        say(offer)


@main.command(name="list")
@click.pass_obj
def list_(context: Context) -> None:
    """List the pages in the archive, oldest first.

    \b
    Example:
      dragoman list
      dragoman --json list
    """
    from dragoman import printing

    with context.open() as archive:
        if context.as_json:
            for row in archive.list_pages():
                context.line({key: row[key] for key in printing.LIST_KEYS})
        elif not printing.print_list(archive.list_pages()):
            say('the archive is empty; begin with "dragoman capture URL"')


@main.command()
@click.argument("identity", metavar="ID")
@click.option("--to", metavar="LANG", help="The language to stand beside it. [default: en]")
@click.pass_obj
def show(context: Context, identity: str, to: str | None) -> None:
    """Show a page: original and translation side by side, and where it came from.

    \b
    Example:
      dragoman show 1f3a
      dragoman --json show 1f3a
    """
    from dragoman import printing

    with context.open() as archive:
        page = archive.page(identity)
        target = to or archive.settings.target
        if context.as_json:
            context.line(printing.page_json(page, target))
            return
        printing.print_page(page, target)
        if page.article and not page.has_translation(target):
            say(f'not translated into {target} yet; "dragoman translate {page.id[:8]}" does it')


@main.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--lang", metavar="LANG", help="Only pages in this language.")
@click.option("--since", metavar="DATE", help="Only pages captured on this day or later.")
@click.option("--until", metavar="DATE", help="Only pages captured on this day or before.")
@click.option("--site", metavar="HOST", help="Only pages of this host and the hosts below it.")
@click.option("--state", type=click.Choice(STATES), help="Only sentences in this state.")
@click.option("--flag", metavar="CODE", help="Only sentences with this flag, such as number.")
@click.option("--exact", is_flag=True, help="As it is written, nothing folded.")
@click.option(
    "--limit", type=click.IntRange(1), default=200, show_default=True, help="At most so many."
)
@click.pass_obj
def search(
    context: Context,
    query: tuple[str, ...],
    lang: str | None,
    since: str | None,
    until: str | None,
    site: str | None,
    state: str | None,
    flag: str | None,
    exact: bool,
    limit: int,
) -> None:
    """Find sentences in the originals and the translations, in any spelling of a name.

    What is written as you write it comes first, then the same name in other spellings, then near
    names and longer words; in each the newest capture first. A phrase stands in quotes, and a star
    is for what goes on: mehkem*

    \b
    Example:
      dragoman search Mammadov --since 2026-01-01
      dragoman search '"aclıq aksiyası"' --lang az
    """
    from dragoman import printing

    with context.open() as archive:
        hits = archive.search(
            " ".join(query),
            language=lang,
            exact=exact,
            since=since,
            until=until,
            site=site,
            state=state,
            flag=flag,
            limit=limit + 1,
        )
        if context.as_json:
            for hit in hits[:limit]:
                context.line(hit.to_json())
        else:
            printing.print_hits(hits[:limit])
        if not hits:
            say("nothing was found")
        elif len(hits) > limit:
            say(f"these are the first {limit}; --limit shows more")


@main.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port; any free one.")
@click.option("--to", metavar="LANG", help="The language to review. [default: en]")
@click.pass_obj
def review(context: Context, port: int, to: str | None) -> None:
    """Open the page where people read both sides and decide; on this machine only.

    \b
    Example:
      dragoman review --port 8080
    """
    with context.open() as archive:
        server = archive.review(port=port, to=to)
        echo(server.url)
        say("Ctrl-C ends it; every decision is saved when it is made")
        server.run()


@main.command(name="import-review")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--reviewer", help="Who worked on it; a pseudonym is made up where it is not said.")
@click.pass_obj
def import_review(context: Context, file: Path, reviewer: str | None) -> None:
    """Take in what was changed in an XLIFF or CSV that went out.

    \b
    Example:
      dragoman import-review review.xlf --reviewer "Quiet Heron"
    Changed text becomes `edited`; conflicts are listed and never applied.
    """
    from dragoman.archive import pseudonym

    with context.open() as archive:
        if reviewer is None:
            reviewer = pseudonym()
            say(f"what was changed is recorded as by {reviewer}; --reviewer names somebody else")
        matched = archive.import_review(file, reviewer=reviewer)
    for conflict in matched.conflicts:
        context.failed = True
        say(f"{(conflict.page or '')[:8]} sentence {conflict.n}: {conflict.reason}".lstrip())
    counts = {
        "edited": len(matched.proposals),
        "unchanged": matched.unchanged,
        "conflicts": len(matched.conflicts),
    }
    if context.as_json:
        context.line(counts)
    else:
        echo(", ".join(f"{count} {name}" for name, count in counts.items()))


@main.command()
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
@click.pass_obj
def verify(context: Context, trusted: tuple[Path, ...], copies: tuple[Path, ...]) -> None:
    """Check every record against the ledger, its own digests, and the anchors.

    \b
    Example:
      dragoman verify
      dragoman verify --trust archivist.pub --anchor kept-by-a-friend.json
    Exit status 3 where something is not as it was written.
    """
    from dragoman import printing
    from dragoman.steps.upkeep import verify_folder

    with progress(context, 0, "verifying") as step:
        report = verify_folder(
            context.folder, step, trusted=trusted, elsewhere=copies, notices=context.notices
        )
    context.tell()
    for problem in report.problems:
        if context.as_json:
            context.line(problem.to_json())
        else:
            say(printing.problem_text(problem))
    for told in (*report.proofs, *report.notes):
        say(told)
    if context.as_json:
        context.line(report.to_json())
    else:
        echo(printing.report_text(report))
    if not report.ok:
        sys.exit(3)


@main.command()
@click.option("--key", type=click.Path(path_type=Path), help="Sign with this Ed25519 key.")
@click.option("--tsa", metavar="URL", help="Have it time-stamped by this authority (RFC 3161).")
@click.option(
    "--tsa-ca", type=click.Path(path_type=Path), help="The authority's root certificate (PEM)."
)
@click.pass_obj
def anchor(context: Context, key: Path | None, tsa: str | None, tsa_ca: Path | None) -> None:
    """Sign the ledger's last line, or have it time-stamped; keep a copy elsewhere.

    \b
    Example:
      dragoman anchor --key ~/.ssh/id_ed25519
      dragoman anchor --tsa https://tsa.example/tsr
    Without either, asks again for time stamps that could not be had.
    """
    from dragoman.steps.upkeep import anchor_folder

    made, waiting = anchor_folder(
        context.folder,
        key=key,
        passphrase=passphrase,
        tsa=tsa,
        ca_file=tsa_ca,
    )
    for path in made:
        if context.as_json:
            context.line({"anchor": str(path)})
        else:
            echo(f"made {path}; keep a copy of it elsewhere")
    for sentence in waiting:
        context.failed = True
        say(sentence)
    if not made and not waiting:
        raise UsageError("nothing was asked for; give --key or --tsa")


@main.command()
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


@main.command()
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


@main.command()
@click.argument("identity", metavar="ID")
@click.option("--to", metavar="LANG", help="Translations into this language. [default: en]")
@click.option("--changed", is_flag=True, help="Only sentences that the translations differ in.")
@click.pass_obj
def compare(context: Context, identity: str, to: str | None, changed: bool) -> None:
    """Show all translations of a page, sentence by sentence, beside each other.

    \b
    Example:
      dragoman compare 1f3a
      dragoman --json compare 1f3a --changed
    """
    from dragoman import printing

    with context.open() as archive:
        page = archive.page(identity)
        rows = printing.compared(page, to, changed=changed)
        if context.as_json:
            for row in rows:
                context.line(row)
        else:
            printing.print_compared(page, rows, to)
            found = page.published()
            texts = [(each, archive.page(each["record"]).text or "") for each in found]
            printing.print_published(texts)


@main.command()
@click.argument("translation", metavar="TRANSLATION")
@click.argument("original", metavar="ORIGINAL")
@click.pass_obj
def link(context: Context, translation: str, original: str) -> None:
    """Say that a captured page is a published translation of another.

    \b
    Example:
      dragoman link 7c02 1f3a
    """
    with context.open() as archive:
        archive.link(archive.page(translation), archive.page(original))
    say(f"{translation} is a translation of {original}")


@main.group()
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
    from dragoman import printing

    with context.open() as archive:
        found = [each for each in archive.suggest_names() if each.count >= least]
    if context.as_json:
        for each in found:
            context.line(each.to_json())
    else:
        printing.print_suggestions(found)


@main.command()
@click.pass_obj
def demo(context: Context) -> None:
    """The whole way, on a small site about invented people that is served from this machine.

    \b
    Example:
      dragoman demo
      dragoman --archive demo-archive demo
    """
    from dragoman.demo.walk import walk

    named = context.given if context.typed else None  # no invented page into an archive in use
    walk(named or Path("demo-archive"), as_json=context.as_json, notices=context.notices)


main.add_command(export)
main.add_command(models)
main.add_command(settings)
