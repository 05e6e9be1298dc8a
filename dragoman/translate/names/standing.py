"""Listed names as they stand in a translation: right, in another spelling, or not at all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Literal

from dragoman.translate.names.name import Found, Name, Spelled
from dragoman.translate.names.place import Place
from dragoman.translate.text.flag import Flag
from dragoman.translate.text.spelling import WORD, fold, name_key
from dragoman.translate.text.word_alignment import NONE, Span

_NEARLY = 75
_FEMALE = re.compile(r"(?:[oe]v|in)a$|aya$|q[ıi]z[ıi]$|k[iy]z[iy]$")
_MALE = re.compile(r"(?:[oe]v|in)$|sk[iy]y?$|o[ğg]h?lu$")

Gender = Literal["f", "m"]


def spelled(
    held: Sequence[Found], target: str, *, replace: bool, place: Place | None = None
) -> Spelled:
    """`Names.spell`, of the names that a source holds."""
    flags: list[Flag] = []
    text = target
    for found in held:
        forms = {name.target: name for name in found.names}
        if any(stands(form, text) for form in forms):
            continue
        fits = {form: spans for form in forms if (spans := _other_spellings(form, text))}
        if len(fits) == 1 and (len(forms) == 1 or _told_apart(fits, forms)):
            form, spans = next(iter(fits.items()))
            was = text[spans[0][0] : spans[0][1]]
            if replace:
                text, place = _replaced(text, spans, form, place)
            flags.append(_spelling_flag(was, forms[form], replaced=replace))
        elif len(forms) > 1:
            flags.append(_ambiguous_flag(found, forms))
        else:
            (name,) = forms.values()
            other = place.of(found, text, _others(held, found)) if place and replace else None
            if other is None:
                flags.append(_missing_flag(found, name))
            else:
                flags.append(_placed_flag(found, text[slice(*other)], name))
                text, place = _replaced(text, [other], name.target, place)
    return Spelled(text, tuple(flags), place.alignment if place else NONE)


def _others(held: Sequence[Found], found: Found) -> list[str]:
    """The listed forms of the other names that the source holds."""
    own = {name.target for name in found.names}
    return [name.target for each in held for name in each.names if name.target not in own]


def stands(form: str, text: str) -> bool:
    """Whether a text has a form as it is, and not as a part of a word."""
    return form in text and _whole(form).search(text) is not None


@lru_cache(maxsize=1 << 12)
def _whole(form: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(form)}(?!\w)")


def _other_spellings(form: str, text: str) -> list[tuple[int, int]]:
    """Where a text has capitalised words that spell `form` in another way, of the same gender."""
    wanted = WORD.findall(form)
    words = list(WORD.finditer(text))
    spans: list[tuple[int, int]] = []
    for place in range(len(words) - len(wanted) + 1):
        here = words[place : place + len(wanted)]
        if not all(match[0][0].isupper() for match in here):
            continue
        bare = [_without_possessive(match[0]) for match in here]
        if (
            all(map(_alike, bare, wanted))
            and any(map(_same_key, bare, wanted))
            and all(map(_same_gender, bare, wanted))
        ):
            spans.append((here[0].start(), here[-1].start() + len(bare[-1])))
    return spans


def _told_apart(fits: Mapping[str, object], forms: Mapping[str, Name]) -> bool:
    """Whether the gender of what stands in the text leaves the one form that fits and no other."""
    fitting = gender_of(next(iter(fits)).split()[-1])
    others = [gender_of(form.split()[-1]) for form in forms if form not in fits]
    return all(gender not in (None, fitting) for gender in others)


def gender_of(word: str) -> Gender | None:
    """What the ending of a surname in Latin letters says; None where it says nothing."""
    folded = fold(word)
    if _FEMALE.search(folded):
        return "f"
    return "m" if _MALE.search(folded) else None


@lru_cache(maxsize=1 << 14)
def _same_gender(word: str, wanted: str) -> bool:
    here, there = gender_of(word), gender_of(wanted)
    return here is None or there is None or here == there


def _same_key(word: str, wanted: str) -> bool:
    return _key(word) == _key(wanted)


@lru_cache(maxsize=1 << 14)
def _alike(word: str, wanted: str) -> bool:
    """The same key or, where a name has too few consonants for one, nearly the same letters.

    Leila is Leyla beside a surname that fits; alone it is not enough (see `_other_spellings`).
    """
    if _same_key(word, wanted):
        return True
    if name_key(word) and name_key(wanted):
        return False
    from rapidfuzz.fuzz import ratio

    return ratio(fold(word), fold(wanted)) >= _NEARLY


@lru_cache(maxsize=1 << 14)
def _key(word: str) -> str:
    """The name's key; a short name, which has none, is its folded form."""
    return name_key(word) or fold(word)


def _without_possessive(word: str) -> str:
    return re.sub(r"['’]s?$", "", word)


def _replaced(
    text: str, spans: list[Span], form: str, place: Place | None
) -> tuple[str, Place | None]:
    for start, stop in reversed(spans):
        text = text[:start] + form + text[stop:]
        place = place.replaced((start, stop), form) if place else None
    return text, place


def _spelling_flag(was: str, name: Name, *, replaced: bool) -> Flag:
    says = f", as {name.authority} says" if name.authority else ""
    if replaced:
        message = f"The engine wrote “{was}”; it was put right to “{name.target}”{says}."
        return Flag("name_replaced", "warn", message)
    message = f"“{was}” is to be written “{name.target}”{says}."
    return Flag("name_spelling", "warn", message)


def _placed_flag(found: Found, was: str, name: Name) -> Flag:
    says = f", as {name.authority} says" if name.authority else ""
    message = (
        f"The engine wrote “{was}” where the original has “{found.text}”; “{name.target}” was put "
        f"in its place{says}."
    )
    return Flag("name_replaced", "warn", message)


def _ambiguous_flag(found: Found, forms: dict[str, Name]) -> Flag:
    listed = " or ".join(f"“{form}”" for form in forms)
    return Flag("name_ambiguous", "warn", f"“{found.text}” may be {listed}; neither stands here.")


def _missing_flag(found: Found, name: Name) -> Flag:
    return Flag(
        "name_missing", "warn", f"“{found.text}” ({name.target}) is not in the translation."
    )
