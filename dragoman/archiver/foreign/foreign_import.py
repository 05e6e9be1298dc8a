"""Taking in a web archive made elsewhere: kept byte for byte, and its pages found."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from dragoman.archiver.foreign.collection import Collection
from dragoman.archiver.foreign.foreign import opened
from dragoman.archiver.foreign.foreign_head import MAX_ARC_FIELD, opens_record
from dragoman.archiver.foreign.pages.foreign_page import ForeignPage
from dragoman.archiver.foreign.pages.page_scan import PageScan
from dragoman.archiver.foreign.pages.revisits import Elsewhere, nowhere
from dragoman.archiver.foreign.unpacked import Damaged, Unpacked
from dragoman.archiver.foreign.warc_walk import walk
from dragoman.archiver.records.capture import IMPORT, WAITING
from dragoman.archiver.records.record import Record, json_record, new_id
from dragoman.archiver.store.claimed import claimed_file
from dragoman.archiver.store.store import Store
from dragoman.errors import ArchiveError, ImportFailed
from dragoman.provenance import durable
from dragoman.provenance.digest import CHUNK
from dragoman.provenance.own_files import is_own, open_ordinary, open_own, what_it_is
from dragoman.provenance.stamp import Stamp, utc_now

ZIP_MAGIC = b"PK\x03\x04"
SUFFIXES = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz", ".wacz")
NAME_LENGTH = 120
# Records that are appended together.
AT_ONCE = 200
# Names that Windows keeps for devices, whatever follows the dot.
DEVICES = re.compile(r"(?i)(con|prn|aux|nul|con(in|out)\$|(com|lpt)[\d¹²³]) *(\.|$)")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in `imports/`: its own name, its name below the archive, its pages, a sentence for
    each thing in it that is not as it should be, and one for each part that was not looked at.

    `waiting`: how many revisits in it are of what other files may hold."""

    name: str
    file: str
    pages: tuple[ForeignPage, ...]
    problems: tuple[str, ...]
    unread: tuple[str, ...] = ()
    waiting: int = 0

    @property
    def keys(self) -> list[tuple[Any, ...]]:
        return [page.key for page in self.pages]


def refuse_special(path: Path) -> None:
    """ImportFailed for a folder, a FIFO, a socket, a device: nothing is opened."""
    if path.exists() and not path.is_file():
        raise ImportFailed(
            f"{path} is {what_it_is(path)} and no ordinary file; name files to be taken in",
            subject=str(path),
        )


def is_web_archive(path: Path) -> bool:
    """Whether a file is a WARC, ARC or WACZ by its name or, under another name, by its content."""
    if path.name.lower().endswith(SUFFIXES):
        return True
    if not path.is_file():
        return False
    try:
        with open_ordinary(path) as stream:
            source = Unpacked(stream, path.stat().st_size)
            source.begin(0)
            return opens_record(source.peek(MAX_ARC_FIELD))
    except (OSError, Damaged):
        return False


def keep_web_archive(path: Path, store: Store, elsewhere: Elsewhere = nowhere) -> KeptFile:
    """Keep the file in `imports/`, under one line of the ledger, and find its pages.

    A file that was kept before is not kept twice. `elsewhere` knows the pages of other files.
    ImportFailed, and nothing is kept, where it cannot be read or no record in it is whole.
    """
    with _copied(path, store) as (copy, digest, length):
        scan, pages = _scan(copy, path.name, elsewhere)
        file = _kept_before(store, digest) or store.append_import(
            copy, safe_name(path.name), sha256=digest, length=length
        )
    problems = [*scan.problems]
    if len(problems) > 1:
        problems.append(f"{scan.problems.count:,} things in it are not as they should be")
    problems += filter(None, [scan.left_out.sentence(len(pages))])
    if not pages:
        problems.append(f"it is kept as {file}, but no page was found in it")
    told, unread = (tuple(f"{path.name}: {e}" for e in each) for each in (problems, scan.unread))
    return KeptFile(path.name, file, tuple(pages), told, unread, scan.waiting)


def found_again(folder: Path, file: str, elsewhere: Elsewhere) -> KeptFile:
    """A file that was kept before, looked at once more for revisits of what came since.

    Its pages are only those whose bytes are in another file.
    """
    path = folder / file
    scan, pages = _scan(path, path.name, elsewhere)
    return KeptFile(
        path.name, file, tuple(each for each in pages if each.file), (), waiting=scan.waiting
    )


def waiting_record(kept: KeptFile, stamp: Stamp) -> Record:
    """That a file has revisits of what no file here holds yet, or has none any more."""
    content = {"file": kept.file, "revisits": kept.waiting, "stamp": stamp.to_json()}
    return json_record(WAITING, f"urn:dragoman:file:{kept.name}", content)


