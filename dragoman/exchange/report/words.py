"""The report's own sentences in one language; what is filled in is text, never markup."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from dragoman.errors import UsageError

LANGUAGES = ("en", "az", "ru")
FOLDER = Path(__file__).with_name("sentences")


@dataclass(frozen=True)
class Words:
    """`code` is the language's, `reviewed` whether somebody has read them whose language it is."""

    code: str
    reviewed: bool
    sentences: Mapping[str, str]

    @classmethod
    def of(cls, code: str) -> Words:
        """UsageError for a language that there are none in."""
        if code not in LANGUAGES:
            raise UsageError(f"no report is written in {code}; use one of {', '.join(LANGUAGES)}")
        return _read(code)

    def __call__(self, key: str, /, **values: object) -> Markup:
        """A sentence; each value that came from elsewhere keeps its own direction."""
        filled = {name: _apart(value) for name, value in values.items()}
        return Markup(self.sentences[key]).format(**filled)

    def or_as_it_is(self, key: str, said: object) -> Markup:
        """The word for what a record says, or what it says where there is no word for it."""
        return self(key) if key in self.sentences else Markup("<bdi>{}</bdi>").format(said)

    def language(self, code: str) -> str:
        """What a language is called in this one; its code where that is not known."""
        from babel import Locale, UnknownLocaleError

        try:
            return str(Locale.parse(self.code).languages.get(code) or code)
        except (ValueError, UnknownLocaleError):
            return code


def _apart(value: Any) -> Markup:
    if isinstance(value, (Markup, int)):
        return escape(value)
    return Markup("<bdi>{}</bdi>").format(value)


@functools.cache
def _read(code: str) -> Words:
    text = (FOLDER / f"{code}.toml").read_text(encoding="utf-8")
    said = tomllib.loads(text)
    return Words(code, bool(said["read_by_a_native_speaker"]), said["sentences"])
