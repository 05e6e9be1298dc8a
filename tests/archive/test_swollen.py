"""What is small in a file and large in memory: records of an archive, settings, names, models."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.archiver.records import record
from dragoman.archiver.records.reader import MOST_BLOCK
from dragoman.archiver.records.record import MOST_JSON, MOST_VALUES
from dragoman.errors import ModelInvalid, UsageError
from dragoman.settings import LONGEST_FILE, read_settings
from dragoman.translate.installing.model_zip import unpack
from dragoman.translate.names.names import MOST_ROWS, parse, with_row
from tests.support.site import AZ_TEXT, Answer, Site, page

MEMORY = 400_000_000
SWELL = """
import hashlib, io, sys
from dataclasses import replace
from dragoman.archive import Archive
from dragoman.provenance.digest import warc_digest
from dragoman.archiver.records.record import json_record
with Archive(sys.argv[1]) as archive:
    record = json_record("article", sys.argv[2], {"capture": sys.argv[3]})
    body = eval(sys.argv[4])
    headers = tuple(
        (name, warc_digest(hashlib.sha256(body).digest()) if "Digest" in name else value)
        for name, value in record.headers
    )
    swollen = replace(record, headers=headers, block=io.BytesIO(body), length=len(body))
    archive.store.append([swollen], "derived")
"""
LIMITED = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_DATA, ({MEMORY}, {MEMORY}))
from dragoman.cli import main
main(sys.argv[1:])
"""


def swollen(folder: Path, body: str) -> str:
    """An archive with a page, and with a chained article of that page whose block is so large; the
    page's id."""
    with Site({"/1": Answer(page("az", "Xəbər", AZ_TEXT))}) as site, Archive(folder) as archive:
        kept = archive.capture(site.url("/1"), allow_private=True)
        url = site.url("/1")
    made = [sys.executable, "-c", SWELL, str(folder), url, kept.id, body]
    subprocess.run(made, check=True, capture_output=True, text=True)
    return kept.id


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel counts the memory of a process")
@pytest.mark.parametrize(
    "body",
    [
        f"bytes({MOST_BLOCK + 1})",
        f"b'{{\"text\": \"' + b'a' * {MOST_JSON} + b'\"}}'",
        f"b'{{\"text\": [' + b'0,' * {MOST_VALUES + 10} + b'0]}}'",
        f"b'[' * {MOST_VALUES + 10}",
    ],
)
@pytest.mark.long(one_in=2)
def test_a_record_that_swells_is_that_records_problem(tmp_path: Path, body: str) -> None:
    folder = tmp_path / "archive"
    identity = swollen(folder, body)
    for command in (["reindex"], ["--json", "list"], ["verify"]):
        done = subprocess.run(
            [sys.executable, "-c", LIMITED, "--archive", str(folder), *command],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert "Traceback" not in done.stderr, (command, done.stderr[-2000:])
        if command[-1] == "verify":
            assert done.returncode == 3, done.stderr
        if command[-1] == "list":
            assert len(done.stdout.splitlines()) == 1
            assert json.loads(done.stdout)["id"] == identity


def test_nothing_is_written_that_could_not_be_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page of very many paragraphs is kept; its article, of more than a record holds, is not."""
    monkeypatch.setattr(record, "MOST_VALUES", 400)
    many = page("az", "Uzun", *(f"Bu, {n}. abzasdır, o, uzundur." for n in range(200)))
    pages = {"/long": Answer(many), "/short": Answer(page("az", "Qısa", AZ_TEXT))}
    with Site(pages) as site, Archive(tmp_path / "archive") as archive:
        options = archive.fetch_options(allow_private=True, delay=0)
        outcomes = list(archive.capture_many(list(map(site.url, pages)), options=options))
        long, short = outcomes
        assert long.page is not None and long.error is not None
        assert "is not kept" in long.error.message and long.page.response().body == many
        assert short.error is None and short.page is not None and short.page.text
        assert archive.verify().ok


def test_settings_are_no_larger_and_no_deeper_than_settings_are(tmp_path: Path) -> None:
    file = tmp_path / "dragoman.toml"
    for text in (
        "target = " + "[" * 15_000,
        "a" + ".a" * 8_000 + " = 1",
        "# " + "x" * LONGEST_FILE,
        "target = " + "{a = " * 3_000,
    ):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(UsageError):
            read_settings(tmp_path)
    file.write_text("# " + "x" * (LONGEST_FILE - 50) + '\ntarget = "en"\n', encoding="utf-8")
    assert read_settings(tmp_path).target == "en"


@pytest.mark.long
def test_a_list_of_names_has_an_end() -> None:
    rows = b"a b,c d,\n" * MOST_ROWS
    assert len(parse(rows, "names.csv")) == MOST_ROWS
    with pytest.raises(UsageError, match="larger than a list of names"):
        parse(rows + b"e f,g h,\n", "names.csv")


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\uff1d"])
def test_no_cell_of_a_list_of_names_is_a_formula(begin: str) -> None:
    made = with_row(b"", f"{begin}Anar", f"{begin}Anar", f'{begin}HYPERLINK("http://x.example")')
    line = made.decode("utf-8").splitlines()[1]
    assert line.startswith(f"'{begin}Anar,'{begin}Anar,")
    assert f"\"'{begin}HYPERLINK" in line
    (name,) = parse(made, "names.csv")
    assert (name.source, name.target) == (f"{begin}Anar", f"{begin}Anar")
    assert name.authority.startswith(f"{begin}HYPERLINK")


def test_a_model_unpacks_to_what_models_unpack_to(tmp_path: Path) -> None:
    for name, body, fine in (
        ("sound", b"0123456789abcdef" * 100_000, True),
        ("bomb", bytes(80_000_000), False),
    ):
        file, into = tmp_path / f"{name}.argosmodel", tmp_path / name
        into.mkdir()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a/model.bin", body)
        if fine:
            unpack(file, into)
        else:
            with pytest.raises(ModelInvalid, match="as no model does"):
                unpack(file, into)
            assert not list(into.iterdir())
