"""A job: one list of URLs, captured from its beginning to its end, however often interrupted.

Its beginning and its end are records, and each capture names its job: what of a list is still to do
can be told from the records alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.archiver.records.record import Record, json_record, new_id
from dragoman.provenance.digest import sha256_hex
from dragoman.provenance.stamp import Stamp

JOB = "job"
BEGUN, ENDED = "begun", "ended"


@dataclass(frozen=True, slots=True)
class Job:
    """`list_sha256` is the SHA-256 of the URLs in their order, each ended by a line feed."""

    id: str
    list_sha256: str
    pages: int

    @classmethod
    def new(cls, list_sha256: str, pages: int) -> Job:
        return cls(new_id(), list_sha256, pages)

    def record(self, state: str, stamp: Stamp) -> Record:
        """The record that says that the job has begun, or ended."""
        content = {
            "job": self.id,
            "list_sha256": self.list_sha256,
            "pages": self.pages,
            "state": state,
            "stamp": stamp.to_json(),
        }
        return json_record(JOB, self.list_sha256, content)


def list_digest(urls: Sequence[str]) -> str:
    """What tells one list from another."""
    return sha256_hex("".join(f"{url}\n" for url in urls).encode("utf-8", "surrogatepass"))
