"""`dragoman translate`: captured pages into another language."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dragoman.commands.shared.context import Command, Context, progress, say
from dragoman.commands.shared.languages import language_named
from dragoman.commands.shared.telling import tell_offer, tell_reading
from dragoman.commands.shared.workers import scheduler_options
from dragoman.errors import ExtractionError, UsageError
from dragoman.printing.outcomes import Summary, offer_json, outcome_json, outcome_text
from dragoman.printing.terminal import echo

if TYPE_CHECKING:
    from dragoman.steps.outcome import Outcome


@click.command(cls=Command)
@click.argument("ids", nargs=-1, metavar="[ID...]")
@click.option(
    "--to", type=language_named, metavar="LANG", help="Translate into this language. [default: en]"
)
@click.option(
    "--engine",
    default="auto",
    show_default=True,
    help="auto (the best of argos and firefox that is installed), argos, firefox, ct2 (another "
    "family's model), a demo model, or llm: a language model's server on this machine, at "
    "$DRAGOMAN_LLM; slow, and it invents.",
)
@click.option(
    "--witness",
    metavar="ENGINE",
    help="Another engine translates too, to be compared with: argos, firefox, ct2, llm, or auto (a "
    "second model, where one is installed and the work is small).",
)
@click.option("--pending", is_flag=True, help="All pages that have no translation yet.")
@click.option("--again", is_flag=True, help="Add a new translation beside the one that is there.")
@click.option(
    "--carry", is_flag=True, help="Take over what was decided on in other captures of the page."
)
@click.option(
    "--via",
    type=language_named,
    metavar="LANG",
    help="By way of a third language: two models in a row.",
)
@click.option(
    "--beam",
    type=click.IntRange(1, 16),
    help="Ways at once: 4 of an Argos model (2 is faster), 1 of a Firefox model.",
)
@click.option(
    "--workers", type=click.IntRange(1, 256), help="Translate in so many processes of this machine."
)
@scheduler_options("Read what is pending, and translate,")
@click.option(
    "--spoken",
    type=language_named,
    metavar="LANG",
    help="What is spoken in recordings, where a machine hears them; without, the model tells it.",
)
@click.pass_obj
def translate(
    context: Context,
    /,
    ids: tuple[str, ...],
    pending: bool,
    workers: int | None,
    scheduler: str | None,
    tls_ca: Path | None,
    tls_cert: Path | None,
    tls_key: Path | None,
    spoken: str | None,
    **asked: Any,
) -> None:
    """Translate captured pages; without an ID, all that are pending.

    With --scheduler what the pages hold leaves this process; see docs/many-machines.md first.

    \b
    Example:
      dragoman translate --pending
      dragoman translate 1f3a --to en --again --spoken az
      dragoman translate 1f3a --carry
      dragoman translate 1f3a --again --witness argos
      DRAGOMAN_LLM=http://127.0.0.1:8080 dragoman translate 1f3a --engine llm --again
    """
    if ids and pending:
        raise UsageError("--pending is for all pages; leave out the IDs, or leave out --pending")
    from dragoman.steps.translation.translators import warning

    if told := warning(asked["engine"], asked["witness"]):
        say(told)
    said: set[str] = set()
    tls = {"ca": tls_ca, "cert": tls_cert, "key": tls_key}
    with (
        context.open() as archive,
        archive.workers(workers, scheduler, tls) as helpers,
        progress(context, 0, "translating sentences") as step,
    ):
        tell_reading(archive, spoken)
        if helpers is not None:
            say(helpers.notice)
        before, began, summary = 0, time.monotonic(), Summary()
        try:
            for outcome in archive.translate(
                ids or None,
                workers=helpers,
                progress=step,
                tell=lambda message: _say_once(message, said),
                **asked,
            ):
                summary.add(outcome)
                _tell_pending(context, outcome, said)
                _print_translated(context, outcome)
                tell_offer(outcome)
                before += _is_unwitnessed(outcome)
        finally:
            if summary.pages > 1:  # also of what is kept, where it was interrupted
                say(summary.text(time.monotonic() - began))
        if asked["witness"] and before:
            say(_unwitnessed(before, asked["witness"]))


def _tell_pending(context: Context, outcome: Outcome, said: set[str]) -> None:
    """Why a page was not translated; that a model is missing is said once."""
    if outcome.pending is None or not outcome.page or not outcome.page.has_article_to_read:
        return
    context.failed = True
    of_page = isinstance(outcome.pending, ExtractionError)
    message = f"{outcome.url}: " * of_page + outcome.pending.message
    _say_once(message, said)


def _say_once(message: str, said: set[str]) -> None:
    if message not in said:
        said.add(message)
        say(message)


def _is_unwitnessed(outcome: Outcome) -> bool:
    """Whether a page has a machine's translation from before, made without a witness."""
    told = outcome.translation
    written = told is not None and told["engine"] is not None
    return written and not outcome.made and "witness" not in (told or {})


def _unwitnessed(pages: int, witness: str) -> str:
    said = "1 page was" if pages == 1 else f"{pages:,} pages were"
    return (
        f'{said} translated before, without a witness; "dragoman translate ID --again --witness '
        f'{witness}" makes a new translation with one'
    )


def _print_translated(context: Context, outcome: Outcome) -> None:
    if context.as_json:
        found = outcome_json(outcome, outcome.translation)
        context.line(found | offer_json(outcome))
    elif outcome.translation is not None:
        echo(outcome_text(outcome, outcome.translation))
