"""Pages that scripts build: how the server's answer shows that it is one."""

from __future__ import annotations

import re

# Where frameworks put what they build: by its id, or by the name of the element.
_MOUNT = re.compile(
    r"<(?P<name>div|main|section|body)\b[^<>]*\bid\s*=\s*[\"']?"
    r"(?:app|root|main-app|app-root|react-root|react-app|application|q-app|ember-app|svelte"
    r"|__next|__nuxt|___gatsby|__layout|single-spa-application:[\w-]+)[\"'\s>]"
    r"[^<>]*>?(?P<inside>(?:(?!</(?P=name)\b).){0,400}?)</(?P=name)\b",
    re.IGNORECASE | re.DOTALL,
)
_OWN_ELEMENT = re.compile(
    r"<((?:app|my|[a-z]{1,20})-(?:root|app|main|shell))\b[^<>]*>.{0,400}?</\1>", re.I | re.S
)
# What is begun and not ended goes on to the end, so that no part of a page is gone over twice.
_SCRIPT = re.compile(r"<script\b([^<>]*)>(.*?)(?:</script\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_DATA = re.compile(r"type\s*=\s*[\"']?(?:application/(?:ld\+)?json|text/template)", re.IGNORECASE)
_NO_SCRIPT = re.compile(r"<noscript\b[^<>]*>(.{0,2000}?)</noscript", re.IGNORECASE | re.DOTALL)
_UNSEEN = re.compile(
    r"<(script|style|noscript|template|svg|head)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<[^<>]*>")
# A page that shows fewer characters than this is next to nothing without its scripts; one that
# shows more than the second is no page that scripts build.
NEXT_TO_NOTHING, MOST = 200, 3000
LOOKED_AT = 1_000_000  # characters of a page
WAITING = 80  # characters of what stands there until the scripts have run


def left_to_scripts(html: str) -> str | None:
    """Why the text of a page is plainly left to its scripts, in a few words; None where it is not.

    >>> left_to_scripts("<body><div id=app></div><script src=/app.js></script>")
    'its scripts have an empty place to write to'
    >>> left_to_scripts("<body><p>A page of few words.</p>") is None
    True
    """
    html = html[:LOOKED_AT]
    if not any(_acts(each[1], each[2]) for each in _SCRIPT.finditer(html)):
        return None
    shown = _shown(html)
    if len(shown) > MOST:
        return None
    places = [each["inside"] for each in _MOUNT.finditer(html)]
    places += [each[0] for each in _OWN_ELEMENT.finditer(html)]
    if any(len(_shown(each)) <= WAITING for each in places):
        return "its scripts have an empty place to write to"
    if any("javascript" in each.casefold() for each in _NO_SCRIPT.findall(html)):
        return "it asks for JavaScript"
    if len(shown) < NEXT_TO_NOTHING:
        return "it shows next to nothing before its scripts have run"
    return None


def _acts(attributes: str, text: str) -> bool:
    """Whether a script is one that is run, and no data."""
    return not _DATA.search(attributes) and bool(text.strip() or "src" in attributes.lower())


def _shown(html: str) -> str:
    return " ".join(_TAG.sub(" ", _UNSEEN.sub(" ", html)).split())
