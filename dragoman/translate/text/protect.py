"""What comes out as it went in: URLs, e-mails, files, handles, tags, phones, with_underscores.

How. A model is given the whole sentence first, since a handle may be its subject; where every
protected span comes back letter for letter, that output stands. Only where one was lost, the
sentence is cut at its spans, the text between them is translated, and the spans are put back as
they were. Placeholders are not used: a small model loses, repeats or inflects them, and no
package promises to know any; a cut needs nothing from the model.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

_TAIL = r"(?<![.,;:!?…'\"»”)\]}])"
_DOMAINS = "az|ru|com|org|net|info|tv|io|me|eu|ge|tr|ua|by|kz|uk|de|fr|gov|edu|media|news|live|am"
# Domains under which names are registered in letters that are not English.
_WIDE = "com|org|net|info|рф|рус|бел|укр|қаз|онлайн|сайт|москва|орг|ком"
_LABEL = r"(?:[^\W_]|-)+"
_FILES = (
    "pdf|docx?|xlsx?|pptx?|odt|txt|csv|rtf|html?|json|xml|zip|rar|jpe?g|png|gif|webp|svg"
    "|mp[34]|avi|mov|wav|ogg|webm|mkv|opus|apk|exe"
)
_SPANS = re.compile(
    rf"""
      (?:https?|ftp)://[^\s<>"«»“”]+{_TAIL}            # a URL
    | www\.[^\s<>"«»“”]+{_TAIL}
    | \b[A-Za-z]:\\[^\s<>"«»“”]+{_TAIL}                # a path on a disk
    | (?<![\w.+-])[\w.+-]*\w@(?:[\w-]+\.)+(?:xn--[a-z0-9-]+|[^\W\d_]{{2,}})\b   # an e-mail address
    | (?<![\w.-])[\w-]+(?:\.[\w-]+)*\.(?i:{_FILES})(?!\w)           # a file's name
    | (?<![\w.@/-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:{_DOMAINS})\b
      (?:/[^\s<>"«»“”]*{_TAIL})?                       # a host without a scheme
    | (?<![\w.@/-]){_LABEL}(?:\.{_LABEL})*\.(?:{_WIDE})\b
      (?:/[^\s<>"«»“”]*{_TAIL})?                       # one in other letters
    | (?<![\w@])@\w(?:[\w.]*\w)?                       # a handle
    | (?<![\w&#])\#[^\W\d_]\w+ | (?<![\w&#])\#\d+[^\W\d]\w*    # a hashtag; `#5` is a number
    | (?<![\w+])\+\d[\d\s()-]{{6,18}}\d\b                # a phone number
    | (?<![\w(])(?:\d\s)?\(\d{{2,4}}\)\s?\d[\d\s-]{{4,10}}\d\b
    | (?<!\w)(?:[^\W_]++_|_++[^\W_])\w*+                 # a word_with_underscores
    """,
    re.VERBOSE,
)
# No word of a language written with spaces is this long; it is data, and a model only babbles.
_DIGITS = re.compile(r"\+?\(?\d[\d\s().-]{5,20}\d")
_BLOB = re.compile(r"[^\s\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3040-\u9FFF\uAC00-\uD7AF]{300,}")
# Something that every span has; most sentences have none of it, and then nothing more is asked.
_HINT = re.compile(r"[@#_+\\:.(](?:(?<=[@#_+\\])|(?<=:)//|(?<=\.)[^\W\d_]|(?<=\()\d)")
_LONG, _LONG_HINT = 300, re.compile(r"\S{300}")
_SUFFIX = re.compile(r"^[-'’ʼ][^\W\d_]{1,6}(?!\w)")
# A case ending that hangs on an address.
_HUNG = re.compile(
    r"(['’ʼ]|-)(d[aə]n?|d[aə]k[ıi]|n?[ıiuü]n|[ny]?[aə]|[nsy]?[ıiuü]|y?l[aə]|d[ıiuü]r|l[aə]r\w{0,4})\Z"
)
# Behind what a hyphen is none of the address: a figure, a slash, a host, the name of a file.
_WHOLE = re.compile(rf"[\d/]\Z|://[^/\s]+\.[^\W\d_]{{2,}}\Z|\.(?i:{_FILES})\Z")
# The telephones of these countries, with the code of the country or without.
_ABROAD = re.compile(r"(?:00)?994(\d{9})|0(\d{9})|(?:00)?[78](\d{10})")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: `kept` as it is, or to be translated; spaces round it are its own.

    `start` is where it stands in the text.
    """

    text: str
    kept: bool
    start: int


def protected(text: str) -> list[str]:
    """The protected spans of a text, in order."""
    return [text[start:stop] for start, stop in _places(text)]


def lost(source: str, output: str) -> list[str]:
    """The protected spans of `source` that `output` does not hold, or holds less often."""
    wanted = Counter(protected(source))
    if not wanted:
        return []
    missing = wanted - Counter(protected(output))
    return [span for span in missing.elements() if not _otherwise(span, output)]


def is_number(span: str) -> bool:
    """Whether a protected span is a telephone's number."""
    return span[0] in "+(" or (span[0].isdigit() and "(" in span)


def _otherwise(span: str, text: str) -> bool:
    """Whether a text holds the same telephone or the same host, written in another way."""
    if is_number(span):
        wanted = _subscriber(span)
        return any(_subscriber(found) == wanted for found in _DIGITS.findall(text))
    return "/" not in span and "." in span and span.casefold() in map(str.casefold, protected(text))


def _subscriber(phone: str) -> str:
    digits = re.sub(r"\D", "", phone)
    found = _ABROAD.fullmatch(digits)
    return found[found.lastindex or 0] if found else digits


def has_words(text: str) -> bool:
    """Whether anything is left to translate once the protected spans are taken away."""
    return any(char.isalpha() for span in cut(text) if not span.kept for char in span.text)


def cut(text: str) -> list[Span]:
    """The text as spans; joined, they give it again."""
    spans: list[Span] = []
    position = 0
    for start, stop in _places(text):
        if start > position:
            spans.append(Span(text[position:start], False, position))
        spans.append(Span(text[start:stop], True, start))
        position = stop
    if position < len(text):
        spans.append(Span(text[position:], False, position))
    return spans


def pieces(text: str) -> list[Span]:
    """`cut`, made ready for translating what stands between the protected spans.

    Punctuation and spaces beside a span are kept with it, so that no engine can glue a word to
    it; a case ending that hangs on it ("@user-ə") goes, since it means nothing in English.
    """
    spans = cut(text)
    made: list[Span] = []
    for number, span in enumerate(spans):
        if span.kept:
            made.append(span)
            continue
        after, before = number > 0, number + 1 < len(spans)
        core = _SUFFIX.sub("", span.text, count=1) if after else span.text
        head = len(core) - len(core.lstrip(_edge(core))) if after else 0
        tail = max(head, len(core.rstrip(_edge(core)))) if before else len(core)
        begin = span.start + len(span.text) - len(core)
        edges = ((0, head, True), (head, tail, False), (tail, len(core), True))
        made += [Span(core[one:other], kept, begin + one) for one, other, kept in edges]
    return [span for span in made if span.text]


def _edge(text: str) -> str:
    """The characters of a text that are neither letters nor digits."""
    return "".join({char for char in text if not char.isalnum()})


@lru_cache(maxsize=64)
def _places(text: str) -> tuple[tuple[int, int], ...]:
    """Where the spans are; of a text that many look at in turn."""
    if not _HINT.search(text) and not (len(text) >= _LONG and _LONG_HINT.search(text)):
        return ()
    places = [match.span() for match in _BLOB.finditer(text)]
    if not places:
        return tuple(_bare(match) for match in _SPANS.finditer(text))
    for start, stop in _gaps(places, len(text)):
        places += [_bare(match) for match in _SPANS.finditer(text, start, stop)]
    return tuple(sorted(places))


def _bare(match: re.Match[str]) -> tuple[int, int]:
    """Where a span is, without the case ending that hangs on it."""
    start, stop = match.span()
    hung = _HUNG.search(match[0], max(0, stop - start - 9)) if "/" in match[0] else None
    if hung is None:
        return start, stop
    begins = start + hung.start()
    apart = hung[1] != "-" or not hung[2].isascii() or _WHOLE.search(match[0][: hung.start()])
    return start, begins if apart else stop


def _gaps(places: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    edges = [0, *(edge for place in places for edge in place), length]
    return list(zip(edges[::2], edges[1::2], strict=True))
