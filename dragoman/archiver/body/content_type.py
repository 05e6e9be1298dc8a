"""What a `Content-Type` says, in all the forms that servers write it in.

The order is that of browsers (WHATWG Fetch, "extract a MIME type"): of several values the last that
names a type counts, and a charset stays where the same type comes again without one. Read besides
are forms that browsers give up on: quotes around the whole, spaces or a colon in the place of a
semicolon, a charset without its name. A charset is only a candidate: `charset.py` compares it with
the bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dragoman.archiver.body.encodings import known_encoding

LONGEST = 1000  # characters of a header that are looked at
_QUOTES = "\"'“”„«»`"
_NAME = re.compile(r"^content-type\s*+:", re.IGNORECASE)
_TYPE = re.compile(r"([a-z0-9!#$&^_.+-]{1,80})[/\\]([a-z0-9!#$&^_.+-]{1,100})(?=[\s;,:(]|$)")
_VALUE = re.compile(r'(?:[^,"]|"[^"]*+"|")++')
_CHARSET = re.compile(
    r"""(?:(?:charset|encoding)\s*+[=:]\s*+)++["'“”`\\]*+\s*+([A-Za-z0-9_.:+\-]{1,40})""",
    re.IGNORECASE,
)
_OTHER = re.compile(r'(?<!charset)(?<!encoding)\s{0,9}=\s{0,9}"[^"]*+"', re.IGNORECASE)
_BARE = re.compile(r"[\s;,:]([A-Za-z0-9_.\-]{2,40})(?=[\s;,]|$)")


@dataclass(frozen=True, slots=True)
class ContentType:
    """The media type in lower case, empty where none is named, and what is said of the charset:
    labels, the one that counts first."""

    mime: str
    charsets: tuple[str, ...] = ()


def read_content_type(value: str | None) -> ContentType:
    """What a header says; several headers of the name are one value, joined by commas."""
    found = ContentType("")
    for each in _VALUE.findall((value or "")[:LONGEST]):
        mime, charsets = _read_one(each)
        if mime and mime != found.mime:
            found = ContentType(mime, charsets or (() if found.mime else found.charsets))
        elif charsets:
            found = ContentType(found.mime, (*charsets, *found.charsets))
    return found


def _read_one(value: str) -> tuple[str, tuple[str, ...]]:
    plain = _NAME.sub("", value.strip().strip(_QUOTES)).strip().strip(_QUOTES)
    found = _TYPE.match(_without_quotes(plain.lower()))
    mime = f"{found[1]}/{found[2]}" if found and "*" not in found[0] else ""
    plain = _OTHER.sub("", plain)  # what is in quotes belongs to another parameter
    charsets = _CHARSET.findall(plain)
    if not charsets:
        charsets = [each for each in _BARE.findall(plain) if known_encoding(each)]
    return mime, tuple(charsets)


def _without_quotes(text: str) -> str:
    return re.sub(f"[{_QUOTES}]", " ", text).strip()
