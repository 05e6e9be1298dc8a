"""What the Berkeley Protocol wants of a page that is kept: there, in part, or missing.

The least that is to be collected is its own list (address, source, picture, media, metadata,
context, collection, hashes), then custody, and since when the page is held; last what no archive
can prove. Each item says what it rests on, where that lies, and how others check it; see
docs/berkeley.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dragoman.archiver.sighting.corroborated import agrees, says
from dragoman.exchange.evidence.chained import chain_holds, covering, intact
from dragoman.exchange.evidence.collected import (
    address_item,
    collection_item,
    context_item,
    media_item,
    metadata_item,
    picture_item,
    source_item,
)
from dragoman.exchange.evidence.evidence import UNREAD, Evidence, Held
from dragoman.exchange.evidence.item import (
    Item,
    ItemState,
    as_chained,
    came_from_others,
    last_line,
)
from dragoman.exchange.evidence.report_checks import Check, archive_checks
from dragoman.provenance.anchors.anchor import ED25519
from dragoman.provenance.anchors.anchor_check import AnchorCheck
from dragoman.provenance.anchors.since import since, stamps


def evidence_items(
    evidence: Evidence,
    folder: Path,
    *,
    note: str | None,
    tags: Sequence[str],
    verdict: Mapping[str, Any] | None,
    anchors: Sequence[AnchorCheck],
) -> list[Item]:
    """The items of a page, in the Protocol's order; the files of the archive are read for them.

    `note`, `tags` and `verdict` are the page's as they stand now, `anchors` the checked ones of
    the archive. Opens no socket.
    """
    return [
        address_item(evidence),
        source_item(evidence, verdict),
        picture_item(evidence),
        media_item(evidence),
        metadata_item(evidence),
        context_item(evidence, note, tags),
        collection_item(evidence),
        _hashes(evidence, folder),
        _custody(evidence, folder),
        _since(evidence, folder, anchors, covering(folder / "ledger.jsonl", anchors)),
        _corroborated(evidence),
        _origin(evidence),
        _absence(evidence),
    ]


def _hashes(evidence: Evidence, folder: Path) -> Item:
    title = "Hashes"
    records = list({each.id: each for each in evidence.records()}.values())
    lost = [each for each in records if each.place is None]
    unread = [each for each in records if each.unread]
    changed = [
        each for each in records if each.place is not None and not intact(each.place, folder)
    ]
    sound = len(records) - len(lost) - len(changed)
    says = [
        "The SHA-256 of its records was computed now, and is the ledger's: of "
        f"{sound} of {len(records)}."
    ]
    says += [f"Record {each.id} is not as the ledger says." for each in changed]
    says += [f"No line of the ledger names record {each.id}." for each in lost]
    says += [f"Record {each.id} cannot be read: {each.unread}." for each in unread]
    if evidence.foreign is not None and evidence.foreign.file is not None:
        whole = intact(evidence.foreign.file, folder)
        is_so = "is" if whole else "is not"
        says.append(f"The SHA-256 of the whole file made elsewhere {is_so} the ledger's.")
        changed += [] if whole else [evidence.capture]
    wrong = lost or changed or unread
    state: ItemState = "in part" if wrong and sound else "missing" if wrong else "there"
    return Item("hashes", title, state, tuple(says), tuple(records))


def _handed(event: Mapping[str, Any]) -> str:
    """What was written down when something was handed over or received."""
    way = "from" if event["event"] in ("merge", "receipt") else "to"
    whom = event["to"] or f"somebody whose name is sealed ({event['sealed']})"
    where = ", as another archive says that was merged into this one" if event["merged"] else ""
    return f"{event['time']}, {event['event']}: {event['what']}, {way} {whom}{where}."


def _custody(evidence: Evidence, folder: Path) -> Item:
    title = "Chain of custody within this archive"
    holds = chain_holds(folder / "ledger.jsonl")
    made = (
        ("article", evidence.articles), ("verdict", evidence.verdicts),
        ("translation", evidence.translations), ("decision", evidence.decisions),
        ("annotation", evidence.annotations),
    )  # fmt: skip
    says = ["Each line of the ledger holds the digest of the one before it."]
    if not holds:
        says = [
            "The chain of the ledger does not hold: a line was changed, removed, added or moved."
        ]
    later = [f"{len(each)} {name}{'s' if len(each) != 1 else ''}" for name, each in made if each]
    if later:
        says.append(f"What was made of it is chained as well: {', '.join(later)}.")
    says += map(_handed, evidence.custody)
    says.append("Who else had the files in hand outside of the program, the archive does not know.")
    held = tuple(each for _, records in made for each in records)
    state: ItemState = "there" if holds else "missing"
    return Item("custody", title, state, tuple(says), (evidence.capture, *held), (_chain_check(),))


def _chain_check() -> Check:
    return next(iter(archive_checks(())))


def _since(
    evidence: Evidence,
    folder: Path,
    anchors: Sequence[AnchorCheck],
    covers: Sequence[AnchorCheck],
) -> Item:
    title = "Since when, at the latest, it is held"
    if not as_chained(evidence, folder):
        said = "It is not as the ledger says: a time stamp dates what was written, and not this."
        return Item("since", title, "missing", (said,))
    last = last_line(evidence)
    sound = [a for a in covers if a.ok and (a.line or 0) >= last] if last is not None else []
    earliest, stamped = since(covers, last), stamps(sound)
    says = []
    if earliest is not None:
        says.append(f"It existed at {earliest.time}, {earliest.rests_on}.")
    if len(stamped) > 1:
        says.append(f"Stamped again since then: {len(stamped) - 1}.")
    signed = [a for a in sound if a.kind == ED25519]
    if signed:
        says.append("It is signed as well; a signature shows who, and not when.")
    if not stamped:
        says.append('No time stamp covers it; "dragoman anchor --tsa URL" asks for one.')
    broken = [a for a in anchors if not a.ok]
    says += [f"The anchor {a.anchor} does not hold: {a.message}." for a in broken]
    checks = tuple(archive_checks([*(a for a in sound if a.kind != ED25519), *signed]))[1:]
    return Item("since", title, "there" if stamped else "missing", tuple(says), (), checks)


def _corroborated(evidence: Evidence) -> Item:
    title = "What independent archives hold of the same page"
    if not evidence.corroborations:
        command = f'"dragoman corroborate {evidence.capture.id[:8]}"'
        said = f"Nobody was asked; {command} asks web archives, and those of colleagues."
        asked = tuple(map(_submitted, evidence.submissions))
        return Item("corroboration", title, "missing", (said, *asked), evidence.submissions)
    held = evidence.corroborations
    content = held[-1].content or {}
    found = [f"Compared {content['compared_at']}.", *says(content)]
    if len(held) > 1:
        found.append(f"They were asked {len(held)} times; this is the latest.")
    found += map(_submitted, evidence.submissions)
    state: ItemState = "in part" if content["held"] else "missing"
    if content["independent"] and agrees(content):
        state = "there"
    return Item("corroboration", title, state, tuple(found), (*held, *evidence.submissions))


def _submitted(held: Held) -> str:
    """That a web archive was asked to capture the page as well: its own word, and not looked at."""
    content = held.content or {}
    asked = f"{content['archive']} was asked to capture it as well {content['asked_at']}"
    if error := content.get("error"):
        return f"{asked}, and did not take it: {error.get('message')}."
    if content.get("kept_at"):
        where = content["kept_at"]
        return f"{asked}, and says that its capture is {where}; that was not looked at."
    return f"{asked}, and took it without saying where its capture is."


# -- what no archive can prove ---------------------------------------------------------------


def _origin(evidence: Evidence) -> Item:
    title = "That this server sent these bytes, shown to others"
    encrypted = any(each.facts.get("tls") for each in evidence.exchanges)
    if told := evidence.facts.get("recovered"):
        said = f"It came from {told['archive']}, a web archive of others, and rests on their word."
        return Item("origin", title, "not provable", (said,))
    says = (
        "TLS showed the server to the program then; it leaves nothing that others could check."
        if encrypted
        else "Nothing here shows it: the exchange was not encrypted, or not made by this program.",
        "Nor that others saw the same, or that what the page says is true.",
    )
    return Item("origin", title, "not provable", says)


def _absence(evidence: Evidence) -> Item:
    title = "When the page was published, changed or removed"
    if told := evidence.facts.get("recovered"):
        said = f"That it was there {told['captured_at']} rests on the word of {told['archive']}."
        return Item("absence", title, "not provable", (said,))
    if evidence.facts.get("asked_archives"):
        said = "Web archives of others did not hand it out; that shows nothing of its own site."
        return Item("absence", title, "not provable", (said,))
    said = "absence at a later look shows absence then, no more."
    if evidence.capture.unread is not None:
        return Item("absence", title, "not provable", (f"{UNREAD} At any time, {said}",))
    looked = tuple(map(_looked, evidence.observations))
    if evidence.exchanges and evidence.page is not None:
        answered = f"It answered when it was captured; {said}"
        return Item("absence", title, "not provable", (answered, *looked), evidence.observations)
    said = (
        "Nothing came at this attempt"
        if not came_from_others(evidence)
        else "Nothing here was asked for"
    )
    says = (f"{said}; that shows no more than it says.", *looked)
    return Item("absence", title, "not provable", says, evidence.observations)


def _looked(held: Held) -> str:
    """A later look at the original, in a sentence."""
    content = held.content or {}
    status = f", HTTP {content['http_status']}" if content.get("http_status") is not None else ""
    found = f"{content['finding']}{status}, {content['reason']}"
    return f"Looked at again {content['observed_at']}: {found}."
