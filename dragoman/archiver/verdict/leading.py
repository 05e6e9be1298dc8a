"""Where a page leads by itself: a meta refresh, a `Refresh` header, a script.

A browser that follows it shows another page. What is read here is what such a page says; whether
anybody goes there is decided elsewhere.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from dragoman.archiver.article.html_plain import plain_parts
from dragoman.archiver.verdict.case import is_sentence
from dragoman.archiver.verdict.shape import words_in

# Words of sentences on a page that leads elsewhere and is nothing but that.
ON_THE_WAY = 40
# Seconds after which a page that leads elsewhere is one that is meant to be read first.
AT_ONCE = 15
_REFRESH = re.compile(
    r"\s*(\d{1,6})?(?:\.\d*)?\s*[;,\s]\s*(?:url\s*=\s*)?(['\"]?)(.{1,2000}?)\2\s*$", re.I | re.S
)
_SCRIPT = re.compile(
    r"(?:\b(?:window|document|self|top|parent)\s*\.\s*)?\blocation"
    r"(?:\s*\.\s*href)?\s*=\s*(['\"])([^'\"\s]{1,2000})\1"
    r"|\blocation\s*\.\s*(?:replace|assign)\s*\(\s*(['\"])([^'\"\s]{1,2000})\3"
)
_META = re.compile(r"<meta\b[^<>]{0,2000}>", re.IGNORECASE)
_HTTP_EQUIV = re.compile(r"http-equiv\s*=\s*[\"']?\s*refresh\b", re.IGNORECASE)
_CONTENT = re.compile(
    r"content\s*=\s*(?:\"([^\"]{0,2000})\"|'([^']{0,2000})'|([^\s>]{1,2000}))", re.I
)
_NO_SCRIPT = re.compile(r"<noscript\b.{0,20000}?</noscript\s*>", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--.{0,20000}?-->", re.DOTALL)
HEAD = 60_000  # characters of a page in which a browser's refresh is looked for


@dataclass(frozen=True, slots=True)
class Lead:
    """`how` it leads: `meta refresh`, `Refresh header` or `script`; after so many seconds."""

    target: str
    how: str
    seconds: int = 0


def refresh_lead(value: str | None, how: str, base: str) -> Lead | None:
    """The lead in `0; url=/b`; None where it only loads the page itself again, or another day."""
    found = _REFRESH.match(html.unescape(value or ""))
    if found is None:
        return None
    return _lead(found[3], how, base, int(found[1] or 0))


def script_lead(code: str, base: str) -> Lead | None:
    """Where a script sets the page's address to a fixed one."""
    found = _SCRIPT.search(code)
    return _lead(found[2] or found[4], "script", base, 0) if found else None


def meta_lead(source: str, base: str) -> Lead | None:
    """The lead of a page's meta refresh, read without a tree: of its beginning, no `noscript`."""
    head = _COMMENT.sub("", _NO_SCRIPT.sub("", source[:HEAD]))
    for found in _META.finditer(head):
        if _HTTP_EQUIV.search(found[0]) and (content := _CONTENT.search(found[0])):
            value = next((each for each in content.groups() if each is not None), "")
            return refresh_lead(value, "meta refresh", base)
    return None


def onward(source: str, refresh: str | None, base: str) -> Lead | None:
    """Where a browser goes by itself from a page that is nothing but the way: None for a page.

    By its `Refresh` header or its meta refresh; read without a tree, and no script is run.
    """
    lead = refresh_lead(refresh, "Refresh header", base) or meta_lead(source, base)
    if lead is None or len(source) > HEAD:
        return None
    counts = ((each.text, words_in(each.text)) for each in plain_parts(source))
    prose = sum(words for text, words in counts if is_sentence(text, words))
    return lead if prose < ON_THE_WAY else None


def _lead(target: str, how: str, base: str, seconds: int) -> Lead | None:
    try:
        url = urljoin(base, target.strip())
        parts = urlsplit(url)
    except ValueError:
        return None
    if seconds > AT_ONCE or parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    if url.partition("#")[0] == base.partition("#")[0]:
        return None
    return Lead(url, how, seconds)
