"""What a second look at a page found, beside what was captured of it.

The words claim no more than was seen: present then, and now present, changed, moved, gone, blocked
or unreachable. Where it could be one or the other, the one that claims less.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from dragoman.archiver.difference import changes, held_share, same_form, sentences
from dragoman.archiver.notices import notice
from dragoman.archiver.same_page import Mirrors

Finding = Literal["present", "changed", "moved", "gone", "blocked", "unreachable"]

CUT = frozenset({"truncated", "timeout", "too_large"})
NO_ENTRY = frozenset({401, 402, 403, 407, 429, 451})
# A shield in front of the server says that the server itself does not answer.
OWN_TROUBLE = frozenset(range(520, 528))
# The article is there where the page holds so much of it, or less under the same title.
HELD, HELD_UNDER_TITLE = 0.45, 0.15
# Words of a text that can stand in the place of the article and be a text of its own.
A_TEXT = 60


@dataclass(frozen=True, slots=True)
class Version:
    """A page at one time. `page` is all its visible text, `article` that of the article alone.

    `url` is where it was, after redirects; `payload` the digest of its bytes, None where no page
    was there.
    """

    url: str
    title: str | None = None
    article: str = ""
    page: str = ""
    html: str = ""
    canonical: str | None = None
    payload: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What came of looking again: the answer's status, the failure's step, the page where one came.

    `redirected` where it came from another URL than it was asked for; `relayed` where an HTTP proxy
    passed it on, and may have written it itself.
    """

    http_status: int | None
    step: str | None
    version: Version | None
    redirected: bool = False
    relayed: bool = False


@dataclass(frozen=True, slots=True)
class Sighting:
    """`reason` says in a sentence why; `difference` what is different in the article's text."""

    finding: Finding
    reason: str
    difference: list[str] = field(default_factory=list)


def compare(before: Version, look: Look, mirrors: Mirrors) -> Sighting:
    """What was found, from the two versions alone."""
    found = _found(before, look, mirrors)
    if found.finding == "gone" and look.relayed:
        # Some proxies answer 404 for a name that they cannot resolve.
        reason = "the article did not come, and the HTTP proxy may have answered for the server"
        return Sighting("unreachable", reason)
    return found


def _found(before: Version, look: Look, mirrors: Mirrors) -> Sighting:
    after = look.version
    if look.step in CUT:
        return Sighting("unreachable", "what came was cut short, which says nothing of the rest")
    if after is None or look.http_status is None:
        return Sighting("unreachable", f"nothing came: {look.step or 'no answer'}")
    if before.payload is None:
        return _of_absent(look, after)
    if before.article:
        return _of_article(before, look, after, mirrors)
    return _without_article(before, look, after, mirrors)


def _of_article(before: Version, look: Look, after: Version, mirrors: Mirrors) -> Sighting:
    if before.payload == after.payload:
        return _where(before, after, mirrors, Sighting("present", "the bytes are the same"))
    if _is_there(before, after):
        return _where(before, after, mirrors, _same_or_changed(before, after))
    return _by_status(look, after) or _in_its_place(before, look, after, mirrors)


def _is_there(before: Version, after: Version) -> bool:
    share = held_share(sentences(before.article), after.page or after.article)
    if share >= HELD:
        return True
    return share >= HELD_UNDER_TITLE and _same_title(before, after) and not _wall(after)


def _wall(after: Version) -> bool:
    return notice(after.page, None, after.html) == "blocked"


def _same_title(before: Version, after: Version) -> bool:
    old, new = (same_form(each.title or "").casefold() for each in (before, after))
    return bool(old and new) and (old == new or old in new or new in old)


def _same_or_changed(before: Version, after: Version) -> Sighting:
    lines = changes(before.article, after.article, before.page, after.page)
    if before.title and after.title and not _same_title(before, after):
        lines = [f"- {same_form(before.title)}", f"+ {same_form(after.title)}", *lines]
    if lines:
        return Sighting("changed", "the article is there, and its text is another", lines)
    return Sighting("present", "the article is there, and its text is the same")


