"""What a second look at a page found, beside what was captured of it.

The words claim no more than was seen: present then, and now present, changed, moved, gone, blocked
or unreachable, and what was compared to say so. Where it could be one or the other, the one that
claims less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dragoman.archiver.sighting.difference import (
    beyond_comparison,
    changes,
    held_share,
    same_form,
    sentences,
    uncounted,
)
from dragoman.archiver.sighting.instead import (
    A_PART,
    by_status,
    changed,
    in_its_place,
    of_absent,
    unshown,
)
from dragoman.archiver.sighting.page_version import Look, Sighting, Version
from dragoman.archiver.sighting.whereabouts import led_elsewhere, where
from dragoman.archiver.visits.same_page import Mirrors

CUT = frozenset({"truncated", "timeout", "too_large"})
# The article is there where the page holds so much of it, or less under the same title.
HELD, HELD_UNDER_TITLE = 0.45, 0.15
LONGEST_EXAMPLE = 60
# Words below which an article may be no more than what stands there until scripts have run.
FEW_WORDS = 20


def compare(before: Version, look: Look, mirrors: Mirrors) -> Sighting:
    """What was found, from the two versions alone."""
    found = _found(before, look, mirrors)
    if found.finding == "gone" and look.relayed:
        # Some proxies answer 404 for a name that they cannot resolve.
        reason = "the article did not come, and the HTTP proxy may have answered for the server"
        return replace(found, finding="unreachable", reason=reason)
    return found


def _found(before: Version, look: Look, mirrors: Mirrors) -> Sighting:
    after = look.version
    if after is None or look.http_status is None:
        return Sighting("unreachable", _nothing_came(look))
    if look.unshown is not None:
        return unshown(before, look, after)
    if before.payload is not None and before.payload == after.payload:
        return where(before, after, mirrors, _same_bytes(look, after))
    if look.step in CUT:
        reason = f"the answer was cut short ({look.step}), so nothing was compared"
        return Sighting("unreachable", reason)
    return _of_text(before, look, after, mirrors)


def _of_text(before: Version, look: Look, after: Version, mirrors: Mirrors) -> Sighting:
    if before.payload is None:
        return of_absent(look, after)
    if before.article:
        return _of_both(before, look, after, mirrors)
    return _without_article(before, look, after, mirrors)


def _nothing_came(look: Look) -> str:
    why = ": ".join(each for each in (look.step or "no answer", look.trouble) if each)
    if look.led_to:
        return f"the address leads to {look.led_to}, and no page came from there ({why})"
    return f"no page came ({why})"


def _same_bytes(look: Look, after: Version) -> Sighting:
    if after.rendered:
        return Sighting("present", "what a browser shows is the same to the byte", "rendered")
    cut = f", as far as they came ({look.step})" if look.step in CUT else ""
    return Sighting("present", f"the bytes are the same{cut}", "bytes")


# -- a page that had an article --------------------------------------------------------------------


def _of_both(before: Version, look: Look, after: Version, mirrors: Mirrors) -> Sighting:
    """What was found in an answer and in what a browser showed of it: what claims less.

    Where the article came from then is looked at first; it is not gone or another where it stands
    whole in the other of the two.
    """
    found, other = _of_article(before, look, after, mirrors), look.other
    if found.finding in ("present", "moved") or other is None or not _is_there(before, other):
        return found
    beside = _of_article(before, replace(look, version=other), other, mirrors)
    whole = beside.finding in ("present", "moved") and not beside.difference
    return beside if whole or not _is_there(before, after) else found


def _of_article(before: Version, look: Look, after: Version, mirrors: Mirrors) -> Sighting:
    if _is_there(before, after):
        found = where(before, after, mirrors, _same_or_changed(before, look, after))
    else:
        found = by_status(before, look, after) or in_its_place(before, look, after, mirrors)
    return _as_settled(before, look, after, found)


def _is_there(before: Version, after: Version) -> bool:
    share = held_share(sentences(before.article), after.page or after.article)
    if share >= HELD:
        return True
    under_title = share >= HELD_UNDER_TITLE and _same_title(before, after)
    return under_title and after.says != "blocked"


def _same_title(before: Version, after: Version) -> bool:
    old, new = (same_form(each.title or "").casefold() for each in (before, after))
    return bool(old and new) and (old == new or old in new or new in old)


def _same_or_changed(before: Version, look: Look, after: Version) -> Sighting:
    lines = changes(_whole_sentences(before), after.article, before.page, after.page)
    lost = any(line.startswith("- ") for line in lines)
    if lost and after.unread:
        reason = f"its visible text lacks some of the article; the rest is unread: {after.unread}"
        return Sighting("unreachable", reason, "text")
    if lines and look.status == A_PART:
        reason = f"{look.answers}, for a part of the page, and the article is not whole in it"
        return Sighting("unreachable", reason, after.compared)
    if before.cut and not lost:
        reason = f"{after.named} is there as far as it was captured, which is not to its end"
        return Sighting("present", reason, after.compared)
    title = []
    if before.title and after.title and not _same_title(before, after):
        title = [f"- {same_form(before.title)}", f"+ {same_form(after.title)}"]
    if lines or title:
        other = "its text is another" if lines else "its title is another, its text the same"
        return changed(f"{after.named} is there, and {other}", after.compared, title + lines)
    return Sighting("present", _same_text(before, after), after.compared)


def _whole_sentences(before: Version) -> str:
    """Its article; without the last sentence where its answer was cut short, perhaps within it."""
    return "\n".join(sentences(before.article)[:-1]) if before.cut else before.article


def _same_text(before: Version, after: Version) -> str:
    said = "the rendered article is the same" if after.rendered else "other bytes, the same article"
    if before.rendered and not after.rendered:
        said = "the server's answer holds the same article"
    if after.unread:
        said += (
            f": all its sentences are in the visible text, and more is not known: {after.unread}"
        )
    elif sentences(before.article) != sentences(after.article):
        lines = uncounted(before.article, after.article, before.page, after.page)
        said += f" but for {_examples(lines)}" if lines else ": all its sentences are in the page"
    words = len(before.article.split())
    if words < FEW_WORDS:
        said += f"; all of it is {words} words"
    if beyond_comparison(before.article) or beyond_comparison(after.article):
        said += "; it is so long that its end was not compared"
    return said


def _examples(lines: Sequence[str]) -> str:
    first = lines[0] if len(lines[0]) <= LONGEST_EXAMPLE else f"{lines[0][:LONGEST_EXAMPLE]}…"
    more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
    return f"short lines that are no sentences (“{first}”{more})"


def _as_settled(before: Version, look: Look, after: Version, found: Sighting) -> Sighting:
    """What is missing from a page that had not come to rest may only have come later."""
    if after.settled or found.finding not in ("changed", "gone") or look.status >= 400:
        return found
    if _is_there(before, after) and any(each.startswith("+ ") for each in found.difference):
        return found
    reason = "the page did not come to rest in time, so what it lacks may have come later"
    return Sighting("unreachable", reason, found.compared)


# -- a page that had none --------------------------------------------------------------------------


def _without_article(before: Version, look: Look, after: Version, mirrors: Mirrors) -> Sighting:
    """What was captured has no article: an image, an archive, a page built by scripts."""
    found = by_status(before, look, after)
    if found is not None:
        return found
    if after.page and after.says is not None:
        return in_its_place(before, look, after, mirrors)
    if look.redirected and led_elsewhere(before, after, mirrors):
        reason = f"the address leads to {after.url}, and to other bytes"
        return Sighting("unreachable", reason, "bytes")
    if before.page and after.page:
        return _as_settled(before, look, after, _by_visible_text(before, after, mirrors))
    if before.cut or after.is_empty or (before.html and not after.html):
        why = "the capture was cut short" if before.cut else after.unread or "it is no HTML page"
        return Sighting("unreachable", f"what came could not be compared: {why}")
    reason = "the bytes are others, and no text was captured to compare"
    return Sighting("changed", reason, "bytes")


def _by_visible_text(before: Version, after: Version, mirrors: Mirrors) -> Sighting:
    """Two HTML pages, and no article in the first: all that they show is compared."""
    none = "no article was read out of what was captured"
    lines = changes(before.page, after.page, before.page, after.page)
    if lines:
        return changed(f"the visible text is another; {none}", "text", lines)
    what = "what a browser shows has" if after.rendered else "other bytes,"
    found = Sighting("present", f"{what} the same sentences in the visible text; {none}", "text")
    return where(before, after, mirrors, found)
