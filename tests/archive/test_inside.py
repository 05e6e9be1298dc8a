"""An archive may come from anybody: what it names outside of itself is not read, and goes nowhere."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dragoman.archive import Archive
from dragoman.archiver.records.record import compress, json_record
from dragoman.archiver.store.store import Store
from dragoman.cli import main
from dragoman.commands.export import FORMATS
from dragoman.provenance.digest import sha256_hex
from dragoman.provenance.ledger import chain, read_head
from tests.archive.test_verify import rewritten, spell
from tests.support.foreign_files import WarcFile, html
from tests.support.foreign_files import site as foreign_site
from tests.support.site import AZ_TEXT, Answer, Site, page

EVIDENCE = ("wacz", "prov", "report")
SECRET = "what nobody was to see"


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of a captured page, and one out of a file made elsewhere."""
    folder = tmp_path_factory.mktemp("given") / "archive"
    made = folder.with_name("made.warc.gz")
    made.write_bytes(foreign_site().content())
    with Site({"/1": Answer(page("az", "Xəbər", AZ_TEXT))}) as site, Archive(folder) as archive:
        archive.capture(site.url("/1"), allow_private=True)
        archive.import_file(made)
    return folder


@pytest.fixture
def copy(given: Path, tmp_path: Path) -> Path:
    shutil.copytree(given, tmp_path / "archive")
    return tmp_path / "archive"


def outside(copy: Path) -> dict[str, dict[str, Any]]:
    """Files beside the archive with the records that it has, and more in them; by id where."""
    found: dict[str, dict[str, Any]] = {}
    with Archive(copy) as archive:
        lines = [line for _, line in archive.store.entries() if line["type"] in SAID]
        for number, line in enumerate(lines):
            content = archive.record(line["id"]).json() | {"note": SECRET, "headline": SECRET}
            record = json_record(
                "k", "http://h/", content, record_type=line["type"], record_id=line["id"]
            )
            member = compress(record, copy / "spool")
            member.stream.seek(0)
            data = member.stream.read()
            path = copy.parent / f"{number}.warc.gz"
            path.write_bytes(data)
            place = {"offset": 0, "length": len(data), "sha256": sha256_hex(data)}
            found[line["id"]] = place | {"file": f"../{path.name}", "absolute": str(path)}
    return found


SAID = ("metadata", "conversion")


def everything_out(copy: Path, work: Path) -> Iterator[tuple[str, bytes]]:
    """All that can be had of an archive, by what it was asked of."""
    ids = [
        str(row[0]) for row in sqlite3.connect(copy / "index.db").execute("SELECT id FROM pages")
    ]
    commands = [["list"], ["stats"], ["search", "nobody"], *(["show", each] for each in ids)]
    for command in commands:
        done = CliRunner().invoke(main, ["--archive", str(copy), *command])
        assert done.exception is None or isinstance(done.exception, SystemExit), command
        yield " ".join(command), done.output.encode()
    for format_ in FORMATS:
        for number, each in enumerate([["--all"], *([identity] for identity in ids)]):
            path = work / f"{number}.{format_}"
            command = ["export", *each, "--format", format_, "-o", str(path)]
            done = CliRunner().invoke(main, ["--archive", str(copy), *command])
            assert done.exception is None or isinstance(done.exception, SystemExit), command
            yield f"{format_}: said", done.output.encode()
            for file in work.glob(f"{path.name}*"):
                yield f"{format_}: {file.name}", b"".join(contents(file))


def contents(path: Path) -> Iterator[bytes]:
    if not zipfile.is_zipfile(path):
        yield path.read_bytes()
        return
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            yield gzip.GzipFile(fileobj=io.BytesIO(data)).read() if name.endswith(".gz") else data


def leaks(copy: Path, work: Path, word: str = SECRET) -> list[str]:
    work.mkdir()
    return [asked for asked, said in everything_out(copy, work) if word.encode() in said]


def test_what_an_archive_holds_goes_out(copy: Path, tmp_path: Path) -> None:
    """Else the tests below would find nothing whatever was written."""
    found = leaks(copy, tmp_path / "out", "Xəbər")
    assert {each.partition(":")[0] for each in found} >= {*EVIDENCE, "list"}


@pytest.mark.parametrize("spelling", ["file", "absolute"])
def test_a_row_of_the_index_that_names_a_file_outside(
    copy: Path, tmp_path: Path, spelling: str
) -> None:
    places = outside(copy)
    with sqlite3.connect(copy / "index.db") as index:
        for identity, place in places.items():
            index.execute(
                "UPDATE records SET file = ?, offset = 0 WHERE id = ?", (place[spelling], identity)
            )
    index.close()
    assert leaks(copy, tmp_path / "out") == []


@pytest.mark.parametrize("spelling", ["file", "absolute"])
@pytest.mark.parametrize("kind", SAID)
def test_a_line_of_the_ledger_that_names_a_file_outside(
    copy: Path, tmp_path: Path, spelling: str, kind: str
) -> None:
    places = outside(copy)

    def change(line: dict[str, Any]) -> bytes | None:
        place = places.get(line.get("id", ""))
        if place is None or line["type"] != kind:
            return None
        moved = {name: place[name] for name in ("offset", "length", "sha256")}
        return spell(line | moved | {"file": place[spelling]})

    with Archive(copy):
        pass
    rewritten(copy, change)
    with Archive(copy):
        pass
    assert leaks(copy, tmp_path / "out") == []
    done = CliRunner().invoke(main, ["--archive", str(copy), "verify"])
    assert done.exit_code == 3


def test_a_row_of_the_index_that_names_another_record(copy: Path, tmp_path: Path) -> None:
    """Bytes in the folder that no line of the ledger is about are no record of the archive."""
    places = outside(copy)
    with sqlite3.connect(copy / "index.db") as index:
        for number, (identity, place) in enumerate(places.items()):
            shutil.copy(copy / place["file"], copy / "warc" / f"beside-{number}.warc.gz")
            index.execute(
                "UPDATE records SET file = ?, offset = 0 WHERE id = ?",
                (f"warc/beside-{number}.warc.gz", identity),
            )
    index.close()
    assert [each for each in leaks(copy, tmp_path / "out") if each.startswith(EVIDENCE)] == []


def test_an_import_that_names_a_file_outside(copy: Path, tmp_path: Path) -> None:
    """A record of the archive itself, that says where in `imports/` a page is."""
    made = WarcFile()
    made.warcinfo()
    made.page("https://harbour.example/0", html("Notice", SECRET))
    path = tmp_path / "elsewhere.warc.gz"
    path.write_bytes(made.content())
    store = Store(copy, software="test/0")
    with Archive(copy) as archive:
        imported = [line["id"] for _, line in archive.store.entries() if line["type"] == "metadata"]
        content = next(
            found
            for found in (archive.record(each).json() for each in imported)
            if found.get("foreign")
        )
    for file in ("imports/../../elsewhere.warc.gz", "../elsewhere.warc.gz", str(path)):
        place = content["foreign"] | {"file": file, "offset": made.offsets[1]}
        changed = content | {"foreign": place}
        store.append([json_record("import", "http://h/", changed)], "captures")
    assert leaks(copy, tmp_path / "out") == []


def test_lines_are_chained_for_these_tests(copy: Path) -> None:
    """`rewritten` leaves what it does not change as it was."""
    before = read_head(copy / "ledger.jsonl")
    rewritten(copy, lambda _: None)
    assert read_head(copy / "ledger.jsonl") == before
    assert chain(before, []) == (b"", before)
    assert json.loads((copy / "ledger.jsonl").read_bytes().splitlines()[0])["type"] == "archive"
