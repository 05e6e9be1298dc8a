"""What every command is handed, and how it speaks to the person and to other programs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dragoman.errors import DragomanError

if TYPE_CHECKING:
    from dragoman.archive import Archive

DEFAULT_ARCHIVE = "archive"


class Context:
    """What every command is handed: the archive's folder, and how results are printed."""

    def __init__(self, folder: Path | None, as_json: bool) -> None:
        self.given = folder
        self.folder = folder or Path(DEFAULT_ARCHIVE)
        self.as_json = as_json
        self.failed = False

    def open(self, *, catch_up: bool = True) -> Archive:
        from dragoman.archive import Archive

        archive = Archive(self.folder, catch_up=catch_up)
        self.tell(archive.store.notices)
        return archive

    def line(self, content: Mapping[str, Any]) -> None:
        """One JSON object on a line of its own; escaped where a terminal would act on it."""
        click.echo(json.dumps(content, ensure_ascii=False))

    def tell(self, notices: list[str]) -> None:
        for notice in dict.fromkeys(notices):
            say(notice)
        notices.clear()

    def fail(self, subject: str, error: DragomanError) -> None:
        """Say what was not done; the exit status will be 1."""
        self.failed = True
        say(f"{subject}: {error.message}" if subject not in error.message else error.message)


def say(message: str) -> None:
    """A message to the person, on stderr, on one line."""
    from dragoman.printing import plain

    click.echo(plain(message), err=True)


class Command(click.Command):
    """A command whose errors become one sentence and their own exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
        except DragomanError as error:
            say(error.message)
            ctx.exit(error.exit_code)
        except sqlite3.DatabaseError as error:  # a page of it that is damaged, found by a question
            say(f'index.db cannot be read ({error}); "dragoman reindex" builds it anew')
            ctx.exit(1)
        except KeyboardInterrupt:
            say("interrupted; what was reported before is kept, and nothing else was begun")
            ctx.exit(1)
        if isinstance(ctx.obj, Context) and ctx.obj.failed:
            ctx.exit(1)
        return result


class Group(click.Group):
    command_class = Command
    group_class = type


def progress(context: Context, total: int, what: str) -> Any:
    """A bar on a terminal, for people; its step is handed what is done and all there is."""
    from dragoman import printing

    return printing.progress(what, total, quiet=context.as_json)
