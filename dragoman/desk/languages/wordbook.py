"""`Wordbook`: the messages of the desk in one language, read from its catalogue as it stands."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from gettext import c2py
from pathlib import Path

from dragoman.errors import UsageError

FOLDER = Path(__file__).parent
ENGLISH = "en"
# As those who speak it call it; what no native speaker has read is said to be so.
LANGUAGES = {"en": "English", "az": "Azərbaycanca", "ru": "Русский"}
UNREAD = frozenset({"az", "ru"})
RULE_OF_ENGLISH = "n != 1"

Forms = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wordbook:
    """`messages` by what they are in English: the forms of each, one where nothing is counted.

    `rule` says which form a number takes, as gettext and a browser both read it; `in_scripts` are
    the messages that scripts say.
    """

    code: str
    messages: Mapping[str, Forms]
    rule: str
    form: Callable[[int], int]
    in_scripts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, code: str) -> Wordbook:
        return _read(code)

    def one(self, message: str) -> str:
        """The message in this language; as it is where the catalogue has none."""
        found = self.messages.get(message)
        return found[0] if found else message

    def of_many(self, one: str, many: str, number: int) -> str:
        found = self.messages.get(one)
        if found:
            return found[self.form(number)]
        return one if number == 1 else many


def known_language(code: str | None) -> None:
    """UsageError for a language that the desk does not speak; None is any."""
    if code is not None and code not in LANGUAGES:
        spoken = ", ".join(LANGUAGES)
        raise UsageError(f"the desk does not speak {code}; use one of {spoken}", subject=code)


@functools.cache
def _read(code: str) -> Wordbook:
    if code == ENGLISH:
        return Wordbook(code, {}, RULE_OF_ENGLISH, c2py(RULE_OF_ENGLISH))
    from babel.messages.pofile import read_po

    with (FOLDER / f"{code}.po").open("rb") as stream:
        catalogue = read_po(stream, locale=code)
    told = [each for each in catalogue if each.id and all(_forms(each.string)) and not each.fuzzy]
    messages = {_forms(each.id)[0]: _forms(each.string) for each in told}
    scripts = (each for each in told if any(file.endswith(".js") for file, _ in each.locations))
    rule = catalogue.plural_expr
    in_scripts = frozenset(_forms(each.id)[0] for each in scripts)
    return Wordbook(code, messages, rule, c2py(rule), in_scripts)


def _forms(told: str | Sequence[str] | None) -> Forms:
    return (told or "",) if isinstance(told, str | None) else tuple(told)
