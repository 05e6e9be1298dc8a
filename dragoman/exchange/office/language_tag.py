"""Languages as office programs write them, for their spelling checkers."""

from __future__ import annotations

TAGS = {
    "az": "az-Latn-AZ", "ru": "ru-RU", "tr": "tr-TR", "uk": "uk-UA", "de": "de-DE", "fr": "fr-FR",
    "ka": "ka-GE", "hy": "hy-AM", "fa": "fa-IR", "ar": "ar-SA", "he": "he-IL", "und": "zxx",
}  # fmt: skip
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "yi", "ps", "sd", "ug", "ckb", "dv"})


def language_tag(code: str, text: str = "") -> str:
    """`az` is Latin or Cyrillic by the letters of the text."""
    if code == "az" and _is_cyrillic(text):
        return "az-Cyrl-AZ"
    return TAGS.get(code, code)


def is_right_to_left(code: str) -> bool:
    return code.partition("-")[0] in RIGHT_TO_LEFT


def _is_cyrillic(text: str) -> bool:
    letters = [each for each in text if each.isalpha()]
    return 2 * sum("\u0400" <= each <= "\u052f" for each in letters) > len(letters)
