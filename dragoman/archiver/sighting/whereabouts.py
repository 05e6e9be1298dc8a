"""Whether a page is where it was."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from dragoman.archiver.sighting.page_version import Sighting, Version
from dragoman.archiver.visits.same_page import Mirrors

# Which visit it is, as some servers write it into every address.
_SESSION = re.compile(r"(?:;jsessionid=[^/?#]*|(?<=[?&])(?:PHPSESSID|jsessionid)=[^&#]*&?)", re.I)


def place(url: str | None, mirrors: Mirrors) -> str | None:
    """An address without what makes no other place: the scheme, www, a last slash, an index.

    Nor does the number of a session.
    """
    if not url:
        return None
    parts = urlsplit(mirrors.canonical(_SESSION.sub("", url)))
    host = (parts.netloc.lower().removesuffix(":80").removesuffix(":443")).removeprefix("www.")
    path = parts.path.rstrip("/")
    for index in ("/index.html", "/index.php", "/index.htm"):
        path = path.removesuffix(index)
    return f"{host}{path.rstrip('/')}?{parts.query.rstrip('&')}".rstrip("?")


def where(before: Version, after: Version, mirrors: Mirrors, found: Sighting) -> Sighting:
    """What was found, or `moved` where the article is at another address now.

    It is not, where it is found at the very address that was asked for when it was captured.
    """
    if found.finding not in ("present", "changed"):
        return found
    known = [place(each, mirrors) for each in (before.url, before.asked, before.canonical)]
    if place(after.url, mirrors) not in known:
        return _moved(f"the article is at {after.url} now", found)
    named = place(after.canonical, mirrors)
    if before.canonical and named and named not in known:
        return _moved(f"the page says that its address is {after.canonical} now", found)
    return found


def _moved(how: str, found: Sighting) -> Sighting:
    return replace(found, finding="moved", reason=f"{how}: {found.reason}")


def led_elsewhere(before: Version, after: Version, mirrors: Mirrors) -> bool:
    return place(before.url, mirrors) != place(after.url, mirrors)


def same_site(before: Version, after: Version, mirrors: Mirrors) -> bool:
    old, new = (_host(place(each.url, mirrors)) for each in (before, after))
    return old == new


def is_front(url: str) -> bool:
    """Whether it is the address of a front page, or of a section next to it."""
    return len([each for each in urlsplit(url).path.split("/") if each]) <= 1


def _host(where: str | None) -> str:
    return (where or "").partition("/")[0].partition("?")[0]
