"""What one other archive holds of a page of ours, and how that was read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from dragoman.archiver.article.page_body import PageBody
from dragoman.archiver.body.content_coding import unpack
from dragoman.archiver.sighting.beside import Beside, Told, beside
from dragoman.archiver.web.fetched import Fetch
from dragoman.errors import ExtractionError
from dragoman.holdings import Holdings
from dragoman.page import Page
from dragoman.provenance.digest import warc_digest
from dragoman.steps.bodies import source_read

Kind = Literal["web archive", "archive", "file"]
# What of a page can be compared came of it: `none` where the archive says that it has nothing,
# `unfit` where what it has cannot be compared, `failed` where it was not to be had.
State = Literal["compared", "none", "unfit", "failed"]
# What stands in the place of a page, and is none of its text.
IN_PLACE = frozenset({"wall", "challenge", "notice", "redirect", "none"})


@dataclass(frozen=True, slots=True)
class Ours:
    """Our capture, as it is compared: its sentences by number, and when it was captured.

    `unsure` are sentences that the reading of today does not find in our own bytes, so that nothing
    can be said of them; `digest` is of the bytes freed of their coding.
    """

    page: Page
    told: Told
    unsure: tuple[int, ...]
    digest: str | None
    handed_out_by: str | None

    @property
    def captured_at(self) -> datetime:
        return datetime.fromisoformat(self.page.captured_at).astimezone(UTC)


@dataclass(slots=True)
class Witness:
    """What one archive holds of the page, as far as it came; `why` says it where nothing did.

    `holder` tells archives apart; `archive` is its address, or the name of a file. `url` is what it
    holds, `captured_at` when it was captured, by its own word; `memento`, `mementos`, `digest` and
    `digest_agrees` are a web archive's, `record` is that of a colleague. `payload` is the digest of
    what came, freed of its coding, `block` what is kept of it where it was read out of a file, and
    `asked` what was asked over the network, the answer itself last. `relies_on` says why it is not
    independent of another, and `same_as` names the archive that it is under another name, and then
    it is not `counted`.
    """

    archive: str
    kind: Kind
    holder: str
    state: State = "failed"
    why: str | None = None
    url: str | None = None
    captured_at: datetime | None = None
    memento: str | None = None
    mementos: int | None = None
    digest: str | None = None
    digest_agrees: bool | None = None
    record: str | None = None
    payload: str | None = None
    block: bytes | None = None
    block_type: str = "message/http"
    relies_on: str | None = None
    same_as: str | None = None
    found: Beside | None = None
    asked: list[Fetch] = field(default_factory=list)

    @property
    def place(self) -> str:
        """By which the same web archive is known under another address of its."""
        parts = urlsplit(self.holder)
        return parts.netloc.removeprefix("www.") or self.holder

    def to_json(self, ours: Ours) -> dict[str, Any]:
        when, compared = self.captured_at, self.state == "compared"
        said: dict[str, Any] = {
            "archive": self.archive,
            "kind": self.kind,
            "holder": self.holder,
            "state": self.state,
            "why": self.why,
            "url": self.url,
            "memento": self.memento,
            "mementos": self.mementos,
            "record": self.record,
            "captured_at": when.strftime("%Y-%m-%dT%H:%M:%SZ") if when else None,
            "seconds_after": round((when - ours.captured_at).total_seconds()) if when else None,
            "digest": self.digest,
            "digest_agrees": self.digest_agrees,
            "payload": self.payload,
            "same_bytes": None if self.payload is None else self.payload == ours.digest,
            "counted": compared and self.same_as is None,
            "same_as": self.same_as,
            "relies_on": self.relies_on,
        }
        return said | _beside_json(self.found if compared else None)


def _beside_json(found: Beside | None) -> dict[str, Any]:
    if found is None:
        found = Beside()
    return {
        "holds": ranges(found.holds),
        "differs": [{"n": n, "text": text} for n, text in sorted(found.differs.items())],
        "lacks": found.lacks,
        "added": [{"after": after, "text": text} for after, text in found.added],
        "moved": found.moved,
        "uncounted": found.uncounted,
    }


def ranges(numbers: Sequence[int]) -> list[list[int]]:
    """The first and the last of each run.

    >>> ranges([1, 2, 3, 7])
    [[1, 3], [7, 7]]
    """
    runs: list[list[int]] = []
    for n in numbers:
        if runs and runs[-1][1] == n - 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return runs


def our_version(holdings: Holdings, page: Page) -> Ours:
    """ExtractionError where no article was read out of it; ArchiveError where it is damaged."""
    if page.text is None:
        why = "no article was read out of it, so there is nothing to compare"
        raise ExtractionError(why, subject=page.id)
    body = source_read(holdings, page).body
    read, _ = holdings.reader.page(body)
    text = read.article.text if read.article else ""
    shown = Told(None, [], "\n".join(filter(None, (read.text, text))))
    stored = [(each.n, each.source.text) for each in page.pairs()]
    again = beside(Told(None, stored), shown)
    unsure = frozenset(n for n, _ in stored) - frozenset(again.holds)
    if read.article is None:  # it could be read once, and what was read then is what there is
        unsure, shown = frozenset(), Told(None, [], page.text)
    kept = [(n, text) for n, text in stored if n not in unsure]
    if not kept and not page.title:
        why = "our own bytes are read otherwise today, so there is nothing to compare"
        raise ExtractionError(why, subject=page.id)
    told = Told(page.title, kept, shown.page)
    recovered = page.recovered
    by = str(recovered["archive"]) if recovered else None
    return Ours(page, told, tuple(sorted(unsure)), read.payload and _digest(read.payload), by)


def read_into(witness: Witness, body: PageBody, ours: Ours, holdings: Holdings) -> str | None:
    """Read what came and hold it against ours; why that cannot be, or None."""
    witness.payload = _payload(body, holdings.body_limit)
    try:
        reading = holdings.reader.reading(body)
    except ExtractionError as error:
        return error.message
    kind = reading.verdict.kind
    if kind in IN_PLACE:
        return f"what it holds is no article ({kind}): {reading.verdict.reason}"
    if reading.article is None:
        return f"no article can be read out of what it holds: {reading.why_none}"
    read, _ = holdings.reader.page(body)
    article = reading.article.article
    sentences = [(each.n, each.segment.text) for each in reading.article.sentences]
    theirs = Told(article.title, sentences, "\n".join(filter(None, (read.text, article.text))))
    found = beside(ours.told, theirs)
    if found.is_another_text:
        of = len(ours.told.sentences) + bool(ours.told.headline)
        held = f"{len(found.holds)} of {of} sentences are in it"
        return f"it holds another text at this address: {held}"
    witness.found, witness.state, witness.why = found, "compared", None
    return None


def _payload(body: PageBody, limit: int) -> str | None:
    try:
        content = unpack([body.content], body.content_encoding, limit)
    except ExtractionError:
        return None
    return warc_digest(hashlib.sha256(content).digest())


def _digest(hexadecimal: str) -> str:
    return warc_digest(bytes.fromhex(hexadecimal))
