"""Looking at posts again: not at their own addresses, but at the pages that they stood on.

A post is gone where its place is looked at and it is not there: between posts that are older and
newer, or at an end to which the page leads no further. Until its place is reached, the pages before
are asked for, and where they are not had, nothing is said of it but that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dragoman.archiver.article.posts.post import moment_of, number_in
from dragoman.archiver.records.record import new_id
from dragoman.archiver.sighting.difference import changes
from dragoman.archiver.sighting.page_version import Sighting
from dragoman.archiver.web.urls import origin_of
from dragoman.errors import DragomanError, LookFailed
from dragoman.holdings import Holdings
from dragoman.index.seen import posts
from dragoman.page import Page
from dragoman.provenance.stamp import utc_now
from dragoman.steps.outcome import Outcome
from dragoman.steps.watch.observation import Observation

# Pages before the one that posts stood on, which are asked for to come to their places.
MOST_BACK = 50
# What a page that cannot be looked at says of the posts that stood on it.
SAID_OF_ALL = ("gone", "blocked", "unreachable")


@dataclass(slots=True)
class Unit:
    """A page to be looked at, and the posts that stood on it; `asked`: it was itself asked for."""

    page: str
    asked: bool
    posts: list[str]


def units_of(holdings: Holdings, ids: Sequence[str]) -> list[Unit]:
    """The pages to be looked at, in order: of posts the newest capture of what they stood on."""
    known = holdings.index.ask(lambda source: posts.standing(source.connection, ids))
    units: list[Unit] = []
    by_page: dict[str, Unit] = {}
    for identity in ids:
        at = known.get(identity)
        if at is None or not at.post:
            page = identity if at is None else at.page
            units.append(Unit(page, True, []))
            by_page.setdefault(page, units[-1])
    for identity in ids:
        at = known.get(identity)
        if at is not None and at.post:
            if at.holder not in by_page:
                units.append(by_page.setdefault(at.holder, Unit(at.holder, False, [])))
            by_page[at.holder].posts.append(at.page)
    return units


class PostWatch:
    """What became of posts, from a look at the page that they stood on. Threads may share it."""

    def __init__(self, holdings: Holdings, capture: Callable[[str], Outcome | None]) -> None:
        self._holdings = holdings
        self._capture = capture

    def of(self, unit: Unit, seen: Observation) -> list[Observation]:
        """An Observation a post, each recorded; `seen` is what was found of the page itself."""
        wanted = [Page.find(self._holdings, each) for each in unit.posts]
        found = list(self._found(wanted, unit.page, seen))
        stamp = self._holdings.stamp("watch").to_json()
        records = []
        for n, each in enumerate(found):
            if each.error is None and seen.id is not None:
                found[n] = replace(each, id=new_id())
                more = {"exchanges": [], "attempts": [], "rests_on": seen.id, "stamp": stamp}
                records.append(found[n].record(more))
        self._holdings.append(records, "captures")
        return found

    def _found(self, wanted: list[Page], page: str, seen: Observation) -> Iterator[Observation]:
        if seen.error is not None or seen.finding in SAID_OF_ALL:
            for post in wanted:
                reason = f"of the page that it stood on: {seen.reason}"
                yield _observed(post, seen, Sighting(seen.finding, reason), error=seen.error)
            return
        left = {post.id: post for post in wanted}
        found: dict[str, Observation] = {}
        why = None
        for shown in self._pages(seen.captured or page):
            if isinstance(shown, str):
                why = shown
                break
            for post in list(left.values()):
                told = self._of_post(post, shown, seen)
                if told is not None:
                    found[post.id] = told
                    del left[post.id]
            if not left:
                break
        for post in wanted:
            yield found.get(post.id) or _not_reached(post, seen, why)

    def _pages(self, page: str) -> Iterator[_Shown | str]:
        """What the page shows, then those before it; a sentence where one does not come."""
        asked: set[str] = set()
        shown = self._shown(page)
        for _ in range(MOST_BACK):
            if shown is None or not (shown.told or (asked and shown.older is None)):
                yield "no posts stand on what came"
                return
            yield shown
            if shown.older is None or shown.older in asked:
                return
            if origin_of(shown.older) != origin_of(shown.url):
                yield f"older ones are said to be at {shown.older}, which is another site"
                return
            asked.add(shown.older)
            outcome = self._capture(shown.older)
            if outcome is None or outcome.page is None or outcome.error is not None:
                yield f"{shown.older} was not had ({outcome.error if outcome else 'called off'})"
                return
            shown = self._shown(outcome.page.id)
        yield f"its place is more than {MOST_BACK} pages back"

    def _shown(self, page: str) -> _Shown | None:
        def looked_up(source: Any) -> _Shown | None:
            listed = posts.listed_on(source.connection, page)
            if listed is None:
                return None
            told = posts.told(source.connection, list(listed.posts.values()))
            at = {url: told[each] for url, each in listed.posts.items() if each in told}
            return _Shown(Page.recorded(self._holdings, page).stood_at, listed.older, listed, at)

        return self._holdings.index.ask(looked_up)

    def _of_post(self, post: Page, shown: _Shown, seen: Observation) -> Observation | None:
        """What became of a post by one page; None where its place is before all that is there."""
        was = post.post or {}
        now = shown.told.get(post.url)
        if now is not None and now["digest"] == was["digest"]:
            reason = f"it stands on {shown.url}, with the same words"
            return _observed(post, seen, Sighting("present", reason, "article"))
        if now is not None:
            return self._changed(post, shown, seen)
        if shown.older is not None and not any(_is_before(e, was) for e in shown.told.values()):
            return None
        reason = f"{shown.url} shows its place among the posts, and it does not stand there"
        return _observed(post, seen, Sighting("gone", reason, "article"))

    def _changed(self, post: Page, shown: _Shown, seen: Observation) -> Observation:
        new = Page.recorded(self._holdings, shown.listed.posts[post.url])
        before, after = post.text or "", new.text or ""
        lines = changes(before, after, before, after)
        if not lines and before != after:
            lines = [f"- {before}", f"+ {after}"]
        what = "its text is another" if lines else _otherwise(post.post or {}, new.post or {})
        reason = f"it stands on {shown.url}, and {what}"
        told = Sighting("changed", reason, "article", lines)
        return replace(_observed(post, seen, told), captured=new.id)


@dataclass(frozen=True, slots=True)
class _Shown:
    """The posts on a page as it is now: by address what is told of each."""

    url: str
    older: str | None
    listed: posts.Listed
    told: dict[str, dict[str, Any]]


def _key(told: dict[str, Any]) -> tuple[str, int]:
    return moment_of(told.get("time")), number_in(str(told.get("id")))


def _is_before(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether a post is older; by numbers alone where one has no time."""
    (moment, number), (its_moment, its_number) = _key(one), _key(other)
    if moment and its_moment:
        return (moment, number) < (its_moment, its_number)
    return 0 < number < its_number


def _otherwise(was: dict[str, Any], now: dict[str, Any]) -> str:
    """What is other of a post whose words are the same."""
    names = ("time", "edited", "edited_at", "forwarded_from", "links", "media")
    other = [name.replace("_", " ") for name in names if was.get(name) != now.get(name)]
    return f"its words are the same, and not what is said besides ({', '.join(other)})"


def _not_reached(post: Page, seen: Observation, why: str | None) -> Observation:
    reason = f"its place among the posts was not come to: {why or 'no page leads there'}"
    failed = LookFailed(reason, subject=post.url)
    return _observed(post, seen, Sighting("unreachable", reason), error=failed)


def _observed(
    post: Page, seen: Observation, found: Sighting, error: DragomanError | None = None
) -> Observation:
    """Nobody asked for the post's own address, so that no status is said of it."""
    return Observation(
        id=None,
        url=post.url,
        observed_at=seen.observed_at if seen.id else utc_now(),
        finding=found.finding,
        http_status=None,
        compared_with=post.id,
        reason=found.reason,
        difference=found.difference,
        compared=found.compared,
        error=error,
    )
