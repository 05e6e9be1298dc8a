"""The names of encodings that pages use, and what is meant by them.

What browsers know is the list of the WHATWG's Encoding Standard, which webencodings has. Added are
names that pages of this region have for the same encodings, and encodings that browsers do not
read.
"""

from __future__ import annotations

import codecs
import re

import webencodings

# Python's codec for an encoding of the standard, where it has another name, or where the standard
# means a larger set than Python does by that name.
_CODECS = {
    "big5": "big5hkscs",
    "euc-kr": "cp949",
    "gbk": "gb18030",
    "iso-8859-8-i": "iso8859-8",
    "macintosh": "mac-roman",
    "shift_jis": "cp932",
    "windows-874": "cp874",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-user-defined": "windows-1252",  # as the standard has it for a page
}
# No names of the standard.
_ALIASES = {
    "latin-1": "windows-1252",
    "cp-1251": "windows-1251",
    "win-1251": "windows-1251",
    "win1251": "windows-1251",
    "windows1251": "windows-1251",
    "dos-866": "cp866",
    "koi8_r": "koi8-r",
    "utf-8-sig": "utf-8",
    "utf8mb4": "utf-8",
    "utf": "utf-8",
}
# Codecs of Python that are encodings of pages: an allow-list, since a page chooses the name. Of
# those that the standard replaces by nothing, for the safety of browsers, one is read all the same.
_KNOWN = re.compile(
    r"utf-8|utf-(16|32)(-[lb]e)?|windows-\d{3,4}|cp(8|9|12)\d\d|iso8859-\d{1,2}"
    r"|koi8-[rut]|kz1048|ptcp154|mac-\w+|gb18030|big5hkscs|euc_(jp|jis_2004)|iso2022_(jp|kr)"
)


def known_encoding(label: str) -> str | None:
    """The encoding that a page means by a label, or None where it means none that we read."""
    label = label.strip().lower()
    standard = webencodings.lookup(label)
    if standard is not None and standard.name != "replacement":
        label = _CODECS.get(standard.name, standard.name)
    try:
        name = codecs.lookup(_ALIASES.get(label, label)).name
    except (LookupError, ValueError):
        return None
    name = re.sub(r"^cp(125\d)$", r"windows-\1", name)
    return name if _KNOWN.fullmatch(name) else None
