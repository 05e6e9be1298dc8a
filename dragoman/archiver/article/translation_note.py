"""Machine translations that others have published, and that say so.

"Translated automatically via … from https://…" at the end of a page makes the page a translation
and names its original. The line is about the article, not of it: it is taken out of the text, and
what it says is kept. "Translated by" and a name is a person, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.archiver.article.article import Part
from dragoman.archiver.body.kept_characters import collapse

_URL = re.compile(r"https?://[^\s<>\"'«»“”]+", re.IGNORECASE)
_TRAILING = ".,;:!?)]}»”\"'"
_LONGEST = 200  # characters of the line, its address left out
_EDGE = 3  # parts at the beginning and at the end
_TRANSLATED = re.compile(
    r"\b(?:translat(?:ed|ion)|перев(?:едено|едён|еден|од|ела|ели)\w*|tərcümə\w*|tercüme\w*"
    r"|çevril\w*|çeviri\w*|переклад\w*|перекладено)\b",
    re.IGNORECASE,
)
_STEM_LIST = (
    "ranslated ranslation RANSLATED ереведен ереведён ЕРЕВЕДЕН еревод ереклад ərcümə ercüme eviri"
    " çevril"
)
_STEMS = tuple(_STEM_LIST.split())
_MACHINE = re.compile(
    r"\b(?:automatic(?:ally)?|auto-?translat\w*|machine|ai|a\.i\.|artificial intelligence|neural"
    r"|google|yandex|deepl|bing|microsoft|chatgpt|gpt|openai|gemini|claude|argos|libretranslate"
    r"|автоматическ\w+|машинн\w+|нейросет\w+|искусственн\w+ интеллект\w*|ии|яндекс|гугл\w*"
    r"|avtomatik|maşın|süni (?:intellekt|zəka)\w*|otomatik|makine|yapay zek\w+|автоматичн\w+"
    r"|машинний|штучн\w+ інтелект\w*)\b",
    re.IGNORECASE,
)
# What stands between the statement and the address.
_LEADS_TO = re.compile(
    r"(?:\b(?:from|of|original(?:ly)?|source|at|see|с|со|из|отсюда|оригинал\w*|источник\w*|сайт\w*"
    r"|mənbə\w*|orijinal\w*|əsli|ünvan\w*|saytından|kaynak|з|із|від|оригінал\w*|джерел\w*)"
    r"|[:(\[–—-])[\s:\[(«\"'–—-]*+(?:article|text|page|link|статьи|текста|страницы)?[\s:(]*+$",
    re.IGNORECASE,
)
# A line without an address has to be this statement and nothing else.
_ALONE = re.compile(
    r"\W*(?:(?:this|the) (?:article|text|page|story|post|translation|news)?\s*(?:was|is|has been)?"
    r"\s*)?(?:(?:automatically|machine|auto|ai)[- ]translated\b.{0,80}"
    r"|(?:translated|translation|translation made|made) (?:automatically|(?:by|with|via|using"
    r"|through) (?:ai|a machine|machine|google|yandex|deepl|bing|chatgpt|gpt\S*|gemini|claude"
    r"|artificial intelligence|neural)\b).{0,60}"
    r"|(?:automatic|machine|ai) translation)\W*"
    r"|\W*(?:(?:текст|статья|материал|новость|перевод) )?(?:автоматический перевод|машинный перевод"
    r"|переведен[оаы]? (?:автоматически|с помощью|машиной|нейросетью|ии|google|яндекс\w*)"
    r"|автоматически переведен[оаы]?).{0,80}"
    r"|\W*(?:(?:bu )?(?:mətn|məqalə|xəbər|yazı) )?(?:avtomatik|maşın|süni intellekt\w*|google)"
    r"\b.{0,40}tərcümə.{0,40}",
    re.IGNORECASE,
)
# "Translated from" and an address, without a person between them.
_ANONYMOUS = re.compile(
    r"\W*(?:translated|translation|переведено|перевод|tərcümə(?: olunub| edilib)?|переклад"
    r"|перекладено)(?: (?:from|of|с|со|из|від|з|із))?(?: (?:the )?(?:original|оригинал\w*"
    r"|mənbə\w*|orijinal\w*))?\W*",
    re.IGNORECASE,
)
_ENGINES = (
    ("Google Translate", r"google|гугл"),
    ("Yandex Translate", r"yandex|яндекс"),
    ("DeepL", r"deepl"),
    ("Microsoft Translator", r"microsoft|bing"),
    ("ChatGPT", r"chatgpt|openai|\bgpt"),
    ("Gemini", r"gemini"),
    ("Claude", r"\bclaude\b"),
    ("LibreTranslate", r"libretranslate"),
    ("Argos Translate", r"argos"),
    (
        "AI",
        r"\bai\b|\ba\.i\.|artificial intelligence|neural|нейросет|искусственн|\bии\b|süni|yapay",
    ),
)


@dataclass(frozen=True, slots=True)
class TranslationNote:
    """What a page says of being a machine translation: of which URL, by which machine.

    `translator` is a service's name where the line has one, "AI" or "machine" where it does not.
    """

    original: str | None
    translator: str


def may_hold_note(source: str) -> bool:
    """Whether a text holds the words at all: cheap, before anything is looked at closely."""
    return any(map(source.__contains__, _STEMS))


def translation_note(line: str) -> TranslationNote | None:
    """Read one line; None where it does not say that a machine translated this page."""
    line = collapse(line)
    address = _URL.search(line)
    words = _URL.sub(" ", line)
    if len(words) > _LONGEST or not _TRANSLATED.search(words):
        return None
    if address is None:
        return TranslationNote(None, _translator(words)) if _ALONE.fullmatch(words) else None
    if not _LEADS_TO.search(line[: address.start()]):
        return None
    if not _MACHINE.search(words) and not _ANONYMOUS.fullmatch(words):
        return None
    return TranslationNote(_cleaned(address.group()), _translator(words))


def translation_of(text: str) -> str | None:
    """The URL that a text names as its original, or None where it names none."""
    for line in text.splitlines():
        note = translation_note(line)
        if note and note.original:
            return note.original
    return None


def without_translation_note(parts: Sequence[Part]) -> tuple[list[Part], TranslationNote | None]:
    """The parts without the line that says it, and what it said.

    Only the first and the last parts are looked at: an article may well write about translating.
    """
    for place in range(len(parts) - 1, -1, -1):
        if _EDGE <= place < len(parts) - _EDGE:
            continue
        note = translation_note(parts[place].text)
        if note:
            return [*parts[:place], *parts[place + 1 :]], note
    return list(parts), None


def _cleaned(address: str) -> str:
    end, unclosed = len(address), address.count("(") - address.count(")")
    while end and address[end - 1] in _TRAILING:
        if address[end - 1] == ")":
            if unclosed >= 0:
                break
            unclosed += 1
        end -= 1
    return address[:end]


def _translator(words: str) -> str:
    for name, pattern in _ENGINES:
        if re.search(pattern, words, re.IGNORECASE):
            return name
    return "machine"
