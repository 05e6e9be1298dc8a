"""What the records of an archive say of each other, and whether it is so.

A record is seen when it is walked over; what it speaks of may be chained after it, so that what is
wrong is known at the end.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dragoman.archiver.records.reader import StoredRecord
from dragoman.archiver.records.record import bare_id
from dragoman.index.records.record_shapes import SHAPES, record_kind, sound_content
from dragoman.index.records.references import references
from dragoman.provenance.digest import read_digest

ANY: frozenset[str] = frozenset()
# The types that our own records have; one whose kind could not be read is a problem by itself.
UNREAD = frozenset({"metadata", "conversion"})


@dataclass(frozen=True, slots=True)
class Placed:
    """A record and where it lies."""

    file: str
    offset: int
    id: str


@dataclass(frozen=True, slots=True)
class _Reference:
    """That a record speaks of record `wanted`, as one of `kinds`; of any, where there are none."""

    wanted: str
    kinds: frozenset[str]
    by: Placed


class Referring:
    """`kinds` says what each record is: the kind that it names, where it is one of ours, or else
    the type that the ledger gives it. Of an archive of which not all will be there, `keep_all` that
    is said: what holds now may not hold `without` some."""

    def __init__(self, *, keep_all: bool = False) -> None:
        self._keep_all = keep_all
        self.kinds: dict[str, str] = {}
        self._wanted: list[_Reference] = []
        self._revisits: list[tuple[dict[str, str], Placed]] = []
        # Digests by raw ids: an archive may hold millions of responses.
        self._payloads: dict[bytes, bytes] = {}
        self._said_by: dict[bytes, bytes] = {}
        self._unknown: Counter[str] = Counter()

    def see(self, headers: dict[str, str], place: Placed) -> None:
        """The headers of a record whose digests are right."""
        kind = headers.get("WARC-Type")
        if kind == "revisit":
            self._revisits.append((headers, place))
        elif kind == "response":
            digest = read_digest(headers.get("WARC-Payload-Digest", ""))
            self._payloads[uuid_bytes(place.id)] = digest or b""
            self._said_by[uuid_bytes(place.id)] = _address_and_date(headers, "")
        for name in ("WARC-Refers-To", "WARC-Concurrent-To"):
            if name in headers:
                self._refers(bare_id(headers[name]), ANY, place)

    def hear(self, record: StoredRecord, place: Placed) -> None:
        """What a record of ours says; ArchiveError where it does not say what its kind says."""
        kind = record_kind(record.target_uri)
        if kind is None or kind not in SHAPES:
            self._unknown[kind or record.type] += 1
            return
        self.kinds[place.id] = kind
        for wanted, kinds in references(kind, sound_content(record)):
            self._refers(wanted, kinds, place)

    def unknown(self) -> Iterator[str]:
        """That there are records whose content was not looked at, as those of a later version."""
        if self._unknown:
            names = ", ".join(sorted(name[:40] for name in self._unknown)[:5])
            yield (
                f"{self._unknown.total():,} records are of kinds that this version does not know "
                f"({names}): their bytes are what was written, what they say was not looked at"
            )

    def wrong(self) -> Iterator[tuple[Placed, str]]:
        """What is not so, once all records were seen: which record says it, and a sentence."""
        told: set[tuple[str, str]] = set()
        for reference in self._wanted:
            sentence, key = self._wrong(reference), (reference.by.id, reference.wanted)
            if sentence is not None and key not in told:
                told.add(key)
                yield reference.by, sentence
        for headers, place in self._revisits:
            sentence = self._wrong_revisit(headers)
            if sentence is not None:
                yield place, sentence

    def unsettled(self) -> set[str]:
        """The records of which more has to be known than `kinds` says by now."""
        unread = {each.wanted for each in self._wanted if not self._is_right(each)}
        originals = (bare_id(headers.get("WARC-Refers-To", "")) for headers, _ in self._revisits)
        return unread | {each for each in originals if uuid_bytes(each) not in self._payloads}

    def without(self, gone: Iterable[str]) -> Iterator[tuple[Placed, str]]:
        """What speaks of records that will not be there, and what speaks of that in turn."""
        speaking: defaultdict[str, list[Placed]] = defaultdict(list)
        for reference in self._wanted:
            speaking[reference.wanted].append(reference.by)
        told = set(gone)
        waiting = sorted(told)
        while waiting:
            wanted = waiting.pop()
            for place in speaking.get(wanted, ()):
                if place.id not in told:
                    told.add(place.id)
                    waiting.append(place.id)
                    yield place, f"it refers to record {wanted}, which is not in the archive"

    def _refers(self, wanted: str, kinds: frozenset[str], by: Placed) -> None:
        reference = _Reference(wanted, kinds, by)
        if self._keep_all or not self._is_right(reference):
            self._wanted.append(reference)

    def _is_right(self, reference: _Reference) -> bool:
        kind = self.kinds.get(reference.wanted)
        return kind is not None and (not reference.kinds or kind in reference.kinds)

    def _wrong(self, reference: _Reference) -> str | None:
        kind = self.kinds.get(reference.wanted)
        if kind is None:
            return f"it refers to record {reference.wanted}, which is not in the archive"
        if not reference.kinds or kind in reference.kinds or kind in UNREAD:
            return None
        kinds = " or ".join(sorted(reference.kinds))
        return f"it refers to record {reference.wanted} as a {kinds}, which is a {kind}"

    def _wrong_revisit(self, headers: dict[str, str]) -> str | None:
        """Whether what came again is that response's, by the response's own header."""
        original = bare_id(headers.get("WARC-Refers-To", ""))
        if not original:
            return "it does not say which record has its content"
        digest = self._payloads.get(uuid_bytes(original))
        if digest is None:
            # One that is missing or damaged is told of already.
            known = self.kinds.get(original, "response") == "response"
            said = f"it says that record {original} has its content, which is no response"
            return None if known else said
        if digest != read_digest(headers.get("WARC-Payload-Digest", "")):
            return f"it says that its content is that of record {original}, which has another"
        if self._said_by[uuid_bytes(original)] != _address_and_date(headers, "Refers-To-"):
            return f"it says another address or date of record {original} than that record itself"
        return None


def _address_and_date(headers: dict[str, str], prefix: str) -> bytes:
    said = (headers.get(f"WARC-{prefix}{name}", "") for name in ("Target-URI", "Date"))
    return hashlib.blake2b("\n".join(said).encode("utf-8", "replace"), digest_size=16).digest()


def uuid_bytes(identity: str) -> bytes:
    """An id as 16 bytes; what is no UUID, by its digest."""
    try:
        return uuid.UUID(identity).bytes
    except ValueError:
        return hashlib.sha256(identity.encode()).digest()[:16]
