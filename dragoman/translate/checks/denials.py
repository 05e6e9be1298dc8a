"""Words that deny, in each language, and those that only look as if they did.

In the lists a space stands for any space and `~` for any ending.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from dragoman.translate.checks.case import plain_words
from dragoman.translate.checks.quantities.numerals import lower


def _any_of(text: str) -> str:
    """An expression for the entries of a list, one or more a line."""
    entries = [entry.strip() for line in text.split("\n") for entry in line.split(" | ")]
    return "|".join(filter(None, entries)).replace("~", r"\w*").replace(" ", r"\s+")


def _phrases(text: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any_of(text)})\b", re.IGNORECASE)


# -- Azerbaijani ---------------------------------------------------------------------------------

# What stands after the -ma- of a verb. Nouns in -ma and -madan deny nothing, nor do adjectives in
# -ılmaz ("unforgettable"), nor what is done -mamışdan əvvəl ("before").
_AZ_PERSON = "(?:am|əm|san|sən|[ıi][qk]|lar|lər"
_AZ_VERB = re.compile(
    rf"""\w*[^\W\d_](?:
        m[ıiuü]r(?:am|əm|san|sən|[ıiuü][qk]|s[ıiuü]n[ıiuü]z|lar|lər)?
          (?:d[ıiuü]\w{{0,4}}|m[ıiuü]ş\w{{0,4}})?
      | (?:mad[ıi]|məd[ıi])(?:m|n|q|k|nız|niz|lar|lər)?
      | (?:mad[ıi]ğ|məd[ıi]y|mayacağ|məyəcəy|mamas|məməs)[ıi]\w* | (?:mayan|məyən)\w*
      | (?:mayacaqlar|məyəcəklər)[ıi]\w*
      | (?:mamaq|məmək)(?:d[aə]n?|l[aə])? | (?:mamağ|məməy)[ıiaə]\w*
      | (?:may[ıi]b|məy[ıi]b)(?:san|sən|lar|lər|d[ıi]r|s[ıi]n[ıi]z)*
      | (?:mamış|məmiş){_AZ_PERSON}|d[ıi]r?\w{{0,4}})
      | (?:mayacaq|məyəcək|mayacağ|məyəcəy){_AZ_PERSON}|d[ıi]r?\w{{0,4}})?
      | (?:(?<![ıiuü][ln])m[aə]z|(?<=bil)məz)(?:lar|lər|san|sən)?(?:d[ıi]\w{{0,4}})?
      | (?:mar|mər)(?:am|əm|[ıi][qk])
      | (?:masa|məsə)(?:m|n|q|k|lar|lər)?(?:yd[ıi]\w{{0,4}})?
      | (?:masın|məsin)(?:lar|lər)?
      | mayın(?:ız)?
    )""",
    re.VERBOSE,
)
_AZ_NO_VERB = re.compile(
    _any_of("""
    əmir~ | dəmir~ | təmir~ | məmur~ | mütəmadi~ | ömür~ | kömür~ | xəmir~ | yağmur~
    almaz~ | namaz~ | yaramaz~ | solmaz~ | dönməz~ | yılmaz~ | ölməz~
    nümay~ | sərmay~ | məm~ | səm~ | əhm~ | ərm~ | unutmay~ | qaçırmay~
    """)
)
_AZ_WORD = re.compile(
    _any_of(r"""
    deyil(?:əm|ik|sən|siniz|lər|di|dir|mi|miş|sə|kən|dik|dim|dilər)*
    yox(?:dur|du|dular|dursa)? | rədd | qadağan~ | inkar | məhrum
    """)
    + "|(?:günah|qanun|əsas|sübut|haqq?|ədalət|hüquq|səbəb|icazə|vəkil|müdafiə|həkim|ata|ana|çarə"
    "|su|qərar|hökm|məhkəmə|sənəd|müalicə|xəbər|etibar|dəlil|təqsir|işıq|yemək)"
    "s[ıiuü]z(?:d[ıiuü]r|ca|cə|caq|lıq|lik|luq)?"
)
# What denies nothing, or twice; it is taken out before anything is looked for.
_AZ_IDIOMS = _phrases(r"""
    heç olma~ | heç də az olma~ | heç şübhəsiz | hələ də | nəinki | olmasa da | istər-istəməz
    yeganə olma~ | yeganə deyil~ | gec olma~ | tez olma~ | az qal~ | yoxa? (?:ol|ed|et|çıx)~
    \w+(?:mamış|məmiş)d[aə]n | \w+m[aə]y[aə] bilmə~ | \w+m[aə]d[aə]n \w+[aə] bilm~
    \w+(?:mamaq|məmək) olma~ | \w+(?:mamaq|məmək) mümkün deyil~
    (?P<verb>\w+?)[td]?(?:y?[ıiuü]b|y?[aə]c[aə]\w+)[\s,-]+(?P=verb)[td]?m[aə](?:d[ıi][ğy]|y[aə]c[aə][ğy]|m[aə]s)~
    \w+ kimi deyil~ | (?:tək|təkcə|yalnız)\b[^.!?;]{0,60}?\bdeyil~ | deyil ?,? ?həm
