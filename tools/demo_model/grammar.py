"""Forms of words in Azerbaijani, Russian and English: just those which the templates ask for."""

from __future__ import annotations

BACK = "aıou"
VOWELS = "aıoueəiöü"

_LATIN = {
    "ə": "a", "ş": "sh", "ç": "ch", "ğ": "gh", "ı": "i", "ö": "o", "ü": "u",
    "x": "kh", "q": "g", "c": "j", "j": "zh", "İ": "I", "Ə": "A", "Ş": "Sh", "Ç": "Ch",
    "Ğ": "Gh", "Ö": "O", "Ü": "U", "X": "Kh", "Q": "G", "C": "J", "J": "Zh",
}  # fmt: skip

_CYRILLIC = {
    "a": "а", "ə": "а", "b": "б", "c": "дж", "ç": "ч", "d": "д", "e": "е", "f": "ф", "g": "г",
    "ı": "ы", "i": "и", "j": "ж", "k": "к", "q": "г", "l": "л", "m": "м", "n": "н", "o": "о",
    "ö": "ё", "p": "п", "r": "р", "s": "с", "ş": "ш", "t": "т", "u": "у", "ü": "ю", "v": "в",
    "x": "х", "y": "й", "z": "з", "h": "х", "ğ": "г",
}  # fmt: skip


def english_name(name: str) -> str:
    """Return an Azerbaijani name as English newspapers spell it: Rəşad, Rashad."""
    return "".join(_LATIN.get(letter, letter) for letter in name)


def russian_name(name: str) -> str:
    """Return a made-up Azerbaijani name by the plain rules of Russian transcription."""
    letters = "".join(_CYRILLIC[letter] for letter in name.replace("I", "ı").lower())
    for pair, letter in (("йа", "я"), ("йу", "ю"), ("йе", "е"), ("йо", "ё")):
        letters = letters.replace(pair, letter)
    if letters[0] == "е" and name[0] in "Ee":
        letters = "э" + letters[1:]
    return letters[0].upper() + letters[1:]


# --- Azerbaijani -----------------------------------------------------------------------------


def _last_vowel(word: str) -> str:
    return next(letter for letter in reversed(word.replace("I", "ı").lower()) if letter in VOWELS)


def _four(word: str) -> str:
    return {"a": "ı", "ı": "ı", "o": "u", "u": "u", "ö": "ü", "ü": "ü"}.get(_last_vowel(word), "i")


def _two(word: str) -> str:
    return "a" if _last_vowel(word) in BACK else "ə"


def az_case(word: str, case: str) -> str:
    """Return *word* in an Azerbaijani case: nom, gen, dat, acc, da (locative) or abl."""
    after_vowel = word[-1] in VOWELS
    endings = {
        "nom": "",
        "gen": ("n" if after_vowel else "") + _four(word) + "n",
        "dat": ("y" if after_vowel else "") + _two(word),
        "acc": ("n" if after_vowel else "") + _four(word),
        "da": "d" + _two(word),
        "abl": "d" + _two(word) + "n",
    }
    return word + endings[case]


def _spoken(number: int) -> str:
    """Return the last word of a number as it is said: endings follow its vowel."""
    ones = ["sıfır", "bir", "iki", "üç", "dörd", "beş", "altı", "yeddi", "səkkiz", "doqquz"]
    tens = ["", "on", "iyirmi", "otuz", "qırx", "əlli", "altmış", "yetmiş", "səksən", "doxsan"]
    if number % 10 or number == 0:
        return ones[number % 10]
    if number % 100:
        return tens[number // 10 % 10]
    return "yüz" if number % 1000 else "min"


def az_ordinal(number: str) -> str:
    """Return a number with its ordinal ending: 2025-ci, 234.4.3-cü."""
    return f"{number}-c{_four(_spoken(int(number.rsplit('.', 1)[-1])))}"


def az_hour(time: str) -> str:
    """Return a time of day with the locative ending: 10:30-da."""
    hours, minutes = (int(part) for part in time.split(":"))
    return f"{time}-d{_two(_spoken(minutes or hours))}"


# --- Russian ---------------------------------------------------------------------------------

_HISSING = "жчшщц"
_MASCULINE = {"gen": "а", "acc": "а", "dat": "у", "ins": "ом", "prep": "е"}
_SOFT = {"gen": "я", "acc": "я", "dat": "ю", "ins": "ем", "prep": "е"}
_SURNAME_M = {"gen": "а", "acc": "а", "dat": "у", "ins": "ым", "prep": "е"}
_SURNAME_F = {"gen": "ой", "acc": "у", "dat": "ой", "ins": "ой", "prep": "ой"}


def ru_given(name: str, gender: str, case: str) -> str:
    """Return a given name in a Russian case."""
    if case == "nom" or (gender == "f" and not name.endswith("а")) or name[-1] in "иыеоу":
        return name
    if name.endswith("а"):
        return name[:-1] + _feminine(name[-2], case)
    if name.endswith("ь"):
        return name[:-1] + _SOFT[case]
    ending = "ем" if case == "ins" and name[-1] in _HISSING else _MASCULINE[case]
    return name + ending


def _feminine(before: str, case: str) -> str:
    if case == "gen":
        return "и" if before in "гкх" + _HISSING else "ы"
    if case == "ins":
        return "ей" if before in _HISSING else "ой"
    return {"acc": "у", "dat": "е", "prep": "е"}[case]


def ru_surname(name: str, gender: str, case: str) -> str:
    """Return a surname in a Russian case; those in -лы, -ли and -заде do not change."""
    if case == "nom" or not name.endswith(("в", "ва")):
        return name
    if gender == "f":
        return name[:-1] + _SURNAME_F[case]
    return name + _SURNAME_M[case]


def ru_plural(number: int, forms: tuple[str, str, str]) -> str:
    """Return the noun that agrees with *number*: (год, года, лет)."""
    if 11 <= number % 100 <= 14 or number % 10 == 0 or number % 10 > 4:
        return forms[2]
    return forms[0] if number % 10 == 1 else forms[1]


# --- English ---------------------------------------------------------------------------------


def en_ordinal(number: int) -> str:
    """Return 2nd, 3rd, 11th."""
    if 11 <= number % 100 <= 13:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def en_article(noun: str) -> str:
    """Return the noun with a or an."""
    return ("an " if noun[0] in "aeiou" else "a ") + noun
