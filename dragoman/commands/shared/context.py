"""What every command is handed, and how it speaks to the person and to other programs."""

from __future__ import annotations

import errno
import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dragoman.errors import ArchiveMissing, DragomanError
from dragoman.printing.terminal import echo, plain
from dragoman.program import as_called

if TYPE_CHECKING:
    from dragoman.archive import Archive

DEFAULT_ARCHIVE = "archive"


class Context:
    """What every command is handed: the archive's folder, and how results are printed.

    `notices` is where whatever is worked on puts what a person should know; the command's end tells
    what was not told before, however it ends.
    """

    def __init__(self) -> None:
        self.given: Path | None = None
        self.typed = False
        self.as_json = False
        self.failed = False
        self.notices: list[str] = []

    @property
    def folder(self) -> Path:
        return self.given or Path(DEFAULT_ARCHIVE)

    def open(self, *, create: bool = False, catch_up: bool = True) -> Archive:
        """The archive that was named; one is made only for a command that brings pages in."""
        from dragoman.archive import Archive

        archive = Archive(self.folder, create=create, catch_up=catch_up, notices=self.notices)
        self.tell()
        return archive

    def line(self, content: Mapping[str, Any]) -> None:
        """One JSON object on a line of its own; its messages name commands as they are called."""
        told = self._called(content)
        if isinstance(told.get("error"), dict):
            told["error"] = self._called(told["error"])
        echo(json.dumps(told, ensure_ascii=False))

    def _called(self, content: Mapping[str, Any]) -> dict[str, Any]:
        told = {key: content.get(key) for key in ("message", "reason")}
        said = {
            key: as_called(each, self.given) for key, each in told.items() if isinstance(each, str)
        }
        return {**content, **said}

    def tell(self) -> None:
        """Say the notices that came since the last time."""
        told: set[str] = set()
        while self.notices:  # one by one: other threads go on adding to it
            notice = self.notices.pop(0)
            if notice not in told:
                told.add(notice)
                say(notice)

    def fail(self, subject: str, error: DragomanError) -> None:
        """Say what was not done; the exit status will be 1."""
        self.failed = True
        say(f"{subject}: {error.message}" if subject not in error.message else error.message)


def say(message: str) -> None:
    """A message to the person, on stderr, on one line; commands in it work as they stand."""
    running = click.get_current_context(silent=True)
    context = running.find_object(Context) if running else None
    echo(plain(as_called(message, context.given if context else None)), err=True)


def progress(context: Context, total: int, what: str) -> Any:
    """A bar on a terminal, for people; its step is handed what is done and all there is."""
    from dragoman.printing import terminal

    return terminal.progress(what, total, quiet=context.as_json)


def passphrase() -> str:
    """What a key is locked with, asked for at the terminal."""
    answer: str = click.prompt("Passphrase", hide_input=True, err=True)
    return answer


# -- what is taken by every command ----------------------------------------------------------


def _name_archive(running: click.Context, option: click.Parameter, folder: Path | None) -> None:
    if folder is not None:
        context = running.ensure_object(Context)
        context.given = folder.expanduser()  # a shell leaves --archive=~/x as it is
        source = running.get_parameter_source(option.name or "")
        context.typed = source is click.core.ParameterSource.COMMANDLINE


def _want_json(running: click.Context, _: click.Parameter, wanted: bool) -> None:
    context = running.ensure_object(Context)
    context.as_json = context.as_json or wanted


def _shared(*, envvar: str | None) -> list[click.Parameter]:
    """`--archive` and `--json`, which may stand before a command or after it."""
    return [
        click.Option(
            ["--archive", "folder"],
            type=click.Path(file_okay=False, path_type=Path),
            envvar=envvar,
            expose_value=False,
            callback=_name_archive,
            help="The archive's folder. [default: $DRAGOMAN_ARCHIVE, else ./archive]",
        ),
        click.Option(
            ["--json", "as_json"],
            is_flag=True,
            expose_value=False,
            callback=_want_json,
            help="Print one JSON object a line.",
        ),
    ]


# The environment is asked once, before the command: after it, only what was typed counts.
BEFORE, AFTER = _shared(envvar="DRAGOMAN_ARCHIVE"), _shared(envvar=None)


class _TakesShared(click.Command):
    """Takes `--archive` and `--json` beside its own options."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        params, own = super().get_params(ctx), len(self.params)
        return [*params[:own], *(AFTER if ctx.parent else BEFORE), *params[own:]]


class Command(_TakesShared):
    """A command whose errors become one sentence and their own exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        context = ctx.ensure_object(Context)
        try:
            try:
                result = super().invoke(ctx)
            finally:
                context.tell()
        except DragomanError as error:
            say(_sentence(error, context.folder))
            ctx.exit(error.exit_code)
        except sqlite3.DatabaseError as error:  # a page of it that is damaged, found by a question
            say(f'index.db cannot be read ({error}); "dragoman reindex" builds it anew')
            ctx.exit(1)
        except KeyboardInterrupt:
            say("interrupted; what was reported before is kept, and nothing else was begun")
            ctx.exit(1)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # whoever read it wanted no more, and needs no telling
            where = f" ({error.filename})" if error.filename else ""
            say(f"not done: {error.strerror or error}{where}")
            ctx.exit(1)
        if context.failed:
            ctx.exit(1)
        return result


def _sentence(error: DragomanError, own: Path) -> str:
    """`own` is the archive that was named; that another is not there is said as it stands."""
    if isinstance(error, ArchiveMissing) and Path(error.subject or "") == own:
        return (
            f'{error.message}; name another with --archive DIR, or "dragoman capture URL" '
            "begins one there"
        )
    return error.message


class Group(_TakesShared, click.Group):
    command_class = Command
    group_class = type
