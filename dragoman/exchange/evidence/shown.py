"""Which records a page needs to be shown: its requisites, theirs, its recordings, the sheets that
a machine read in it, and the originals of them all."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any

from dragoman.archiver.body.content_type import read_content_type
from dragoman.archiver.records.reader import StoredRecord
from dragoman.archiver.records.record import bare_id
from dragoman.archiver.requisites.link import Kind, Link
from dragoman.archiver.requisites.page_links import HTML, links_within
from dragoman.archiver.web.limits import Limits
from dragoman.errors import ArchiveError, DragomanError
from dragoman.index.asking.needed import (
    recordings_and_sheets,
    requisites_after,
    revisits_among,
    unknown_among,
)
from dragoman.index.asking.query import requisites_records

Read = Callable[[str], StoredRecord]
Document = Mapping[str, Any]

RENDERED = ("rendered", "text", "screenshot")
# Records of requisites that are held, and that are looked at for one that fetched something.
HELD, SEARCHED = 64, 64


class Shown:
    """Finds the records of pages; `read` gives a record by its id, and says where there is none.

    Of one that cannot be read nothing more is found, and `unread` is told why.
    """

    def __init__(
        self, connection: sqlite3.Connection, read: Read, unread: MutableMapping[str, str]
    ) -> None:
        self._connection = connection
        self._read = read
        self._unread = unread
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self._told: dict[str, str | None] = {}

    def records(self, page: str, content: Document) -> list[str]:
        """The ids of all that a page shows but what it is itself, each once.

        `content` is of the capture's own record.
        """
        browser = content.get("browser") or {}
        found = dict.fromkeys(str(browser[each]) for each in RENDERED if browser.get(each))
        for one in (content, *(content.get("attempts") or [])):
            found.update(dict.fromkeys(_ids(one)))
        for identity in requisites_records(self._connection, page):
            found[identity] = None
            for entry in self._document(identity).get("requisites") or ():
                found.update(dict.fromkeys(_ids(entry)))
                if _says_nothing(entry):
                    found.update(dict.fromkeys(self._followed(entry)))
        for identity in recordings_and_sheets(self._connection, page):
            found[identity] = None
            told = self._json(identity)
            found.update(dict.fromkeys(_ids(told)))
            earlier = [str(each["response"]) for each in told.get("from_here") or ()]
            unknown = set(unknown_among(self._connection, earlier))
            found.update(dict.fromkeys(each for each in earlier if each not in unknown))
        self._add_originals(found)
        return list(found)

    def _add_originals(self, found: dict[str, None]) -> None:
        """What revisits refer to, and what that refers to in turn."""
        new = list(found)
        while new:
            revisits = map(self._readable, revisits_among(self._connection, new))
            named = {
                bare_id(each.headers.get("WARC-Refers-To", "")): each for each in revisits if each
            }
            lost = unknown_among(self._connection, list(named))
            for each in lost:
                self._unread[named[each].id] = (
                    f"{named[each].target_uri} came a second time in record {named[each].id}, and "
                    f"{each or 'its original'}, which holds its content, is not in the archive; "
                    'run "dragoman verify"'
                )
            new = [each for each in named if each not in found and each not in lost]
            found.update(dict.fromkeys(new))

    # Version 0.1 named a requisite that the run had fetched for another page by its last answer
    # alone, and nothing of what that needs. The record of the other page's requisites has the rest.

    def _followed(self, entry: Document) -> Iterator[str]:
        """The records of what was fetched for another page, and of all that it needs in turn."""
        waiting, known = [entry], {entry["url"]}
        while waiting:
            entry = waiting.pop()
            said = self._that_fetched(entry)
            if said is None:
                continue
            entries = {each["url"]: each for each in said.get("requisites") or ()}
            yield from _ids(entries[entry["url"]])
            for link in self._links_in(str(entry["response"])):
                inner = entries.get(link.url)
                if inner is not None and inner["response"] and link.url not in known:
                    known.add(link.url)
                    yield from _ids(inner)
                    waiting.append(inner)

    def _that_fetched(self, entry: Document) -> Document | None:
        """The record of requisites in which it says how this one was fetched."""
        response = str(entry["response"])
        if response not in self._told:
            after = requisites_after(self._connection, response, SEARCHED)
            self._told[response] = next(
                (each for each in after if self._tells(each, response)), None
            )
        told = self._told[response]
        return self._document(told) if told is not None else None

    def _tells(self, identity: str, response: str) -> bool:
        entries = self._document(identity).get("requisites") or ()
        return any(each["response"] == response and each["exchanges"] for each in entries)

    def _links_in(self, identity: str) -> list[Link]:
        record = source = self._readable(identity)
        if record is not None and record.type == "revisit":
            source = self._readable(bare_id(record.headers.get("WARC-Refers-To", "")))
        if record is None or source is None:
            return []
        headers, body = record.http_headers, source.body
        content_type = headers.get("content-type")
        kind = _kind(read_content_type(content_type).mime)
        if kind is None:
            return []
        return links_within(
            [body],
            record.target_uri,
            kind,
            content_type=content_type,
            encoding=headers.get("content-encoding"),
            limit=Limits().max_decoded,
        )

    def _readable(self, identity: str) -> StoredRecord | None:
        try:
            return self._read(identity)
        except DragomanError as error:
            self._unread[identity] = error.message
            return None

    def _json(self, identity: str) -> Document:
        """What a record says; nothing where it cannot be read."""
        record = self._readable(identity)
        try:
            return record.json() if record is not None else {}
        except ArchiveError as error:
            self._unread[identity] = error.message
            return {}

    def _document(self, identity: str) -> Document:
        if identity not in self._documents:
            self._documents[identity] = self._json(identity)
            if len(self._documents) > HELD:
                self._documents.popitem(last=False)
        return self._documents[identity]


def _ids(entry: Document) -> Iterator[str]:
    """The answers that an entry names: those of its exchanges, and those that it has ids of."""
    for each in entry.get("exchanges") or []:
        yield str(each["response"])
    yield from map(str, entry.get("records") or [])
    if entry.get("response"):
        yield str(entry["response"])


def _says_nothing(entry: Document) -> bool:
    return bool(entry.get("earlier")) and "records" not in entry


def _kind(mime: str) -> Kind | None:
    """As what a thing may name others; only what was fetched as its requisite is asked for."""
    if mime in HTML:
        return "frame"
    if mime == "text/css":
        return "style"
    if "javascript" in mime or "ecmascript" in mime:
        return "module"
    return "manifest" if "manifest" in mime else None
