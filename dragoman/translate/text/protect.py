"""What comes out as it went in: URLs, e-mails, handles, hashtags, phones, words_with_underscores.

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

_TAIL = r"(?<![.,;:!?…'\"»”)\]}])"
_DOMAINS = "az|ru|com|org|net|info|tv|io|me|eu|ge|tr|ua|by|kz|uk|de|fr|gov|edu|media|news|live|am"
_SPANS = re.compile(
    rf"""
      (?:https?|ftp)://[^\s<>"«»“”]+{_TAIL}            # a URL
    | www\.[^\s<>"«»“”]+{_TAIL}
    | (?<![\w.+-])[\w.+-]*\w@[\w-]+(?:\.[\w-]+)+\b                 # an e-mail address
    | (?<![\w.@/-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:{_DOMAINS})\b
      (?:/[^\s<>"«»“”]*{_TAIL})?                       # a host without a scheme
    | (?<![\w@])@[A-Za-z0-9_](?:[A-Za-z0-9_.]*[A-Za-z0-9_])?   # a handle
    | (?<![\w&#])\#[^\W\d_]\w+ | (?<![\w&#])\#\d+[^\W\d]\w*    # a hashtag; `#5` is a number
    | (?<![\w+])\+\d[\d\s()-]{{6,18}}\d\b                # a phone number
    | (?<!\w)(?:[^\W_]++_|_++[^\W_])\w*+                 # a word_with_underscores
    """,
    re.VERBOSE,
)
# No word of a language written with spaces is this long; it is data, and a model only babbles.
_BLOB = re.compile(r"[^\s\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3040-\u9FFF\uAC00-\uD7AF]{300,}")
# Something that every span has; most sentences have none of it, and then nothing more is asked.
_HINT = re.compile(r"[@#_+]|://|\.[a-z]|\S{300}")
_SUFFIX = re.compile(r"^[-'’][^\W\d_]{1,6}(?!\w)")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: `kept` as it is, or to be translated; spaces round it are its own."""

    text: str
    kept: bool


def protected(text: str) -> list[str]:
    """The protected spans of a text, in order."""
    return [text[start:stop] for start, stop in _places(text)]


def lost(source: str, output: str) -> list[str]:
    """The protected spans of `source` that `output` does not hold, or holds less often."""
    wanted = Counter(protected(source))
    if not wanted:
        return []
    return list((wanted - Counter(protected(output))).elements())


def has_words(text: str) -> bool:
    """Whether anything is left to translate once the protected spans are taken away."""
    return any(char.isalpha() for span in cut(text) if not span.kept for char in span.text)


def cut(text: str) -> list[Span]:
    """The text as spans; joined, they give it again."""
    spans: list[Span] = []
    position = 0
    for start, stop in _places(text):
        if start > position:
            spans.append(Span(text[position:start], False))
        spans.append(Span(text[start:stop], True))
        position = stop
    if position < len(text):
        spans.append(Span(text[position:], False))
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
        tail = len(core.rstrip(_edge(core))) if before else len(core)
        made += [Span(core[:head], True), Span(core[head:tail], False), Span(core[tail:], True)]
    return [span for span in made if span.text]


def _edge(text: str) -> str:
    """The characters of a text that are neither letters nor digits."""
    return "".join({char for char in text if not char.isalnum()})


def _places(text: str) -> list[tuple[int, int]]:
    if not _HINT.search(text):
        return []
    places = [match.span() for match in _BLOB.finditer(text)]
    if not places:
        return [match.span() for match in _SPANS.finditer(text)]
    for start, stop in _gaps(places, len(text)):
        places += [match.span() for match in _SPANS.finditer(text, start, stop)]
    return sorted(places)


def _gaps(places: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    edges = [0, *(edge for place in places for edge in place), length]
    return list(zip(edges[::2], edges[1::2], strict=True))
