"""The acts that take longer than a request: each carries out an order, and tells what happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from dragoman.archiver.lists.listed_page import ListedPage
from dragoman.archiver.web.fetch_options import FetchOptions
from dragoman.desk.work.order import Happened, Order
from dragoman.desk.work.runner import Act, Control
from dragoman.errors import DragomanError
from dragoman.holdings import Holdings
from dragoman.page import Page
from dragoman.steps.capturing import Capturing
from dragoman.steps.desk.made_file import made_file
from dragoman.steps.importing import Said, import_file
from dragoman.steps.keeping import Wishes
from dragoman.steps.models import install_model
from dragoman.steps.named.watched import watched_in_page
from dragoman.steps.options import fetch_options
from dragoman.steps.outcome import Outcome
from dragoman.steps.translation.translating import Translating
from dragoman.steps.translation.translators import Translators
from dragoman.steps.upkeep import anchor_folder, verify_folder
from dragoman.steps.watch.watching import Watching, way

if TYPE_CHECKING:
    from dragoman.steps.picturing.pictured import Pictured
    from dragoman.steps.watch.observation import Observation

CONCURRENCY = 4
# Pages that are decoded together: fewer than elsewhere, so that stopping does not take long.
AT_ONCE = 4
# What stood there in the place of an article, and is worth a look.
IN_THE_PLACE = frozenset({"wall", "challenge", "thin", "notice", "none"})
LANES = {
    "bring": "network", "watch": "network", "anchor": "network", "install": "models",
    "translate": "here", "export": "here", "verify": "here", "picture": "pictures",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Acts:
    """What somebody at the desk can have done to an archive; `target` as it was opened for."""

    holdings: Holdings
    target: str
    allow_private: bool = False

    def all(self) -> dict[str, Act]:
        return {
            "bring": self.bring, "translate": self.translate, "watch": self.watch,
            "export": self.export, "verify": self.verify, "anchor": self.anchor,
            "install": self.install, "picture": self.picture,
        }  # fmt: skip

    # -- bringing in -------------------------------------------------------------------------

    def bring(self, order: Order, control: Control) -> Iterator[Happened]:
        """Capture the pages of a list, then take in the files that were handed over."""
        pages = [
            ListedPage(each["url"], each.get("note") or None, tuple(each.get("tags") or ()))
            for each in order.wishes.get("pages") or ()
        ]
        files = order.files if order.wishes.get("files") else []
        total = len({page.url for page in pages}) + len(files)
        control.progress(0, total)
        seen = _Seen()
        yield from self._capture(order, pages, control, len(files), seen)
        done = order.done()
        for number, path in enumerate(files, start=1):
            if control.stop.is_set():
                return
            if path.name not in done:
                yield from self._take_in(order, path, seen)
                order.mark_done(path.name)
            control.progress(total - len(files) + number, total)

    def _capture(
        self,
        order: Order,
        pages: Sequence[ListedPage],
        control: Control,
        more: int,
        seen: _Seen,
    ) -> Iterator[Happened]:
        if not pages:
            return
        listed: dict[str, list[ListedPage]] = {}
        for page in pages:
            listed.setdefault(page.url, []).append(page)
        wishes = Wishes(
            order.wishes.get("note") or None,
            tuple(order.wishes.get("tags") or ()),
            CONCURRENCY,
            resume=len(listed) > 1,
            listed=listed,
        )

        def step(done: int, total: int, _failed: int) -> None:
            control.progress(done, total + more)

        def begin() -> Iterator[Outcome]:
            capturing = Capturing(self.holdings, self._options(order), wishes)
            return capturing.run(list(listed), control.stop, step)

        for outcome in self.holdings.running.follow(begin):
            yield self._looked_for(_captured(outcome), outcome, seen)

    def _looked_for(self, happened: Happened, outcome: Outcome, seen: _Seen) -> Happened:
        """With what is to be said of all that came so far: of what kinds, and who is named."""
        page = outcome.page
        seen.kinds[page.verdict["kind"] if page and page.verdict else "-"] += 1
        try:
            found = watched_in_page(self.holdings, page) if page else []
            seen.watched += [
                {"name": each.name, "note": each.note, "page": happened.page, "url": outcome.url}
                for each in found
            ]
        except DragomanError as error:
            seen.unwatched = error.message
        return replace(happened, facts=seen.facts())

    def _options(self, order: Order) -> FetchOptions:
        asked = True if order.wishes.get("browser") else None
        return fetch_options(self.holdings, browser=asked, allow_private=self.allow_private)

    def _take_in(self, order: Order, path: Any, seen: _Seen) -> Iterator[Happened]:
        try:
            wishes = order.wishes
            said = Said(wishes.get("note") or None, tuple(wishes.get("tags") or ()))
            for outcome in import_file(self.holdings, path, said):
                happened = replace(_captured(outcome), key=path.name, came=False)
                yield self._looked_for(happened, outcome, seen)
        except DragomanError as error:
            yield Happened(path.name, path.name, error.message)

    # -- what is done with pages that are here -----------------------------------------------

    def translate(self, order: Order, control: Control) -> Iterator[Happened]:
        ids = list(order.wishes["ids"])
        engine = order.wishes.get("engine") or "auto"
        translators = Translators(self.target, engine, self.holdings.models_dir)
        step = Translating(self.holdings, self.target, translators)
        control.progress(0, len(ids))

        def wanted() -> Iterator[Page]:
            for each in ids:
                if control.stop.is_set():
                    return
                yield Page.find(self.holdings, each)

        outcomes = self.holdings.running.follow(
            lambda: step.run(wanted(), AT_ONCE, None, of_all=False)
        )
        for number, outcome in enumerate(outcomes, start=1):
            page = outcome.page.id if outcome.page else None
            pending = outcome.pending.message if outcome.pending else None
            yield Happened(page or outcome.url, outcome.url, pending, page)
            control.progress(number, len(ids))

    def watch(self, order: Order, control: Control) -> Iterator[Happened]:
        """Look again at pages, but those seen already."""
        asked = list(order.wishes["ids"])
        done = order.done()
        ids = [each for each in asked if each not in done]
        before = len(asked) - len(ids)
        how = way(fetch_options(self.holdings, allow_private=self.allow_private), None)
        control.progress(before, len(asked))

        def begin() -> Iterator[Observation]:
            return Watching(self.holdings, how).run(ids, CONCURRENCY)

        seen = self.holdings.running.follow(begin)
        for number, (identity, each) in enumerate(zip(ids, seen, strict=False), start=before + 1):
            failed = each.error.message if each.error else None
            words = f"{each.finding}: {each.url or identity}"
            yield Happened(identity, words, failed, each.captured, leaves=bool(each.captured))
            if failed is None:
                order.mark_done(identity)
            control.progress(number, len(asked))
            if control.stop.is_set():
                seen.close()
                return

    def picture(self, order: Order, control: Control) -> Iterator[Happened]:
        """Make pictures of pages, but of those that have one from this order already."""
        from dragoman.steps.picturing.picturing import picturing

        done = order.done()
        ids = [each for each in order.wishes["ids"] if each not in done]
        before = len(order.wishes["ids"]) - len(ids)
        control.progress(before, before + len(ids))

        def begin() -> Iterator[Pictured]:
            pending = bool(order.wishes.get("pending"))
            return picturing(
                self.holdings, ids, pending=pending, cancel=control.stop, progress=None
            )

        for number, each in enumerate(self.holdings.running.follow(begin), start=before + 1):
            failed = each.error.message if each.error else None
            yield Happened(each.page.id, each.page.url, failed, each.page.id)
            order.mark_done(each.page.id)
            control.progress(number, before + len(ids))

    def export(self, order: Order, control: Control) -> Iterator[Happened]:
        """The pages in one file, under a name of ours."""
        yield from made_file(self.holdings, self.target, order, control)

    # -- the house ---------------------------------------------------------------------------

    def verify(self, _order: Order, control: Control) -> Iterator[Happened]:
        """Every byte held against what was written down of it."""

        def step(done: int, total: int) -> None:
            control.progress(done, total)
            if control.stop.is_set():
                raise _Stopped

        notices: list[str] = []
        try:
            report = verify_folder(self.holdings.folder, step, notices=notices)
        except _Stopped:
            return
        told = {
            "ok": report.ok,
            "records": report.records,
            "problems": [each.message for each in report.problems],
            "told": [*report.proofs, *report.notes, *notices],
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        yield Happened("verify", "", facts={"report": told})

    def anchor(self, order: Order, _control: Control) -> Iterator[Happened]:
        """Have the last line of the ledger time-stamped."""
        made, waiting = anchor_folder(self.holdings.folder, tsas=[order.wishes["tsa"]])
        for path in made:
            yield Happened(path.name, path.name, facts={"anchor": path.name})
        for sentence in waiting:
            yield Happened(sentence, "", sentence)

    def install(self, order: Order, control: Control) -> Iterator[Happened]:
        def step(done: int, total: int) -> None:
            control.progress(done, total)
            if control.stop.is_set():
                raise _Stopped

        said: list[str] = []
        file = order.files[0] if order.wishes.get("file") and order.files else None
        what = order.wishes["pair"] if file is None else str(file)
        try:
            model = install_model(
                what,
                engine=order.wishes.get("engine") or "auto",
                models_dir=self.holdings.models_dir,
                progress=step,
                tell=said.append,
            )
        except _Stopped:
            return
        if file is not None:
            file.unlink()
        yield Happened(model.name, f"{model.name} {model.version}", facts={"said": said})


@dataclass(slots=True)
class _Seen:
    """What is said of pages together: how many of which kind, and the watched names in them."""

    kinds: Counter[str] = field(default_factory=Counter)
    watched: list[dict[str, Any]] = field(default_factory=list)
    unwatched: str = ""

    def facts(self) -> dict[str, Any]:
        """As it is now, for whoever reads it while more is added."""
        watched = list(self.watched)
        return {"kinds": dict(self.kinds), "watched": watched, "unwatched": self.unwatched}


class _Stopped(Exception):
    """Thrown out of a call that asks nobody whether to go on."""


def _captured(outcome: Outcome) -> Happened:
    """What became of a page, in words; one that came and is a wall did not come."""
    page = outcome.page
    identity = page.id if page is not None else None
    came = page is not None and page.response_id is not None and page.post is None
    if outcome.error is not None:
        return Happened(outcome.url, outcome.url, outcome.error.message, identity, came=came)
    found = page.verdict if page is not None else None
    if found and found["kind"] in IN_THE_PLACE:
        said = f"{found['reason']}; kept as: {found['kind']}"
        return Happened(outcome.url, outcome.url, said, identity, came=came)
    has_text = page is not None and page.article is not None
    return Happened(outcome.url, outcome.url, None, identity, leaves=has_text, came=came)
