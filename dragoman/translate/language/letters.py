"""What single letters and endings say about the language, where they say it plainly."""

from __future__ import annotations

import re
from collections import Counter

from dragoman.translate.text.script import has_azerbaijani_cyrillic_letters

_DECISIVE = 3.0


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# ə in a word without a capital, or in an ending after a hyphen or an apostrophe.
_SCHWA_WORD = re.compile(r"(?:^|(?<=[^\w]))(?=\w*ə)[a-zçğıöşüə]\w*")
# Azerbaijani puts endings after a hyphen where Turkish has an apostrophe: Trump-ın, 2025-ci.
_HYPHEN_ENDING = re.compile(
    r"(?:\b[A-ZÇƏĞİÖŞÜ]\w*|\d)[\"”»]?-"
    r"(?:n[ıiuü]n|[ıuü]n|c[ıiuü]|d[aə]k[ıi]|[dn][aə]n?|y?[aə]|n[ıiuü]|l[aə]r\w*|l[ıiuü])\b"
)

_TURKIC = re.compile("[çğıöşüəñňýžäÇĞİÖŞÜƏÑŇÝŽÄ]")

_AZERBAIJANI_MAYBE = frozenset("әөүғһҝҹ")
_AZERBAIJANI_NEVER = frozenset("йюяэщцъьёқңіұҙҫҡҗўҳњљћђџ")
_TURKMEN_MAYBE = frozenset("әөүңҗ")
_TURKMEN_NEVER = frozenset("һқғҙҫҡіұўҳјҝҹ")

# Each alphabet's own letters; where one stands, the languages that lack it are not meant.
_CYRILLIC_OWN = (
    (frozenset("іїєґ"), _set("uk be kk")),
    (frozenset("ў"), _set("be uz")),
    (frozenset("ы"), _set("ru be kk ky tt ba az tk mn")),
    (frozenset("ҙҫҡ"), frozenset({"ba"})),
    (frozenset("ә"), _set("kk tt ba az tk")),
    (frozenset("ҳ"), _set("uz tg")),
    (frozenset("қ"), _set("kk uz tg")),
    (frozenset("ң"), _set("kk ky tt ba tk")),
    (frozenset("ө"), _set("kk ky tt ba az tk mn")),
    (frozenset("ү"), _set("kk ky tt ba az tk mn")),
    (frozenset("ј"), _set("sr mk az")),
    (frozenset("љњџ"), _set("sr mk")),
    (frozenset("ћђ"), frozenset({"sr"})),
    (frozenset("ѓќѕ"), frozenset({"mk"})),
)

# Letters that a language can hardly do without, and their share of its letters.
_CYRILLIC_USUAL = {
    "ru": (frozenset("ыэё"), 0.022),
    "uk": (frozenset("іїє"), 0.07),
    "be": (frozenset("іў"), 0.07),
    "bg": (frozenset("ъщ"), 0.02),
    "kk": (frozenset("әғқңөұүі"), 0.2),
    "ky": (frozenset("үөң"), 0.06),
    "tt": (frozenset("әөүңһҗ"), 0.1),
    "ba": (frozenset("ҙҫҡ"), 0.06),
    "sr": (frozenset("ј"), 0.05),
    "mk": (frozenset("ј"), 0.03),
}

# Everyday words and endings of Azerbaijani in Arabic letters, and words of the languages that it
# is taken for.
_AZERBAIJANI_ARABIC = _set(
    """اولان اولاراق اولدو اولدی اولور اولا اولار اولاجاق اولسون بیر بو ایله ایلن اوچون ائدیر
    ائتدی وئریر وئردی گؤره گوره سونرا سورا کیمی وار یوخ یوخدور دئییر دئدی دیر دی ایدی ایمیش
    اونون بونون اونا بونا اونلار بونلار اوز اؤز ایکی اوچ بئش چوخ چوخلی یاخشی بؤیوک بویوک ایندی
    ائله بئله بوتون باشقا آیری اوزره ایچینده طرفیندن ده دا دن دان نین"""
)
_AZERBAIJANI_ENDING = re.compile(
    r"\w{2,}(?:لر|لار|لری|لاری|لرین|لارین|لرده|لاردا|لردن|لاردان|ندا|ینده|یندن|ینن|رن|نین|نون|دیر|دیلر"
    "|میش|ماق|ییر|لیق|لیک)$"
)
_NOT_AZERBAIJANI_ARABIC = _set(
    """است این از به را با برای آن های ها می شد شده کرد کرده بود هم خود اما دارد باشد
    ہے کے میں سے نے پر کو اور د په چې دی له او في من على إلى التي الذي"""
)
_WORD = re.compile(r"[^\W\d_]+")


def is_bare(text: str) -> bool:
    """Whether a Latin text has none of the letters that Turkic languages add to the English."""
    return not _TURKIC.search(text)


def latin_bonus(text: str) -> dict[str, float]:
    """What to add to Azerbaijani for a text in Latin letters; empty for most other texts."""
    telling = len(_SCHWA_WORD.findall(text)) + len(_HYPHEN_ENDING.findall(text))
    if not telling:
        return {}
    share = telling / (1 + text.count(" "))
    return {"az": min(_DECISIVE, 12 * share)}


def cyrillic_bonus(text: str) -> dict[str, float]:
    """What to take from the languages whose letters do not fit a Cyrillic text.

    Either the text has letters that the language lacks, or it is long and lacks those that the
    language is full of. Azerbaijani is added to where its letters stand.
    """
    letters = Counter(text.lower())
    total = sum(count for letter, count in letters.items() if letter.isalpha()) or 1
    bonus = dict.fromkeys(_CYRILLIC_LANGUAGES, 0.0)
    for own, languages in _CYRILLIC_OWN:
        share = sum(letters[letter] for letter in own) / total
        if share > 0:
            for language in _CYRILLIC_LANGUAGES - languages:
                bonus[language] -= min(_DECISIVE, 60 * share)
    for language, (usual, share) in _CYRILLIC_USUAL.items():
        if not any(letters[letter] for letter in usual):
            bonus[language] -= min(_DECISIVE, max(0.0, total * share - 2))
    if has_azerbaijani_cyrillic_letters(text):
        bonus["az"] += 2 * _DECISIVE
    return bonus


_CYRILLIC_LANGUAGES = _set("ru uk be bg mk sr kk ky tt ba tg mn uz az tk")


def arabic_bonus(text: str) -> dict[str, float]:
    """What to add to South Azerbaijani (azb) for a text in Arabic letters."""
    words = [word.replace("ي", "ی").replace("ك", "ک") for word in _WORD.findall(text)]
    own = sum(
        word in _AZERBAIJANI_ARABIC or bool(_AZERBAIJANI_ENDING.match(word)) for word in words
    )
    foreign = sum(word in _NOT_AZERBAIJANI_ARABIC for word in words)
    if own + foreign == 0:
        return {"azb": -1.0}
    return {"azb": 2 * _DECISIVE * (own - foreign) / (own + foreign) * min(1, len(words) / 8)}


def may_be(code: str, text: str) -> bool:
    """Whether the letters allow a language that py3langid does not know in this script."""
    letters = set(text.lower())
    if code == "az":
        if not letters & _AZERBAIJANI_MAYBE:
            return False
        return not letters & _AZERBAIJANI_NEVER or has_azerbaijani_cyrillic_letters(text)
    if code == "tk":
        return len(letters & _TURKMEN_MAYBE) > 1 and not letters & _TURKMEN_NEVER
    return True
