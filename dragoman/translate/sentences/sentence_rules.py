"""Where a sentence ends and where it does not: small named rules, asked in order.

Each looks at one place behind an end mark and answers `JOIN`, `BREAK`, or None when it has nothing
to say; the first answer counts. Where no rule answers, the library's word does (razdel for Cyrillic
languages, sentencex for others).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from dragoman.translate.sentences.abbreviations import Abbreviations
from dragoman.translate.text.script import azerbaijani_in_latin

JOIN, BREAK = "join", "break"

END_MARKS = ".!?…。"
CLOSING = "\"'»”’“)]}"
OPENING = "\"'«“„‘‹([{"
DASHES = "–—-―"

_FIRST_WORD = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)(\.?)")
# Letters with inner stops and hyphens, up to the last full stop: т.д. / b.e.ə. / г-н.
_LAST_WORD = re.compile(r"(?<![^\W_])((?:[^\W\d_]{1,12}[.-]-?){0,4}[^\W\d_]{1,12})\.$")
_ENUMERATION = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVXLCİ]{1,6}|[^\W\d_])[.)]")
_YEAR = re.compile(r"(?:1[6-9]|20)\d\d\)?\s*гг?\.$")
_TOWN_OR_YEAR = re.compile(r"(?:^|[\W\d_])гг?\.$")
_DAY = re.compile(r"\d{1,2}[-\s][^\W\d_]{3,5}\.$")
_DATE_PART = re.compile(r"(?<!\d)\d{1,2}\.$")
_ASIDE = re.compile(r"[^.!?…]\s*\([^()]{0,40}[!?…]+\)$")
_WORD_BEFORE = re.compile(r"(?<![^\W_])([^\W\d_]{4,})[\"'»”’“)\]]*\.$")
_INITIAL = re.compile(r"[^\W\d_]\.\s?[^\W\d_]")
# — …, — заявил он. / «…!» — dedi Aydın.
_SAID = re.compile(r"[,…»”]\s*[—–-]\s+[^.!?…—–]{2,60}\.\Z")
_ASKED = re.compile(r"[!?]\s*[—–-]\s+[^.!?…—–«»]{2,60}\.\Z")
_SPACED_PAIR = re.compile(r"(?<![^\W_])([^\W\d_]{1,2})\.\s([^\W\d_]{1,3})\.$")


@dataclass(frozen=True)
class Place:
    """A place where a sentence may end.

    `left` and `right` are some dozens of characters on both sides without the white space between;
    `sentence` is the sentence so far, as far as it is short.
    """

    left: str
    right: str
    sentence: str
    code: str
    known: Abbreviations

    @cached_property
    def after(self) -> str:
        """What follows, without opening quotation marks, brackets and dashes."""
        return self.right.lstrip(OPENING + DASHES + " \t\xa0")

    @cached_property
    def before(self) -> str:
        """What stands before, up to its end mark: closing quotation marks and brackets off."""
        return self.left.rstrip(CLOSING)

    @cached_property
    def word(self) -> str:
        """The word that the full stop belongs to, small; empty where it is no word."""
        match = _LAST_WORD.search(self.left[-30:])
        return self.small(match[1]) if match else ""

    @cached_property
    def starts(self) -> bool:
        """Whether the next word, by its capital and because it is no name, begins a sentence."""
        match = _FIRST_WORD.match(self.after)
        if match is None or (match[2] and len(match[1]) == 1):
            return False
        return match[1][0].isupper() and self.small(match[1]) in self.known.starters

    def small(self, word: str) -> str:
        if self.code == "az":
            word = azerbaijani_in_latin(word).replace("I", "ı").replace("İ", "i")
        return word.lower()


Rule = Callable[[Place], str | None]


def nothing_follows(place: Place) -> str | None:
    return None if any(map(str.isalnum, place.right)) else JOIN


def no_end_mark(place: Place) -> str | None:
    """A bracket or a quotation mark that closes in the middle: «Bakı ş.» is one, `(Bakı)` not."""
    return None if place.before[-1:] and place.before[-1] in END_MARKS else JOIN


def small_letter_follows(place: Place) -> str | None:
    """«Azad edin!» — dedi; 24 ноября 2025 г. шестеро; и т.д. и т.п."""
    return JOIN if place.after[:1].islower() else None


def said_after_a_quotation(place: Place) -> str | None:
    """«Я вернусь!» — Садыгова сказала это дважды."""
    quoted = place.left[-1:] in set("\"'»”’“")
    return JOIN if quoted and place.right[:1] in {*DASHES, ","} else None


def speech_goes_on(place: Place) -> str | None:
    """«Меня били, — заявил он. — Я назову имена»: one speech, with who speaks within it.

    Behind a question or an exclamation another may speak, unless the quotation is still open.
    """
    if place.right[:1] not in set(DASHES):
        return None
    opened = place.sentence or place.left
    inside = opened.count("«") > opened.count("»") or opened.count("“") > opened.count("”")
    if _SAID.search(place.left) or (inside and _ASKED.search(place.left)):
        return JOIN
    return None


def aside_in_brackets(place: Place) -> str | None:
    """A doubt in brackets (sic!) does not end the sentence around it."""
    return JOIN if _ASIDE.search(place.left) else None


def enumerator(place: Place) -> str | None:
    """The number or letter at the head of an item: 1. Məmmədov, a) …, II. Hissə."""
    return JOIN if _ENUMERATION.fullmatch(place.sentence) else None


def no_full_stop(place: Place) -> str | None:
    """A question, an exclamation or an ellipsis with a capital or a figure behind it."""
    if place.before[-1] == "." and not place.before.endswith(".."):
        return None
    return BREAK if place.after[:1].isupper() or place.after[:1].isdigit() else None


def initial(place: Place) -> str | None:
    """Ə. Ş. Məmmədov, З. Садыгова, Дж. Алиев, U.S. Congress."""
    word = place.word.rpartition(".")[2]
    single = len(word) == 1 and place.left[-2:-1].isupper()
    if not (single or (word in place.known.initials and place.left[-len(word) - 1].isupper())):
        return None
    return BREAK if place.starts else JOIN


def town_or_year(place: Place) -> str | None:
    """№ 2 г. Баку is a town; 2025 г. may end a sentence, and does before a word that begins one."""
    if place.code != "ru" or not _TOWN_OR_YEAR.search(place.left[-5:]):
        return None
    return BREAK if place.starts and _YEAR.search(place.left[-12:]) else JOIN


def spaced_pair(place: Place) -> str | None:
    """и т. д., н. э., с. г., b. e. ə. with spaces in them."""
    match = _SPACED_PAIR.search(place.left[-12:])
    if match is None:
        return None
    pair = f"{match[1]}.{match[2]}".lower()
    if pair in place.known.after:
        return BREAK if place.after[:1].isupper() else JOIN
    return JOIN if pair in place.known.before else None


def belongs_to_what_follows(place: Place) -> str | None:
    """ст. 317.2 УК, prof. R. Quliyev, Dr. Sarah."""
    if not _goes_before(place) or place.left[-1] != ".":
        return None
    if place.word in place.known.after and place.after[:1].isupper():
        return JOIN if _next_is_short(place) else BREAK
    return BREAK if place.starts else JOIN


def _next_is_short(place: Place) -> bool:
    match = _FIRST_WORD.match(place.after)
    return match is not None and bool(match[2]) and place.small(match[1]) in place.known.before


def _goes_before(place: Place) -> bool:
    """Of ген.-лейт. a part tells, of полк. И. Рзаев the initial."""
    known = place.known.before
    if place.word in place.known.ranks:
        return _INITIAL.match(place.after) is not None
    parts = [each.rstrip(".") for each in place.word.split("-")]
    return place.word in known or (len(parts) > 1 and any(each in known for each in parts))


def belongs_to_what_went_before(place: Place) -> str | None:
    """və s., и т.д., 5 млн.: a capital begins a sentence, a figure does not."""
    if place.word not in place.known.after or place.left[-1] != ".":
        return None
    return BREAK if place.after[:1].isupper() else JOIN


def month(place: Place) -> str | None:
    """15 янв. 2025, 15 янв. Садыгова."""
    if place.word not in place.known.months:
        return None
    if place.after[:1].isdigit():
        return JOIN
    return JOIN if _DAY.search(place.left[-12:]) and not place.starts else None


def date_goes_on(place: Place) -> str | None:
    """24. 11. 2025; № 5. 3 остаётся двумя частями одного номера."""
    return JOIN if place.after[:1].isdigit() and _DATE_PART.search(place.left[-5:]) else None


def ordinary_word(place: Place) -> str | None:
    """A word too long for an abbreviation: what comes with a capital or a figure is new."""
    match = _WORD_BEFORE.search(place.before[-30:])
    if match is None or not (place.after[:1].isupper() or place.after[:1].isdigit()):
        return None
    return BREAK if match[1].islower() else None


RULES: tuple[Rule, ...] = (
    nothing_follows,
    no_end_mark,
    small_letter_follows,
    said_after_a_quotation,
    speech_goes_on,
    aside_in_brackets,
    enumerator,
    no_full_stop,
    initial,
    town_or_year,
    spaced_pair,
    month,
    belongs_to_what_follows,
    belongs_to_what_went_before,
    date_goes_on,
    ordinary_word,
)


def verdict(place: Place) -> str | None:
    """What the first rule that answers says; None where none does."""
    for rule in RULES:
        answer = rule(place)
        if answer is not None:
            return answer
    return None
