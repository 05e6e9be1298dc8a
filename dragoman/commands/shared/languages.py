"""How a language is named in an option: by its code, in whatever case of letters."""

from __future__ import annotations

import click

from dragoman.settings import language_code


def language_named(text: str) -> str:
    """The type of such an option: a code as `language_code` has it, anything else a wrong call."""
    try:
        return language_code(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
