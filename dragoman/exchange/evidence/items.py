"""What the Berkeley Protocol wants of a page that is kept: there, in part, or missing.

The least that is to be collected is its own list (address, source, picture, media, metadata,
context, collection, hashes), then custody, and since when the page is held; last what no archive
can prove. Each item says what it rests on, where that lies, and how others check it; see
docs/berkeley.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from dragoman.exchange.evidence.chained import chain_holds, intact
from dragoman.exchange.evidence.evidence import Evidence, Held
from dragoman.exchange.evidence.report_checks import (
    Check,
    archive_checks,
    page_checks,
    record_checks,
)
from dragoman.provenance.anchors.anchor import RFC3161
from dragoman.provenance.anchors.anchor_check import AnchorCheck, check_anchors
from dragoman.provenance.anchors.seal import Trust

ItemState = Literal["there", "in part", "missing", "not provable"]
NAMED = 5  # of what did not come; the record has all
BROWSER = '"dragoman capture --browser URL" makes one of the page as it is then'


@dataclass(frozen=True, slots=True)
class Item:
    """One item: `name` for programs, `title` for people, and what of it is here.

    `says` are sentences. `held` are the records that have it, `checks` the commands that show it.
    """

    name: str
    title: str
    state: ItemState
    says: tuple[str, ...]
    held: tuple[Held, ...] = ()
    checks: tuple[Check, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "item": self.name,
            "title": self.title,
            "state": self.state,
            "says": list(self.says),
            "where": [where(each) for each in self.held],
            "checks": [
                {"what": each.what, "command": each.command, "gives": each.gives}
                for each in self.checks
            ],
        }


def where(held: Held) -> dict[str, Any]:
    """Where a record lies; the ledger's part is null where no line names it."""
    place = held.place
    return {
        "record": held.id,
        "type": held.type,
        "file": place.file if place else None,
        "offset": place.offset if place else None,
        "length": place.length if place else None,
        "sha256": place.sha256 if place else None,
        "ledger_line": place.line if place else None,
    }


def evidence_items(
    evidence: Evidence,
    folder: Path,
    *,
    note: str | None,
    tags: Sequence[str],
    verdict: Mapping[str, Any] | None,
    trust: Trust | None = None,
) -> list[Item]:
    """The items of a page, in the Protocol's order; the files of the archive are read for them.

    `note`, `tags` and `verdict` are the page's as they stand now. Opens no socket.
    """
    anchors = tuple(check_anchors(folder, trust=trust))
    return [
        _address(evidence),
        _source(evidence, verdict),
        _picture(evidence),
        _media(evidence),
        _metadata(evidence),
        _context(evidence, note, tags),
        _collection(evidence),
        _hashes(evidence, folder),
        _custody(evidence, folder),
        _since(evidence, anchors),
        _origin(evidence),
        _absence(),
    ]


# -- the Protocol's list ---------------------------------------------------------------------


def _address(evidence: Evidence) -> Item:
    facts, title = evidence.facts, "Address of the page"
    held = (evidence.capture,)
    if not evidence.exchanges:
        if evidence.foreign is not None:
            said = f"The file made elsewhere says {evidence.url}; nothing here asked for it."
            return Item("address", title, "in part", (said,), held)
        if _nothing_asked(evidence):
            said = "It was handed in as a file; where that came from is not known here."
            return Item("address", title, "missing", (said,), held)
    says = [f"Asked for: {facts['requested_url']}."]
    if facts.get("final_url") and facts["final_url"] != facts["requested_url"]:
        says.append(f"Answered by: {facts['final_url']}.")
    if facts.get("redirects"):
        says.append(f"Every redirect on the way is held: {len(facts['redirects'])}.")
    return Item("address", title, "there", tuple(says), held)


def _source(evidence: Evidence, verdict: Mapping[str, Any] | None) -> Item:
    title = "Source of the page, as it was sent"
    checks = tuple(page_checks(evidence))
    if evidence.foreign is not None:
        return _foreign_source(evidence, title, checks)
    if evidence.page is None:
        error = evidence.facts.get("error") or {}
        said = error.get("message") or "nothing came"
        return Item("source", title, "missing", (f"No page came: {said}.",))
    cut = next(
        (e.facts["truncated"] for e in _of_the_page(evidence) if e.facts.get("truncated")), None
    )
    size = evidence.page.headers.get("Content-Length")
    says = [f"The answer is held byte for byte ({size} bytes with its headers)."]
    if _nothing_asked(evidence):
        says = [f"The file is held byte for byte as it was handed in ({size} bytes)."]
    if evidence.page.type == "revisit":
        says = [
            "Its body is that of an earlier answer, which is held; its own headers are held here."
        ]
    if cut:
        says.append(f"The body is not whole: it was cut ({cut}).")
    status = evidence.facts.get("http_status")
    if status is not None and status >= 400:
        says.append(f"The server answered {status}: what is held is its page of error.")
    elif verdict is not None and verdict["kind"] not in ("article", "listing", "file"):
        says.append(f"It does not look like the article ({verdict['kind']}): {verdict['reason']}.")
    held = (evidence.page, *(e.request for e in _of_the_page(evidence) if e.request is not None))
    return Item("source", title, "in part" if cut else "there", tuple(says), held, checks)


