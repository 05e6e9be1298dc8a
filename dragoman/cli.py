"""The command line: the program itself, and the list of its commands."""

from __future__ import annotations

import sys

import click

from dragoman.commands.annotate import annotate
from dragoman.commands.capture import capture
from dragoman.commands.demo import demo
from dragoman.commands.export import export
from dragoman.commands.look_up import compare, list_, search, show, stats
from dragoman.commands.models import models
from dragoman.commands.named import people
from dragoman.commands.others.corroborate import corroborate
from dragoman.commands.others.elsewhere import copy, custody, merge
from dragoman.commands.others.recover import recover
from dragoman.commands.people import conflicts, correct, desk, import_review, link, names
from dragoman.commands.picture import picture
from dragoman.commands.prove import evidence
from dragoman.commands.settings import settings
from dragoman.commands.shared.context import Group
from dragoman.commands.take_in import import_
from dragoman.commands.translate import translate
from dragoman.commands.upkeep import anchor, reindex, repair, verify
from dragoman.commands.watch import watch
from dragoman.commands.withheld import withheld
from dragoman.version import VERSION


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


for _command in (
    capture, import_, watch, translate, list_, stats, show, search, compare, annotate, desk,
    import_review, correct, link, conflicts, people, names, export, withheld, copy, merge,
    custody, recover, corroborate, verify, evidence, picture, anchor, repair, reindex, models,
    settings, demo,
):  # fmt: skip
    main.add_command(_command)
main.add_command(desk, "review")  # as version 0.1 called it
