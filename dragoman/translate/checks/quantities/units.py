"""What a number counts, by the words after it."""

from __future__ import annotations

from dragoman.translate.checks.quantities.measures import SYMBOLS, unit_of
from dragoman.translate.checks.quantities.tokens import Tokens

_NEAR = 3
_SCALES = {"c": "celsius", "с": "celsius", "f": "fahrenheit"}  # the second is Cyrillic
_BELOW = ("below", "ниже", "мороза", "şaxta", "aşağı")


def unit_after(tokens: Tokens) -> str | None:
    """The unit that is next, or after a mark; it is not passed."""
    for ahead in range(_NEAR):
        token = tokens.look(ahead)
        if token is None:
            return None
        if token.text in SYMBOLS:
            return SYMBOLS[token.text]
        if token.text in "°º":
            return _SCALES.get(tokens.word(ahead + 1)[:1], "degree")
        if token.kind == "word" and not (tokens.code == "en" and token.lower in ("a", "an")):
            return _named(tokens, ahead)
        if token.kind != "word" and token.text not in "-–.":
            return None
    return None


def _named(tokens: Tokens, ahead: int) -> str | None:
    word = tokens.word(ahead)
    if tokens.code == "en" and word == "per":
        return "percent" if tokens.word(ahead + 1) == "cent" else None
    if tokens.code == "ru" and word.startswith("коп"):
        return "коп"
    unit = unit_of(word, tokens.code)
    if unit is not None:
        tokens.counted = tokens.at + ahead
    return _degree(tokens, ahead) if unit == "degree" else unit


def _degree(tokens: Tokens, ahead: int) -> str:
    """Of Celsius or of Fahrenheit where the next two words say so."""
    for each in (tokens.word(ahead + 1), tokens.word(ahead + 2)):
        if each.startswith(("celsius", "цельси", "selsi")):
            return "celsius"
        if each.startswith(("fahrenheit", "фаренгейт", "farenheyt")) or each == "f":
            return "fahrenheit"
    return "degree"


def is_below(tokens: Tokens) -> bool:
    """Whether the words after a number of degrees say that they are below zero."""
    return any(tokens.word(ahead) in _BELOW for ahead in range(5))
