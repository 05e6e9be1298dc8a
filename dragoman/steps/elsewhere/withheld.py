"""An export in which something is withheld: made, looked through, and only then given out."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.errors import ArchiveError, DragomanError, IndexUnusable, UsageError
from dragoman.holdings import Holdings
from dragoman.page import Page
from dragoman.provenance import durable
from dragoman.provenance.work_folder import cleared, work_folder
from dragoman.withholding.spelled_otherwise import without_files

if TYPE_CHECKING:
    from dragoman.exchange import Document, Exported
    from dragoman.exchange.evidence.evidence import Evidence, Held
    from dragoman.exchange.withheld.own_html import OwnPages
    from dragoman.exchange.withheld.withheld_evidence import WithheldEvidence

# Media types whose bytes are text through and through.
SEARCHED = (
    "text/", "application/json", "application/ld+json", "application/javascript", "application/xml",
    "application/xhtml+xml", "application/x-javascript", "application/http", "image/svg+xml",
    "application/warc-fields",
)  # fmt: skip
_INLINE_PICTURE = re.compile(
    r"data:(?:image/(?!svg)|font/|application/(?:x-)?font)[^,\s]{0,200};base64,[\w+/=%-]*", re.I
)
_PACKED = re.compile(r"data:[^,\s]{0,200};base64,", re.I)
_ESCAPED = re.compile(r"\\u(?:\{0*([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{4}))")
HTML = ("text/html", "application/xhtml+xml")
UNFINISHED = ".dragoman-"  # begins the names of what is not whole yet
WITHHELD = f"{UNFINISHED}withheld-"  # and of what is not looked through yet
SHOWN = 20  # of what was unsure; all of it is in the same few words
# What is made of records as they are, or of names: nothing can be taken out of it.
RAW = {
    "ftm": "it is made of who is named where",
}


class Withheld:
    """One such export: what is withheld in it, where it goes, and what may stand in it."""

    def __init__(self, holdings: Holdings, withhold: Path, openings: Path | None) -> None:
        """UsageError where the list is none."""
        from dragoman.withholding.withheld_list import read_list
        from dragoman.withholding.withholding import Withholding

        self._holdings = holdings
        self.withholding = Withholding(read_list(withhold))
        # What pages sent is looked at apart: what is unsure there is told of what goes out.
        self._looking = Withholding(self.withholding.finder.listed)
        self._openings = openings
        self.allowed: set[str] = set()
        self._pages: WithheldEvidence | None = None
        self._own: OwnPages | None = None
        self._known: dict[str, bool] = {}
        self._scanned = 0  # pages whose text a machine read out of pictures, or heard

    # -- what goes out ------------------------------------------------------------------------

    def documents(self, documents: Iterable[Document], pages: Iterable[Page]) -> Iterator[Document]:
        """Each with marks; the pages are those that they are of."""
        from dragoman.exchange.withheld.withheld_document import withheld_document

        for document, page in zip(documents, pages, strict=True):
            read = page.article
            misread = bool(
                read and (read["sheets"] or read["sheets_within"] or read["heard"] is not None)
            )
            holds = self.source_holds(page)
            made = withheld_document(
                document, self.withholding, source_holds=holds, misread=misread
            )
            self._scanned += misread
            self.allowed |= {model.sha256 for model in made.models if model.sha256}
            self.allowed |= {made.payload_digest} if made.payload_digest else set()
            yield made

    def source_holds(self, page: Page) -> bool:
        """Whether what a page sent has something of the list; so it is where nobody can tell."""
        from dragoman.archiver.body.charset import decode
        from dragoman.archiver.body.content_coding import unpack
        from dragoman.page.kept_page import READABLE

        if not (page.mime or "").startswith(READABLE):
            return True
        try:
            record = page.response()
            headers = record.http_headers
            limit = self._holdings.body_limit
            body = unpack([record.body], headers.get("content-encoding"), limit)
            text = decode(body, headers.get("content-type") or page.mime).text
        except IndexUnusable:
            raise
        except DragomanError:
            return True
        return self._holds_within(text)

    def holds(self, text: str) -> bool:
        return self._looking.marked(text).touched

    def evidence(self) -> Callable[[Evidence], Evidence]:
        """What becomes of the evidence on each page; pictures of pages are left out of it."""
        from dragoman.exchange.withheld.withheld_evidence import WithheldEvidence, is_misread

        self._pages = pages = WithheldEvidence(self.withholding, self._record_holds)

        def change(evidence: Evidence) -> Evidence:
            self._scanned += is_misread(evidence)
            return pages(evidence)

        return change

    def own_pages(self) -> OwnPages:
        """The pages' own HTML, for a WACZ; `evidence` was asked for before."""
        from dragoman.exchange.withheld.own_html import OwnPages

        if self._pages is None:
            raise ValueError("what becomes of the evidence is not known yet")
        self._own = OwnPages(self.withholding, self._pages, self._html)
        return self._own

    def _html(self, page: str) -> str | None:
        mime, text = Page.find(self._holdings, page).archived_text(self._holdings.body_limit)
        return text if mime in HTML else None

    def _record_holds(self, held: Held) -> bool:
        """Whether the bytes of a record have something of the list, or cannot be searched."""
        known = self._known.get(held.id)
        if known is None:
            known = self._known[held.id] = self._looked_at(held)
        return known

    def _looked_at(self, held: Held) -> bool:
        from dragoman.archiver.body.charset import decode
        from dragoman.archiver.body.content_coding import unpack
        from dragoman.archiver.records.reader import held_again, read_chained
        from dragoman.archiver.records.record import bare_id

        if held.place is None:
            return True
        folder = self._holdings.folder
        try:
            record = read_chained(folder, held.place.file, held.place.offset, held.id)
            head = record.block[: len(record.block) - len(record.body)]
            said = record.http_headers
            if record.type == "revisit":  # without what came again
                again = bare_id(record.headers.get("WARC-Refers-To", ""))
                record = replace(record, body=held_again(record, self._holdings.record(again)).body)
            kind = said.get("content-type") or record.headers.get("Content-Type", "")
            packed = unpack([record.body], said.get("content-encoding"), self._holdings.body_limit)
        except IndexUnusable:
            raise
        except DragomanError:
            return True
        told = " ".join([*record.headers.values(), head.decode("utf-8", "replace")])
        if self.holds(told):
            return True
        if record.body and not kind.startswith(SEARCHED):
            return True
        return self._holds_within(decode(packed, kind).text)

    def _holds_within(self, raw: str) -> bool:
        """Whether what a server sent does, as it stands and as a browser reads it.

        Of pictures within it nothing is read; other things that are packed cannot be searched.
        """
        text, unread = without_files(_INLINE_PICTURE.sub(" ", raw))
        if unread or _PACKED.search(text):
            return True
        readings = (text, html.unescape(text), _ESCAPED.sub(_letter, text))
        return any(self.holds(each) for each in dict.fromkeys(readings))

    # -- where it goes ------------------------------------------------------------------------

    def handed_out(self, path: Path, format: str, write: Callable[[Path], Exported]) -> Exported:
        """What `write` makes, at `path`, where nothing of the list is found in it; and, beside it,
        what opens its commitments.

        ArchiveError where something is found: then nothing is there.
        """
        from dragoman.exchange.files.pending_file import PendingFile
        from dragoman.exchange.withheld import openings

        if self._looking.address(path.name) != path.name:
            raise UsageError(f"{path.name} holds what is to be withheld; name the file otherwise")
        keys = self._openings or openings.openings_beside(path)
        openings.check_place(keys)
        with PendingFile(path):
            pass  # whether it can be written is known before the work
        gone = cleared(path.parent, WITHHELD)
        left = sorted(path.parent.glob(f"{UNFINISHED}*"))
        with work_folder(path.parent, WITHHELD) as folder:
            result = write(folder / path.name)
            self._look(result.paths, path, self._ours(format, folder))
            if keys.resolve() in {(path.parent / e.name).resolve() for e in result.paths}:
                raise UsageError(
                    f"{keys} is where the export goes; name another place for `openings`",
                    subject=str(keys),
                )
            if result.paths:
                openings.write_openings(self.withholding.openings, keys)
                result.openings = keys
            result.paths = tuple(_moved(each, path.parent) for each in result.paths)
        result.notes = (*self._told(), *map(_cleared, gone), *map(_left_over, left))
        result.pictures = self._pages.pictures if self._pages else 0
        result.pictures += self._own.left_out if self._own else 0
        return result

    def look(self, path: Path) -> None:
        """ArchiveError where something of the list is left in a file that is to be printed."""
        self._look([path], path)

    def _look(self, paths: Collection[Path], path: Path, ours: Collection[str] = ()) -> None:
        from dragoman.exchange.withheld.searched import left_in

        self.allowed |= self._pages.allowed if self._pages else set()
        if left := left_in(paths, self.withholding, self.allowed, ours):
            raise _still_there(path, left)

    def _ours(self, format: str, folder: Path) -> set[str]:
        """The texts that a file of this format has whatever page it is of."""
        from dragoman.exchange.export import FORMATS, export
        from dragoman.exchange.withheld.searched import texts_of
        from dragoman.exchange.withheld.withheld_document import nothing

        if format not in FORMATS:
            return set()
        path = folder / "nothing"
        export([nothing()], format, path, withheld=True)
        return {text for _, text in texts_of(path)}

    def _told(self) -> Iterator[str]:
        """What the one who hands it out has to know and look at."""
        finder = self.withholding.finder
        if self._pages is not None and self._pages.pictures:
            count = self._pages.pictures
            yield f"pictures and PDFs left out, since nothing can be withheld in them: {count}"
        if self._own is not None and self._own.left_out:
            yield (
                f"pages left out, since they have no HTML in which all can be withheld: "
                f"{self._own.left_out}; take report or docx for them"
            )
        if self._scanned:
            yield (
                f"pages that a machine read out of pictures: {self._scanned}; a name that "
                "it misread by more than a letter or two is not found, and no passage of which it "
                "misread more than a letter in five, so read them before they go out"
            )
        if finder.scripts:
            yield (
                f"no name is looked for in letters that stand in what goes out: "
                f"{', '.join(sorted(finder.scripts))}; read it there, or list the name as it is "
                "written so, as “text: …”"
            )
        for unsure, count in list(finder.unsure.items())[:SHOWN]:
            done = "withheld, and may be somebody else" if unsure.withheld else "left as it is"
            times = f" ({count} times)" if count > 1 else ""
            yield f"look at “{unsure.words}”{times}: {done} (line {unsure.number} of the list)"
        if len(finder.unsure) > SHOWN:
            yield f"and {len(finder.unsure) - SHOWN:,} more places that are unsure"
        for number in self.withholding.unmet:
            yield f"line {number} of the list stands nowhere in what goes out"


