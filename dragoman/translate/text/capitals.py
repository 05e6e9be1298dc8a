"""A headline in capitals as a sentence: models have hardly met words in capitals.

Small letters are those of the language (Turkic I is ı, İ is i). What keeps its capitals: names that
are known, short forms, Roman numerals, protected spans.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dragoman.translate.text.protect import cut
from dragoman.translate.text.spelling import stems

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_ROMAN = re.compile(r"[IVXLC]{2,}")
_SHORT_FORMS = frozenset(
    """ABŞ AB BMT BƏƏ AŞPA ATƏT MDB DTX DİN MN QHT MTN MSK CM ATV İTV BDU NATO UEFA FIFA ANS YAP
    AXCP США ООН ЕС ЕСПЧ ОБСЕ ПАСЕ СНГ МВД МИД СГБ МНБ ФСБ УК РФ СССР СИЗО ИВС НАТО ОАЭ НПО АР ТВ
    USA EU UN UK OSCE PACE ECHR""".split()
)
# A surname of Azerbaijan in capitals, whoever it is; a headline has few other words that end so.
_SURNAME = re.compile(
    r"\w{3,}(?:yev|[bdfhklmnrstvz]ov|yeva|[bdfhklmnrstvz]ova|zadə)(?:n?[ıiuü]n?|[ny]?[aə]|d[aə]n?|l[aə])?"
)
_NO_SURNAME = re.compile(r"(?:alov|girov|buxov)\w*")
_POSSESSED = re.compile(r"s?[ıiuü](?:n(?:[ıiuü]n?|[aə]|d[aə]n?))?\Z")
_THEN_A_SURNAME = re.compile(
    r" (?![a-zа-яёəıöüçşğ])[^\W\d_]\w+(?:[eo]va?|zad[əe]|l[ıiuü]|oğlu|qızı|[её]ва?|ова?|ина?|заде)"
    r"\w{0,3}(?!\w)"
)
# What stands before a surname and is no name of anybody.
_TITLES = frozenset(
    """vəkil jurnalist prezident nazir hakim deputat general polkovnik mayor kapitan leytenant
    doktor həkim professor müəllim müstəntiq prokuror fəal bloger redaktor məhbus şair yazıçı zabit
    rəssam cənab xanım sədr direktor polis şahid adam qadın kişi qardaş qardaşı bacı bacısı ana
    anası ata atası həmin bu adı oğlu qızı
    адвокат журналист президент министр судья депутат генерал полковник майор капитан лейтенант
    доктор врач профессор следователь прокурор активист блогер редактор поэт писатель художник
    господин госпожа председатель директор свидетель брат сестра мать отец сам сама сын дочь по в у
    о к с от за""".split()
)
# Where a sentence begins: at the head, behind an end mark, and in quotation marks behind a colon.
_BEGINS = re.compile(r"(?:\A|[.!?…]\s|:\s*(?=[«“\"„])|\A[^\w]*)[^\w]*\Z")


def is_in_capitals(text: str) -> bool:
    """Whether all words of a text are in capitals, and more than short forms among them."""
    plain = "".join(span.text for span in cut(text) if not span.kept)
    words = [word for word in _WORD.findall(plain) if word not in _SHORT_FORMS]
    if any(char.islower() for char in plain):
        return False
    return len(_WORD.findall(plain)) > 1 and any(len(word) > 3 for word in words)


class Known:
    """The words that have a capital wherever they stand, with what is left without endings."""

    def __init__(self, texts: Iterable[str], names: Iterable[str]) -> None:
        """From sentences in ordinary letters, and from names as somebody lists them."""
        self._names: set[str] = set()
        self.short: set[str] = set(_SHORT_FORMS)
        held = [text for text in texts if not is_in_capitals(text)]
        self._small = {word for text in held for word in _WORD.findall(text) if word.islower()}
        for text in held:
            self._learn(text)
        for name in names:
            self._names.update(_bare(word) for word in _WORD.findall(name) if word[0].isupper())
        self._stems = {stem for name in self._names for stem in _stems(name)}

    def _learn(self, text: str) -> None:
        for match in _WORD.finditer(text):
            word = match[0]
            if len(word) > 1 and word.isupper():
                self.short.add(word)
            elif word[0].isupper() and (
                not _BEGINS.search(text[: match.start()]) or self._is_first_name(text, match)
            ):
                self._names.add(_bare(word))

    def _is_first_name(self, text: str, match: re.Match[str]) -> bool:
        """Whether a sentence begins with a name: before a surname, and no word of the page."""
        if not _THEN_A_SURNAME.match(text, match.end()):
            return False
        small = _bare(match[0])
        return small not in self._small and small not in _TITLES

    def __contains__(self, small: str) -> bool:
        folded = _bare(small)
        return folded in self._names or not self._stems.isdisjoint(_stems(folded))


def in_sentence_case(text: str, code: str, known: Known) -> str:
    """The text with small letters where a sentence has them; it is as long as before."""
    made: list[str] = []
    for span in cut(text):
        before = "".join(made)
        made.append(span.text if span.kept else _small(span.text, before, code, known))
    return "".join(made)


def _small(text: str, before: str, code: str, known: Known) -> str:
    made, place = before, 0
    for match in _WORD.finditer(text):
        made += text[place : match.start()]
        made += _as_in_a_sentence(match[0], made, code, known)
        place = match.end()
    return (made + text[place:])[len(before) :]


def _as_in_a_sentence(word: str, before: str, code: str, known: Known) -> str:
    if word in known.short or _ROMAN.fullmatch(word):
        return word
    small = lowered(word, code)
    if _BEGINS.search(before) or small in known or _is_surname(small, code):
        return word[0] + small[1:]
    return small


def _is_surname(small: str, code: str) -> bool:
    return code == "az" and bool(_SURNAME.fullmatch(small)) and not _NO_SURNAME.fullmatch(small)


def lowered(text: str, code: str) -> str:
    """In small letters, one for one; Turkic ones in Turkic languages."""
    if code in ("az", "tr"):
        text = text.replace("I", "ı")
    return text.replace("İ", "i").lower()


def _bare(word: str) -> str:
    """In small letters with the two kinds of i apart, as headlines in Turkic capitals have them."""
    return word.replace("I", "ı").replace("İ", "i").lower()


def _stems(word: str) -> set[str]:
    """A word without each ending that it may bear, so far as four letters are left."""
    return {stem for stem in (*stems(word), _POSSESSED.sub("", word)) if len(stem) > 3}
