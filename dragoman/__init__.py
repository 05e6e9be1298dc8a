"""Dragoman preserves an article, says where it came from, and translates it on this machine.

from dragoman import Archive

with Archive("evidence") as archive:
    page = archive.capture("https://example.org/az/a/1")

What a caller meets is here: the archive, what its calls return, the words that its arguments take,
and every error. Detection, sentences, engines and checks on plain text are in `dragoman.translate`.
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dragoman.agreement import Agreement
    from dragoman.archive import Archive, Outcome, Page, pseudonym
    from dragoman.archiver.lists.listed_page import ListedPage
    from dragoman.archiver.records.reader import StoredRecord
    from dragoman.archiver.sighting.page_version import Finding
    from dragoman.archiver.verdict.verdict import VerdictKind
    from dragoman.archiver.web.fetch_options import FetchOptions
    from dragoman.decisions import Decision, State
    from dragoman.decisions import Verdict as DecisionState
    from dragoman.desk import ReviewServer
    from dragoman.errors import (
        AmbiguousId,
        ArchiveError,
        ArchiveMissing,
        CopyFailed,
        DamageFound,
        DragomanError,
        ExtractionError,
        FetchError,
        ImportFailed,
        IndexUnusable,
        LanguageUnknown,
        LookFailed,
        MediaFailed,
        ModelError,
        ModelInvalid,
        ModelMissing,
        RecordNotFound,
        UsageError,
        WorkersFailed,
    )
    from dragoman.exchange import Exported, Matched
    from dragoman.exchange.evidence.item import Item as EvidenceItem
    from dragoman.exchange.evidence.item import ItemState as EvidenceState
    from dragoman.exchange.evidence_export import Format
    from dragoman.exchange.wacz.wacz_signature import WaczSigner
    from dragoman.index.asking.carrying import Offer
    from dragoman.index.asking.choice import Filters, PageState
    from dragoman.index.asking.conflicts import Conflict
    from dragoman.index.asking.pair import Pair
    from dragoman.index.building.compare import Comparison
    from dragoman.index.records.handed_shapes import HandoverEvent
    from dragoman.index.search.hit import Hit
    from dragoman.index.search.matching import Match
    from dragoman.index.seen.named import LookedAt
    from dragoman.page.pages import Pages
    from dragoman.provenance.anchors.since import Since
    from dragoman.provenance.stamp import Stamp
    from dragoman.settings import Settings
    from dragoman.steps.elsewhere.custody import HandedOver
    from dragoman.steps.elsewhere.merging import Merged
    from dragoman.steps.named.watched import WatchedName
    from dragoman.steps.others.corroborating import Corroboration
    from dragoman.steps.others.submitting import Submission
    from dragoman.steps.people.whole_page import Replacement
    from dragoman.steps.picturing.pictured import Pictured
    from dragoman.steps.proving import EvidenceOf
    from dragoman.steps.sessions.session import RecordingSession
    from dragoman.steps.translation.alongside import Alongside
    from dragoman.steps.upkeep import Anchored, anchor_folder, repair_folder, verify_folder
    from dragoman.steps.watch.observation import Observation
    from dragoman.translate import Detection, Flag, Model, Output, Segment, Translator
    from dragoman.translate.engines.engine import TranslationCancelled
    from dragoman.translate.likelihood.likely import Likely
    from dragoman.translate.likelihood.witnessed import Witnessed
    from dragoman.translate.memory import Memory
    from dragoman.translate.models.model import EngineName
    from dragoman.translate.names.names import Names
    from dragoman.translate.names.suggest import Suggestion
    from dragoman.translate.people.same import SomeoneNamed
    from dragoman.translate.text.flag import Severity
    from dragoman.translate.text.word_alignment import Alignment
    from dragoman.translate.workers.orders import Workers
    from dragoman.verify import Problem, Report

    __version__: str

# Here, since every process that works for us comes by first. onnxruntime is installed along with
# others, and some of its versions tell their maker what they load unless this was set before.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

# Where each is made, so that `import dragoman` costs nothing; its name there where that is another.
_HOMES = {
    "Agreement": "agreement",
    "Alignment": "translate.text.word_alignment",
    "Alongside": "steps.translation.alongside",
    "AmbiguousId": "errors",
    "Anchored": "steps.upkeep",
    "Archive": "archive",
    "ArchiveError": "errors",
    "ArchiveMissing": "errors",
    "Comparison": "index.building.compare",
    "Conflict": "index.asking.conflicts",
    "CopyFailed": "errors",
    "Corroboration": "steps.others.corroborating",
    "DamageFound": "errors",
    "Decision": "decisions",
    "DecisionState": "decisions:Verdict",
    "Detection": "translate",
    "DragomanError": "errors",
    "EngineName": "translate.models.model",
    "EvidenceItem": "exchange.evidence.item:Item",
    "EvidenceOf": "steps.proving",
    "EvidenceState": "exchange.evidence.item:ItemState",
    "Exported": "exchange",
    "ExtractionError": "errors",
    "FetchError": "errors",
    "FetchOptions": "archiver.web.fetch_options",
    "Filters": "index.asking.choice",
    "Finding": "archiver.sighting.page_version",
    "Flag": "translate",
    "Format": "exchange.evidence_export",
    "HandedOver": "steps.elsewhere.custody",
    "HandoverEvent": "index.records.handed_shapes",
    "Hit": "index.search.hit",
    "ImportFailed": "errors",
    "IndexUnusable": "errors",
    "LanguageUnknown": "errors",
    "Likely": "translate.likelihood.likely",
    "ListedPage": "archiver.lists.listed_page",
    "LookFailed": "errors",
    "LookedAt": "index.seen.named",
    "Match": "index.search.matching",
    "Matched": "exchange",
    "MediaFailed": "errors",
    "Memory": "translate.memory",
    "Merged": "steps.elsewhere.merging",
    "Model": "translate",
    "ModelError": "errors",
    "ModelInvalid": "errors",
    "ModelMissing": "errors",
    "Names": "translate.names.names",
    "Observation": "steps.watch.observation",
    "Offer": "index.asking.carrying",
    "Outcome": "archive",
    "Output": "translate",
    "Page": "archive",
    "PageState": "index.asking.choice",
    "Pages": "page.pages",
    "Pair": "index.asking.pair",
    "Pictured": "steps.picturing.pictured",
    "Problem": "verify",
    "RecordNotFound": "errors",
    "RecordingSession": "steps.sessions.session",
    "Replacement": "steps.people.whole_page",
    "Report": "verify",
    "ReviewServer": "desk",
    "Segment": "translate",
    "Settings": "settings",
    "Severity": "translate.text.flag",
    "SomeoneNamed": "translate.people.same",
    "Since": "provenance.anchors.since",
    "Stamp": "provenance.stamp",
    "State": "decisions",
    "StoredRecord": "archiver.records.reader",
    "Submission": "steps.others.submitting",
    "Suggestion": "translate.names.suggest",
    "TranslationCancelled": "translate.engines.engine",
    "Translator": "translate",
    "UsageError": "errors",
    "VerdictKind": "archiver.verdict.verdict",
    "WaczSigner": "exchange.wacz.wacz_signature",
    "WatchedName": "steps.named.watched",
    "Witnessed": "translate.likelihood.witnessed",
    "Workers": "translate.workers.orders",
    "WorkersFailed": "errors",
    "__version__": "version:VERSION",
    "anchor_folder": "steps.upkeep",
    "pseudonym": "archive",
    "repair_folder": "steps.upkeep",
    "verify_folder": "steps.upkeep",
}

__all__ = [
    "Agreement", "Alignment", "Alongside", "AmbiguousId", "Anchored", "Archive", "ArchiveError",
    "ArchiveMissing", "Comparison", "Conflict", "CopyFailed", "Corroboration", "DamageFound",
    "Decision", "DecisionState", "Detection", "DragomanError", "EngineName", "EvidenceItem",
    "EvidenceOf", "EvidenceState", "Exported", "ExtractionError", "FetchError", "FetchOptions",
    "Filters", "Finding", "Flag", "Format", "HandedOver", "HandoverEvent", "Hit", "ImportFailed",
    "IndexUnusable", "LanguageUnknown", "Likely", "ListedPage", "LookFailed", "LookedAt", "Match",
    "Matched", "MediaFailed", "Memory", "Merged", "Model", "ModelError", "ModelInvalid",
    "ModelMissing", "Names", "Observation", "Offer", "Outcome", "Output", "Page", "PageState",
    "Pages", "Pair", "Pictured", "Problem", "RecordNotFound", "RecordingSession", "Replacement",
    "Report", "ReviewServer", "Segment", "Settings", "Severity", "Since", "SomeoneNamed", "Stamp",
    "State", "StoredRecord", "Submission", "Suggestion", "TranslationCancelled", "Translator",
    "UsageError", "VerdictKind", "WaczSigner", "WatchedName", "Witnessed", "Workers",
    "WorkersFailed", "__version__", "anchor_folder", "pseudonym", "repair_folder", "verify_folder",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, there = home.partition(":")
    return getattr(importlib.import_module(f"{__name__}.{module}"), there or name)


def __dir__() -> list[str]:
    return sorted(__all__)
