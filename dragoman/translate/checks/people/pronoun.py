"""A he or a she that is against the source.

Azerbaijani "o" is both. What settles it stands in the sentence: a surname in -ov or -ova, oğlu or
qızı behind a name, bəy or xanım, a word such as qadın. Where nothing does, the engine guessed;
where it is against the engine, it guessed wrong. A relative's sex is the relative's: it may account
for a he or a she, and speaks against none. Russian says он or она itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from dragoman.translate.checks.case import Case
from dragoman.translate.text.flag import Flag
from dragoman.translate.text.spelling import name_key

_HE = re.compile(r"\b(?:he|him|his|himself)\b", re.IGNORECASE)
_SHE = re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE)
_CASES = r"(?:n?[ıiuü]n|[nsy]?[ıiuü]|[ny]?[aə]|d[aə]|d[aə]n|y?la|y?lə|d[ıiuü]r)?"
# Endings under which a name is not who does something: him, to him, from him.
_OBLIQUE = re.compile(r"(?:[ıiuü]|[aə]|d[aə]n?|l[aə])\Z")
_NAME = "[A-ZƏÖÜÇŞĞİI]\\w+"
_WORDS_OF = r"{words}(?:lar|lər)?(?:[ıiuü]m(?:[ıiuü]z)?|s?[ıiuü])?" + _CASES + r"(?:d[ıiuü]r)?"
_WOMAN = re.compile(
    rf"\b(?:{_WORDS_OF.format(words='(?i:qadın|kraliça|rahibə|aktrisa)')}"
    rf"|(?i:hamilə\w*|madam)|{_NAME}\s+xanım{_CASES}|{_NAME}\s+{_NAME}\s+qızı{_CASES}"
    rf"|{_NAME}(?:ova|yeva|eva){_CASES})\b"
)
_MAN = re.compile(
    rf"\b(?:{_WORDS_OF.format(words='(?i:kişi|oğlan|kral|rahib)')}|(?i:cənab)|{_NAME}\s+bəy{_CASES}"
    rf"|{_NAME}\s+{_NAME}\s+oğlu{_CASES}|{_NAME}(?:ov|yev|ev)(?!a\b){_CASES})\b"
)
_HER_KIN = re.compile(
    r"\b(?:[Aa]na|[Nn]ənə|[Bb]acı|[Xx]ala|[Bb]ibi|[Qq]ız|[Gg]əlin|[Aa]rvad|[Hh]əyat yoldaş|[Hh]əyat"
    r" yoldaşı|[Xx]anım)(?:lar|lər)?(?:[ıiuü]m(?:[ıiuü]z)?|n?[ıiuü]n(?:[ıiuü]z)?|s?[ıiuü])?"
    rf"{_CASES}\b"
)
_HIS_KIN = re.compile(
    r"\b(?:[Aa]ta|[Bb]aba|[Qq]ardaş|[Əə]mi|[Dd]ayı|[Oo]ğ[uü]?l|[Əə]r|[Hh]əyat yoldaş|[Hh]əyat"
    r" yoldaşı|[Kk]ürəkən|[Nn]işanlı)(?:lar|lər)?(?:[ıiuü]m(?:[ıiuü]z)?|n?[ıiuü]n(?:[ıiuü]z)?"
    rf"|s?[ıiuü])?{_CASES}\b"
)
_THEY = re.compile(r"\b[Oo](?:,| |nun |nu |na |ndan |nunla )")
# A woman's name, or a man's in the dative.
_EITHER = re.compile(rf"\b{_NAME}(?:ova|yeva|eva)\b")
_EN_WOMAN = re.compile(r"[A-Z]\w+(?:ov|ev)a")

_RU_HE = re.compile(r"\bон\b", re.IGNORECASE)
_RU_HIM = re.compile(r"\b(?:он|его|ему|него|нему|ним|нём|нем|им)\b", re.IGNORECASE)
_RU_SHE = re.compile(r"\bона\b", re.IGNORECASE)
_RU_HER = re.compile(r"\b(?:она|её|ее|ей|ею|неё|нее|ней|нею)\b", re.IGNORECASE)
_RU_WOMAN = re.compile(
    r"\b(?:женщин|девушк|девочк|мать|матер|мам[аыуе]|жен[аыуе]\b|доч|сестр|бабушк|тёт|вдов|госпож"
    r"|\w+(?:ниц|истк|анк|янк|к)[аыуе]\b)|\b[А-ЯЁ]\w+(?:ов|ев|ин)[аойу]\b|[а-яё]ла(?:сь)?\b",
    re.IGNORECASE,
)
_RU_MAN = re.compile(
    r"\b(?:мужчин|юнош|парн|мальчик|отец|отц|пап[аыуе]\b|муж|сын|брат|дедушк|дяд|господин"
    r"|\w+(?:ист|ник|тель|ор|ец|ант|ент|арь)(?:а|у|ом|е)?\b)"
    r"|\b[А-ЯЁ]\w+(?:ов|ев|ин)(?:а|у|ым)?\b",
    re.IGNORECASE,
)
# Who says something is a person, and English says he or she of them.
_RU_SAYS = (
    r"(?:\s+\w+)?\s+(?:сказал|рассказал|сообщил|заявил|добавил|отметил|объяснил|призналс|написал|вспомнил"
    r"|подчеркнул|ответил|попросил|признал|отказал)"
)
_RU_HE_SAYS = re.compile(rf"\bон{_RU_SAYS}(?:ся)?\b", re.IGNORECASE)
_RU_SHE_SAYS = re.compile(rf"\bона{_RU_SAYS}(?:а|ась)\b", re.IGNORECASE)


def pronoun(case: Case) -> Iterator[Flag]:
    if case.target_code != "en" or case.source_code not in ("az", "ru"):
        return
    if not any(map(_is_one, case.target_words)):
        return
    he, she = _HE.search(case.target), _SHE.search(case.target)
    if he is not None and she is None:
        said, is_he = he[0], True
    elif she is not None and he is None:
        said, is_he = she[0], False
    else:
        return  # nobody, or two people
    found = _azerbaijani(case, is_he) if case.source_code == "az" else _russian(case, is_he)
    if found == "guess":
        message = (
            f"“{said}” is the engine's guess: the Azerbaijani sentence says neither he nor she."
        )
        yield Flag("pronoun", "note", message)
    elif found is not None:
        certain = case.source_code == "ru" or _is_certain(found, case)
        message = f"“{said}” {'is' if certain else 'may be'} against “{found}” in the source."
        yield Flag("pronoun", "warn" if certain else "note", message)


@lru_cache(maxsize=1 << 14)
def _is_one(word: str) -> bool:
    return _HE.search(word) is not None or _SHE.search(word) is not None


def _azerbaijani(case: Case, is_he: bool) -> str | None:
    """What is against the pronoun, `guess` where nothing tells, None where it is accounted for."""
    own, other = (_MAN, _WOMAN) if is_he else (_WOMAN, _MAN)
    kin = _HIS_KIN if is_he else _HER_KIN
    if own.search(case.source) or kin.search(case.source):
        return None
    against = other.search(case.source)
    return against[0] if against is not None else "guess"


def _is_certain(found: str, case: Case) -> bool:
    """Not where it may be a man's dative, nor where somebody else than the named one is meant."""
    if _EITHER.fullmatch(found) is not None:
        said = {name_key(word) for word in case.target_words if _EN_WOMAN.fullmatch(word)}
        return name_key(found) in said  # the translation itself has a woman
    return _THEY.search(case.source) is None or _OBLIQUE.search(found) is None


def _russian(case: Case, is_he: bool) -> str | None:
    """The он that became she, or the она that became he, where nobody else is spoken of."""
    if is_he:
        said, says, own, others = _RU_SHE, _RU_SHE_SAYS, _RU_HIM, _RU_MAN
    else:
        said, says, own, others = _RU_HE, _RU_HE_SAYS, _RU_HER, _RU_WOMAN
    found = said.search(case.source)
    if found is None or own.search(case.source):
        return None
    if others.search(case.source) and says.search(case.source) is None:
        return None
    return found[0]
