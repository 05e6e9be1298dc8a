"""What a court would ask for, item by item: each says what is there, and no more than that."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dragoman.archive import Archive
from dragoman.exchange.evidence.gathering import gather
from dragoman.exchange.evidence.item import last_line
from dragoman.exchange.evidence.items import _since
from dragoman.provenance.anchors.anchor import ED25519, RFC3161, anchor_with_tsa
from dragoman.provenance.anchors.anchor_check import AnchorCheck, check_anchors
from dragoman.provenance.anchors.since import since, stretches, told
from tests.support.evidence_archive import Made, evidence_archive, imported_archive
from tests.support.foreign_files import WarcFile, html
from tests.support.loopback_tsa import LoopbackTsa, has_openssl
from tests.support.shell import typed
from tests.support.site import Answer, Site

NAMES = [
    "address", "source", "picture", "media", "metadata", "context", "collection", "hashes",
    "custody", "since", "corroboration", "origin", "absence",
]  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with evidence_archive(tmp_path_factory.mktemp("items") / "archive", tls=True) as archive:
        yield archive


def items(folder: Path, identity: str) -> dict[str, dict[str, Any]]:
    with Archive(folder, create=False) as archive:
        told = archive.evidence(identity).to_json()
    return {each["item"]: each for each in json.loads(json.dumps(told))["items"]}


def text(item: dict[str, Any]) -> str:
    return " ".join(item["says"])


def test_every_item_of_a_plain_capture_says_what_is_there_and_what_is_not(made: Made) -> None:
    found = items(made.folder, made.page)
    assert list(found) == NAMES
    states = {name: item["state"] for name, item in found.items()}
    assert states == {
        "address": "there", "source": "there", "picture": "missing", "media": "missing",
        "metadata": "there", "context": "there", "collection": "there", "hashes": "there",
        "custody": "there", "since": "missing", "corroboration": "missing", "origin": "not provable", "absence": "not provable",
    }  # fmt: skip
    assert made.url in text(found["address"]) and "redirect" in text(found["address"])
    assert "dragoman picture" in text(found["picture"])
    assert "Not found on the page: date" in text(found["metadata"])
    assert "before it is taken down" in text(found["context"]) and "court" in text(found["context"])
    assert "TLS" in text(found["origin"])


def test_where_each_lies_is_there_and_its_commands_print_what_they_say(made: Made) -> None:
    found = items(made.folder, made.page)
    ledger = (made.folder / "ledger.jsonl").read_bytes().splitlines()
    wheres = [where for item in found.values() for where in item["where"]]
    assert len(wheres) > 8
    for where in wheres:
        line = json.loads(ledger[where["ledger_line"]])
        assert (line["id"], line["sha256"]) == (where["record"], where["sha256"])
    checks = [*found["source"]["checks"], *found["custody"]["checks"]]
    assert len(checks) >= 8
    for check in checks:
        done = subprocess.run(
            ["bash", "-c", check["command"]],
            cwd=made.folder, capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        assert check["gives"] in done.stdout, check


def test_an_attempt_that_brought_nothing_has_no_page_in_any_item(made: Made) -> None:
    found = items(made.folder, made.failure)
    assert {found[name]["state"] for name in ("source", "picture", "media", "metadata")} == {
        "missing"
    }
    assert found["address"]["state"] == "there" and "http://127.0.0.1:9/" in text(found["address"])
    assert found["origin"]["state"] == "not provable" and "TLS" not in text(found["origin"])
    assert "Asked for" in text(found["address"]) and "No page came" in text(found["source"])


def test_what_was_made_elsewhere_is_called_so(made: Made, tmp_path: Path) -> None:
    with imported_archive(made, tmp_path / "other", tmp_path) as (store, _, pages, _source):
        found = items(store.folder, pages[0])
    assert found["address"]["state"] == "in part" and "nothing here asked" in text(found["address"])
    assert "rests on the word" in text(found["source"])
    assert found["collection"]["state"] == "in part"
    assert "whole file made elsewhere is the ledger's" in text(found["hashes"])


def test_a_file_that_was_handed_in_has_no_address(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Məhkəmə iclası noyabrın 24-nə təyin edilib.", "utf-8")
    with Archive(tmp_path / "archive") as archive:
        (outcome,) = archive.import_file(tmp_path / "letter.txt")
    assert outcome.page is not None
    found = items(tmp_path / "archive", outcome.page.id)
    assert found["address"]["state"] == "missing" and found["source"]["state"] == "there"
    assert found["context"]["state"] == "missing" and "annotate" in text(found["context"])
    assert "handed in" in text(found["media"])


def test_what_a_page_shows_is_counted_and_what_failed_is_named(tmp_path: Path) -> None:
    page = b"<html><h1>Report</h1><p>Text.</p><img src=/here.png><img src=/lost.png></html>"
    html = {"Content-Type": "text/html"}
    routes = {
        "/a": Answer(page, headers=html),
        "/here.png": Answer(b"\x89PNG....", headers={"Content-Type": "image/png"}),
    }
    with Site(routes) as site, Archive(tmp_path / "archive") as archive:
        options = archive.fetch_options(allow_private=True, browser=False)
        page_id = archive.capture(site.url("/a"), options=options).id
        gone = archive.capture(site.url("/gone"), options=options).id
    found = items(tmp_path / "archive", page_id)
    assert found["media"]["state"] == "in part"
    assert "/lost.png" in text(found["media"]) and "/here.png" not in text(found["media"])
    assert "not encrypted" in text(found["origin"])
    lost = items(tmp_path / "archive", gone)
    assert "answered 404" in text(lost["source"])


def test_a_line_that_was_changed_breaks_the_custody_of_all(made: Made, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(made.folder, tmp_path / "archive"))
    ledger = folder / "ledger.jsonl"
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(b"".join([*lines[:-2], lines[-1]]))
    found = items(folder, made.page)
    assert found["custody"]["state"] == "missing" and "does not hold" in text(found["custody"])


@pytest.mark.skipif(not has_openssl(), reason="openssl makes the time stamps")
def test_since_when_is_the_earliest_stamp_that_covers_it(made: Made, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(made.folder, tmp_path / "archive"))
    with LoopbackTsa(tmp_path / "tsa", send_root=True) as tsa:
        anchor_with_tsa(folder, tsa.url)
    found = items(folder, made.page)["since"]
    assert found["state"] == "there" and "It existed at 20" in text(found)
    assert any("openssl ts -verify" in check["command"] for check in found["checks"])
    with Archive(folder, create=False) as archive:
        existed = archive.evidence(made.page).to_json()["since"]
    (anchor,) = (folder / "anchors").glob("*.json")
    assert existed["anchor"] == f"anchors/{anchor.name}" and existed["time"] in text(found)
    # Nobody said here whose root that is: the anchor alone does.
    assert existed["pinned"] is False and "only the certificate in the anchor itself" in text(found)
    shown = typed("--archive", str(folder), "evidence", made.page)
    assert f"it exists since {existed['time']} at the latest" in " ".join(shown.out.split())
    checked = typed("--archive", str(folder), "--json", "verify")
    assert json.loads(checked.out.splitlines()[-1])["since"] == [existed]
    assert f"lines 0 to {existed['ledger_line']} existed at {existed['time']}" in checked.err


@pytest.mark.skipif(not has_openssl(), reason="openssl makes the time stamps")
def test_what_came_after_a_stamp_or_is_in_no_line_is_not_covered(
    made: Made, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(made.folder, tmp_path / "archive"))
    with LoopbackTsa(tmp_path / "tsa", send_root=True) as tsa:
        anchor_with_tsa(folder, tsa.url)
    anchors = list(check_anchors(folder))
    (evidence,) = gather(made.index.connection, made.folder, [made.page])
    assert since(anchors, last_line(evidence)) is not None
    assert evidence.capture.place is not None and evidence.page is not None
    later = replace(evidence.capture.place, line=anchors[0].line + 1)
    unchained = replace(evidence.page, place=None)
    for changed in (
        replace(evidence, capture=replace(evidence.capture, place=later)),
        replace(evidence, page=unchained),
    ):
        assert since(anchors, last_line(changed)) is None
        assert _since(changed, folder, anchors, anchors).state == "missing"


@pytest.mark.skipif(not has_openssl(), reason="openssl makes the time stamps")
def test_a_stamp_covers_nothing_that_is_not_chained_to_it(made: Made, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(made.folder, tmp_path / "archive"))
    with LoopbackTsa(tmp_path / "tsa", send_root=True) as tsa:
        anchor_with_tsa(folder, tsa.url)
    ledger = folder / "ledger.jsonl"
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(
        lines[0] + lines[1].replace(b'"n"', b'"m"').replace(b'"id"', b'"di"') + b"".join(lines[2:])
    )
    assert [each.ok for each in check_anchors(folder)] == [True]
    with Archive(folder, create=False) as archive:
        found = archive.evidence(made.page)
        assert found.since is None
        archive.export([made.page], "report", tmp_path / "report.html")
    assert "No time stamp covers any capture" in (tmp_path / "report.html").read_text("utf-8")
    checked = typed("--archive", str(folder), "--json", "verify")
    assert checked.status == 3 and json.loads(checked.out.splitlines()[-1])["since"] == []


@pytest.mark.skipif(not has_openssl(), reason="openssl makes the time stamps")
def test_show_says_since_when_it_exists_as_evidence_does(made: Made, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(made.folder, tmp_path / "archive"))
    before = typed("--archive", str(folder), "show", made.page)
    assert "since when not known to others: no time stamp shows it" in words(before.out)
    assert json.loads(shown(folder, made.page))["since"] is None
    with LoopbackTsa(tmp_path / "tsa", send_root=True) as tsa:
        anchor_with_tsa(folder, tsa.url)
    with Archive(folder, create=False) as archive:
        since = archive.evidence(made.page).since
        assert since is not None and archive.since(made.page) == since
        assert archive.since(made.failure) == archive.evidence(made.failure).since is not None
    assert json.loads(shown(folder, made.page))["since"] == since.to_json()
    after = typed("--archive", str(folder), "show", made.page)
    assert f"since when {since.time} at the latest, if {since.by} is believed" in words(after.out)
    ledger = folder / "ledger.jsonl"  # a chain that does not hold dates nothing
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(lines[0] + lines[1].replace(b'"prev":"', b'"prev":"0') + b"".join(lines[2:]))
    assert json.loads(shown(folder, made.page))["since"] is None


def shown(folder: Path, page: str) -> str:
    return typed("--archive", str(folder), "--json", "show", page).out


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.skipif(not has_openssl(), reason="openssl makes the time stamps")
def test_a_stamp_dates_no_bytes_that_are_not_as_the_ledger_says(made: Made, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(made.folder, tmp_path / "archive"))
    with LoopbackTsa(tmp_path / "tsa", send_root=True) as tsa:
        anchor_with_tsa(folder, tsa.url)
    (evidence,) = gather(made.index.connection, made.folder, [made.page])
    assert evidence.page is not None and evidence.page.place is not None
    with Archive(folder, create=False) as archive:
        archive.export([made.page], "report", tmp_path / "report.html")
        sound = (tmp_path / "report.html").read_text("utf-8")
        with (folder / evidence.page.place.file).open(
            "r+b"
        ) as stream:  # a byte of the member's head
            stream.seek(evidence.page.place.offset + 4)
            stream.write(b"\x01")
        found = archive.evidence(made.page)
        archive.export([made.page], "report", tmp_path / "report.html")
        assert archive.since(made.page) is None
    assert "only the certificate that lies in the anchor itself says" in sound
    assert found.since is None
    (item,) = (each for each in found.items if each.name == "since")
    assert item.state == "missing" and "not as the ledger says" in item.says[0]
    told = (tmp_path / "report.html").read_text("utf-8")
    assert "Nothing dates it" in told and "It existed at" not in told
    assert "Nothing dates it" not in sound and "It existed at" in sound


def stamp(line: int, time: str | None, kind: str = RFC3161, ok: bool = True) -> AnchorCheck:
    return AnchorCheck(ok, f"anchors/{line}", "", kind=kind, line=line, time=time, by="A")


@pytest.mark.parametrize(
    ("anchors", "line", "time"),
    [
        ([], 0, None),
        ([stamp(5, "2026-02-01")], 5, "2026-02-01"),
        ([stamp(5, "2026-02-01")], 6, None),
        ([stamp(9, "2026-03-01"), stamp(5, "2026-02-01")], 3, "2026-02-01"),
        ([stamp(9, "2026-01-01"), stamp(5, "2026-02-01")], 3, "2026-01-01"),
        ([stamp(9, "2026-03-01"), stamp(5, "2026-02-01")], 7, "2026-03-01"),
        ([stamp(9, "2026-01-01", ED25519)], 3, None),
        ([stamp(9, "2026-01-01", ok=False)], 3, None),
        ([stamp(9, None)], 3, None),
        ([stamp(9, "2026-01-01")], None, None),
    ],
)
def test_since_rests_on_the_earliest_stamp_at_or_after_the_line(
    anchors: list[AnchorCheck], line: int | None, time: str | None
) -> None:
    found = since(anchors, line)
    assert (found and found.time) == time


def test_since_when_of_the_whole_says_what_no_stamp_covers() -> None:
    anchors = [stamp(9, "2026-03-01"), stamp(5, "2026-02-01"), stamp(4, "2026-05-01")]
    said = told(stretches(anchors), 12)
    assert "lines 0 to 5 existed at 2026-02-01" in said and "lines 6 to 9" in said
    assert "the 3 after that are covered by no time stamp" in said and "2026-05" not in said
    assert "no time stamp covers the ledger" in told(stretches([stamp(9, "x", ED25519)]), 12)
    assert "after that" not in told(stretches(anchors), 9)


def test_the_command_says_it_to_people_and_to_programs(made: Made) -> None:
    shown = typed("--archive", str(made.folder), "evidence", made.page[:8])
    assert shown.status == 0 and "Picture of the whole page" in shown.out
    assert "no time stamp shows it" in shown.out
    as_json = typed("--archive", str(made.folder), "--json", "evidence", made.page[:8])
    assert list(json.loads(as_json.out)) == ["id", "url", "captured_at", "items", "since"]
    assert typed("--archive", str(made.folder), "evidence", "ffffffffffff").status == 1


def test_what_a_file_made_elsewhere_holds_in_part_is_not_all_there(
    archive: Archive, tmp_path: Path
) -> None:
    made = WarcFile()
    made.page("https://harbour.example/", html("Kept", "The page that was looked for."))
    cut = html("Cut", "The page of which the rest was cut.")
    made.page("https://harbour.example/cut", cut, warc={"WARC-Truncated": "length"})
    (tmp_path / "a.warc.gz").write_bytes(made.content())
    outcomes = list(archive.import_files([tmp_path / "a.warc.gz"]))
    states = []
    for outcome in outcomes:
        items = archive.evidence(outcome.page.id).to_json()["items"]
        (source,) = (each for each in items if each["item"] == "source")
        states.append((source["state"], "was cut" in " ".join(source["says"])))
    assert states == [("there", False), ("in part", True)]
