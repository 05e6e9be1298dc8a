"""One item of what a court would ask for: what of it is here, where that lies, how to check it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from dragoman.exchange.evidence.chained import intact
from dragoman.exchange.evidence.evidence import Evidence, Held
from dragoman.exchange.evidence.report_checks import Check

ItemState = Literal["there", "in part", "missing", "not provable"]


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
        """`item title state says where checks`, as `evidence --json` has them."""
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


def was_handed_in(evidence: Evidence) -> bool:
    """Whether the page is a file that was handed in."""
    return not evidence.exchanges and evidence.facts.get("file_name") is not None


def says_when(evidence: Evidence) -> bool:
    """Whether the time of the page is what a file says that was handed in, and no clock of ours."""
    return evidence.foreign is not None or bool((evidence.facts.get("saved") or {}).get("date"))


def last_line(evidence: Evidence) -> int | None:
    """The line of the ledger up to which all is chained that holds the page and how it came.

    None where a part of it is in no line: then no anchor covers it.
    """
    held = [each.place for each in (evidence.capture, evidence.page) if each is not None]
    held += [evidence.foreign.file] if evidence.foreign is not None else []
    lines = [each.line for each in held if each is not None]
    return max(lines) if len(lines) == len(held) else None


def as_chained(evidence: Evidence, folder: Path, *, files: bool = True) -> bool:
    """Whether the page and how it came are as their lines of the ledger say, read anew.

    Where they are not, a stamp over these lines dates other bytes than those that are here. Without
    `files` a file that was made elsewhere is not read whole.
    """
    held = [each.place for each in (evidence.capture, evidence.page) if each is not None]
    if files and evidence.foreign is not None:
        held.append(evidence.foreign.file)
    return all(intact(each, folder) for each in held if each is not None)


def came_from_others(evidence: Evidence) -> bool:
    return evidence.foreign is not None or was_handed_in(evidence)
