"""Where a page leads by itself: a meta refresh, a `Refresh` header, a script.

A browser that follows it shows another page. What is read here is what such a page says; whether
anybody goes there is decided elsewhere.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

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
