"""Numbers in digits, with what stands about them: 4,5 млн, €300 тыс., 90-cı illər, -5 °C, 3/4."""

from __future__ import annotations

import re
from fractions import Fraction

from dragoman.translate.checks.quantities.clock import time_in_figures
from dragoman.translate.checks.quantities.measures import DEGREES, SYMBOLS, unit_of
from dragoman.translate.checks.quantities.numerals import numeral
from dragoman.translate.checks.quantities.quantity import Quantity, exactly, values_of
from dragoman.translate.checks.quantities.tokens import Token, Tokens
from dragoman.translate.checks.quantities.units import is_below, unit_after

# After a sign of money, as English papers have it.
_SHORT = {"k": 10**3, "m": 10**6, "mn": 10**6, "b": 10**9}
_DECADE = {
    "az": re.compile(r"-?(?:cı|ci|cu|cü)\s+illər"),
    "ru": re.compile(r"-?(?:е|х|м|ые|ых)\b(?:\s+год)?"),
    "en": re.compile(r"['’]?s\b"),
}
_ORDINAL = re.compile(r"-?(?:c[ıiuü]|[ıiuü]nc[ıiuü]|(?:st|nd|rd|th)\b|(?:й|я|е|го|му|ый|ая|ое)\b)")
_OR, _MORE = ("и", "или", "and", "or"), ("более", "больше", "more")
_MINUS = ("minus", "минус", "mənfi")


def figure(tokens: Tokens, token: Token) -> list[Quantity]:
    if token.kind == "fraction":
        return _fraction(tokens, token)
    if (time := time_in_figures(tokens, token)) is not None:
        return [time]
    before, minus = tokens.look(-1), _is_minus(tokens, token)
    tokens.at += 1
    if _is_decade(tokens, token):
        value = exactly(int(token.text) % 100)
        return [Quantity(token.text, value, token.start, tokens.passed(), unit="nineties")]
    values, stop, scale = _scaled(tokens, token)
    ordinal = _pass_ending(tokens, stop)
    unit = SYMBOLS.get(before.text) if before and before.kind == "mark" else None
    unit = unit or unit_after(tokens)
    if unit in DEGREES and (minus or is_below(tokens)):
        values = frozenset(-value for value in values)
    return [
        Quantity(
            tokens.text[token.start : stop], values, token.start, tokens.passed(), unit=unit,
            hard=not _is_glued(tokens, token), ordinal=ordinal, scale=scale,
        )
    ]  # fmt: skip


def _fraction(tokens: Tokens, token: Token) -> list[Quantity]:
    """3/4 of something; 3/2 is a score."""
    tokens.at += 1
    one, other = map(int, token.text.split("/"))
    place = (token.start, token.stop)
    if one < other:
        return [Quantity(token.text, exactly(Fraction(one, other)), *place, unit="share")]
    return [Quantity(token.text, exactly(value), *place) for value in (one, other)]


def _is_glued(tokens: Tokens, token: Token) -> bool:
    """Whether it is a part of a name: CO2, COVID-19, F-16."""
    before = tokens.text[max(0, token.start - 2) : token.start]
    return re.search(r"[^\W\d_][-–]?$", before) is not None


def _is_minus(tokens: Tokens, token: Token) -> bool:
    before = tokens.look(-1)
    if before is None or before.text not in "-−–":
        return tokens.word(-1) in _MINUS
    alone = before.start == 0 or tokens.text[before.start - 1].isspace()
    return alone and before.stop == token.start


def _is_decade(tokens: Tokens, token: Token) -> bool:
    if not re.fullmatch(r"\d0|\d{3}0", token.text):
        return False
    pattern = _DECADE.get(tokens.code)
    rest = tokens.text[token.stop : token.stop + 16].lower()
    if pattern is None or pattern.match(rest) is None:
        return False
    while (after := tokens.look()) and after.start < token.stop + 3 and after.kind != "number":
        tokens.at += 1
    return True


def _scaled(tokens: Tokens, token: Token) -> tuple[frozenset[Fraction], int, int]:
    """With the word for thousands or millions that follows, and what is added to those; where all
    that stops, and the size of that word (1 where there is none)."""
    values = values_of(token)
    size, stop = _scale(tokens)
    if size is None:
        return values, token.stop, 1
    values = frozenset(value * size for value in values)
    more = tokens.look()
    if more is None or more.kind not in ("number", "grouped"):
        return values, stop, size
    added = values_of(more)
    if tokens.text[stop : more.start].strip(" .") or max(added) >= size:
        return values, stop, size
    begin, tokens.at = tokens.at, tokens.at + 1
    inner, inner_stop = _scale(tokens)
    if inner is not None and inner >= size:  # 340 milyondan 500 milyona
        tokens.at = begin
        return values, stop, size
    sums = frozenset(one + other * (inner or 1) for one in values for other in added)
    return sums, inner_stop if inner is not None else more.stop, size


def _scale(tokens: Tokens) -> tuple[int | None, int]:
    """The thousand or million that is next, which is then passed with its dot, and its end."""
    ahead = 2 if tokens.word() in _OR and tokens.word(1) in _MORE else 0  # 50 и более миллионов
    token = tokens.look(ahead)
    if token is None or token.kind != "word":
        return None, 0
    found = numeral(token.lower, tokens.code)
    if tokens.code == "en" and token.lower in _SHORT:
        before = tokens.look(-2)
        paid = token.lower == "k" or (before is not None and before.kind == "mark")
        found = Fraction(_SHORT[token.lower]) if paid else None
    if found is None or found < 1000 or found.denominator != 1:
        return None, 0
    tokens.at += ahead + 1
    dot = tokens.look()
    if dot is not None and dot.text == "." and dot.start == token.stop and tokens.look(1):
        tokens.at += 1
        return int(found), dot.stop
    return int(found), token.stop


def _pass_ending(tokens: Tokens, stop: int) -> bool:
    """Past `-cı` and `th`; whether there was one."""
    is_ordinal = _ORDINAL.match(tokens.text[stop : stop + 6]) is not None
    after = tokens.look()
    if after is None or after.start != stop:
        return is_ordinal
    if after.text == "-":
        ending = tokens.look(1)
        if ending is not None and ending.kind == "word":
            glued = ending.start == after.stop and unit_of(ending.lower, tokens.code) is None
            tokens.at += 2 if glued else 1
    elif after.kind == "word" and is_ordinal:
        tokens.at += 1
    return is_ordinal
