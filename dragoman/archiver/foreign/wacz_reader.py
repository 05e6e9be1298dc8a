"""A WACZ file: which WARCs and pages it holds, whether they fit its digests, and how to read them.

A WACZ comes from anywhere, so it is a hostile zip until shown otherwise: nothing is ever unpacked
under a name that it gives, and what it may cost is bounded before anything is read.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any, BinaryIO, cast

from dragoman.archiver.foreign.effort import ALLOWANCE, MAX_RATIO, Effort
from dragoman.archiver.foreign.foreign_digest import Declared
from dragoman.archiver.foreign.foreign_facts import clean
from dragoman.archiver.foreign.room import Room
from dragoman.archiver.foreign.unpacked import Unpacked
from dragoman.archiver.foreign.zip_member import DeflatedMember, StoredMember
from dragoman.errors import ImportFailed
from dragoman.provenance.digest import CHUNK

MAX_ENTRIES = 10_000
MAX_DIRECTORY = 8_000_000
# An entry may unpack to MAX_RATIO times itself, and all of them to so many times the file; an entry
# that is SMALL, and a file that comes to no more than the ALLOWANCE, to more.
MAX_TOTAL_RATIO = 20
SMALL = 1_000_000
# Thirty bytes of memory for each of these: enough for what 10,000 entries are told in.
MAX_JSON = 4_000_000
MAX_PAGE_LINE = 4_000_000
WARC_SUFFIXES = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz")
PAGE_FILES = ("pages/pages.jsonl", "pages/extraPages.jsonl")
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
ENCRYPTED = 0x1
MAX_SOFTWARE = 200
MAX_TITLE = 500
DRIVE = re.compile("[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A page as `pages.jsonl` lists it; `time` is as it is written there, and may be missing.
    `text` is the file and the line in it that has the page's text, counted from 1."""

    url: str
    time: str | None
    title: str | None = None
    text: tuple[str, int] | None = None


