"""What the desk says, in the language of whoever asks: messages, counts, numbers and dates.

`_` and `ngettext` take English and give the language of the request; names in `%(…)s` are filled
in, whole numbers as the language writes them. `N_` marks what is said elsewhere, and changes
nothing. The names are those that `pybabel` looks for.
"""

from __future__ import annotations

import functools
from contextvars import ContextVar
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from dragoman.desk.languages.wordbook import ENGLISH, Wordbook

if TYPE_CHECKING:
    from babel import Locale
    from markupsafe import Markup

# Set for each request. What works in a thread of its own speaks English.
_spoken: ContextVar[str] = ContextVar("language of the desk", default=ENGLISH)


def speak(code: str) -> None:
    _spoken.set(code)


def spoken() -> str:
    return _spoken.get()


def N_(message: str) -> str:  # noqa: N802 - so pybabel knows it
    return message


def _(message: str, /, **values: object) -> str:
    return Wordbook.of(spoken()).one(message) % _written(values)


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """The form that the number takes; it is filled in as `num`."""
    message = Wordbook.of(spoken()).of_many(one, many, number)
    return message % _written({"num": number, **values})


# -- in templates, where a message may hold HTML and what is filled in may not -----------------


def said(message: str, /, **values: object) -> Markup:
    from markupsafe import Markup

    if not values:
        return _unfilled(spoken(), message)
    return Markup(Wordbook.of(spoken()).one(message)) % _written(values)


@functools.lru_cache(4096)
def _unfilled(code: str, message: str) -> Markup:
    """A message in which nothing is filled in: the rows of a long article say the same ones."""
    from markupsafe import Markup

    return Markup(Wordbook.of(code).one(message)) % {}


def said_of_many(one: str, many: str, number: int, /, **values: object) -> Markup:
    from markupsafe import Markup

    message = Markup(Wordbook.of(spoken()).of_many(one, many, number))
    return message % _written({"num": number, **values})


def _written(values: dict[str, object]) -> dict[str, Any]:
    return {
        name: number(value) if isinstance(value, int) else value for name, value in values.items()
    }


# -- letters: of Azerbaijani, i is the small of İ, and ı of I ---------------------------------


def small(text: str) -> str:
    if spoken() == "az":
        text = text.replace("İ", "i").replace("I", "ı")
    return text.lower()


def begun_large(text: str) -> str:
    first = "İ" if spoken() == "az" and text.startswith("i") else text[:1].upper()
    return first + text[1:]


# -- numbers and dates ------------------------------------------------------------------------


@functools.cache
def _locale(code: str) -> Locale:
    """What babel knows of a language, which it would look for again with each number."""
    from babel import Locale

    return Locale.parse(code)


def number(count: int) -> str:
    from babel.numbers import format_decimal

    return format_decimal(count, locale=_locale(spoken()))


def day(time: str | None) -> str:
    """`27 Nov 2026`; what is no date stands as it is."""
    from babel.dates import format_date

    try:
        return format_date(
            date.fromisoformat((time or "")[:10]), "d MMM y", locale=_locale(spoken())
        )
    except ValueError:
        return time or _("unknown")


def moment(time: str | None) -> str:
    """`2026-11-22T03:00:00.123456Z` as a person reads it."""
    from babel.dates import format_datetime

    try:
        found = datetime.fromisoformat((time or "")[:19])
    except ValueError:
        return time or _("unknown")
    if len(time or "") <= 16:
        return time or ""
    return format_datetime(found, "d MMMM y, HH:mm 'UTC'", locale=_locale(spoken()))
