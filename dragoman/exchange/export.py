"""Writing documents out: one function a format, and no way past the attribution."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, get_args

from dragoman.errors import UsageError
from dragoman.exchange.bilingual.document import Document
from dragoman.exchange.files.pending_file import PendingFile

TextFormat = Literal[
    "html", "txt", "docx", "bilingual", "xlsx", "csv", "jsonl", "tmx", "xliff", "xliff12"
]  # fmt: skip
FORMATS: tuple[TextFormat, ...] = get_args(TextFormat)

OFFICE = ("txt", "docx", "bilingual", "xlsx")


@dataclass(slots=True)
class Exported:
    """The files that were written, and how many pages and sentences are in them.

    `left_out` counts sentences that the format does not take: machine text in a memory. `skipped`
    counts pages that were asked for and have no translation. `pages` are their ids, where known.
    Where something was withheld, `openings` is the file that opens the commitments, `notes` say
    what is to be looked at, and `pictures` counts those that were left out. `unread` counts records
    that cannot be read; `notes` name them. `set_aside` counts pages that were set aside
    as mistaken, and are not among what was chosen by filters or as all.
    """

    paths: tuple[Path, ...] = ()
    documents: int = 0
    sentences: int = 0
    left_out: int = 0
    skipped: int = 0
    pages: tuple[str, ...] = ()
    openings: Path | None = None
    notes: tuple[str, ...] = ()
    pictures: int = 0
    unread: int = 0
    set_aside: int = 0


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a format is asked for beside the documents; see `export`."""

    machine: bool
    omegat: bool
    notes: bool
    clean: bool
    withheld: bool


def export(
    documents: Iterable[Document],
    format: str,
    path: Path,
    *,
    machine: bool = False,
    omegat: bool = False,
    notes: bool = False,
    clean: bool = False,
    withheld: bool = False,
) -> Exported:
    """Write documents to `path`, whole or not at all; they may come one at a time.

    `machine` takes sentences that nobody has read into a TMX, where they are left out otherwise:
    most tools take everything in a memory for a person's work. XLIFF 2.1 holds one source language
    a file, so pages in several become several files, `pages.az.xliff` and so on. `omegat` makes an
    XLIFF 1.2 as OmegaT before version 6 reads it, `notes` has what is to be known of sentences as
    footnotes in a `docx`, `clean` leaves the original off an HTML, `withheld` has a
    column in a CSV for the commitments to what was withheld. UsageError for an unknown format; what
    the caller's iterable raises passes, and leaves no file.
    """
    if format not in FORMATS:
        raise UsageError(f"{format} is not a format; use one of {', '.join(FORMATS)}")
    result = Exported()
    wishes = Wishes(machine, omegat, notes, clean, withheld)
    _writer(format)(_counted(documents, result), path, result, wishes)
    return result


def _counted(documents: Iterable[Document], result: Exported) -> Iterator[Document]:
    for document in documents:
        # The last place where a translation could slip out without saying what it is.
        if not document.credit.strip():
            raise UsageError(f"the translation of {document.url} says not what made it")
        result.documents += 1
        result.sentences += len(document.sentences)
        yield document


Writer = Callable[[Iterator[Document], Path, Exported, Wishes], None]


def _writer(format: str) -> Writer:
    if format == "xliff":
        return _xliff
    return _single(format)


def _single(format: str) -> Writer:
    def write(documents: Iterator[Document], path: Path, result: Exported, wishes: Wishes) -> None:
        with PendingFile(path) as pending:
            if format == "html":
                from dragoman.exchange.bilingual.html_page import write_html

                write_html(documents, pending.stream, clean=wishes.clean)
            elif format in OFFICE:
                _write_office(format, documents, pending.stream, wishes)
            elif format == "csv":
                from dragoman.exchange.bilingual.csv_table import write_csv

                write_csv(documents, pending.stream, withheld=wishes.withheld)
            elif format == "jsonl":
                from dragoman.exchange.bilingual.jsonl import write_jsonl

                write_jsonl(documents, pending.stream)
            elif format == "tmx":
                from dragoman.exchange.bilingual.tmx import write_tmx

                result.left_out = write_tmx(documents, pending.stream, machine=wishes.machine)
                result.sentences -= result.left_out
            else:
                from dragoman.exchange.xliff.xliff12 import write_xliff12

                write_xliff12(documents, pending.stream, omegat=wishes.omegat)
            result.paths = (pending.commit(),)

    return write


def _write_office(
    format: str, documents: Iterator[Document], stream: BinaryIO, wishes: Wishes
) -> None:
    if format == "txt":
        from dragoman.exchange.office.plain_text import write_text

        write_text(documents, stream)
    elif format == "docx":
        from dragoman.exchange.office.translation_docx import write_docx

        write_docx(documents, stream, notes=wishes.notes)
    elif format == "bilingual":
        from dragoman.exchange.office.bilingual_docx import write_bilingual

        write_bilingual(documents, stream)
    else:
        from dragoman.exchange.office.table_xlsx import write_xlsx

        write_xlsx(documents, stream)


def _xliff(documents: Iterator[Document], path: Path, result: Exported, wishes: Wishes) -> None:
    from dragoman.exchange.xliff.xliff2 import write_xliff2

    del wishes  # every state is in the file, and none is taken for another
    result.paths = write_xliff2(documents, path)
