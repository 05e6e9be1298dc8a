"""A copy of an archive in which others went on, merged into it again."""

from __future__ import annotations

import shutil
from pathlib import Path

from dragoman.archive import Archive
from dragoman.archiver.records.record import json_record
from tests.support.foreign_files import WarcFile

NAME = "crawl.warc.gz"


def with_import(folder: Path, work: Path, text: str) -> str:
    """A page out of a web archive made elsewhere, which has the same name each time; its id."""
    file = WarcFile()
    file.page(f"https://example.org/{text}", f"<html lang=az><title>{text}</title></html>".encode())
    path = work / text / NAME
    path.parent.mkdir()
    path.write_bytes(file.content())
    with Archive(folder) as archive:
        (outcome,) = archive.import_file(path)
        assert outcome.page is not None
        return outcome.page.id


def merge_a_copy(folder: Path, work: Path, page: str) -> None:
    """Both decided on the second sentence of a page, and took in a file of one name; and it is
    written down that something was handed over."""
    other = Path(shutil.copytree(folder, work / "another"))
    for each, text in ((folder, "ours"), (other, "theirs")):
        with_import(each, work, text)
        with Archive(each) as archive:
            archive.decide(archive.page(page), 2, "edited", text=f"As {text} say.", reviewer=text)
    with Archive(folder) as archive:
        archive.merge_archive(other)
        said = {"event": "export", "what": "report", "time": "2026-03-01T12:00:00Z", "stamp": None}
        archive.store.append([json_record("custody", "urn:dragoman:export", said)], "derived")
        archive.index.catch_up()
