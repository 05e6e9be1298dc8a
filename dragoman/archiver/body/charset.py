"""From bytes to text: what the page declares, checked against what its bytes can be.

The order is that of a browser (byte order mark, HTTP header, `<meta>`, XML declaration), with one
difference: a declaration is believed only where the bytes bear it out. Pages of this region are
often served as UTF-8 while they are windows-1251 or koi8-r, and the other way round; a browser
shows such a page wrongly and a person mends it by hand, an archive has to see it itself.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from dragoman.archiver.body.content_type import read_content_type
from dragoman.archiver.body.encodings import known_encoding

PRESCAN = 8192
SAMPLE = 40_000
# The share of letters of this region that declared UTF-16 has to show: its markup is such.
DECLARED = 0.05
# How well a list has to read that does not say its encoding, and how many different letters tell.
CERTAIN, FEWEST = 0.5, 3
MARGIN = 0.15  # how much better than the declared one another encoding has to read

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CANDIDATES = (
    "windows-1251",
    "koi8-r",
    "cp866",
    "iso8859-5",
    "windows-1254",
    "windows-1252",
)
_LATIN = re.compile(r"windows-125[02478]|iso8859-(2|3|4|10|13|14|15|16)")
_CYRILLIC = re.compile(r"koi8-[ut]|mac-cyrillic|kz1048|ptcp154|cp855")

_META = re.compile(
    rb"""<meta[^>]{0,400}?charset\s*+=\s*+["']?+\s*+([A-Za-z0-9_:.\-]{2,40})""", re.I
)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.\-]{2,40})["']""")
# Markup that is no UTF-16, whatever mark stands before it.
_NARROW = re.compile(rb"<(?:!doctype|html|head|body|meta|title|div|p|\?xml)[\s>]", re.IGNORECASE)
_MARKUP = re.compile(rb"<[^<>]*>")
_WORD = re.compile(rb"[A-Za-z'\x80-\xff]+")
_HIGH = re.compile(rb"[\x80-\xff]")
# The letters of Turkish and Azerbaijani in windows-1254; read as windows-1251 they are rare ones.
_TURKISH = frozenset(bytes([byte]) for byte in "şıçöğüâûŞİÇÖĞÜÂÛ".encode("windows-1254"))
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, the encoding it was read as, where that came from, and what was declared.

    `source` is `bom`, `http`, `meta`, `xml`, `default` (nothing but ASCII) or `detected`.
    """

    text: str
    encoding: str
    source: str
    declared: str | None

    def settings(self) -> dict[str, object]:
        """What a stamp tells of the decoding; the declaration only where it was not followed."""
        told: dict[str, object] = {"encoding": self.encoding, "encoding_from": self.source}
        if self.declared and self.declared != self.encoding:
            told["encoding_declared"] = self.declared
        return told


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Decode a body, already freed of its content encoding. Never raises.

    A mark counts before the header, and is not believed either where the bytes are something else.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            body = body[len(mark) :]
            if _bears_out(body, encoding):
                return _decoded(body, encoding, "bom", None)
            break
    declarations = _declarations(body, content_type)
    declared = declarations[0][0] if declarations else None
    encoding, source = _choose(body, declarations)
    return _decoded(body, encoding, source, declared)


def _bears_out(body: bytes, encoding: str) -> bool:
    """Whether bytes are what the mark before them says; files that are joined bring theirs."""
    if encoding == "utf-8":
        return _is_utf8(body)
    return b"\x00" in body[:PRESCAN] or not _NARROW.search(body[:PRESCAN])


def _decoded(body: bytes, encoding: str, source: str, declared: str | None) -> Decoded:
    text = body.decode(encoding, errors="replace")
    return Decoded(text, encoding, source, declared)


def is_certainly_cyrillic(body: bytes) -> bool:
    """Whether bytes are windows-1251: read so their words look like words, and no other way so.

    Of several letters, and not of those alone that would be Turkish ones as well.
    """
    words = _foreign_words(body)
    scores = {name: _readability(words, name) for name in _CANDIDATES}
    best = max(scores, key=lambda name: scores[name])
    enough = len(set(_HIGH.findall(words)) - _TURKISH) >= FEWEST
    return enough and best == "windows-1251" and scores[best] >= CERTAIN


def _declarations(body: bytes, content_type: str | None) -> list[tuple[str, str]]:
    """Encodings that are declared, with where, in order of rank."""
    head = _without_comments(body[:PRESCAN])
    labels = [(label, "http") for label in read_content_type(content_type).charsets]
    labels += [
        (match.group(1).decode("ascii"), source)
        for match, source in ((_META.search(head), "meta"), (_XML.search(head), "xml"))
        if match
    ]
    found = []
    for label, source in labels:
        encoding = known_encoding(label)
        if encoding and not encoding.startswith(("utf-16", "utf-32")):
            found.append((encoding, source))  # those two are told by their bytes alone
        elif encoding and source == "http" and (wide := wide_encoding(body, DECLARED)):
            found.append((wide, source))
    return found


def _without_comments(head: bytes) -> bytes:
    kept = bytearray()
    place = 0
    while (begin := head.find(b"<!--", place)) >= 0:
        end = head.find(b"-->", begin + 4)
        if end < 0:
            break
        kept += head[place:begin]
        place = end + 3
    return bytes(kept + head[place:])


def _choose(body: bytes, declarations: list[tuple[str, str]]) -> tuple[str, str]:
    declared = declarations[0][0] if declarations else ""
    if wide := wide_encoding(body) or (declared if declared.startswith("utf-16") else None):
        return wide, _source(wide, declarations, "detected")
    if not _HIGH.search(body):
        stateful = [pair for pair in declarations if pair[0].startswith("iso2022")]
        return (stateful or declarations or [("utf-8", "default")])[0]
    if _is_utf8(body):
        return "utf-8", _source("utf-8", declarations, "detected")
    return _single_byte(body, [pair for pair in declarations if pair[0] != "utf-8"])


def _source(encoding: str, declarations: list[tuple[str, str]], otherwise: str) -> str:
    return next((source for name, source in declarations if name == encoding), otherwise)


def wide_encoding(body: bytes, pages: float = 0.9) -> str | None:
    """UTF-16 without a mark: every other byte is 0 or 4, the pages of Latin and Cyrillic.

    `pages` is the share of such that is asked for.
    """
    sample = body[:4096]
    if len(sample) < 4 or b"\x00" not in sample:
        return None
    even, odd = sample[0::2], sample[1::2]
    orders = (("utf-16-le", odd, even), ("utf-16-be", even, odd))
    encoding, high, low = max(orders, key=lambda order: order[1].count(0))
    found = sum(high.count(page) for page in b"\x00\x01\x02\x04\x20")
    return encoding if found > pages * len(high) and low.count(0) < 0.1 * len(low) else None


def _is_utf8(body: bytes) -> bool:
    """UTF-8, but for an end that was cut off and a rare broken byte."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        broken = body.decode("utf-8", errors="replace").count("\ufffd")
        return broken * 50 <= len(_MULTIBYTE.findall(body))
    return True


