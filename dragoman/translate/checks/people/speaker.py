"""An I that became a we, or a we that became an I: who speaks is who asks for protection.

Looked for only where one side has the one and not the other. A possessive alone says little: "our
country" is "my country" to many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from dragoman.translate.checks.case import Case
from dragoman.translate.checks.quantities.numerals import lower
from dragoman.translate.text.flag import Flag

# English: I of "World War I" is a number. With "and I" more than one is meant.
_I = re.compile(r"\bI(?=['’]|\s+[a-z])|\b(?:[Mm]e|[Mm]y|[Mm]yself|[Mm]ine)\b")
_I_ALONE = re.compile(r"\bI\b")
_WE = re.compile(r"\b(?:we|us|our|ours|ourselves)\b", re.IGNORECASE)
_US = re.compile(r"\bUS\b")
_I_AND_OTHERS = re.compile(r"\band (?:I|me|myself)\b|\b(?:I|me|my \w+) and\b|\bI (?:\w+ )?with\b")

# What only a verb of the first person ends in, by harmony; nouns that end so are listed beside.
_AZ_I = re.compile(
    r"""(?:mən|mənim|mənə|məni|məndə|məndən|mənimlə|mənəm|özümü|özümə|özüm)
      | \w{2,}(?:[ıiuü]r|mış|miş|muş|müş|acağ|əcəy|mal[ıi]y|məl[ıi]y)[aə]m
      | \w{2,}d[ıiuü]m | deyil[aə]m""",
    re.VERBOSE,
)
_AZ_WE = re.compile(
    r"""(?:biz|bizə|bizi|bizdə|bizdən|bizimlə|bizik|özümüz\w*)
      | \w{2,}(?:[ıiuü]r|mış|miş|muş|müş|acağ|əcəy|mal[ıi]y|məl[ıi]y)[ıiuü][qk]
      | \w{2,}(?:d[ıu]q|d[iü]k) | deyilik""",
    re.VERBOSE,
)
# Ours: no proof that we speak, but an account of a "we".
_AZ_OURS = re.compile(r"bizim\w*|\w{2,}m[ıiuü]z(?:[ıiuü]n?|[aə]|d[aə]n?|l[aə])?")
_AZ_NEITHER = re.compile(
    r"ehtiram\w*|addım|yardım|təqdim|xadim|nadim|nədim|kədim|qədim|dədim|sandıq|fındıq|sadıq|artıq|hıçqırıq|təmiz\w*|dəniz\w*"
    r"|ramiz\w*"
)
_RU_I = re.compile(
    r"я|меня|мне|мной|мною|считаю|думаю|прошу|знаю|хочу|могу|надеюсь|верю|требую|обращаюсь|заявляю"
    r"|благодарю|пишу|боюсь|помню|обещаю|уверен[аы]?"
)
_RU_WE = re.compile(
    r"мы|нас|нам|нами|считаем|думаем|просим|знаем|хотим|можем|надеемся|верим|требуем|обращаемся"
    r"|заявляем|благодарим|пишем|боимся|помним|обещаем|призываем"
)
_RU_OURS = re.compile(r"наш\w*")
_RU_NEITHER = re.compile(r"уверены?")
_READERS = {
    "az": (_AZ_I, _AZ_WE, _AZ_OURS, _AZ_NEITHER),
    "ru": (_RU_I, _RU_WE, _RU_OURS, _RU_NEITHER),
}
# My brother and I, my wife and I: a we that English says so.
_WE_WITH = re.compile(r"\bмы с\b|\b\w+l[aə] (?:birgə|birlikdə|bərabər)\b|\bilə\b", re.IGNORECASE)


def speaker(case: Case) -> Iterator[Flag]:
    if case.target_code != "en" or case.source_code not in _READERS:
        return
    if not any(map(_may_speak, case.target_words)):
        return
    i, we = _I.search(case.target), _WE.search(_US.sub(" ", case.target))
    if (i is None) == (we is None) or _I_AND_OTHERS.search(case.target):
        return
    ours, plurals, possessed = _said(case)
    if i is not None and plurals and not ours and not _WE_WITH.search(case.source):
        yield _flag(i[0], plurals[0])
    elif we is not None and ours and not plurals and not possessed:
        yield _flag(we[0], ours[0])


@lru_cache(maxsize=1 << 14)
def _may_speak(word: str) -> bool:
    """Whether an English word has any of us in it. An I is told by what stands behind."""
    return any(each.search(word) is not None for each in (_I_ALONE, _I, _WE))


def _said(case: Case) -> tuple[list[str], list[str], list[str]]:
    """The words of the source that say I, those that say we, and those that say ours."""
    code = case.source_code
    told = [(word, _of(word, code)) for word in case.source_words]
    i, we, ours = ([lower(word, code) for word, of in told if of[kind]] for kind in range(3))
    return i, we, ours


@lru_cache(maxsize=1 << 15)
def _of(word: str, code: str) -> tuple[bool, bool, bool]:
    """Whether a word says I, whether it says we, and whether it says ours."""
    *readers, neither = _READERS[code]
    small = lower(word, code)
    if neither.fullmatch(small):
        return False, False, False
    i, we, ours = (reader.fullmatch(small) is not None for reader in readers)
    return i, we, ours


def _flag(said: str, source: str) -> Flag:
    message = f"“{said}” in the translation, where the source says “{source}”: another speaks."
    return Flag("speaker", "warn", message)
