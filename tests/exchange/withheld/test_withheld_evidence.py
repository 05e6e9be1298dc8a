"""Reports and PROV with names withheld: no name, no digest by which one could be tried."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.exchange.withheld.openings import opened
from dragoman.exchange.withheld.searched import texts_of
from dragoman.provenance.ledger import read_lines
from tests.support.evidence_archive import Made, evidence_archive
from tests.support.odd_records import SOUND, chain, filled, spelled_record
from tests.support.site import Answer, Site

LIST = "Ülkər Nağızadə\nİclas 24.11.2025 tarixinə qədər təxirə salındı.\nreviewer-7\n"
DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, Made, Path]]:
    folder = tmp_path_factory.mktemp("evidence")
    with evidence_archive(folder / "archive", tls=True) as made:
        pass
    (folder / "names.txt").write_text(LIST, encoding="utf-8")
    with Archive(folder / "archive") as archive:
        ids = {"capture": made.page, "article": made.article, "response": made.page}
        said = filled(SOUND["corroboration"], ids).replace('"http://h/"', '"http://h/naghizade"')
        told = json.loads(said)
        told["witnesses"][0] |= {
            "differs": [{"n": 1, "text": "Şahid Ülkər Nağızadənin sözü."},
                        {"n": 2, "text": "İclas sabaha qalıb."}],
            "added": [{"after": 2, "text": "Qəribə U. Nzdnin sözü."}],
        }  # fmt: skip
        chain(archive, spelled_record("corroboration", json.dumps(told, ensure_ascii=False)))
        chain(archive, spelled_record("picture", filled(SOUND["picture"], ids)))
        archive.annotate([made.page], note="zəng: Ülkər Nağızadə", tags=["nagizade", "media"])
        archive.hand_over("export", "her lawyer's copy", to="Нагизаде", sha256="cd" * 32)
        yield archive, made, folder


def withheld(made: tuple[Archive, Made, Path], out: Path, format: str) -> str:
    archive, evidence, folder = made
    path = out / f"out.{format}"
    result = archive.export([evidence.page], format, path, withhold=folder / "names.txt")
    assert all(each.opens and each.stands for each in opened(result.openings or path, path))
    return "\n".join(text for _, text in texts_of(path))


@pytest.mark.parametrize("format", ["prov", "report"])
def test_neither_a_name_nor_a_passage_is_left(
    made: tuple[Archive, Made, Path], tmp_path: Path, format: str
) -> None:
    said = withheld(made, tmp_path, format)
    for word in ("naghizade", "nağızadə", "nagizade", "нагизаде", "ülkər", "ulkar", "24.11.2025"):
        assert word not in said.casefold()
    for others in ("sabaha", "qəribə"):  # what others have in the place of a sentence
        assert others not in said.casefold()
    assert "[withheld 1]" in said and "media" in said


@pytest.mark.parametrize("format", ["prov", "report"])
def test_no_digest_is_of_what_holds_something(
    made: tuple[Archive, Made, Path], tmp_path: Path, format: str
) -> None:
    """Each that is there is a commitment, a model's, a certificate's, or of what was found clean."""
    archive, _, _ = made
    said = set(DIGEST.findall(withheld(made, tmp_path, format)))
    telling = set()
    for line in read_lines(archive.folder / "ledger.jsonl"):
        telling.add(line.sha256)
        entry = line.parse()
        if "offset" not in entry:
            continue
        with (archive.folder / entry["file"]).open("rb") as stream:
            stream.seek(entry["offset"])
            record = stream.read(entry["length"])
        telling.add(hashlib.sha256(record).hexdigest())
        head, _, block = gzip.decompress(record).partition(b"\r\n\r\n")
        if "Nağızadə".encode() in block or b"nagizade" in block:
            telling |= {hashlib.sha256(block[:-4]).hexdigest()}
            telling |= set(DIGEST.findall(head.decode()))
            telling |= set(DIGEST.findall(block.decode("utf-8", "replace"))) - {"ab" * 32}
    assert said and said.isdisjoint(telling - {hashlib.sha256(b"").hexdigest()})
    assert "cd" * 32 not in said


def test_what_lies_where_is_not_said(made: tuple[Archive, Made, Path], tmp_path: Path) -> None:
    """The place of a record tells the length of the one before it."""
    withheld(made, tmp_path, "prov")
    document = json.loads((tmp_path / "out.prov").read_text(encoding="utf-8"))
    for entity in document["entity"].values():
        assert not {"dragoman:offset", "dragoman:length"} & entity.keys()
    report = withheld(made, tmp_path, "report")
    assert "bytes at" not in report and "tail -c" not in report


def test_what_holds_nothing_keeps_its_digests(
    made: tuple[Archive, Made, Path], tmp_path: Path
) -> None:
    archive, evidence, _ = made
    (tmp_path / "other.txt").write_text("Rüfət Səlimzadə\n", encoding="utf-8")
    path = tmp_path / "out.prov"
    archive.export([evidence.page], "prov", path, withhold=tmp_path / "other.txt")
    document = json.loads(path.read_text(encoding="utf-8"))
    body = "sha256:" + hashlib.sha256(evidence.body).hexdigest()
    assert body in {each.get("dragoman:payloadDigest") for each in document["entity"].values()}


def test_what_came_again_is_searched_in_what_came_first(tmp_path: Path) -> None:
    """A revisit has no body, and the digest of one."""
    frame = "<!doctype html><p>Elçin Məmmədov danışdı.</p>".encode()
    html = {"Content-Type": "text/html; charset=utf-8"}
    (tmp_path / "names.txt").write_text("Elçin Məmmədov\n", encoding="utf-8")
    (tmp_path / "other.txt").write_text("Rüfət Səlimzadə\n", encoding="utf-8")
    site = Site(
        {
            "/a": Answer(b"<!doctype html><p>x<iframe src=/f></iframe>", headers=html),
            "/f": Answer(frame, headers=html),
        }
    )
    with site, Archive(tmp_path / "archive") as archive:
        options = archive.fetch_options(allow_private=True, browser=False)
        pages = [archive.capture(site.url("/a"), options=options) for _ in range(2)]
        digest = hashlib.sha256(frame).hexdigest()
        for format in ("prov", "report"):
            for name, there in (("names", False), ("other", True)):
                path = tmp_path / f"{name}.{format}"
                withhold = tmp_path / f"{name}.txt"
                archive.export([pages[1].id], format, path, withhold=withhold)
                assert (digest in path.read_text(encoding="utf-8")) == there
