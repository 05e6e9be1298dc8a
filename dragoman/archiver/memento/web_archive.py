"""A web archive of others: where its TimeMap of a page is, its bytes as they came, its digests.

All that speak Wayback's language are laid out alike: pywb, the Internet Archive, arquivo.pt.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from dragoman.archiver.web.urls import normalise
from dragoman.errors import FetchError, UsageError

INTERNET_ARCHIVE = "https://web.archive.org/web"
DEFAULT_ARCHIVES = (INTERNET_ARCHIVE, "https://arquivo.pt/wayback")
# The Internet Archive's list of digests lies outside of its collection.
CDX_ELSEWHERE = {INTERNET_ARCHIVE: "https://web.archive.org/cdx/search/cdx"}
MEMENTO = re.compile(r"/([0-9]{14})(?:[a-z]{2}_)?/(?=https?:)")


@dataclass(frozen=True, slots=True)
class WebArchive:
    """One archive, by the address of its collection, without a slash at its end.

    >>> archive = WebArchive.at("https://archive.example/all/")
    >>> archive.timemap("https://example.org/az/1")
    'https://archive.example/all/timemap/link/https://example.org/az/1'
    """

    base: str

    @classmethod
    def at(cls, address: str) -> WebArchive:
        """UsageError for what is no address of a collection."""
        try:
            base = normalise(address).rstrip("/")
        except FetchError as error:
            raise UsageError(
                f"{address} is no address of a web archive; it looks like {INTERNET_ARCHIVE}"
            ) from error
        return cls(base)

    @property
    def name(self) -> str:
        return urlsplit(self.base).netloc

    def timemap(self, url: str) -> str:
        return f"{self.base}/timemap/link/{url}"

    def digests(self, url: str, timestamp: str) -> str:
        """Where it says which digest its capture of `timestamp` (14 digits) has."""
        asked = quote(url, safe="")
        place = CDX_ELSEWHERE.get(self.base, f"{self.base}/cdx")
        return f"{place}?url={asked}&from={timestamp}&to={timestamp}&output=json"

    def raw(self, memento: str) -> str | None:
        """The address of a memento's bytes as they were captured; None for what is not its own."""
        found = MEMENTO.search(memento)
        if found is None or not self.holds(memento):
            return None
        own = self.as_asked(memento[: found.start()])
        return f"{own}/{found[1]}id_/{memento[found.end() :]}"

    def holds(self, url: str) -> bool:
        """Whether an address is within the collection; `http` and `https` are one."""
        try:
            here, there = urlsplit(self.base), urlsplit(url)
        except ValueError:
            return False
        path = there.path
        return there.netloc == here.netloc and f"{path}/".startswith(f"{here.path}/")

    def as_asked(self, url: str) -> str:
        """One of its addresses, in the scheme of the collection.

        Archives name their mementos with `http` too, which shows all on the way which page it is.
        """
        return f"{urlsplit(self.base).scheme}://{url.partition('://')[2]}"


def page_of(memento: str) -> str | None:
    """The page that a memento is of, by its own address."""
    found = MEMENTO.search(memento)
    return memento[found.end() :] if found else None


def told_digest(answer: str, timestamp: str) -> str | None:
    """The digest of the capture of `timestamp` in a list of digests; None where it has none."""
    for row in _rows(answer):
        if row.get("timestamp") == timestamp and isinstance(row.get("digest"), str):
            return str(row["digest"])
    return None


def agrees(told: str, payload: Iterable[bytes]) -> bool | None:
    """Whether a payload has the digest that was told; None for a digest of an unknown kind."""
    kind, _, value = told.rpartition(":")
    if kind not in ("", "sha1", "sha256"):
        return None
    digest = hashlib.sha256() if kind == "sha256" else hashlib.sha1(usedforsecurity=False)
    for piece in payload:
        digest.update(piece)
    for read in (
        bytes.fromhex,
        lambda text: base64.b32decode(text.upper() + "=" * (-len(text) % 8)),
    ):
        try:
            raw = read(value)
        except (ValueError, binascii.Error):
            continue
        if len(raw) == digest.digest_size:
            return raw == digest.digest()
    return None


def _rows(answer: str) -> Iterator[dict[str, Any]]:
    """Lines of JSON as pywb writes them, or a table of lists with its heading first."""
    try:
        table = json.loads(answer)
    except (ValueError, RecursionError):
        table = None
    if isinstance(table, list) and table and all(isinstance(each, list) for each in table):
        yield from (dict(zip(map(str, table[0]), row, strict=False)) for row in table[1:])
        return
    for line in answer.splitlines():
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(row, dict):
            yield row
