"""Evidence on captures, as one file of HTML that a lawyer can read and check without Dragoman.

A cover, which says what is proved and what is not; contents; a page or two a capture; an appendix
of digests and records. Everything that came from a page is text in it; it loads nothing, runs
nothing and links only within itself. However many captures there are, one at a time is in memory:
what stands before them is written last.
"""

from __future__ import annotations

import functools
import io
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from dragoman.exchange.evidence.chained import chain_holds, covering
from dragoman.exchange.evidence.evidence import Changed, Evidence, not_as_written
from dragoman.exchange.evidence.report_checks import archive_checks
from dragoman.exchange.files.allowed_characters import legal
from dragoman.exchange.report.again import Again, CapturedAgain
from dragoman.exchange.report.capture import Capture, capture
from dragoman.exchange.report.words import Words
from dragoman.provenance.anchors.anchor_check import check_anchors
from dragoman.provenance.anchors.seal import Trust
from dragoman.provenance.stamp import utc_now

if TYPE_CHECKING:
    from jinja2 import Environment

SITES = 12  # that the cover names


@dataclass(slots=True)
class Told:
    """What the cover says of all captures together."""

    count: int = 0
    failed: int = 0
    mistaken: int = 0
    covered: int = 0
    translated: int = 0
    sentences: int = 0
    read: int = 0
    records: int = 0
    broken: int = 0
    unread: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    looked: Counter[str] = field(default_factory=Counter)
    first: str | None = None
    last: str | None = None
    since_first: str | None = None
    since_last: str | None = None
    encrypted: bool = False
    asked: bool = False
    from_others: bool = False
    sites: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    archives: set[str] = field(default_factory=set)
    tools: set[str] = field(default_factory=set)
    readers: set[str] = field(default_factory=set)

    def add(self, one: Capture) -> None:
        facts = one.evidence.facts
        self.count += 1
        self.failed += one.failed
        self.mistaken += one.mistaken is not None
        self.verdicts[str(one.verdict["kind"])] += 1
        self.translated += bool(one.translations)
        self.read += one.read[0]
        self.sentences += one.read[1]
        self.records += len(one.records)
        self.broken += one.broken
        self.unread += len(one.unread)
        if one.looked is not None:
            self.looked[str(one.looked["finding"])] += 1
        self.asked |= bool(one.evidence.exchanges)
        self.from_others |= one.from_others or bool(facts.get("recovered"))
        at = str(facts["captured_at"])
        self.first, self.last = min(self.first or at, at), max(self.last or at, at)
        if one.since is not None:
            self.covered += 1
            at = one.since.time
            self.since_first = min(self.since_first or at, at)
            self.since_last = max(self.since_last or at, at)
        self._add_names(one)

    def _add_names(self, one: Capture) -> None:
        stamp = one.evidence.facts.get("stamp") or {}
        if stamp.get("tool"):
            self.tools.add(f"{stamp['tool']} {stamp.get('version') or ''}".rstrip())
        self.archives.add(one.evidence.archive)
        standing = (each for made in one.translations for each in made.standing)
        self.readers |= {each.reviewer for each in standing if each.reviewer}
        if one.site:
            self.sites[one.site] += 1
        if one.language:
            self.languages[one.language] += 1


def write_report(
    pages: Iterable[Evidence],
    folder: Path,
    stream: BinaryIO,
    *,
    software: str,
    trust: Trust | None = None,
    language: str = "en",
    beside: Path | None = None,
    paged: bool = False,
    masked: bool = False,
    again: CapturedAgain | None = None,
    set_aside: Sequence[str] = (),
    changed: Changed = lambda *_: None,
) -> int:
    """Write the evidence on pages of the archive in `folder`; how many they were.

    Every digest that it shows is computed anew from the files while it is written. `trust` holds
    keys and roots that the one who writes it vouches for. `language` is that of the report's own
    sentences; what lies in between is put into a file without a name in the folder `beside`.
    `paged` leaves room in the contents for numbers of pages, which paper has; `masked`: no line of
    the ledger is told, as in an export that withholds. `again` knows which of the captures are of
    one page, `set_aside` are the reasons for which others were left out. `changed` is told of each
    record that is not as the ledger says. UsageError for a language that it is not written in.
    """
    from jinja2 import TemplateError

    places, told = _Places(Words.of(language)), Told()
    anchors = tuple(check_anchors(folder, trust=trust))
    covers = covering(folder / "ledger.jsonl", anchors)
    with (
        tempfile.TemporaryFile(dir=beside) as contents,
        tempfile.TemporaryFile(dir=beside) as captures,
        tempfile.TemporaryFile(dir=beside) as appendix,
    ):
        parts = {"contents": contents, "capture": captures, "appendix": appendix}
        try:
            for number, evidence in enumerate(pages, start=1):
                one = capture(number, evidence, folder, covers, _again(again, evidence))
                told.add(one)
                for row in one.records:
                    if row.intact is False:
                        changed(evidence.url, row.held.id, not_as_written(row.held))
                for name, part in parts.items():
                    places.write(part, name, one=one, anchors=covers, paged=paged)
            checks = list(archive_checks(() if masked else anchors))
            common = {"anchors": anchors, "checks": checks, "software": software,
                      "paged": paged, "set_aside": set_aside}  # fmt: skip
            _assemble(places, stream, told, folder, common, list(parts.values()))
        except TemplateError as error:  # of a value that a record lacks
            raise LookupError(str(error)) from error
    return told.count


def _again(again: CapturedAgain | None, evidence: Evidence) -> Again | None:
    at = str(evidence.facts["captured_at"])
    return None if again is None else again.of(evidence.capture.id, at)


def _assemble(
    places: _Places,
    stream: BinaryIO,
    told: Told,
    folder: Path,
    said: Mapping[str, object],
    parts: list[BinaryIO],
) -> None:
    common = {
        **said,
        "told": told,
        "written_at": utc_now(),
        "chain_holds": chain_holds(folder / "ledger.jsonl"),
        "most_sites": SITES,
    }
    for name, part in zip(("cover", "captures", "appendices"), parts, strict=True):
        places.write(stream, name, **common)
        part.seek(0)
        shutil.copyfileobj(part, stream)
    places.write(stream, "end", **common)


class _Places:
    """The templates of a report's parts, filled in one after the other."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def write(self, stream: BinaryIO, name: str, **values: object) -> None:
        template = _environment().get_template(f"report/{name}.html")
        text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="\n")
        try:
            for piece in template.generate(t=self._words, **values):
                text.write(legal(piece))
        finally:
            text.detach()


def when(time: object) -> str:
    """A time as people read it, to the second; as it is where it is written in another way."""
    said = str(time)
    if len(said) >= 20 and said[10] == "T" and said.endswith("Z"):
        return f"{said[:10]} {said[11:19]} UTC"
    return said


def reasons(said: Sequence[str]) -> list[tuple[str, int]]:
    """Each reason once, the most frequent first; none where nobody is to see them."""
    return Counter(each for each in said if each).most_common()


@functools.cache  # and in it the templates, compiled once
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("dragoman.exchange"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["when"] = when
    environment.filters["reasons"] = reasons
    return environment
