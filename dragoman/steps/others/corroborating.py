"""What independent archives hold of pages of ours, compared sentence by sentence, and recorded.

What they hand out is kept as what it is, theirs, and never listed as a capture of ours.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from dragoman.archiver.memento.web_archive import WebArchive
from dragoman.archiver.records.capture import keep_attempts
from dragoman.archiver.records.record import Record, json_record, new_id, resource_record
from dragoman.archiver.sighting.corroborated import says
from dragoman.archiver.web.fetch_options import FetchOptions
from dragoman.errors import DragomanError, UsageError
from dragoman.holdings import Holdings
from dragoman.index.records.documents import CORROBORATION
from dragoman.index.seen import corroborations
from dragoman.page import Page
from dragoman.provenance.stamp import utc_now
from dragoman.steps.options import fetch_options
from dragoman.steps.others.asking import Asking
from dragoman.steps.others.colleague import not_theirs, opened
from dragoman.steps.others.web_witness import OfWeb
from dragoman.steps.others.witness import Ours, Witness, our_version, ranges

HELD = "held"  # what is kept of a colleague's: their answer, as it lies in their archive


@dataclass(frozen=True, slots=True)
class Corroboration:
    """What others hold of a page. `content` is what its record says, None where there is no record;
    `error` says what was not done. `before`: it was found before, and told again."""

    page: Page | None
    asked_for: str
    id: str | None = None
    content: dict[str, Any] | None = None
    error: DragomanError | None = None
    before: bool = False

    @property
    def says(self) -> list[str]:
        """What was found, a sentence each, the weightiest first."""
        return says(self.content) if self.content else []

    @property
    def is_whole(self) -> bool:
        """Whether everybody who was asked could be asked, and something was compared."""
        if self.error is not None or self.content is None:
            return False
        states = {each["state"] for each in self.content["witnesses"]}
        return "failed" not in states and "compared" in states

    def to_json(self) -> dict[str, Any]:
        """`id url captured_at record compared_at asked held independent compared witnesses says
        error`; what is not known is null."""
        content, page, error = self.content or {}, self.page, self.error
        keys = ("compared_at", "asked", "held", "independent", "compared", "unsure", "witnesses")
        return {
            "id": page.id if page else None,
            "url": page.url if page else None,
            "captured_at": page.captured_at if page else None,
            "record": self.id,
            **{key: content.get(key) for key in keys},
            "says": self.says,
            "error": {"kind": error.kind, "message": error.message} if error else None,
        }


class Other(Protocol):
    """Somebody who is asked what they hold of a page; `holder` tells them from others."""

    @property
    def holder(self) -> str: ...

    def witness(self, ours: Ours, holdings: Holdings) -> Witness: ...


def corroborating(
    holdings: Holdings,
    archives: Sequence[str] | None,
    options: FetchOptions | None,
    cancel: threading.Event | None,
    *,
    again: bool,
    asking: Callable[[], None] | None = None,
) -> Callable[[Sequence[str]], Iterator[Corroboration]]:
    """What corroborates pages; UsageError for what is no archive."""
    chosen = holdings.settings.archives if archives is None else archives
    named = [_named(holdings, each) for each in dict.fromkeys(chosen)]
    if not named:
        raise UsageError("nobody is named to be asked; `archives=` names some")
    asked = options or fetch_options(holdings)
    return lambda ids: _run(
        holdings, named, Asking(holdings, asked, cancel, asking), ids, again=again
    )


def _named(holdings: Holdings, said: str) -> WebArchive | Path:
    """An archive by its address, its name in the settings, or where it lies."""
    path = Path(said).expanduser()
    if said.startswith(("http://", "https://")):
        return WebArchive.at(said)
    for address in holdings.settings.archives:
        if said in (address, WebArchive.at(address).name):
            return WebArchive.at(address)
    if not path.exists():
        names = ", ".join(WebArchive.at(each).name for each in holdings.settings.archives)
        raise UsageError(
            f"{said} is no address of a web archive, no name of one in the settings "
            f"({names or 'which name none'}), and no folder or file that is there"
        )
    if path.resolve() == holdings.folder.resolve():
        raise UsageError(f"{said} is this archive itself, which cannot speak for itself")
    return path


def _run(
    holdings: Holdings,
    named: Sequence[WebArchive | Path],
    asking: Asking,
    ids: Sequence[str],
    *,
    again: bool,
) -> Iterator[Corroboration]:
    """A Corroboration a page, each on the disk before; see `Archive.corroborate`."""
    with ExitStack() as open_ones:
        open_ones.callback(asking.close)
        others: list[Other] = [
            open_ones.enter_context(opened(each, holdings))
            if isinstance(each, Path)
            else OfWeb(each, asking)
            for each in named
        ]
        step = _Corroborating(holdings, others, asking, again=again)
        for identity in dict.fromkeys(ids):
            found = None if asking.cancel.is_set() else step.corroborate(identity)
            if found is None:
                return
            yield found


class _Corroborating:
    def __init__(
        self, holdings: Holdings, others: Sequence[Other], asking: Asking, *, again: bool
    ) -> None:
        self._holdings = holdings
        self._others = others
        self._asking = asking
        self._again = again

    def corroborate(self, identity: str) -> Corroboration | None:
        """None where it was interrupted before all were asked."""
        page: Page | None = None
        witnesses: list[Witness] = []
        try:
            page = Page.find(self._holdings, identity)
            if not self._again and (known := self._known(page)) is not None:
                return known
            ours = our_version(self._holdings, page)
            self._asking.begin()
            for other in self._others:
                witnesses.append(other.witness(ours, self._holdings))
                if self._asking.cancel.is_set():
                    return None
            _weigh(witnesses, ours, self._holdings)
            return self._kept(ours, witnesses)
        except DragomanError as error:
            return Corroboration(page, identity, error=error)
        finally:
            for each in witnesses:
                for fetch in each.asked:
                    fetch.close()

    def _known(self, page: Page) -> Corroboration | None:
        """The latest one, where the same were asked then and none of them failed to answer."""
        row = corroborations.latest(self._holdings.index.connection, page.id)
        if row is None:
            return None
        content = self._holdings.record(row).json()
        found = Corroboration(page, page.id, row, content, before=True)
        asked = {each["holder"] for each in content["witnesses"]}
        same = asked == {each.holder for each in self._others}
        same_text = content["article"] == page.article_id  # else its numbers are of other sentences
        return found if same and same_text and found.is_whole else None

    def _kept(self, ours: Ours, witnesses: Sequence[Witness]) -> Corroboration:
        records: list[Record] = []
        told = [self._witness(each, ours, records) for each in witnesses]
        page, counted = ours.page, [each for each in told if each["counted"]]
        was_asked = any(each.asked for each in witnesses)
        numbers = [*([0] if page.title else []), *(n for n, _ in ours.told.sentences)]
        content = {
            "page": page.id,
            "article": page.article_id,
            "url": page.stood_at,
            "captured_at": page.captured_at,
            "compared_at": utc_now(),
            "digest": ours.digest,
            "compared": ranges(numbers),
            "unsure": list(ours.unsure),
            "asked": sum(not each["same_as"] for each in told),
            "held": len(counted),
            "independent": sum(not each["relies_on"] for each in counted),
            "witnesses": told,
            "told_server": self._asking.options.disclosed() if was_asked else {},
            "stamp": self._holdings.stamp("corroborate").to_json(),
        }
        identity = new_id()
        record = json_record(
            CORROBORATION, page.url, content, refers_to=page.id, record_id=identity
        )
        self._holdings.append([*records, record], "captures", asked_next=True)
        return Corroboration(page, page.id, identity, content)

    def _witness(self, witness: Witness, ours: Ours, records: list[Record]) -> dict[str, Any]:
        """What the record says of one, with the records of what it handed out."""
        said = witness.to_json(ours)
        said["attempts"] = keep_attempts(witness.asked, records, self._holdings.originals)
        said["kept"] = None
        if witness.block is not None and not said["same_bytes"]:
            uri = f"urn:dragoman:{HELD}:{witness.record}"
            kept = resource_record(witness.block, uri, witness.block_type)
            said["kept"] = kept.id
            records.append(kept)
        return said


def _weigh(witnesses: Sequence[Witness], ours: Ours, holdings: Holdings) -> None:
    """Say of whom independence cannot be claimed, and who is nobody else at all."""
    before: list[Witness] = []
    for witness in witnesses:
        same = next((each for each in before if each.place == witness.place), None)
        if same is not None:
            witness.same_as = same.archive
            witness.relies_on = f"it is the same archive as {same.archive}, which counts once"
            continue
        before.append(witness)
        if witness.state == "compared":
            witness.relies_on = witness.relies_on or _relies(witness, before[:-1], ours, holdings)


def _relies(
    witness: Witness, before: Sequence[Witness], ours: Ours, holdings: Holdings
) -> str | None:
    """Why what it holds may be no second look at the page."""
    if why := not_theirs(witness, ours, holdings):
        return why
    if ours.handed_out_by and _place(ours.handed_out_by) == witness.place:
        return "ours came out of it"
    if witness.payload is None:
        return None
    if witness.payload == ours.digest and _second(witness) == ours.captured_at.replace(
        microsecond=0
    ):
        return "it holds the same bytes, captured in the same second as ours"
    for each in before:
        if each.payload == witness.payload and _second(each) == _second(witness):
            return f"it holds the same bytes as {each.archive}, captured in the same second"
    return None


def _second(witness: Witness) -> datetime | None:
    return witness.captured_at and witness.captured_at.replace(microsecond=0)


def _place(address: str) -> str:
    return Witness(address, "web archive", address).place