""")
_AZ_NEITHER = re.compile(r"\bnə\s+[^.!?;]{1,80}\bnə\s+(?:də|də\s+ki)\b", re.IGNORECASE)
_NEITHER = frozenset({"nə", "Nə", "NƏ", "nƏ"})
_AZ_REFUSED = re.compile(r"\bimtina\s+(?:etd|ed[iə]|etmiş|olun)\w*", re.IGNORECASE)
_AZ_DO_NOT = re.compile(r"\s*\w+m[aə](?=\s*[,!])", re.IGNORECASE)


def _azerbaijani(text: str, words: Sequence[str]) -> Iterator[str]:
    for place, word in enumerate(words):
        if _az_denies(word) and not (place and word[0].isupper() and not text.isupper()):
            yield word  # a capital within a sentence is a name's: Məmmədi
    small = text.replace("İ", "i").lower()
    neither = _AZ_NEITHER.search(text) if not _NEITHER.isdisjoint(words) else None
    refused = _AZ_REFUSED.search(text) if "imtina" in small else None
    found = (neither, refused, _AZ_DO_NOT.match(text))
    yield from (each[0] for each in found if each is not None)


@lru_cache(maxsize=1 << 15)
def _az_denies(word: str) -> bool:
    low = lower(word, "az")
    if _AZ_WORD.fullmatch(low):
        return True
    return _AZ_VERB.fullmatch(low) is not None and _AZ_NO_VERB.fullmatch(low) is None


# -- Russian -------------------------------------------------------------------------------------

_RU_NOT = re.compile(r"[Нн](?<!\w.)[Ее]\s+[^\W\d_]+")
_RU_WORD = re.compile(
    _any_of(r"""
    нет | нету | нельзя | невозможн~ | без | ни | никто | никого | никому | никем | ничего | ничто
    никогда | нигде | никуда | никак~ | некому | нечего | некуда | незачем
    отказал~ | отказыва~ | отказано | отверг~ | запрети~ | запреща~ | запрещ~ | отрица~ | отсутств~
    """)
    + r"|не(?:винов|закон|справедлив|правомерн|обоснован|действительн|доступн|способн|согла[сш]"
    r"|желани|возможн|известн|успе[шх]|приемлем|допустим|нужн|верн|явк)\w*"
)
_RU_IDIOMS = _phrases(r"""
    не (?:только|раз|просто|столько|менее|более|меньше|больше|хуже|лучше|раньше|позже|позднее|ранее)
    не (?:старше|младше|выше|ниже|очень|так|слишком|случайно|секрет|прочь|иначе|без|против|одн~)
    не исключен[оа] | не за горами | не обо\w+ без | не так давно | не кто ин~ | не что ин~ | не то
    не (?:покладая рук|говоря|считая|смотря|обращая внимания|умолкая|переставая|уставая)
    не (?:задумываясь|дожидаясь|забу~|забыва~|упусти~|запрещ~) | не \w+ недооцен~
    не \w+(?:ющ|ущ|ящ|ащ|вш)(?:ий|ая|ее|ие|его|ей|их|ему|им|ими|ую|ем)(?:ся)?
    не (?:мог~|может|могут) не \w+ | нельзя не | как нельзя | а не | только не | на нет | или нет
    (?:чуть|едва)(?: (?:было|ли))? не | (?:если|пока|разве) не | пока\b[^,.;]{0,40}?\sне
    (?:что|кто|где|куда|сколько|как~) бы\b[^,.;]{0,30}?\bни \w+ | как бы\b(?! то)
    (?:где|кто|что|куда|чего)\b[^,.;?]{0,30}?\bтолько не | как ни \w+ | ни много ни мало
    ничего (?:страшного|особенного) | ни при ч[её]м | несмотря ни | во что бы то ни стало | нет-нет
    без (?:сомнени~|конца|исключени~|устали|промедлени~|перерыва|остановки)
    без (?:четверти|пяти|десяти|двадцати)