def _where(before: Version, after: Version, mirrors: Mirrors, found: Sighting) -> Sighting:
    """The same, or `moved` where the article is at another address now."""
    old, new = (_place(each.url, mirrors) for each in (before, after))
    if old != new and _place(before.canonical, mirrors) != new:
        return Sighting("moved", f"the article is at {after.url} now", found.difference)
    named = _place(after.canonical, mirrors)
    if before.canonical and named and named not in (_place(before.canonical, mirrors), old):
        return Sighting("moved", f"the page says that it is at {after.canonical}", found.difference)
    return found


def _place(url: str | None, mirrors: Mirrors) -> str | None:
    """An address without what makes no other place: the scheme, www, a last slash, an index."""
    if not url:
        return None
    parts = urlsplit(mirrors.canonical(url))
    host = (parts.netloc.lower().removesuffix(":80").removesuffix(":443")).removeprefix("www.")
    path = parts.path.rstrip("/")
    for index in ("/index.html", "/index.php", "/index.htm"):
        path = path.removesuffix(index)
    return f"{host}{path.rstrip('/')}?{parts.query}".rstrip("?")


def _of_absent(look: Look, after: Version) -> Sighting:
    """No page was there when it was captured."""
    status = look.http_status or 0
    if status < 400 and after.article and notice(after.page, after.title, after.html) is None:
        return Sighting("present", "there is a page now; none was there when it was captured")
    return _by_status(look, after) or Sighting("gone", "no page was there then, and none is now")


def _without_article(before: Version, look: Look, after: Version, mirrors: Mirrors) -> Sighting:
    """What was captured has no text to compare: an image, an archive, a page built by scripts."""
    if before.payload == after.payload:
        return _where(before, after, mirrors, Sighting("present", "the bytes are the same"))
    found = _by_status(look, after)
    if found is not None:
        return found
    if after.page and notice(after.page, after.title, after.html) is not None:
        return _in_its_place(before, look, after, mirrors)
    return Sighting("changed", "the bytes are others, and there is no text to compare")


def _by_status(look: Look, after: Version) -> Sighting | None:
    """What the status says, where the article is not in the answer; None for no error."""
    status = look.http_status or 0
    if status < 400:
        return None
    if status in NO_ENTRY:
        return Sighting("blocked", f"the server answers {status}, which is no word on the page")
    said = notice(after.page, after.title, after.html, _redirect_place(look, after))
    if said == "blocked" and status not in OWN_TROUBLE:
        return Sighting("blocked", f"the server answers {status} with a notice of blocking")
    if status in (404, 410):
        return Sighting("gone", f"the server answers {status}: present then, absent now")
    return Sighting("unreachable", f"the server answers {status}")


def _redirect_place(look: Look, after: Version) -> str:
    return after.url if look.redirected else ""


def _in_its_place(before: Version, look: Look, after: Version, mirrors: Mirrors) -> Sighting:
    """The article is not in what came, and the status says nothing; what is there instead?"""
    said = notice(after.page, after.title, after.html, _redirect_place(look, after))
    if said == "blocked":
        return Sighting("blocked", "in its place stands a notice, a challenge or a wall")
    if said == "gone":
        return Sighting("gone", "the page that came says so: present then, absent now")
    if look.redirected and _place(before.url, mirrors) != _place(after.url, mirrors):
        return _led_away(before, after, mirrors)
    if len(after.article.split()) >= A_TEXT:
        lines = changes(before.article, after.article, before.page, after.page)
        return Sighting("changed", "another text stands in its place", lines)
    return Sighting("unreachable", "what came is not the article, and does not say why")


def _led_away(before: Version, after: Version, mirrors: Mirrors) -> Sighting:
    old, new = _place(before.url, mirrors), _place(after.url, mirrors)
    if _host(old) == _host(new) or _is_front(after.url):
        return Sighting("gone", f"the address leads to {after.url}, without the article")
    return Sighting("unreachable", f"the address leads to {after.url}, which is no word on it")


def _host(place: str | None) -> str:
    return (place or "").partition("/")[0].partition("?")[0]


def _is_front(url: str) -> bool:
    return len([each for each in urlsplit(url).path.split("/") if each]) <= 1
