"""What the appendix of a report lists: records with their digests, and certificates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dragoman.exchange.evidence.chained import intact
from dragoman.exchange.evidence.evidence import Evidence, Held
from dragoman.provenance.anchors.certificates import CertificateFacts, describe
from dragoman.provenance.digest import read_digest


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record; `intact` says whether its bytes had the ledger's digest when this was written.

    `kind` is what our own records are named for, else the type of the record. `is_page`: it holds
    the page itself.
    """

    kind: str
    is_page: bool
    held: Held
    intact: bool | None

    def digest(self, what: str) -> str | None:
        """What the record says of its `Block` or `Payload`: the SHA-256 in hexadecimal, as most
        tools print it, and what is none as it stands."""
        said = self.held.headers.get(f"WARC-{what}-Digest")
        raw = read_digest(said)
        return said if raw is None else raw.hex()


def record_rows(evidence: Evidence, folder: Path) -> Iterator[RecordRow]:
    """Every record of a page once, its bytes read anew."""
    page = evidence.page.id if evidence.page is not None else None
    for held in {each.id: each for each in evidence.records()}.values():
        own = held.uri.startswith("urn:dragoman:")
        kind = held.uri.split(":")[2] if own else held.type
        sound = None if held.place is None else intact(held.place, folder)
        yield RecordRow(kind, held.id == page, held, sound)


def certificates(evidence: Evidence) -> Iterator[CertificateFacts]:
    """The certificates that were presented, each once, leaf first."""
    seen: set[str] = set()
    for exchanged in evidence.exchanges:
        for each in (exchanged.facts.get("tls") or {}).get("chain") or []:
            try:
                facts = describe(str(each["pem"]))
            except (ValueError, LookupError):
                continue
            if facts.sha256 not in seen:
                seen.add(facts.sha256)
                yield facts