class Wacz:
    """An opened WACZ. ImportFailed, with one sentence, where it is none or would do harm.

    `problems` are sentences on what in it is not as it should be, `unread` on what in it was not
    looked at, as far as it was read.
    """

    def __init__(self, stream: BinaryIO, name: str, size: int, effort: Effort) -> None:
        """`effort` counts what reading of it costs; the stream is closed with it."""
        self.name = name
        self.problems: list[str] = []
        self.unread: list[str] = []
        self.size = size
        self._effort = effort
        self._stream = stream
        try:
            self._zip = zipfile.ZipFile(cast(BinaryIO, _Bounded(self._stream)))
            self._check()
        except BaseException as error:
            cut = isinstance(error, zipfile.BadZipFile) and self._begins_and_does_not_end()
            self._stream.close()
            if cut:
                raise self.refused(
                    "it begins as a zip file and its end, which says what is in it, is missing: it "
                    "was cut off; get it once more"
                ) from error
            if isinstance(error, (*UNREADABLE, ValueError, OSError)):
                raise self.refused(f"it cannot be read as a zip file ({error})") from error
            raise

    def _begins_and_does_not_end(self) -> bool:
        """Whether it begins as a zip file and has no end; one that has may be wrong otherwise."""
        with contextlib.suppress(OSError, ValueError):
            self._stream.seek(0)
            return self._stream.read(4) == b"PK\x03\x04" and not zipfile.is_zipfile(self._stream)
        return False

    def close(self) -> None:
        self._zip.close()
        self._stream.close()

    @property
    def entries(self) -> int:
        return len(self._zip.infolist())

    @property
    def unpacked_size(self) -> int:
        """The bytes of all that is in it, as its directory says."""
        return sum(each.file_size for each in self._zip.infolist())

    def warcs(self) -> list[str]:
        """The names of the WARC and ARC files in it, in order."""
        return self._named(WARC_SUFFIXES)

    def waczs(self) -> list[str]:
        """The names of the WACZ files in it, in order."""
        return self._named((".wacz",))

    def _named(self, suffixes: tuple[str, ...]) -> list[str]:
        names = (each.filename for each in self._zip.infolist() if not each.is_dir())
        return sorted(name for name in names if name.lower().endswith(suffixes))

    def open(self, member: str) -> Unpacked:
        """A WARC or ARC file in it; reading ends where it is damaged.

        All of them share what reading the WACZ may cost.
        """
        stream, size = self.stream(member)
        return Unpacked(stream, size, self._effort)

    def stream(self, member: str) -> tuple[BinaryIO, int]:
        """The bytes of a file in it, and how many they are."""
        info = self._zip.getinfo(member)
        packed = StoredMember(self._stream, self._data_offset(info), info.compress_size)
        if info.compress_type == zipfile.ZIP_STORED:
            return cast(BinaryIO, packed), info.compress_size
        deflated = DeflatedMember(packed, info.file_size, self._effort)
        return cast(BinaryIO, deflated), info.file_size

    def software(self) -> str | None:
        """What made it, as its `datapackage.json` says."""
        value = self._package.get("software")
        return value[:MAX_SOFTWARE] if isinstance(value, str) and value.strip() else None

    def check(self) -> dict[str, bool | None]:
        """For each member whether it fits its digest; None where it has none."""
        found: dict[str, bool | None] = {}
        declared = self._declared()
        for info in self._zip.infolist():
            if info.is_dir():
                continue
            said = declared.pop(info.filename, None)
            try:
                found[info.filename] = self._fits(info, said)
            except (*UNREADABLE, OSError) as error:
                found[info.filename] = False
                self.problems.append(f"{info.filename} in it is damaged ({error})")
                continue
            if found[info.filename] is False:
                self.problems.append(f"{info.filename} in it does not fit its digest")
        self.problems.extend(f"{name} is listed in it, but is not there" for name in declared)
        return found

    def pages(self, room: Room) -> list[ListedPage]:
        """The pages that it lists, as far as there is room for them."""
        pages: list[ListedPage] = []
        for name in PAGE_FILES:
            try:
                for page in self._listed(name):
                    if not room.holds(page.url, page.time, page.title):
                        self.unread.append(f"{name} in it lists more pages than are held at once")
                        return pages
                    pages.append(page)
            except KeyError:
                continue
            except (*UNREADABLE, OSError) as error:
                self.problems.append(f"{name} in it cannot be read ({error})")
        return pages

    def text(self, name: str, number: int) -> str:
        """The text that a line of a list of pages has; KeyError where it has none."""
        with io.BufferedReader(self._zip.open(name), CHUNK) as stream:  # type: ignore[type-var]
            for _ in range(number - 1):
                _pass_line(stream)
            return str((_object(stream.readline(MAX_PAGE_LINE)) or {})["text"])

    def _listed(self, name: str) -> Iterator[ListedPage]:
        number = unreadable = 0
        # zipfile's own readline goes past its limit
        with io.BufferedReader(self._zip.open(name), CHUNK) as stream:  # type: ignore[type-var]
            while line := stream.readline(MAX_PAGE_LINE):
                number += 1
                if len(line) == MAX_PAGE_LINE and not line.endswith(b"\n"):
                    self.unread.append(f"line {number:,} of {name} in it is longer than is read")
                    _pass_line(stream)
                    continue
                entry = _object(line)
                unreadable += entry is None and bool(line.strip())
                if entry and isinstance(entry.get("url"), str):
                    yield _listed_page(entry, (name, number))
        if unreadable:
            self.problems.append(f"{unreadable:,} lines of {name} in it cannot be understood")

    def _check(self) -> None:
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES:
            raise self.refused(f"it has {len(entries):,} entries")
        if len({each.filename for each in entries}) < len(entries):
            raise self.refused("two of its entries have the same name")
        for each in entries:
            self._check_entry(each)
        if sum(each.compress_size for each in entries) > self.size:
            raise self.refused("its entries overlap, as only a zip bomb's do")
        total = sum(each.file_size for each in entries)
        if total > MAX_TOTAL_RATIO * self.size + ALLOWANCE:
            raise self.refused(f"it unpacks to {total:,} bytes, as only a zip bomb does")

    def _check_entry(self, info: zipfile.ZipInfo) -> None:
        # orig_filename is the name before zipfile cut it at a zero byte
        name = info.orig_filename.replace("\\", "/")
        if ".." in name.split("/") or name.startswith("/") or "\0" in name or DRIVE.match(name):
            raise self.refused(f"the name {name[:80]!r} in it leads out of its folder")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise self.refused(f"{name[:80]} in it is compressed in a way that is not read")
        if info.file_size > MAX_RATIO * info.compress_size + SMALL:
            raise self.refused(
                f"{name[:80]} in it unpacks to {info.file_size:,} bytes out of "
                f"{info.compress_size:,}, as only a zip bomb does"
            )

    def refused(self, why: str) -> ImportFailed:
        return ImportFailed(f"{self.name} is not taken in: {why}", subject=self.name)

    def _data_offset(self, info: zipfile.ZipInfo) -> int:
        """Where a stored member's bytes begin: its local header says how long that is."""
        if info.header_offset < 0:  # a directory that says it begins later than it does
            raise self.refused(f"{info.filename[:80]} in it begins before the file does")
        self._stream.seek(info.header_offset)
        header = self._stream.read(30)
        if len(header) < 30 or header[:4] != b"PK\x03\x04":
            raise self.refused(f"{info.filename[:80]} in it has no header of its own")
        name, extra = (int.from_bytes(header[at : at + 2], "little") for at in (26, 28))
        return info.header_offset + 30 + name + extra

    def _fits(self, info: zipfile.ZipInfo, said: Declared | None) -> bool | None:
        """Read a member to its end; whether it fits, None where no digest was said.

        zipfile compares the CRC-32, and raises BadZipFile where that does not fit.
        """
        if info.flag_bits & ENCRYPTED:
            raise zipfile.BadZipFile("it is encrypted")
        digest = said.hasher() if said else hashlib.sha256()
        try:
            opened = self._zip.open(info)
        except UnicodeDecodeError as error:
            raise zipfile.BadZipFile("the name in its own header is no text") from error
        with opened as stream:
            while piece := stream.read(CHUNK):
                digest.update(piece)
        return said.fits(digest) if said else None

    def _declared(self) -> dict[str, Declared]:
        """Digests by member, as `datapackage.json` and the digest of that say."""
        resources = self._package.get("resources")
        said = {
            each["path"]: each.get("hash")
            for each in (resources if isinstance(resources, list) else [])
            if isinstance(each, dict) and isinstance(each.get("path"), str)
        }
        said["datapackage.json"] = self._json("datapackage-digest.json").get("hash")
        found = {name: Declared(value) for name, value in said.items() if isinstance(value, str)}
        return {name: declared for name, declared in found.items() if declared.known}

    @cached_property
    def _package(self) -> dict[str, Any]:
        return self._json("datapackage.json")

    def _json(self, name: str) -> dict[str, Any]:
        try:
            with self._zip.open(name) as stream:
                content = stream.read(MAX_JSON + 1)
        except KeyError:
            return {}
        except (ValueError, OSError, *UNREADABLE):
            return {}  # that it is damaged is said where every member is read
        if len(content) > MAX_JSON:
            self.unread.append(f"{name} in it is longer than is read, so nothing in it was checked")
            return {}
        found = _object(content)
        if found is None:
            self.problems.append(f"{name} in it cannot be understood")
        return found or {}


def _object(content: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _listed_page(entry: Mapping[str, Any], line: tuple[str, int]) -> ListedPage:
    time, title, text = (entry.get(each) for each in ("ts", "title", "text"))
    return ListedPage(
        entry["url"],
        time if isinstance(time, str) else None,
        clean(title)[:MAX_TITLE] or None if isinstance(title, str) else None,
        line if isinstance(text, str) and text.strip() else None,
    )


def _pass_line(stream: IO[bytes]) -> None:
    while (more := stream.readline(MAX_PAGE_LINE)) and not more.endswith(b"\n"):
        pass


class _Bounded:
    """What zipfile reads from: refuses the one read whose size a hostile file chooses."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.seek = stream.seek
        self.tell = stream.tell
        self.seekable = stream.seekable

    def read(self, size: int = -1) -> bytes:
        if size > MAX_DIRECTORY:
            raise zipfile.BadZipFile(f"its directory has {size:,} bytes")
        return self._stream.read(size)