def page_records(
    kept: KeptFile,
    listed: Container[tuple[Any, ...]],
    *,
    note: str | None,
    tags: Sequence[str],
    stamp: Stamp,
) -> Iterator[list[Record]]:
    """The `metadata` records of a file's pages, some at a time, but for those in `listed`."""
    pages = [page for page in kept.pages if page.key not in listed]
    for start in range(0, len(pages), AT_ONCE):
        yield [
            _page_record(each, kept, note, tags, stamp) for each in pages[start : start + AT_ONCE]
        ]


def _page_record(
    page: ForeignPage, kept: KeptFile, note: str | None, tags: Sequence[str], stamp: Stamp
) -> Record:
    """A page's record; its id is the page's."""
    content: dict[str, Any] = {
        "requested_url": page.listed_as or page.url,
        "final_url": page.url,
        "http_status": page.http_status,
        "mime": page.mime,
        "captured_at": page.captured_at or utc_now(),
        "page": None,
        "redirects": page.redirects(),
        "foreign": page.foreign(kept.file),
        "memento": page.memento,
        "origin": page.software,
        "file_name": kept.name,
        "error": {"step": page.problem[0], "message": page.problem[1]} if page.problem else None,
        "note": note,
        "tags": list(tags),
        "stamp": stamp.to_json(),
    }
    return json_record(IMPORT, page.url, content, record_id=new_id())


def safe_name(name: str) -> str:
    """A file's own name in letters that every file system takes."""
    clean = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*]', "_", name).strip(" .") or "import"
    clean = clean.encode("utf-8", "replace").decode("utf-8")
    stem, dot, suffixes = clean.partition(".")
    room = max(1, NAME_LENGTH - len(suffixes.encode()[-40:]))
    stem = stem.encode()[:room].decode("utf-8", "ignore")
    clean = (stem + dot + suffixes.encode()[-40:].decode("utf-8", "ignore")).rstrip(" .")
    return f"_{clean}" if DEVICES.match(clean) else clean


@contextmanager
def _copied(path: Path, store: Store) -> Iterator[tuple[Path, str, int]]:
    """A synced copy in the archive's spool, its SHA-256 and its length; gone in the end.

    What is looked at is the copy: the file itself may change in the meantime.
    """
    try:
        source = open_ordinary(path)
    except OSError as error:
        raise ImportFailed(
            f"{path} cannot be read: {error.strerror or error}", subject=str(path)
        ) from error
    with source, _spool_file(store) as copy:
        try:
            with copy.open("wb") as target:
                digest, length = _copy(source, target)
        except OSError as error:
            raise ArchiveError(
                f"{path.name} could not be copied into {store.folder}: {error.strerror or error}",
                subject=str(path),
            ) from error
        yield copy, digest, length


@contextmanager
def _spool_file(store: Store) -> Iterator[Path]:
    with ExitStack() as stack:
        try:
            copy = stack.enter_context(claimed_file(store.spool_dir, store.locked()))
        except OSError as error:
            raise ArchiveError(
                f"nothing can be written to {store.folder}: {error.strerror or error}",
                subject=str(store.folder),
            ) from error
        yield copy


def _copy(source: BinaryIO, target: BinaryIO) -> tuple[str, int]:
    digest, length = hashlib.sha256(), 0
    while piece := source.read(CHUNK):
        target.write(piece)
        digest.update(piece)
        length += len(piece)
    durable.sync(target)
    return digest.hexdigest(), length


def _kept_before(store: Store, digest: str) -> str | None:
    """The file with these very bytes that was imported before, where it is still there."""
    for _, line in store.entries():
        if line.get("type") == "import" and line.get("sha256") == digest:
            file = str(line["file"])
            if is_own(store.folder / file):
                return file
    return None


def _scan(
    path: Path, name: str, elsewhere: Elsewhere = nowhere
) -> tuple[PageScan, list[ForeignPage]]:
    scan = PageScan()
    with open_own(path) as stream:
        packed = stream.read(len(ZIP_MAGIC)) == ZIP_MAGIC
    if packed:
        pages = _scan_wacz(scan, path, name, elsewhere)
    else:
        with opened(path, None) as source:
            scan.take(walk(source), None, None)
        pages = scan.pages(elsewhere=elsewhere)
    if not scan.records:
        why = next(iter((*scan.unread, *scan.problems)), "nothing is in it")
        raise ImportFailed(f"{name} holds no whole WARC or ARC record: {why}", subject=name)
    return scan, pages


def _scan_wacz(scan: PageScan, path: Path, name: str, elsewhere: Elsewhere) -> list[ForeignPage]:
    with closing(Collection(path, name)) as wacz:
        fits = wacz.check()
        listed, without = wacz.pages()
        for member in wacz.warcs():
            scan.take(walk(wacz.open(member)), member, fits.get(member))
        pages = scan.pages(listed, elsewhere, without)
        wacz.told()
        for problem in wacz.problems:
            scan.say(problem)
        for part in wacz.unread:
            scan.unread.add(part)
        by_member = {each: wacz.software(each) for each in {page.member for page in pages}}
        return [replace(each, software=by_member[each.member] or each.software) for each in pages]
