"""Walking back through what a channel or an account published, page by page, as far as asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dragoman.archiver.web.urls import origin_of
from dragoman.errors import IndexUnusable, LookFailed
from dragoman.holdings import Holdings
from dragoman.index.seen import posts
from dragoman.index.seen.posts import Listed
from dragoman.page import Page
from dragoman.steps.outcome import Outcome

MOST_EMPTY = 4  # pages in a row that hold no post, and lead to where some are
# Captures one page more, as the first was: its Outcome.
CaptureOne = Callable[[str], Outcome | None]


class History:
    """The posts of one captured page and, up to `most` posts, of the pages that it leads back to.

    Each page is captured as the first was, in its turn and after the same pauses. Its posts come
    last, each once and oldest first; their ids go to `kept` as soon as they are safe.
    """

    def __init__(
        self,
        holdings: Holdings,
        most: int,
        capture: CaptureOne,
        kept: Callable[[str], None] | None,
        called_off: Callable[[], bool],
    ) -> None:
        self._holdings = holdings
        self._most = most
        self._capture = capture
        self._kept = kept
        self._called_off = called_off
        self._found: dict[str, str] = {}

    def why_none(self, page: Page) -> LookFailed | None:
        """Why there is no history to walk, where one was asked for."""
        if not self._most or self._listed(page) is not None:
            return None
        why = f"no posts were found on it: {self._stands(page)}"
        return LookFailed(f"{why}; so there is no history to walk", subject=page.url)

    def of(self, page: Page) -> Iterator[Outcome]:
        """An Outcome for each page more, then one for each post; nothing of any other page."""
        listed = self._listed(page)
        if listed is None:
            return
        self._take(listed)
        if self._most:
            yield from self._walk(page, listed)
        for identity in self._found.values():
            post = Page.recorded(self._holdings, identity)
            yield Outcome(post.url, post)

    def _walk(self, page: Page, listed: Listed) -> Iterator[Outcome]:
        asked = {page.url, page.stood_at}
        older, empty = listed.older, 0
        while older and len(self._found) < self._most and not self._called_off():
            if older in asked:
                self._tell(page.url, f"it leads back to {older}, which was looked at already")
                return
            if origin_of(older) != origin_of(page.stood_at):
                self._tell(page.url, f"it leads back to {older}, another site: that is not asked")
                return
            asked.add(older)
            outcome = self._capture(older)
            if outcome is None:  # it was called off
                return
            found = self._listed(outcome.page) if outcome.page is not None else None
            if found is None:
                yield self._stopped(outcome, older)
                return
            yield outcome
            empty = 0 if found.posts else empty + 1
            new = self._take(found)
            if not new and found.older is not None and (found.posts or empty > MOST_EMPTY):
                said = f"{older} shows no post that was not there before, so the walk ends there"
                self._tell(page.url, f"{said}; older ones may be at {found.older}")
                return
            older = found.older
        self._tell(page.url, self._how_far(older))

    def _stopped(self, outcome: Outcome, older: str) -> Outcome:
        """The page with which the walk ended before it was to, and why."""
        why = str(outcome.error) if outcome.error is not None else self._stands(outcome.page)
        outcome.error = LookFailed(
            f"the history was walked back over {len(self._found):,} posts, and no further: {why}; "
            "the same command later goes on with it",
            subject=older,
        )
        return outcome

    def _stands(self, page: Page | None) -> str:
        verdict = page.verdict if page is not None else None
        if verdict is None:
            return "no posts stand on what came"
        kind = "a wall" if verdict["kind"] in ("wall", "challenge") else verdict["kind"]
        return f"in the place of posts stands {kind} ({verdict['reason']})"

    def _take(self, listed: Listed) -> bool:
        """Put older posts before those that are here; whether any of them is new."""
        new = {url: page for url, page in listed.posts.items() if url not in self._found}
        self._found = new | self._found
        if self._kept is not None:
            for identity in new.values():
                self._kept(identity)
        return bool(new)

    def _how_far(self, older: str | None) -> str:
        said = "1 post" if len(self._found) == 1 else f"{len(self._found):,} posts"
        first = next(iter(self._found.values()), None)
        if first is not None and (post := Page.recorded(self._holdings, first).post):
            said += f", back to {post['time']}" if post.get("time") else ""
        if older is None:
            return f"{said}; no page leads further back"
        return f"{said}; older ones are at {older}, which was not asked for"

    def _listed(self, page: Page) -> Listed | None:
        try:
            return self._holdings.index.ask(
                lambda source: posts.listed_on(source.connection, page.id)
            )
        except IndexUnusable:
            return None

    def _tell(self, url: str, said: str) -> None:
        self._holdings.notices.append(f"{url}: {said}")
