"""What came instead, where the article is not in the answer."""

from __future__ import annotations

import re
from dataclasses import replace

from dragoman.archiver.sighting.difference import changes
from dragoman.archiver.sighting.page_version import Compared, Look, Sighting, Version
from dragoman.archiver.sighting.whereabouts import is_front, led_elsewhere, same_site
from dragoman.archiver.visits.same_page import Mirrors

NO_ENTRY = frozenset({401, 402, 403, 407, 429, 451})
# A shield in front of the server says that the server itself does not answer.
OWN_TROUBLE = frozenset(range(520, 528))
ABSENT = frozenset({404, 410})
# "Not changed since you asked", which sends no page; and a part of a page.
NOT_MODIFIED, A_PART = 304, 206
# Words of a text that can stand in the place of the article and be a text of its own.
A_TEXT = 60
MOST_LINES = 200
THEN = "no page was there when it was captured"
_SCRIPT = re.compile(r"<script|\bon[a-z]{3,20}\s*=|javascript:", re.IGNORECASE)


def changed(reason: str, compared: Compared, lines: list[str]) -> Sighting:
    """`changed`, with as many lines of the difference as are kept."""
    if len(lines) > MOST_LINES:
        reason += f" ({len(lines):,} lines differ, the first {MOST_LINES} are kept)"
    return Sighting("changed", reason, compared, lines[:MOST_LINES])


def by_status(before: Version, look: Look, after: Version) -> Sighting | None:
    """What the status says, where the article is not in the answer; None for no error."""
    compared: Compared = after.compared if before.article and after.page else "nothing"
    if look.status == NOT_MODIFIED:
        reason = f"{look.answers}, that nothing has changed, and sends no page to compare"
        return Sighting("unreachable", reason)
    if look.status < 400:
        return None
    if look.status in NO_ENTRY:
        return _no_entry(look, compared)
    if after.says == "blocked" and look.status not in OWN_TROUBLE:
        return Sighting("blocked", f"{look.answers} with a notice of blocking", compared)
    if look.status in ABSENT:
        return _absent(look, after, compared)
    return Sighting("unreachable", look.answers, compared)


def _no_entry(look: Look, compared: Compared) -> Sighting:
    return Sighting("blocked", f"{look.answers}, which is no word on the page", compared)


def _absent(look: Look, after: Version, compared: Compared) -> Sighting:
    if after.unread and not after.html and not after.is_empty:
        reason = f"{look.answers}, with what could not be compared: {after.unread}"
        return Sighting("unreachable", reason)
    without = ", and the article is not in its answer" if compared != "nothing" else ""
    return Sighting("gone", f"{look.answers}{without}: present then, absent now", compared)


def unshown(before: Version, look: Look, after: Version) -> Sighting:
    """Scripts write the page's text, and no browser has shown it: what the answer alone says.

    `before` is the server's answer too, as it was captured. Equal bytes say nothing of the text.
    """
    if look.status in NO_ENTRY:
        return _no_entry(look, "nothing")
    scripted = not after.is_empty and (not after.html or _SCRIPT.search(after.html))
    if look.status in ABSENT and not scripted:
        reason = f"{look.answers}, and there is no script in its answer: present then, absent now"
        return Sighting("gone", reason)
    same = ", with the same bytes" if before.payload == after.payload else ""
    reason = f"what scripts write was not looked at ({look.unshown}); {look.answers}{same}"
    return Sighting("unreachable", reason)


def of_absent(look: Look, after: Version) -> Sighting:
    """No page was there when it was captured, so there is nothing to compare."""
    said = after.says
    if look.status in NO_ENTRY or said == "blocked":
        reason = f"{THEN}; {look.answers} now, with a notice, a challenge or a wall, or nothing"
        return Sighting("blocked", reason)
    if look.status in ABSENT or (look.status < 400 and said == "gone"):
        return Sighting("gone", f"{THEN}, and none is there now: {look.answers}")
    if look.status < 400 and after.article:
        return Sighting("present", f"{THEN}; there is one now, and nothing to compare it with")
    return Sighting("unreachable", f"{THEN}; what came now is no article: {look.answers}")


def in_its_place(before: Version, look: Look, after: Version, mirrors: Mirrors) -> Sighting:
    """The article is not in what came, and the status says nothing; what is there instead?"""
    compared: Compared = after.compared if before.article else "text"
    found = _as_it_says(after)
    if found is None and look.redirected and led_elsewhere(before, after, mirrors):
        found = _led_away(before, after, mirrors)
    if found is not None:
        return replace(found, compared=compared)
    if after.unread and not after.html:
        reason = f"{look.answers}, with what could not be compared: {after.unread}"
        return Sighting("unreachable", reason)
    if len(after.article.split()) >= A_TEXT and look.status != A_PART:
        lines = changes(before.article, after.article, before.page, after.page)
        return changed(f"another text stands in the place of {after.named}", compared, lines)
    reason = f"what came is not the article, and does not say why: {look.answers}"
    return Sighting("unreachable", reason, compared)


def _as_it_says(after: Version) -> Sighting | None:
    """What a page says of itself; None where it says nothing that is known here."""
    if after.says == "blocked":
        reason = f"in its place stands a notice, a challenge or a wall: {_seen(after)}"
        return Sighting("blocked", reason)
    if after.says == "gone":
        reason = f"the page that came says so: present then, absent now: {_seen(after)}"
        return Sighting("gone", reason)
    if after.says == "out of order":
        reason = f"the page that came says that the site is out of order: {_seen(after)}"
        return Sighting("unreachable", reason)
    return None


def _seen(after: Version) -> str:
    return after.verdict.reason if after.verdict else ""


def _led_away(before: Version, after: Version, mirrors: Mirrors) -> Sighting:
    if same_site(before, after, mirrors) or is_front(after.url):
        reason = f"the address leads to {after.url}, without the article: present then, absent now"
        return Sighting("gone", reason)
    return Sighting("unreachable", f"the address leads to {after.url}, which is no word on it")
