"""The options that keep a list of pages to some of them, as `Archive.pages` takes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from dragoman.archiver.verdict.verdict import KINDS

F = TypeVar("F", bound=Callable[..., Any])

STATES = ("machine", "refused", "edited", "approved", "rejected", "original")
PAGE_STATES = (*STATES, "untranslated")
OPTIONS = (
    click.option("--failed", is_flag=True, help="Only what was not had, or came with an error."),
    click.option("--site", metavar="HOST", help="Only pages of this host and the hosts below it."),
    click.option("--tag", metavar="TAG", help="Only pages with this tag."),
    click.option("--lang", "language", metavar="LANG", help="Only pages in this language."),
    click.option("--verdict", type=click.Choice(KINDS), help="Only pages of this kind."),
    click.option(
        "--state", type=click.Choice(PAGE_STATES), help="Only pages whose translation is so far."
    ),
    click.option("--flagged", is_flag=True, help="Only pages with a flag that nobody dealt with."),
    click.option("--since", metavar="DATE", help="Only pages captured on this day or later."),
    click.option("--until", metavar="DATE", help="Only pages captured on this day or before."),
    click.option("--mistaken", is_flag=True, help="Only pages that were set aside as mistaken."),
)


def page_filters(command: F) -> F:
    """Give a command these options, in their order; they come as keywords of their names."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def asked_for(filters: Mapping[str, Any]) -> str:
    """The filters that were given, as they were, empty ones too; nothing where none was."""
    names = {"language": "lang"}
    return " ".join(
        f"--{names.get(name, name)}" + ("" if value is True else f" {value}")
        for name, value in filters.items()
        if value is not None and value is not False
    )