def _letter(escape: re.Match[str]) -> str:
    number = int(escape[1] or escape[2], 16)
    return chr(number) if number < 0xD800 or 0xDFFF < number < 0x110000 else escape[0]


def check(format: str, withhold: Path | None, openings: Path | None) -> None:
    """UsageError for what cannot be had together."""
    if withhold is None:
        if openings is not None:
            raise UsageError("`openings` is where `withhold` keeps what opens its commitments")
    elif format in RAW:
        raise UsageError(
            f"nothing can be withheld in the format {format}: {RAW[format]}; take html, docx, "
            "report or another, and keep the records here",
            subject=format,
        )


def _moved(path: Path, folder: Path) -> Path:
    place = folder / path.name
    try:
        path.replace(place)
        durable.sync_folder(folder)
    except OSError as error:
        raise ArchiveError(
            f"{place} cannot be written: {error.strerror or error}", subject=str(place)
        ) from error
    return place


def _cleared(path: Path) -> str:
    return (
        f"{path} is removed: an export that was killed had left it, and had not looked through it"
    )


def _left_over(path: Path) -> str:
    return (
        f"{path} is of an export that was killed, or that still runs, and was not looked "
        "through: remove it where none runs, and send nothing of it"
    )


def _still_there(path: Path, left: list[str]) -> ArchiveError:
    from dragoman.exchange.withheld.searched import MOST_SHOWN

    shown = "; ".join(left[:MOST_SHOWN])
    more = f"; and {len(left) - MOST_SHOWN} more" if len(left) > MOST_SHOWN else ""
    return ArchiveError(
        f"nothing was handed out, since what is to be withheld is still there: {shown}{more}. "
        "Add how it is spelled there to its line of the list, or “keep: …” where it is not meant",
        subject=str(path),
    )
