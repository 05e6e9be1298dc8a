"""Every name that `dragoman` gives, as a program of somebody else uses it; mypy checks it strictly.

Nothing here is run but the imports: what is wrong with it is wrong with our annotations.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import assert_type

import dragoman
from dragoman import (
    Agreement,
    Alignment,
    Alongside,
    AmbiguousId,
    Anchored,
    Archive,
    ArchiveError,
    ArchiveMissing,
    Comparison,
    Conflict,
    CopyFailed,
    Corroboration,
    DamageFound,
    Decision,
    DecisionState,
    Detection,
    DragomanError,
    EngineName,
    EvidenceItem,
    EvidenceOf,
    EvidenceState,
    Exported,
    ExtractionError,
    FetchError,
    FetchOptions,
    Filters,
    Finding,
    Flag,
    Format,
    HandedOver,
    HandoverEvent,
    Hit,
    ImportFailed,
    IndexUnusable,
    LanguageUnknown,
    Likely,
    ListedPage,
    LookedAt,
    LookFailed,
    Match,
    Matched,
    MediaFailed,
    Memory,
    Merged,
    Model,
    ModelError,
    ModelInvalid,
    ModelMissing,
    Names,
    Observation,
    Offer,
    Outcome,
    Output,
    Page,
    Pages,
    PageState,
    Pair,
    Pictured,
    Problem,
    RecordingSession,
    RecordNotFound,
    Replacement,
    Report,
    ReviewServer,
    Segment,
    Settings,
    Severity,
    Since,
    SomeoneNamed,
    Stamp,
    State,
    StoredRecord,
    Submission,
    Suggestion,
    TranslationCancelled,
    Translator,
    UsageError,
    VerdictKind,
    WaczSigner,
    WatchedName,
    Witnessed,
    Workers,
    WorkersFailed,
    anchor_folder,
    pseudonym,
    repair_folder,
    verify_folder,
)  # fmt: skip
from dragoman.translate import check, check_all, detect, segment


def captured(archive: Archive, url: str) -> Page | None:
    assert_type(dragoman.__version__, str)
    options: FetchOptions = archive.fetch_options(delay=1.0, browser=False)
    try:
        return archive.capture(url, tags=["court"], options=options)
    except FetchError as error:
        assert_type(error.step, str)
    except (ArchiveMissing, IndexUnusable, ArchiveError) as error:
        assert_type(error.message, str)
    return None


def many(archive: Archive, cancel: threading.Event) -> Iterator[str]:
    along: Alongside = archive.alongside("en", cancel)
    listed = [ListedPage("https://example.org/", note="n", tags=("a",))]
    for outcome in archive.capture_many(listed, cancel=cancel, kept=along.put):
        assert_type(outcome, Outcome)
        if isinstance(outcome.error, ImportFailed | ExtractionError | UsageError):
            yield outcome.error.message
        offer: Offer | None = outcome.offer
        if offer is not None and outcome.page is not None:
            assert_type(archive.carry(outcome.page), list[Decision])


def looked_up(archive: Archive) -> list[PageState]:
    wanted: Filters = {"site": "example.org", "state": "machine"}
    pages: Pages = archive.pages(**wanted)
    kind: VerdictKind = "article"
    states: list[PageState] = ["untranslated", "machine"]
    for page in pages:
        assert_type(page, Page)
        assert_type(page.language, Detection | None)
        record: StoredRecord = page.response()
        assert_type(record.body, bytes)
    assert len(archive.pages(verdict=kind)) <= len(pages)
    with contextlib.suppress(AmbiguousId, RecordNotFound):
        archive.page("1f3a")
    return states


def read(page: Page) -> Iterator[tuple[Segment, State | None, Severity]]:
    try:
        pairs: list[Pair] = page.translate(to="en")
    except (ModelMissing, ModelInvalid, ModelError, LanguageUnknown, TranslationCancelled):
        return
    aligned: dict[int, Alignment] = page.alignments("en")
    for pair in pairs:
        likely: Likely | None = pair.likely
        second: Witnessed | None = pair.witness
        if pair.n in aligned and likely is None and second is None:
            for flag in pair.flags:
                yield pair.source, pair.state, flag.severity


def searched(archive: Archive) -> list[Match]:
    hits: list[Hit] = archive.search("Məmmədov", state="approved")
    return [match for hit in hits for match in hit.matched]


def people(archive: Archive, page: Page) -> Decision:
    name, state = pseudonym(), "approved"
    verdict: DecisionState = "edited"
    wanted: list[Replacement] = archive.replacements(page, "a", "b")
    archive.replace(page, wanted, reviewer=name)
    for conflict in archive.conflicts():
        assert_type(conflict, Conflict)
    for suggestion in archive.suggest_names():
        assert_type(suggestion, Suggestion)
    names: Names = archive.names()
    memory: Memory = archive.memory("en")
    assert names is not None and memory is not None and state
    server: ReviewServer = archive.review(port=0)
    assert_type(server.url, str)
    return archive.decide(page, 1, verdict, text="b", reviewer=name)


def proved(archive: Archive, page: Page) -> Iterator[EvidenceState]:
    made: Anchored = archive.anchor(key=Path("key"))
    assert_type(made.made, list[Path])
    compared: Comparison = archive.compare()
    assert_type(compared.differences, list[str])
    assert_type(archive.repair(dry_run=True), list[str])
    report: Report = archive.verify()
    problems: list[Problem] = report.problems
    of: EvidenceOf = archive.evidence(page.id)
    since: Since | None = archive.since(page.id)
    assert since is None or since.pinned
    for item in of.items:
        assert_type(item, EvidenceItem)
        yield item.state
    assert not problems
    folder = archive.folder
    assert_type(verify_folder(folder), Report)
    assert_type(repair_folder(folder), list[str])
    assert_type(anchor_folder(folder), Anchored)


def out(archive: Archive, signer: WaczSigner | None) -> Exported:
    format: Format = "wacz"
    back: Matched = archive.import_review(Path("back.xlsx"), reviewer="somebody")
    assert_type(back.unchanged, int)
    return archive.export(None, format, Path("all.wacz"), signer=signer, site="example.org")


def handed(archive: Archive) -> HandedOver:
    event: HandoverEvent = "copy"
    try:
        merged: Merged = archive.merge_archive(Path("other"))
        assert_type(merged.pages, int)
    except (DamageFound, CopyFailed):
        pass
    return archive.hand_over(event, "a disk", to="a lawyer")


def watched(archive: Archive) -> Iterator[Finding]:
    for seen in archive.watch():
        assert_type(seen, Observation)
        if isinstance(seen.error, LookFailed):
            continue
        yield seen.finding


def recorded(archive: Archive) -> Page:
    with archive.session(retries=2) as session:
        assert_type(session, RecordingSession)
        answer = session.get("https://example.org/")
    return archive.keep(answer, tags=["api"])


def settled(archive: Archive) -> bool:
    settings: Settings = archive.settings
    agreement: Agreement = archive.agreement
    assert_type(settings.target, str)
    return agreement.given


def elsewhere(archive: Archive) -> Iterator[Outcome]:
    engine: EngineName = "argos"
    try:
        with archive.workers(2) as workers:
            assert_type(workers, Workers | None)
            yield from archive.translate(engine=engine, workers=workers)
    except (WorkersFailed, DragomanError):
        return


def plain_text() -> Iterator[Flag]:
    found: Detection = detect("Salam")
    sentences: list[Segment] = segment("Salam. Necəsən?", found.code)
    with Translator.open("az", "en") as translator:
        model: Model = translator.model
        outputs: list[Output] = translator.translate([each.text for each in sentences])
    yield from check(sentences[0].text, outputs[0].text, model.source, model.target)
    pairs = [(each.text, output.text) for each, output in zip(sentences, outputs, strict=True)]
    for flags in check_all(pairs, "az", "en"):
        yield from flags


def told_of(archive: Archive, page: Page) -> Iterator[str]:
    people: list[SomeoneNamed] = archive.people()
    watched: list[WatchedName] = archive.watched_in(page)
    looked: LookedAt = archive.people_looked_at()
    yield f"{len(people)} {len(watched)} {looked}"
    held: Iterator[Corroboration] = archive.corroborate([page.id])
    pictures: Iterator[Pictured] = archive.picture(pending=True)
    yield f"{list(held)} {list(pictures)}"
    asked: Iterator[Submission] = archive.submit([page.id], archives=["https://example.org/save"])
    try:
        yield f"{list(asked)}"
    except MediaFailed as error:
        yield error.message


def made(stamp: Stamp) -> str:
    return stamp.version
