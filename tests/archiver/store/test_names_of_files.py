"""Names of files, as Windows and macOS take them too: an archive is copied from one to another."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman import Archive
from dragoman.archiver.foreign.foreign_import import safe_name
from dragoman.desk.work.handed import own_name
from tests.support.foreign_files import WarcFile
from tests.support.site import AZ_TEXT, page
from tests.support.translated_pages import add_page

# As Microsoft has them in "Naming Files, Paths, and Namespaces".
RESERVED = [
    *("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"),
    *(f"{device}{n}" for device in ("COM", "LPT") for n in "0123456789¹²³"),
]
FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def is_fit(name: str) -> bool:
    """Whether Windows, macOS and Linux take a file of this name, and each as another does."""
    stem = name.partition(".")[0].rstrip(" ").upper()
    return (
        name not in ("", ".", "..")
        and not FORBIDDEN.search(name)
        and name == name.rstrip(" .")
        and stem not in RESERVED
        and len(name.encode()) <= 255
    )


@pytest.mark.parametrize("device", RESERVED)
@pytest.mark.parametrize("shape", ["{}", "{}.warc.gz", "{} .warc", "{}."])
def test_names_of_devices_are_no_names_of_files(device: str, shape: str) -> None:
    for made in (shape.format(device), shape.format(device.lower())):
        assert not is_fit(made)
        assert is_fit(safe_name(made)) and is_fit(own_name(made)), made


@pytest.mark.parametrize("name", ["console.warc", "COM10.txt", "nullable.html", "lpt.warc.gz"])
def test_other_names_stay_as_they_are(name: str) -> None:
    assert safe_name(name) == name == own_name(name)


@given(st.text(max_size=300), st.sampled_from(["", ".warc.gz", ".", " ", " .wacz", "." + "x" * 60]))
def test_any_name_becomes_one_that_every_disk_takes(name: str, ending: str) -> None:
    assert is_fit(safe_name(name + ending)), safe_name(name + ending)


def warc(url: str) -> bytes:
    made = WarcFile()
    made.page(url, page("az", "Xəbər", AZ_TEXT))
    return made.content()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Crawl.warc.gz", "crawl.WARC.gz"),
        ("xəbər.warc.gz", "XƏBƏR.warc.gz"),
        (unicodedata.normalize("NFC", "é.warc.gz"), unicodedata.normalize("NFD", "é.warc.gz")),
        ("straße.warc.gz", "STRASSE.warc.gz"),
    ],
)
def test_two_files_have_names_that_no_disk_takes_for_one(
    tmp_path: Path, first: str, second: str
) -> None:
    with Archive(tmp_path / "a") as archive:
        for number, name in enumerate((first, second)):
            folder = tmp_path / str(number)
            folder.mkdir()
            (folder / name).write_bytes(warc(f"https://e.example/{number}"))
            list(archive.import_file(folder / name))
        held = [path.name for path in (archive.folder / "imports").iterdir()]
        folded = {unicodedata.normalize("NFD", each).casefold() for each in held}
        assert len(held) == len(folded) == 2
        assert archive.verify().ok


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp866"])
def test_a_console_that_lacks_letters_ends_nothing(tmp_path: Path, encoding: str) -> None:
    """The console of an old Windows, or a system without a language."""
    with Archive(tmp_path / "a") as archive:
        added = add_page(archive, tmp_path, title="Məhkəmə “qərarı”")
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    for command in (["list"], ["show", added.id], ["search", "məhkəmə"], ["--json", "list"]):
        done = subprocess.run(
            [sys.executable, "-P", "-m", "dragoman", "--archive", str(tmp_path / "a"), *command],
            capture_output=True, env=environment, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode(encoding, "replace")
        assert b"Traceback" not in done.stderr and done.stdout.strip()
