"""Words that stand in a text as computers write them: escaped, in hexadecimal, in base64.

A reader does not see a name there, and a program finds it at once. What is found so is withheld
whole. Long runs are read once: a picture that is packed in a script says nothing.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

LONG = 300  # letters of base64, from which on a run without words is a file and no word
_RUN = r"[A-Za-z0-9+/_\-]"
_PACKED = re.compile(rf"(?<![A-Za-z0-9+/_\-]){_RUN}{{8,}}={{0,2}}(?![A-Za-z0-9+/_\-=])")
_SIGN = re.compile(
    r"&#?\w{1,10};|\\[ux][0-9a-fA-F{]|=[0-9A-F]{2}=[0-9A-F]{2}|%[0-9A-Fa-f]{2}|\\U[0-9a-fA-F]{8}"
)
_APART = "\\s\"'<>"  # what no word so written has in it
_TO_ITS_END = re.compile(rf"[^{_APART}]{{0,100000}}")
_FROM_ITS_BEGINNING = re.compile(rf"[^{_APART}]*\Z")
_BEFORE = 100  # characters of a word before the first that is escaped
_LONG_RUN = re.compile(rf"{_RUN}{{{LONG},}}={{0,2}}")
_ESCAPED = re.compile(
    r"\\u\{0*([0-9a-fA-F]{1,6})\}|\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\x([0-9a-fA-F]{2})"
)
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})+")
_QUOTED = re.compile(rb"=([0-9A-F]{2})")
_A_DIGEST = 32  # hexadecimal digits
_UUID = re.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MOST = 100_000  # characters of one token that are read
_FEWEST_LETTERS, _WORDS = 4, 0.8
_FIRST_OF_ASIA = "\u1100"  # alphabets stand before it
_BESIDE = " \n\t.,;:!?-'\"/|()[]{}@_=&%#+<>0123456789"


def packed_in(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where something is written so, and what it says; nothing where it says no words."""
    for start, stop in (*_escaped(text), *(each.span() for each in _PACKED.finditer(text))):
        said = tuple(dict.fromkeys(unpacked(text[start : min(stop, start + _MOST)])))
        if said:
            yield start, stop, said


def _escaped(text: str) -> Iterator[tuple[int, int]]:
    """Words with an escape in them, each once however many it has."""
    stop = 0
    while sign := _SIGN.search(text, stop):
        before = text[max(stop, sign.start() - _BEFORE) : sign.start()]
        begun = _FROM_ITS_BEGINNING.search(before)
        start = sign.start() - (len(begun[0]) if begun else 0)
        ended = _TO_ITS_END.match(text, sign.start())
        stop = max(ended.end() if ended else 0, sign.end())
        yield start, stop


def unpacked(token: str) -> Iterator[str]:
    """What a token says that is written so, in whatever it may be read as."""
    for said in _escapes(token):
        if said != token:
            yield said
            yield from (again for again in _escapes(said) if again not in (said, token))
    for raw in _bytes_of(token):
        yield from _texts(raw)


def without_files(text: str) -> tuple[str, bool]:
    """The text without long runs of base64; and whether one of them cannot be read.

    In the place of one that says words stand its words.
    """
    unread = False

    def said(match: re.Match[str]) -> str:
        nonlocal unread
        if not _is_file(match[0]):
            return match[0]
        words = next((w for raw in _bytes_of(match[0]) for w in _texts(raw)), None)
        unread |= words is None
        return f" {words or ''} "

    return _LONG_RUN.sub(said, text), unread


def _is_file(run: str) -> bool:
    """Base64 has capitals, small letters and digits in about equal shares; no address has."""
    capitals = sum(map(str.isupper, run[:LONG]))
    digits = sum(map(str.isdigit, run[:LONG]))
    return capitals > LONG / 6 and LONG / 40 < digits < LONG / 2


def _escapes(token: str) -> Iterator[str]:
    if "&" in token:
        yield html.unescape(token)
    if "\\" in token:
        yield _ESCAPED.sub(_letter, token)
        yield from _words(_ESCAPED.sub(_byte, token).encode("latin-1", "replace"), token, "\\x")
    if "%" in token:
        yield from _words(unquote_to_bytes(token), token, "%")
    if "=" in token:
        raw = _QUOTED.sub(lambda m: bytes([int(m[1], 16)]), token.encode())
        yield from _words(raw, token, "=")


def _words(raw: bytes, token: str, sign: str) -> Iterator[str]:
    if sign in token:
        for encoding in ("utf-8", "cp1251", "cp1254"):
            try:
                yield raw.decode(encoding)
            except UnicodeDecodeError:
                continue


def _letter(escape: re.Match[str]) -> str:
    number = int(next(filter(None, escape.groups())), 16)
    return chr(number) if number < 0xD800 or 0xDFFF < number < 0x110000 else escape[0]


def _byte(escape: re.Match[str]) -> str:
    return chr(int(escape[4], 16)) if escape[4] else escape[0]


def _bytes_of(token: str) -> Iterator[bytes]:
    if len(token) % 2 == 0 and _HEX.fullmatch(token):
        yield bytes.fromhex(token)
        if len(token) >= _A_DIGEST:  # it is no base64 by chance, and read so it says anything
            return
    if _UUID.fullmatch(token):  # nor is the id of a record
        return
    bare = token.rstrip("=").replace("-", "+").replace("_", "/")
    if len(bare) % 4 != 1:
        try:
            yield base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
        except (ValueError, binascii.Error):
            return


def _texts(raw: bytes) -> Iterator[str]:
    """What bytes say, where they are words; most bytes are none."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp1251"):
        if encoding.startswith("utf-16") and (len(raw) % 2 or len(raw) < 2 * _FEWEST_LETTERS):
            continue
        try:
            said = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        letters = sum(each.isalpha() and each < _FIRST_OF_ASIA for each in said)
        # Any bytes are something in these but UTF-8: a digest would be half letters.
        fewest = len(said) * (_WORDS if encoding == "utf-8" else 1)
        if letters >= _FEWEST_LETTERS and letters + sum(map(said.count, _BESIDE)) >= fewest:
            yield said
