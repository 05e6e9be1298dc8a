"""A he or a she that Azerbaijani does not say: its "o" is both.

What settles it stands in the sentence: a surname in -ov or -ova, oğlu or qızı, a word such as
qadın. Where nothing does, the engine guessed; where it is against the engine, it guessed wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dragoman.translate.checks.case import Case
from dragoman.translate.text.flag import Flag

_HE = re.compile(r"\b(?:he|him|his|himself)\b", re.IGNORECASE)
_SHE = re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE)
_CASES = r"(?:n?[ıiuü]n|[nsy]?[ıiuü]|[ny]?[aə]|d[aə]|d[aə]n|la|lə|dır|dir|dur|dür)?"
_WOMAN = re.compile(
    rf"\b(?:\w*qız(?:ı|ıdır|ının|ına|ını|ından|ında|lar\w*)?|qadın\w*|xanım\w*|ana(?:sı\w*)?|nənə\w*"
    rf"|bacı\w*|həyat yoldaşı\w*|arvad\w*|kraliça\w*|gəlin\w*|dul\w*|hamilə\w*|madam|aktrisa\w*"
    rf"|[A-ZƏÖÜÇŞĞİI]\w+(?:ova|yeva|eva){_CASES})\b"
)
_MAN = re.compile(
    rf"\b(?:\w*oğ(?:lu|ul|lan)\w*|kişi\w*|ata(?:sı\w*)?|baba\w*|qardaş\w*|əsgər\w*|kral\w*|bəy\w*|əmi\w*"
    rf"|dayı\w*|ər(?:i|inin|inə)|cənab\w*|həyat yoldaşı\w*"
    rf"|[A-ZƏÖÜÇŞĞİI]\w+(?:ov|yev|ev)(?!a\b){_CASES})\b"
)
# A woman's name, or a man's in the dative.
_EITHER = re.compile(r"\b[A-ZƏÖÜÇŞĞİI]\w+(?:ova|yeva|eva)\b")


def pronoun(case: Case) -> Iterator[Flag]:
    if case.source_code != "az" or case.target_code != "en":
        return
    he, she = _HE.search(case.target), _SHE.search(case.target)
    if (he is None) == (she is None):
        return  # nobody, or two people
    said = (he or she)[0]  # type: ignore[index]
    man, woman = _MAN.search(case.source), _WOMAN.search(case.source)
    settled, against = (man, woman) if he else (woman, man)
    if settled is not None:
        return
    if against is not None:
        certain = _EITHER.fullmatch(against[0]) is None
        message = f"“{said}” {'is' if certain else 'may be'} against “{against[0]}” in the source."
        yield Flag("pronoun", "warn" if certain else "note", message)
        return
    message = f"“{said}” is the engine's guess: the Azerbaijani sentence says neither he nor she."
    yield Flag("pronoun", "note", message)
