"""The URLs in a line or a cell, as they are typed, exported by a program, or pasted from a mail."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator

from dragoman.archiver.web.urls import normalise
from dragoman.errors import FetchError

COMMENT = re.compile(r"(?:^|\s)#.*", re.DOTALL)
URL = re.compile(r"https?://[^\s<>\"«»“”„]+", re.IGNORECASE)
BETWEEN = re.compile(r"[,;|](?=https?://)", re.IGNORECASE)  # a list on one line
# What nobody sees: hyphens that may be, marks of direction, joiners, byte order marks.
# Between two letters of a script that joins them joiners are part of the word, as in Persian.
JOINING = "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc"
UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
    f"|(?<![{JOINING}])[\u200c\u200d]|[\u200c\u200d](?![{JOINING}])"
)
ITEM = re.compile(r"(?:[-–—*•·▪]|\d{1,6}[.)])\s+")  # a mark or a number in front of an item
SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,20}:(?!\d)", re.IGNORECASE)
LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
# A host without its scheme, and what follows it.
BARE = re.compile(
    rf"(?:(?:{LABEL}\.)+(?:xn--[a-z0-9-]{{2,59}}|[^\W\d_]{{2,63}})|\d{{1,3}}(?:\.\d{{1,3}}){{3}})"
    r"\.?(?::\d{1,5})?(?:[/?#]\S*)?",
    re.IGNORECASE,
)
# What looks like a host and is a file's name.
FILE = re.compile(
    r"[^/?#]+\.(?:pdf|docx?|xlsx?|csv|tsv|txt|html?|jpe?g|png|gif|webp|warc|wacz|odt|ods|rtf|pptx?|zip|rar|7z"
    r"|mov|mp[34]|json|xml)|readme\.md",
    re.IGNORECASE,
)
# The most characters of a host; what ends there; and names that are kept free of other use.
LONGEST_HOST = 253
AFTER_HOST = re.compile(r"[:/?#]")
RESERVED = frozenset({"example", "onion", "test"})
PARTS = re.compile(r"[^\s,;|]+")
# What stands around a URL and is not of it.
AROUND = "<>\"'`«»“”„‘’,;"
AFTER = ".,;:!?'’*_"
PAIRS = {")": "(", "]": "[", "}": "{"}


def urls_in(text: str, *, comments: bool = True) -> tuple[list[str], bool]:
    """The URLs in a text, and whether other words stand beside them.

    With `comments` `#` begins one. A host by itself (`example.org/az/1`) is one over `https`. None
    where nothing but a comment is there, and none where words are that are no URL: then it is said
    that words stand there.
    """
    text = UNSEEN.sub("", text)
    text = _bare(BETWEEN.sub(" ", COMMENT.sub("", text) if comments else text))
    alone = _bare(text.strip(AROUND))
    if not alone:
        return [], False
    if URL.fullmatch(alone):
        return [alone], False
    found = [_trimmed(each) for each in URL.findall(text)]
    if found:
        return found, any(char.isalnum() for char in URL.sub("", text))
    hosts, beside = _hosts(ITEM.sub("", text, count=1))
    return hosts, beside or not hosts


def wrong_with(url: str) -> str | None:
    """Why a URL cannot be asked for; None where it can."""
    try:
        normalise(url)
    except FetchError as error:
        return error.message
    return None


def no_url(text: str) -> str:
    """Why there is no URL in a text."""
    scheme = SCHEME.match(text.strip())
    if scheme:
        return f"only http and https are fetched, and not {scheme[0].lower()}"
    if FILE.fullmatch(text.strip()):
        return 'that is the name of a file; "dragoman import FILE" takes in files'
    return "there is no web address in it"


def names_scheme(text: str) -> bool:
    """Whether a URL with its scheme is in a text, and so no doubt that it is meant as one."""
    return URL.search(UNSEEN.sub("", text)) is not None


def has_unseen(text: str, urls: Iterable[str]) -> bool:
    """Whether something that nobody sees was taken out of one of the URLs of a text."""
    return any(url.removeprefix("https://") not in text for url in urls)


def _hosts(text: str) -> tuple[list[str], bool]:
    """Hosts without a scheme, where nothing else is there, or where one stands first in a table."""
    first, tab, rest = text.partition("\t")
    found = []
    for each in _parts(first if tab else text):
        if not _is_host(each):
            return [], False
        found.append(f"https://{each}")
    return found, bool(rest.strip())


def _parts(text: str) -> Iterator[str]:
    stripped = (match[0].strip(AROUND) for match in PARTS.finditer(text))
    return (each for each in stripped if each)


def _is_host(text: str) -> bool:
    """Whether a text begins with a host, and is neither a file's name nor a person's (`T.Li`)."""
    host, *behind = AFTER_HOST.split(text, maxsplit=1)
    if len(host) > LONGEST_HOST or not BARE.fullmatch(text) or FILE.fullmatch(text):
        return False
    *before, last = host.rstrip(".").split(".")
    if last.isdigit():
        return True  # of an address in numbers
    is_name = not behind and (all(len(each) == 1 for each in before) or last.istitle())
    return not is_name and _is_top_level(last.lower())


@functools.lru_cache(maxsize=4096)
def _is_top_level(label: str) -> bool:
    """Whether names of hosts end so; told by the Public Suffix List, and nobody is asked."""
    from tld import get_tld

    if label in RESERVED:
        return True
    # Under some only the second label is anybody's (`*.er`).
    url = f"https://www.site.{label}"
    return get_tld(url, fail_silently=True, search_private=False) is not None


def _trimmed(url: str) -> str:
    """A URL out of running text, without the marks that follow it there."""
    url = _bare(url)
    while url[-1] in AFTER or (url[-1] in PAIRS and url.count(PAIRS[url[-1]]) < url.count(url[-1])):
        url = url[:-1]
    return url


def _bare(text: str) -> str:
    """The text without the spaces and unseen marks at its ends, as are copied along from a page."""
    start, stop = 0, len(text)
    while start < stop and _is_space(text[start]):
        start += 1
    while stop > start and _is_space(text[stop - 1]):
        stop -= 1
    return text[start:stop]


def _is_space(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) == "Cf"
