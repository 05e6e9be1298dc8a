"""The page of evidence: what it says, that it is safe to open, and that its commands are right."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from lxml import html

from dragoman.archive import Archive
from dragoman.exchange.evidence.gathering import gather
from dragoman.exchange.report.report import write_report
from dragoman.provenance.anchors.anchor import anchor_with_key, anchor_with_tsa
from dragoman.provenance.anchors.certificates import read_pem
from tests.support.archive_01 import unpack
from tests.support.evidence_archive import (
    MODEL_SHA256,
    SENTENCES,
    TITLE,
    Made,
    evidence_archive,
    imported_archive,
)
from tests.support.loopback_tsa import LoopbackTsa, has_openssl

SOFTWARE = "dragoman/test"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """An archive over TLS, signed and, where openssl is, stamped."""
    with evidence_archive(tmp_path_factory.mktemp("report") / "archive", tls=True) as archive:
        key = archive.folder.parent / "key.pem"
        key.write_bytes(
            ed25519.Ed25519PrivateKey.generate().private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        anchor_with_key(archive.folder, key)
        if has_openssl():
            with LoopbackTsa(archive.folder.parent / "tsa", send_root=True) as tsa:
                anchor_with_tsa(archive.folder, tsa.url)
        yield archive


def report(made: Made, *pages: str, folder: Path | None = None) -> str:
    stream = io.BytesIO()
    evidence = list(gather(made.index.connection, made.folder, pages))
    assert write_report(evidence, folder or made.folder, stream, software=SOFTWARE) == len(pages)
    return stream.getvalue().decode("utf-8")


@pytest.fixture(scope="module")
def page(made: Made) -> str:
    return report(made, made.page)


def words(page: str) -> str:
    return " ".join(html.fromstring(page.encode()).text_content().split())


# -- what it says ----------------------------------------------------------------------------


def test_it_says_what_was_captured_and_where_it_lies(made: Made, page: str) -> None:
    text = words(page)
    (evidence,) = gather(made.index.connection, made.folder, [made.page])
    for wanted in (
        made.url, made.url.replace("/az/1", "/old"), "302", "127.0.0.1", "before it is taken down",
        hashlib.sha256(made.body).hexdigest(), evidence.archive, "sent on to",
    ):  # fmt: skip
        assert wanted in text, wanted
    for held in evidence.records():
        place = held.place
        assert place is not None
        for wanted in (held.id, place.file, place.sha256, place.line_sha256):
            assert wanted in text, wanted
    assert "NOT found so" not in text


def test_it_shows_the_certificates_as_presented(made: Made, page: str) -> None:
    pem = (made.folder.parent / "site.pem").read_text(encoding="utf-8")
    (certificate,) = read_pem(pem)
    from cryptography.hazmat.primitives.hashes import SHA256

    text = words(page)
    assert certificate.fingerprint(SHA256()).hex() in text
    assert "xəbər.example" in text
    assert "it leaves nothing that others could check afterwards" in text


def test_the_translation_never_stands_without_what_it_is(page: str) -> None:
    text = words(page)
    assert "Translated automatically by translate-az_en 1.9 from" in text
    assert (
        "2 of 3 sentences reviewed by <reviewer & 8>, reviewer-7, the others not reviewed" in text
    )
    assert MODEL_SHA256 in text
    assert "The witness Ulkar Naghizade gave evidence." in text
    assert "none that may be shown as one" in text
    assert SENTENCES[2][1] in text


def test_it_claims_no_more_than_is_so(page: str) -> None:
    text = words(page)
    assert "What is not proved" in text
    assert "When a page was published, changed or removed." in text
    assert "That what a page says is true" in text
    assert text.count("What is not proved") == 1
    for claim in ("tamper-proof", "court-proof", "authentic"):
        assert claim not in text.replace("are not tamper-proof", "")


def test_without_an_anchor_it_says_so(made: Made, tmp_path: Path) -> None:
    bare = tmp_path / "archive"
    shutil.copytree(made.folder, bare, ignore=shutil.ignore_patterns("anchors"))
    text = words(report(made, made.page, folder=bare))
    assert "There is no anchor" in text
    assert "digests alone are not tamper-proof" in text


def test_what_came_after_the_anchor_is_told_apart(made: Made, page: str) -> None:
    assert "All the records above are in lines that an anchor covers." in words(page)
    lines = (made.folder / "ledger.jsonl").read_bytes().splitlines()
    assert f"line {len(lines) - 1}" in words(page)


def test_damage_is_shown_and_not_smoothed_over(made: Made, tmp_path: Path) -> None:
    damaged = tmp_path / "archive"
    shutil.copytree(made.folder, damaged)
    (evidence,) = gather(made.index.connection, made.folder, [made.page])
    assert evidence.page is not None
    place = evidence.page.place
    assert place is not None
    path = damaged / place.file
    data = bytearray(path.read_bytes())
    data[place.offset + 20] ^= 1
    path.write_bytes(data)
    assert words(report(made, made.page, folder=damaged)).count("NOT found so") == 1
    ledger = damaged / "ledger.jsonl"
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(b"".join([*lines[:2], *lines[3:]]))
    text = words(report(made, made.page, folder=damaged))
    assert "The chain of the ledger does not hold" in text
    assert "An anchor does not hold" in text


def test_a_capture_that_failed_is_evidence_too(made: Made) -> None:
    text = words(report(made, made.failure))
    assert "What was not had" in text
    assert "127.0.0.1" in text


def test_a_page_from_elsewhere_says_so_and_can_be_checked(made: Made, tmp_path: Path) -> None:
    needs_tools()
    with imported_archive(made, tmp_path / "other", tmp_path) as (store, index, pages, source):
        stream = io.BytesIO()
        evidence = gather(index.connection, store.folder, pages)
        write_report(evidence, store.folder, stream, software=SOFTWARE)
        page = stream.getvalue().decode("utf-8")
        digest = hashlib.sha256(source.read_bytes()).hexdigest()
        assert digest in words(page)
        assert "What happened before the file was handed in, this archive cannot know" in words(
            page
        )
        for command, gives in commands(page):
            assert gives in run(command, store.folder), command


def test_several_captures_stand_one_after_the_other(made: Made) -> None:
    tree = html.fromstring(report(made, made.page, made.failure).encode())
    assert [each.get("id") for each in tree.xpath("//section[@id][h2]")][-3:-1] == ["c1", "c2"]
    assert tree.findtext(".//title") == "Report on archived web pages: 2"


# -- that it is safe and whole ---------------------------------------------------------------


def test_it_is_self_contained_and_runs_nothing(page: str) -> None:
    tree = html.fromstring(page.encode())
    for path in ("//script", "//iframe", "//img", "//link", "//form", "//object",
                 "//@src", "//@onclick", "//@style"):  # fmt: skip
        assert tree.xpath(path) == [], path
    assert all(each.startswith("#") for each in tree.xpath("//@href"))
    assert "default-src 'none'" in page
    assert "url(" not in page
    assert "@import" not in page


def test_markup_of_the_page_is_text_here(page: str) -> None:
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    tree = html.fromstring(page.encode())
    assert tree.xpath("//b") == []
    assert TITLE in {each.text_content() for each in tree.xpath("//h2/span")}


def test_languages_and_directions_are_marked(page: str) -> None:
    tree = html.fromstring(page.encode())
    assert tree.get("lang") == "en"
    original = tree.xpath("//td[@lang='az']")
    assert {each.get("dir") for each in original} == {"auto"}
    assert f"1{SENTENCES[0][0]}" in {each.text_content().strip() for each in original}
    assert tree.xpath("//td[@lang='en' and @dir='auto']")
    assert "@media print" in page


# -- that its commands are right -------------------------------------------------------------


def commands(page: str) -> list[tuple[str, str]]:
    tree = html.fromstring(page.encode())
    return [
        (each.findtext(".//code") or "", each.findtext(".//samp") or "")
        for each in tree.xpath("//div[@class='check']")
    ]


def run(command: str, folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    return done.stdout + done.stderr


def needs_tools() -> None:
    missing = [each for each in ("bash", "tail", "head", "sha256sum", "gzip", "python3", "openssl")
               if shutil.which(each) is None]  # fmt: skip
    if missing:
        pytest.skip(f"needs {', '.join(missing)} to run the commands that the report gives")


def test_every_command_prints_what_the_report_says(made: Made, page: str, tmp_path: Path) -> None:
    needs_tools()
    folder = tmp_path / "archive"
    shutil.copytree(made.folder, folder)
    found = commands(page)
    assert len(found) == 10 + 3
    for command, gives in found:
        said = run(command, folder)
        assert gives in said, (command, gives, said)


def test_the_commands_check_an_archive_of_01_too(tmp_path: Path) -> None:
    """Its records hold their digests in base32; the report gives them as it gives all others."""
    needs_tools()
    folder = unpack(tmp_path)
    with Archive(folder) as archive:
        row = next(each for each in archive.list_pages() if each["url"].endswith("/az/xeber/103"))
        record = archive.page(row["id"]).response()
        archive.export([row["id"]], "report", tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    block = hashlib.sha256(record.block).digest()
    assert block.hex() in words(page) and record.headers["WARC-Block-Digest"] not in words(page)
    assert hashlib.sha256(record.body).hexdigest() in words(page)
    found = commands(page)
    assert f"sha256:{block.hex()}" in [gives for _, gives in found]
    printed = [run(command, folder) for command, _ in found]
    assert all(gives in said for (_, gives), said in zip(found, printed, strict=True))
    assert record.headers["WARC-Block-Digest"] in "".join(printed)


def test_the_commands_notice_damage(made: Made, page: str, tmp_path: Path) -> None:
    needs_tools()
    folder = tmp_path / "archive"
    shutil.copytree(made.folder, folder)
    (evidence,) = gather(made.index.connection, made.folder, [made.page])
    assert evidence.page is not None
    place = evidence.page.place
    assert place is not None
    path = folder / place.file
    data = bytearray(path.read_bytes())
    data[place.offset + place.length // 2] ^= 1
    path.write_bytes(data)
    ledger = folder / "ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes().replace(place.sha256.encode(), b"0" * 64))
    for anchor in (folder / "anchors").glob("*.json"):
        text = anchor.read_text(encoding="utf-8")
        anchor.write_text(text.replace("ledger_line", "ledger_Line"), encoding="utf-8")
    failed = [gives for command, gives in commands(page) if gives not in run(command, folder)]
    assert place.sha256 in failed
    assert place.line_sha256 in failed
    assert "every line follows the one before it" in failed
    assert "Signature Verified Successfully" in failed
    assert "Verification: OK" in failed


def test_a_file_name_cannot_break_out_of_a_command(made: Made, tmp_path: Path) -> None:
    from dataclasses import replace

    from dragoman.exchange.evidence.report_checks import page_checks

    needs_tools()
    (evidence,) = gather(made.index.connection, made.folder, [made.page])
    assert evidence.page is not None
    place = evidence.page.place
    assert place is not None
    evil = "imports/a'; touch broken; echo $(touch broken) `touch broken` \".warc.gz"
    (tmp_path / "imports").mkdir()
    shutil.copy(made.folder / place.file, tmp_path / evil)
    shutil.copy(made.folder / "ledger.jsonl", tmp_path)
    page = replace(evidence.page, place=replace(place, file=evil))
    checks = list(page_checks(replace(evidence, page=page)))[:5]
    for check in checks:
        assert check.gives in run(check.command, tmp_path), check
    assert not (tmp_path / "broken").exists()
