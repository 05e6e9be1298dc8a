"""A report in its place, as HTML or as a PDF, whole or not at all."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from dragoman.exchange.evidence.evidence import Changed, Evidence
from dragoman.exchange.evidence.gathering import gather
from dragoman.exchange.files.pending_file import PendingFile
from dragoman.exchange.report.again import CapturedAgain
from dragoman.exchange.report.paper import check_paper, print_to
from dragoman.exchange.report.paper_pages import fill_in_pages, pages_of
from dragoman.exchange.report.report import write_report
from dragoman.exchange.report.words import Words

# Captures whose places in the ledger are in memory; it is read once for each lot.
LOT = 500
# Times that it is printed with numbers, which settle at once as a rule.
MOST_PRINTED = 4
# Parts whose page the contents say, by their headings in the file of sentences.
PARTS = ("words", "part_appendix", "part_anchors", "part_checks")


def write_report_file(
    connection: sqlite3.Connection,
    folder: Path,
    ids: Sequence[str],
    path: Path,
    *,
    software: str,
    language: str,
    change: Callable[[Evidence], Evidence] | None = None,
    look: Callable[[Path], None] | None = None,
    noted: Callable[[Iterable[Evidence]], Iterable[Evidence]] = iter,
    changed: Changed = lambda *_: None,
    set_aside: Sequence[str] = (),
) -> int:
    """How many captures are in it. A path that ends in `.pdf` gets a PDF; `look` is handed what is
    printed, and raises where that is not to be.

    `noted` is shown the evidence as it passes, `changed` is told of records that were
    changed. `set_aside` are the reasons for which captures were left out, which are not told where
    something is withheld. ArchiveError where there is no Chromium to print one; UsageError for a
    language that no report is written in.
    """
    words = Words.of(language)
    paged = path.suffix.lower() == ".pdf"

    def write(stream: BinaryIO) -> int:
        pages = noted(_in_lots(connection, folder, ids))
        pages = pages if change is None else map(change, pages)
        beside = path.absolute().parent
        again = CapturedAgain(connection, ids, compared=change is None)
        reasons = set_aside if change is None else [""] * len(set_aside)
        return write_report(
            pages, folder, stream, software=software, language=language, beside=beside,
            paged=paged, masked=change is not None, changed=changed,
            again=again, set_aside=reasons,
        )  # fmt: skip

    if paged:
        check_paper()
        with PendingFile(path) as pending:
            parts = {str(words(each)): each for each in PARTS}
            count = _printed(write, path, pending.stream, parts, look or (lambda _: None))
            pending.commit()
        return count
    with PendingFile(path) as pending:
        count = write(pending.stream)
        pending.commit()
    return count


def _printed(
    write: Callable[[BinaryIO], int],
    path: Path,
    stream: BinaryIO,
    parts: Mapping[str, str],
    look: Callable[[Path], None],
) -> int:
    """Beside its place, where only its owner can read it; again until the numbers of pages in it
    are those that were printed: only what was printed says on which page a capture is, and numbers
    of other lengths may move what follows."""
    with tempfile.TemporaryDirectory(dir=path.absolute().parent, prefix=".dragoman-") as work:
        html, pdf = Path(work) / "report.html", Path(work) / "report.pdf"
        numbered = Path(work) / "numbered.html"
        with html.open("wb") as to_print:
            count = write(to_print)
        look(html)
        print_to(html, pdf)
        said: dict[str, int] = {}
        found = pages_of(pdf, parts)
        for _ in range(MOST_PRINTED):
            if said == found:
                break
            said = found
            fill_in_pages(html, numbered, said)
            print_to(numbered, pdf)
            found = pages_of(pdf, parts)
        if said != found:  # a number that is not the one of its page is worse than none
            fill_in_pages(html, numbered, dict(said.items() & found.items()))
            print_to(numbered, pdf)
        with pdf.open("rb") as printed:
            shutil.copyfileobj(printed, stream)
    return count


def _in_lots(
    connection: sqlite3.Connection, folder: Path, ids: Sequence[str]
) -> Iterator[Evidence]:
    for start in range(0, len(ids), LOT):
        with closing(gather(connection, folder, ids[start : start + LOT])) as pages:
            yield from pages
