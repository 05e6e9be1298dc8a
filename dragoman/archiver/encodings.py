"""The names of encodings that pages use, and what is meant by them."""

from __future__ import annotations

import codecs
import re

# Names that Python does not know, or knows as the smaller set that no page really means.
_ALIASES = {
    "ascii": "windows-1252",
    "us-ascii": "windows-1252",
    "iso-8859-1": "windows-1252",
    "iso8859-1": "windows-1252",
    "latin1": "windows-1252",
    "latin-1": "windows-1252",
    "iso-8859-9": "windows-1254",
    "iso8859-9": "windows-1254",
    "latin5": "windows-1254",
    "iso-8859-11": "cp874",
    "cp-1251": "windows-1251",
    "win-1251": "windows-1251",
    "win1251": "windows-1251",
    "windows1251": "windows-1251",
    "x-cp1251": "windows-1251",
    "koi8": "koi8-r",
    "koi": "koi8-r",
    "koi8_r": "koi8-r",
    "dos-866": "cp866",
    "ibm866": "cp866",
    "866": "cp866",
    "x-mac-cyrillic": "mac-cyrillic",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "utf-8-sig": "utf-8",
    "utf8mb4": "utf-8",
    "utf": "utf-8",
    "unicode": "utf-8",
}
# Codecs of Python that are no encodings of pages: an allow-list, since a page chooses the name.
_KNOWN = re.compile(
    r"utf-8|utf-(16|32)(-[lb]e)?|windows-\d{3,4}|cp(8|9|12)\d\d|iso8859-\d{1,2}"
    r"|koi8-[rut]|kz1048|ptcp154|mac-\w+|gb18030|big5(hkscs)?|euc_(jp|jis_2004)|iso2022_(jp|kr)|tis-620"
)


def known_encoding(label: str) -> str | None:
    """The encoding that a page means by a label, or None where it means none that we read."""
    label = label.strip().lower()
    if label in _ALIASES:
        return _ALIASES[label]
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    name = re.sub(r"^cp(125\d)$", r"windows-\1", name)
    name = _ALIASES.get(name, name)
    return name if _KNOWN.fullmatch(name) else None
