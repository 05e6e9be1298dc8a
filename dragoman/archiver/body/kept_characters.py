"""Which characters of a page are kept: every letter as it is, nothing that cannot be seen.

Left out are NUL and the other control characters, lone surrogates and noncharacters, the soft
hyphen, zero-width space, word joiner and byte order mark, and the controls of bidirectional
writing, which can make a text show as what it is not. Kept are the zero-width joiner and
non-joiner, which Persian and the Azerbaijani of Iran spell with, and everything else, in the form
that the page has it in: a text is never normalized.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_ENCODED_TWICE = re.compile(r"&(?:amp;)+(?=#\d{1,7};|#x[0-9a-f]{1,6};|[a-z]{2,8};)", re.I)

_JOINER_NAMES = {
    **dict.fromkeys(("&zwnj;", "&#8204;", "&#x200c;"), "\u200c"),
    **dict.fromkeys(("&zwj;", "&#8205;", "&#x200d;"), "\u200d"),
}
_JOINER = re.compile("[\u200c\u200d]|&zwn?j;|&#820[45];|&#x200[cd];", re.IGNORECASE)


def visible(text: str) -> str:
    """The text without the characters that are left out; line ends and spaces stay."""
    # Most texts hold none, which is seen sooner than it is searched for.
    return text if text.isprintable() else _UNSEEN.sub("", text)


def collapse(text: str) -> str:
    """One line: what cannot be seen left out, every run of whitespace one space."""
    return " ".join(visible(text).split())


def unescaped(text: str) -> str:
    """Entities decoded, also those that a site encoded twice (`&amp;#601;`)."""
    return unescape(_ENCODED_TWICE.sub("&", text)) if "&" in text else text


@dataclass(frozen=True, slots=True)
class Joiners:
    """Hides zero-width joiners, which others drop, behind letters that a text does not hold."""

    pairs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, source: str) -> Joiners:
        if not any(name in source for name in ("\u200c", "\u200d", *_JOINER_NAMES)):
            return cls()
        unused = (letter for letter in map(chr, range(0xA500, 0xA60C)) if letter not in source)
        return cls(tuple(zip("\u200c\u200d", unused, strict=False)))

    def hidden(self, source: str) -> str:
        if not self.pairs:
            return source
        source = _JOINER.sub(lambda match: _JOINER_NAMES.get(match[0].lower(), match[0]), source)
        for joiner, letter in self.pairs:
            source = source.replace(joiner, letter)
        return source

    def shown(self, text: str) -> str:
        for joiner, letter in self.pairs:
            text = text.replace(letter, joiner)
        return text