""")


def _russian(text: str, words: Sequence[str]) -> Iterator[str]:
    if (found := _RU_NOT.search(text)) is not None:
        yield found[0]
    yield from filter(_ru_denies, words)


@lru_cache(maxsize=1 << 15)
def _ru_denies(word: str) -> bool:
    return _RU_WORD.fullmatch(lower(word, "ru")) is not None


_READERS: Mapping[str, tuple[Callable[[str, Sequence[str]], Iterator[str]], re.Pattern[str]]] = {
    "az": (_azerbaijani, _AZ_IDIOMS),
    "ru": (_russian, _RU_IDIOMS),
}


def denied(text: str, code: str, words: Sequence[str] | None = None) -> str | None:
    """The first word or phrase that denies something; None where none does, or nothing is known.

    `words` are those of the text that no protected span holds, where they are known already.
    """
    if code not in _READERS:
        return None
    reader, idioms = _READERS[code]
    words = plain_words(text) if words is None else words
    if next(reader(text, words), None) is None:  # of most sentences that is all
        return None
    plain = idioms.sub(" , ", text)
    return next(reader(plain, plain_words(plain)), None)


# -- English -------------------------------------------------------------------------------------

_EN = _phrases(r"""
    not? | never | none | nothing | nobody | nowhere | neither | nor | without | cannot | zero
    hardly | barely | scarcely | scarc~ | few | little | less | rare~ | minus | unless | until
    except | apart from | far from | away from | short of | contrary | otherwise | beyond
    yet to | too \w+ to | rather | instead | free of | free from | devoid | limited | empty | vain
    void | unable
    lack~ | fail~ | refus~ | declin~ | den(?:y|ied|ies|ying|ial~) | reject~ | dismiss~ | overrul~
    ban | bans | banned | banning | barred | block(?:ed|ing) | forb\w+ | prohibit~ | outlaw~
    prevent~ | avoid~ | miss~ | exclud~ | stop~ | ceas\w+ | depriv~ | stripped | hamper~ | abort~
    absen\w+ | innocen~ | ignor~ | wrong~ | oppos~ | resist~ | withdr\w+ | cancel~ | abandon~
    hid(?:e|es|den|ing)? | lost | los[ei]~ | g[ai]ve up | turned down | waved away | ill[- ]advised
    keep~ from | kept from | (?:un|dis|non|mis)-?\w{3,} | anti\w+ | \w+less~
    im(?:possib|prob|mun|mob|perf|part|pract)~ | il(?:leg|log|lit)~ | ir(?:reg|rel|rev|rep|res)~
    in(?:ab|ac|adeq|adm|ap|cap|comp|conc|corr|def|eff|el|exp|hum|jus|noc|sec|suf|tol|val|vis)~
""")
_EN_NOT = re.compile(r"n['’]t\b", re.IGNORECASE)
# What begins as a denial does and is none.
_EN_NONE = _phrases(r"""
    unit~ | unions? | uni(?:vers|que|form|fi)~ | under~ | unfold~ | unveil~ | unesco | uncles?
    dist~ | disco(?:ver|unt)~ | disaster~ | disney | dissem\w+ | disput~ | discus~ | display~
    discs? | dish~ | dispatch~ | disci\w+ | diseas~ | misters? | mission~ | missil~ | missouri
    antiq\w+ | anticipat~ | incom\w+ | accident~ | nonetheless | nevertheless | lesson~ | bless~
""")


def denies(text: str) -> bool:
    """Whether an English text may deny something, in whatever words."""
    if _EN_NOT.search(text) is not None:
        return True
    return any(_EN_NONE.match(text, found.start()) is None for found in _EN.finditer(text))
