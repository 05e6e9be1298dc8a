"""Every function that takes text of others, and texts that would make a careless one slow."""

from __future__ import annotations

from collections.abc import Callable

from tests.growth import Text

Run = Callable[[str], object]

UNITS = (
    "(", ")", "[", "{", "7", "7 ", "a", "a ", "A", "Aa ", "Ə", "Ж", "ж ", "aЖ", "0,", "1.", "1 0", " ", "\t", "\n", "\r\n", " \n",
    "\u2028", "\"", "'", "«", "“a”", "’", "a'", "a-", "-", "— ", "–", ".", "!", "…", ". ", "a. ", "a.", "А. ", ":", ": ", "; ", ";", ",", "<", "<a", "<a ", "<a b>", "</a", "<!--", "-->", "<!", "]]>",
    "&", "&amp;", "&#", "&#1", ">", "=", "=\"", "/", "//", "http://", "http://a ", "www.", "www.a", "@", "a@", "@a", "a.b@c", "#", "#a", "_", "a_", "+", "+1 ", "%", "%2", "?", "*", "\\",
    "\u0301", "a\u0301", "ə\u0307", "\u200d", "\u00ad", "\u202e", "\ufeff", "\U0001f600", "\ud800", "中", "ا", "日本。", "aб", "İ", "ı", "не ", "не", "by ", "by", "от ", "translated ", "from ", "перевод", "машин", "2025 ", "24 noyabr ", "24.11.", "2025-11-", "1 января ", "12:30", "18+", "текст ", "настоящий материал ", "© ", "more from ", "read more: ",
    "Mammadov ", "Məmmədov-", "Мамедов.", "O'", "the the ", "a b c d ", "abcd", "mən ", "И. ", "т.д. ", "г. ", "1) ", "• ", "(a) ", "a!a", "Aaa.Bbb", "qız", "ova ", "\x00", "\x1b[", "aaaa\n", "Aaaa bbbb. ", "ма", "IV", "V ", "yoxdur ",
)  # fmt: skip
ENDS = ("", "!")
PLAIN = tuple(Text(unit, end=end) for unit in UNITS for end in ENDS)