def _single_byte(body: bytes, declarations: list[tuple[str, str]]) -> tuple[str, str]:
    words = _foreign_words(body)
    scores = {name: _readability(words, name) for name in _CANDIDATES}
    best = max(scores, key=lambda name: scores[name])
    for name, source in declarations:
        if name in _CANDIDATES or _CYRILLIC.fullmatch(name):
            believed = _readability(words, name) >= scores[best] - MARGIN
        elif _LATIN.fullmatch(name):
            believed = _readability(words, name) > 0
        else:
            believed = _fits(body, name)
        if believed:
            return name, source
    if scores[best] <= 0 and declarations:
        return declarations[0]
    return best, "detected"


def _fits(body: bytes, encoding: str) -> bool:
    """Whether the bytes can be read in an encoding whose language we cannot judge."""
    broken = body.decode(encoding, errors="replace").count("\ufffd")
    return broken * 100 <= len(_HIGH.findall(body))


def _foreign_words(body: bytes) -> bytes:
    """The words with a byte above ASCII, of the page's text before that of its attributes."""
    for source in (_MARKUP.sub(b" ", body[: 50 * SAMPLE]), body[: 50 * SAMPLE]):
        words = [word for word in _WORD.findall(source) if _HIGH.search(word)]
        if words:
            return b" ".join(words)[:SAMPLE]
    return b""


# How much a letter speaks for Russian (and its neighbours): the frequent ones, the rest, the rare.
_COMMON = frozenset("оеаинтсрвлкмдпу")
_LESS = frozenset("яыьгзбчйхжшюцщэфіїєёў")
_TURKIC = frozenset("ğışçöüâîûä")
_WESTERN = frozenset("éèêëàâäáãåçíìîïñóòôöõøúùûüæœß")


def _readability(words: bytes, encoding: str) -> float:
    """How much the words look like words when read so: 1 a letter at best, below 0 for noise."""
    text = words.decode(encoding, errors="replace")
    total = count = 0.0
    for word in text.split():
        foreign = sum(character > "\x7f" for character in word)
        if not foreign:
            continue
        count += foreign
        if _LATIN.fullmatch(encoding):
            total += _latin_word(word, _TURKIC if encoding == "windows-1254" else _WESTERN)
        else:
            total += _cyrillic_word(word)
    return total / count if count else 0.0


def _cyrillic_word(word: str) -> float:
    score = 0.0
    previous = ""
    for character in word:
        score += _cyrillic_letter(character, previous)
        previous = character
    return score


def _cyrillic_letter(character: str, previous: str) -> float:
    if character <= "\x7f":
        return -1.0 if character.isalpha() and previous > "\u0400" else 0.0
    if previous.isascii() and previous.isalpha():
        return -1.0  # one word in two scripts: an accented Latin letter misread
    if character in _COMMON:
        return 1.0
    if character in _LESS:
        return 0.6
    lower = character.lower()
    if lower in _COMMON or lower in _LESS:
        # A capital inside a word: koi8-r and windows-1251 read as each other swap the cases.
        return -0.6 if previous.islower() else 0.4
    return -0.2 if character.isalpha() and character > "\u0400" else -1.0


def _latin_word(word: str, usual: frozenset[str]) -> float:
    """Letters with marks are rare in Latin words: three in a row are another script misread."""
    score = 0.0
    run = 0
    for previous, character in zip(" " + word, word, strict=False):
        if character <= "\x7f":
            run = 0
            continue
        run += 1
        if not character.isalpha():
            score -= 0.2
        elif run > 2 or (character.isupper() and previous.islower()):
            score -= 1.0
        else:
            score += 0.9 if character.lower()[0] in usual or character == "İ" else 0.3
    return score