def _foreign_source(evidence: Evidence, title: str, checks: tuple[Check, ...]) -> Item:
    foreign = evidence.foreign
    if foreign is None or foreign.record is None:
        said = "The record in the file made elsewhere cannot be read."
        return Item("source", title, "missing", (said,), (evidence.capture,), checks)
    says = (
        f"It is a record of {foreign.where.get('file')}, made elsewhere and kept byte for byte.",
        "That it is what the server sent rests on the word of who made that file.",
    )
    return Item("source", title, "there", says, (evidence.capture,), checks)


def _picture(evidence: Evidence) -> Item:
    title = "Picture of the whole page, with date and time"
    browser = evidence.facts.get("browser") or {}
    held = next((e for e in evidence.beside if e.id == browser.get("screenshot")), None)
    if held is None:
        why = "No picture was made of it"
        if browser:
            return Item("picture", title, "missing", (f"{why}, though a browser showed it.",))
        return Item("picture", title, "missing", (f"{why}: no browser showed it. {BROWSER}.",))
    says = [f"A browser ({browser.get('engine')}) showed it, and its picture is dated {held.date}."]
    if browser.get("unfinished"):
        says.append(
            "The page had not come to rest when it was taken; the capture's record says what not."
        )
    checks = () if held.place is None else tuple(record_checks("the picture", held, held.place))[:1]
    return Item("picture", title, "there", tuple(says), (held,), checks)


def _media(evidence: Evidence) -> Item:
    title = "What the page shows besides: pictures, styles, scripts, media"
    records = tuple(each for each in evidence.beside if each.content is not None)
    entries = [e for r in records for e in (r.content or {}).get("requisites") or []]
    left_out = {k: n for r in records for k, n in ((r.content or {}).get("left_out") or {}).items()}
    if not records:
        return Item("media", title, "missing", (_no_media(evidence),))
    failed = [e for e in entries if e.get("error") is not None or not e.get("response")]
    came = len(entries) - len(failed)
    says = [f"Of {len(entries)} that it names, {came} came and are held with their own answers."]
    says += [f"Not had: {e['url']} ({_why(e)})." for e in failed[:NAMED]]
    if len(failed) > NAMED:
        says.append(f"And {len(failed) - NAMED} more; the record of requisites names them.")
    says += [f"Not asked for, by the limit {limit}: {n}." for limit, n in left_out.items()]
    state: ItemState = "there" if not failed and not left_out else "in part" if came else "missing"
    return Item("media", title, state, tuple(says), records)


def _no_media(evidence: Evidence) -> str:
    if evidence.foreign is not None:
        return "What it shows was not looked for; it may be in the file made elsewhere."
    if _nothing_asked(evidence):
        return "A file that was handed in is held as one thing; what it names was not asked for."
    if evidence.page is None:
        return "No page came, so nothing that it shows was asked for."
    return "Nothing that it shows was asked for, or it names nothing: no record says of any."


def _metadata(evidence: Evidence) -> Item:
    title = "Metadata of the page"
    if evidence.page is None and evidence.foreign is None:
        return Item("metadata", title, "missing", ("No page came.",))
    article = evidence.articles[-1] if evidence.articles else None
    said = (article.content or {}) if article is not None else {}
    says = ["The headers of the answer and what the page says of itself are held with its source."]
    named = {
        "headline": "headline",
        "byline": "author",
        "date": "datePublished",
        "language": "inLanguage",
    }
    found = [f"{name} {said[key]}" for name, key in named.items() if said.get(key)]
    not_found = [name for name, key in named.items() if not said.get(key)]
    if article is None:
        says.append("No article was read out of it, so none of it is set apart.")
    else:
        says.append(
            f"Read out of it: {'; '.join(found)}." if found else "Nothing was read out of it."
        )
        if not_found:
            says.append(f"Not found on the page: {', '.join(not_found)}.")
    held = (article,) if article is not None else ()
    return Item("metadata", title, "there" if article else "in part", tuple(says), held)


def _context(evidence: Evidence, note: str | None, tags: Sequence[str]) -> Item:
    title = "Context: what the one who kept it said of it"
    says = [f"Note: {note}."] if note else []
    if tags:
        says.append(f"Tags: {', '.join(tags)}.")
    canonical = evidence.facts.get("canonical_url")
    if canonical:
        says.append(f"The page names as its own address: {canonical}.")
    if not note and not tags:
        says.append('Neither a note nor a tag is here; "dragoman annotate" adds them.')
    held = (evidence.capture, *evidence.annotations)
    return Item("context", title, "there" if note or tags else "missing", tuple(says), held)


