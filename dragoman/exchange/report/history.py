"""What became of a capture, in the order of time: who did what, as the records say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.exchange.evidence.evidence import Evidence, Held

EVENTS = "event_"


@dataclass(frozen=True, slots=True)
class Happened:
    """`key` names the sentence of the report, `values` what is filled into it.

    `who` did it, where that is known; `said` is what was written down in words of its own.
    """

    time: str
    key: str
    values: Mapping[str, Any]
    who: str | None = None
    said: str | None = None
    sealed: str | None = None
    merged: bool = False


def history(evidence: Evidence) -> list[Happened]:
    """From the capture until now. Decisions of one reviewer are one line."""
    found = [
        _begun(evidence),
        *(Happened(each.date, "event_article", {}, _tool(each)) for each in evidence.articles),
        *(Happened(each.date, "event_verdict", {}, _tool(each)) for each in evidence.verdicts),
        *map(_translated, evidence.translations),
        *_decided(evidence.decisions),
        *(_said(each, "event_segmentation") for each in evidence.segmentations),
        *(_said(each, "event_comment") for each in evidence.comments),
        *(_said(each, "event_annotation") for each in evidence.annotations),
        *map(_looked, evidence.observations),
        *map(_submitted, evidence.submissions),
        *map(_handed, evidence.custody),
    ]
    return sorted(found, key=lambda each: each.time)


def _begun(evidence: Evidence) -> Happened:
    facts = evidence.facts
    if facts.get("recovered"):
        key = "event_handed_out"
    elif evidence.foreign is not None or (not evidence.exchanges and facts.get("file_name")):
        key = "event_handed_in"
    elif evidence.nothing_came:
        key = "event_failed"
    else:
        key = "event_captured"
    at = evidence.capture.date or str(facts["captured_at"])
    return Happened(at, key, {}, _tool(evidence.capture))


def _tool(held: Held) -> str | None:
    """The program that made a record: its own stamp, or the first of several."""
    content = held.content or {}
    own = content.get("dragoman") or {}
    stamps = own.get("stamps") or []
    stamp = content.get("stamp") or own.get("stamp") or (stamps[0] if stamps else {})
    return f"{stamp['tool']} {stamp.get('version') or ''}".rstrip() if stamp.get("tool") else None


def _translated(held: Held) -> Happened:
    own = (held.content or {})["dragoman"]
    named = [
        f"{each['name']} {each.get('version') or ''}".rstrip() for each in own.get("models") or []
    ]
    return Happened(
        held.date, "event_translation", {"language": own["target"]}, ", ".join(named) or _tool(held)
    )


def _decided(decisions: Sequence[Held]) -> Iterator[Happened]:
    by_reviewer: dict[str, list[Mapping[str, Any]]] = {}
    for held in decisions:
        content = held.content or {}
        by_reviewer.setdefault(str(content["reviewer"]), []).append(content)
    for reviewer, made in by_reviewer.items():
        times = sorted(str(each["time"]) for each in made)
        sentences = {(each["translation"], each["segment"]) for each in made}
        values = {"count": len(sentences), "last": times[-1]}
        yield Happened(times[0], "event_decision", values, reviewer)


def _said(held: Held, key: str) -> Happened:
    content = held.content or {}
    who = content.get("reviewer") or content.get("author")
    return Happened(held.date, key, {}, str(who) if who else _tool(held))


def _looked(held: Held) -> Happened:
    """A later look at the original, and what was found: then, and no more than that."""
    content = held.content or {}
    status = content.get("http_status")
    word = f"{content['finding']}{'' if status is None else f' (HTTP {status})'}"
    at = str(content["observed_at"])
    return Happened(at, "event_looked", {}, _tool(held), f"{word}: {content['reason']}")


def _submitted(held: Held) -> Happened:
    """That a web archive of others was asked to capture it as well, and what it said."""
    content = held.content or {}
    error = (content.get("error") or {}).get("message")
    told = f"it says that it is at {content['kept_at']}" if content.get("kept_at") else "taken"
    said = f"{content['archive']}: {f'not taken, {error}' if error else told}"
    return Happened(str(content["asked_at"]), "event_submitted", {}, _tool(held), said)


def _handed(event: Mapping[str, Any]) -> Happened:
    """What was written down when something was handed over or received."""
    said = f"{event['event']}: {event['what']}"
    digest = f" (SHA-256 {event['sha256']})" if event.get("sha256") else ""
    return Happened(
        str(event["time"]), "", {}, event["to"], said + digest, event.get("sealed"),
        bool(event["merged"]),
    )  # fmt: skip