def _collection(evidence: Evidence) -> Item:
    title = "How it was collected"
    facts = evidence.facts
    stamp = facts.get("stamp") or {}
    tool = f"{stamp.get('tool') or 'an unknown program'} {stamp.get('version') or ''}".rstrip()
    says = [f"By {tool}, {facts['captured_at']} by the clock of the machine."]
    if evidence.foreign is not None:
        says = [
            f"Taken in by {tool}; the time {facts['captured_at']} is what the file itself says."
        ]
    behind = [e for e in evidence.exchanges if not e.facts.get("peer")]
    encrypted = [e for e in evidence.exchanges if e.facts.get("tls")]
    if evidence.exchanges:
        says.append(
            f"Requests, answers, addresses and times of {len(evidence.exchanges)} exchanges are "
            f"held, and the certificates of {len(encrypted)}."
        )
    if behind:
        says.append("It went through a proxy: which machine answered is not known.")
    says.append("Who collected it, and from which address, is in no record, on purpose.")
    whole = bool(evidence.exchanges) and not behind
    return Item(
        "collection", title, "there" if whole else "in part", tuple(says), (evidence.capture,)
    )


def _hashes(evidence: Evidence, folder: Path) -> Item:
    title = "Hashes"
    records = list({each.id: each for each in evidence.records()}.values())
    lost = [each for each in records if each.place is None]
    changed = [
        each for each in records if each.place is not None and not intact(each.place, folder)
    ]
    sound = len(records) - len(lost) - len(changed)
    says = [
        f"The SHA-256 of {sound} of {len(records)} records was computed now, and is the ledger's."
    ]
    says += [f"Record {each.id} is not as the ledger says." for each in changed]
    says += [f"No line of the ledger names record {each.id}." for each in lost]
    if evidence.foreign is not None and evidence.foreign.file is not None:
        whole = intact(evidence.foreign.file, folder)
        is_so = "is" if whole else "is not"
        says.append(f"The SHA-256 of the whole file made elsewhere {is_so} the ledger's.")
        changed += [] if whole else [evidence.capture]
    state: ItemState = "there" if not lost and not changed else "in part" if sound else "missing"
    return Item("hashes", title, state, tuple(says), tuple(records))


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
    says.append("Who had the files in hand outside of the program, the archive does not know.")
    held = tuple(each for _, records in made for each in records)
    state: ItemState = "there" if holds else "missing"
    return Item("custody", title, state, tuple(says), (evidence.capture, *held), (_chain_check(),))


def _chain_check() -> Check:
    return next(iter(archive_checks(())))


def _since(evidence: Evidence, anchors: Sequence[AnchorCheck]) -> Item:
    title = "Since when, at the latest, it is held"
    lines = [e.place.line for e in (evidence.capture, evidence.page) if e and e.place]
    last = max(lines, default=None)
    sound = [
        a for a in anchors if a.ok and a.line is not None and last is not None and a.line >= last
    ]
    stamped = sorted(
        (a for a in sound if a.kind == RFC3161 and a.time), key=lambda each: str(each.time)
    )
    says = [f"It existed at {a.time}, if the authority {a.by} is believed." for a in stamped[:1]]
    if len(stamped) > 1:
        says.append(f"Stamped again since then: {len(stamped) - 1}.")
    signed = [a for a in sound if a.kind != RFC3161]
    if signed:
        says.append("It is signed as well; a signature shows who, and not when.")
    if not stamped:
        says.append('No time stamp covers it; "dragoman anchor --tsa URL" asks for one.')
    broken = [a for a in anchors if not a.ok]
    says += [f"The anchor {a.anchor} does not hold: {a.message}." for a in broken]
    checks = tuple(archive_checks([*stamped, *signed]))[1:]
    return Item("since", title, "there" if stamped else "missing", tuple(says), (), checks)


# -- what no archive can prove ---------------------------------------------------------------


def _origin(evidence: Evidence) -> Item:
    title = "That this server sent these bytes, shown to others"
    encrypted = any(each.facts.get("tls") for each in evidence.exchanges)
    says = (
        "TLS showed the server to the program then; it leaves nothing that others could check."
        if encrypted
        else "Nothing here shows it: the exchange was not encrypted, or not made by this program.",
        "Nor that others saw the same, or that what the page says is true.",
    )
    return Item("origin", title, "not provable", says)


def _absence() -> Item:
    title = "When the page was published, changed or removed"
    says = (
        "It stood there when it was captured; absence at a later look shows absence then, no more.",
    )
    return Item("absence", title, "not provable", says)


def _nothing_asked(evidence: Evidence) -> bool:
    """Whether the page is a file that was handed in."""
    return not evidence.exchanges and evidence.facts.get("file_name") is not None


def _of_the_page(evidence: Evidence) -> Iterator[Any]:
    page = evidence.page
    return (each for each in evidence.exchanges if page is not None and each.response.id == page.id)


def _why(entry: Mapping[str, Any]) -> str:
    error = entry.get("error")
    if isinstance(error, Mapping):
        return str(error.get("message") or error.get("step") or "no reason is recorded")
    return "no answer is held"
