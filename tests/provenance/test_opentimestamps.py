"""OpenTimestamps: promised, upgraded, and held against a header that is given, or against none."""

from __future__ import annotations

import builtins
import hashlib
import json
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dragoman.errors import UsageError
from dragoman.provenance.anchors.anchor_check import AnchorCheck, check_anchors, verify_anchor
from dragoman.provenance.anchors.block_header import BlockHeader, read_headers
from dragoman.provenance.anchors.seal import Trust
from dragoman.provenance.anchors.since import since, stretches
from dragoman.provenance.machine import VARIABLE
from tests.provenance.test_anchor import new_archive
from tests.support.loopback_calendar import LoopbackCalendar, header
from tests.support.shell import Done, typed

pytest.importorskip("opentimestamps", reason="needs the extra ots")
TIME, SAID = 1_777_000_000, "2026-04-24T03:06:40Z"
# The first block of Bitcoin, as everybody has it.
GENESIS = (
    "01000000" + "00" * 32 + "3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a"
    "29ab5f49ffff001d1dac2b7c"
)


@pytest.fixture
def calendar() -> Iterator[LoopbackCalendar]:
    with LoopbackCalendar() as running:
        yield running


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "state"))
    return new_archive(tmp_path / "archive")


def anchor(archive: Path, *arguments: str) -> Done:
    return typed("--archive", str(archive), "anchor", *arguments)


def only(archive: Path, trust: Trust | None = None) -> AnchorCheck:
    (check,) = check_anchors(archive, trust=trust)
    return check


def newest(archive: Path) -> Path:
    return max((archive / "anchors").glob("*.ots"), key=lambda each: each.name)


def upgraded(archive: Path, calendar: LoopbackCalendar) -> Path:
    assert anchor(archive, "--ots", calendar.url).status == 0
    calendar.mine(TIME)
    done = anchor(archive, "--upgrade")
    assert done.status == 0, done.err
    return newest(archive)


def headers(calendar: LoopbackCalendar, path: Path, *, height: bool = True) -> Path:
    lines = (
        (f"{n} " if height else "") + data.hex() for n, data in sorted(calendar.headers.items())
    )
    path.write_text("\n".join(lines) + "\n", encoding="ascii")
    return path


# -- a promise, and what becomes of it -------------------------------------------------------


def test_a_promise_proves_no_time(archive: Path, calendar: LoopbackCalendar) -> None:
    done = anchor(archive, "--ots", calendar.url)
    assert done.status == 0 and calendar.asked == ["/digest"]
    check = only(archive)
    assert check.ok and check.time is None and not check.covers
    assert "no time yet" in check.message and calendar.url in check.message
    assert since([check], 0) is None and stretches([check]) == []
    told = typed("--archive", str(archive), "--json", "verify")
    assert told.status == 0 and json.loads(told.out.splitlines()[-1])["since"] == []
    assert "no time stamp covers the ledger" in told.err


def test_what_is_not_kept_yet_is_said_and_asked_for_again(
    archive: Path, calendar: LoopbackCalendar
) -> None:
    anchor(archive, "--ots", calendar.url)
    before = sorted((archive / "anchors").iterdir())
    done = anchor(archive, "--upgrade")
    assert done.status == 1 and "no more than its promise yet" in done.err
    assert sorted((archive / "anchors").iterdir()) == before
    calendar.mine(TIME)
    assert anchor(archive, "--upgrade").status == 0
    asked = list(calendar.asked)
    done = anchor(archive, "--upgrade")
    assert done.status == 0 and "owes anything" in done.err and calendar.asked == asked


def test_a_proof_is_held_against_the_header_that_is_given_offline(
    archive: Path, calendar: LoopbackCalendar, tmp_path: Path
) -> None:
    path = upgraded(archive, calendar)
    file = headers(calendar, tmp_path / "headers.txt")
    (found,) = (each for each in check_anchors(archive) if each.anchor.endswith(path.name))
    assert found.time is None and "no header of that block was given" in found.message
    asked = list(calendar.asked)
    trust = Trust.read([], [file])
    checks = {each.anchor: each for each in check_anchors(archive, trust=trust)}
    proved = checks[f"anchors/{path.name}"]
    assert (proved.ok, proved.time, proved.covers) == (True, SAID, True)
    assert "wrong by two hours" in proved.message and "compare it" in proved.message
    told = typed("--archive", str(archive), "--json", "verify", "--header", str(file))
    (existed,) = json.loads(told.out.splitlines()[-1])["since"]
    assert told.status == 0 and existed["time"] == SAID and "block 800000" in existed["by"]
    assert calendar.asked == asked


@pytest.mark.parametrize("kind", ["bytes", "digits"])
def test_a_header_without_its_height_will_do(
    archive: Path, calendar: LoopbackCalendar, tmp_path: Path, kind: str
) -> None:
    path = upgraded(archive, calendar)
    file = headers(calendar, tmp_path / "header", height=False)
    if kind == "bytes":
        file.write_bytes(calendar.headers[800_000])
    check = verify_anchor(path, archive / "ledger.jsonl", trust=Trust.read([], [file]))
    assert check.time == SAID


def test_another_blocks_header_proves_nothing(
    archive: Path, calendar: LoopbackCalendar, tmp_path: Path
) -> None:
    path = upgraded(archive, calendar)
    file = tmp_path / "header.txt"
    file.write_text(f"799999 {header(bytes(32), TIME).hex()}\n{GENESIS}\n", encoding="ascii")
    check = verify_anchor(path, archive / "ledger.jsonl", trust=Trust.read([], [file]))
    assert check.ok and check.time is None
    file.write_text(f"800000 {header(bytes(32), TIME).hex()}\n", encoding="ascii")
    check = verify_anchor(path, archive / "ledger.jsonl", trust=Trust.read([], [file]))
    assert not check.ok and check.problem == "anchor_timestamp"
    assert typed("--archive", str(archive), "verify", "--header", str(file)).status == 3


def test_the_client_of_opentimestamps_opens_the_proofs(
    archive: Path, calendar: LoopbackCalendar
) -> None:
    program = shutil.which("ots", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip("needs the client of OpenTimestamps")
    path = upgraded(archive, calendar)
    lines = (archive / "ledger.jsonl").read_bytes().splitlines()
    digest = hashlib.sha256(lines[-1]).hexdigest()
    for each in (archive / "anchors").glob("*.ots"):
        done = subprocess.run([program, "info", each], capture_output=True, text=True, check=True)
        assert f"File sha256 hash: {digest}" in done.stdout
        assert f"PendingAttestation('{calendar.url}')" in done.stdout
    root = calendar.headers[800_000][36:68][::-1].hex()
    done = subprocess.run([program, "info", path], capture_output=True, text=True, check=True)
    assert "BitcoinBlockHeaderAttestation(800000)" in done.stdout and root in done.stdout


# -- several calendars, dead ones, and hostile ones --------------------------------------------


def test_several_calendars_are_one_proof_and_a_dead_one_is_said(
    archive: Path, calendar: LoopbackCalendar, tmp_path: Path
) -> None:
    with LoopbackCalendar() as other:
        urls = ["http://127.0.0.1:1", calendar.url, other.url]
        done = anchor(archive, *(word for url in urls for word in ("--ots", url)))
        assert done.status == 1 and done.err.count("could not be reached") == 1
        assert calendar.url in only(archive).message and other.url in only(archive).message
        other.mine(TIME)
        done = anchor(archive, "--upgrade")
        assert done.status == 1 and f"{calendar.url} has no more than its promise" in done.err
        trust = Trust.read([], [headers(other, tmp_path / "headers.txt")])
    checks = list(check_anchors(archive, trust=trust))
    assert [each.time for each in checks] == [None, SAID]
    assert anchor(archive, "--ots", "http://127.0.0.1:1").status == 1


@pytest.mark.parametrize("trouble", ["status", "garbage"])
def test_a_calendar_in_trouble_leaves_nothing_behind(
    archive: Path, calendar: LoopbackCalendar, trouble: str
) -> None:
    calendar.trouble = trouble
    done = anchor(archive, "--ots", calendar.url)
    assert done.status == 1 and calendar.url in done.err
    assert not (archive / "anchors").exists()


def test_an_archive_from_elsewhere_has_nobody_asked(
    archive: Path, calendar: LoopbackCalendar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anchor(archive, "--ots", calendar.url)
    calendar.mine(TIME)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "another-machine"))
    asked = list(calendar.asked)
    done = anchor(archive, "--upgrade")
    assert done.status == 1 and "promised nothing on this machine" in done.err
    assert calendar.asked == asked
    assert anchor(archive, "--upgrade", "--ots", calendar.url).status == 0


def test_a_calendar_sends_nobody_to_an_address_of_this_machine(
    archive: Path, calendar: LoopbackCalendar
) -> None:
    with LoopbackCalendar() as victim:
        calendar.named = victim.url.replace("127.0.0.1", "127.0.0.2")
        anchor(archive, "--ots", calendar.url)
        done = anchor(archive, "--upgrade")
        assert done.status == 1 and "was not asked" in done.err and victim.asked == []


# -- damage ------------------------------------------------------------------------------------


def test_a_changed_byte_of_a_proof_is_found(archive: Path, calendar: LoopbackCalendar) -> None:
    path = upgraded(archive, calendar)
    data = path.read_bytes()
    for place in range(0, len(data), 7):
        changed = bytearray(data)
        changed[place] ^= 1
        path.write_bytes(changed)
        check = next(each for each in check_anchors(archive) if each.anchor.endswith(path.name))
        assert (check.ok, check.problem) == (False, "anchor_changed")


def test_a_rewritten_ledger_is_found_by_a_proof(archive: Path, calendar: LoopbackCalendar) -> None:
    upgraded(archive, calendar)
    ledger = archive / "ledger.jsonl"
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(b"".join(lines[:-1]))
    assert [each.problem for each in check_anchors(archive)] == ["anchor_ledger"] * 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00OpenTimestamps",
        b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01\x08" + b"x" * 50,
    ],
)
def test_what_is_no_proof_is_said(archive: Path, content: bytes) -> None:
    (archive / "anchors").mkdir()
    (archive / "anchors" / "3-kept.ots").write_bytes(content)
    check = only(archive)
    assert (check.ok, check.problem) == (False, "anchor_unreadable")


def test_a_hostile_proof_is_read_within_bounds_and_told_in_a_line(archive: Path) -> None:
    """Thousands of promises, each of another message; and more than any proof has."""
    begin = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01\x08"
    digest = hashlib.sha256((archive / "ledger.jsonl").read_bytes().splitlines()[-1]).digest()
    promises = [
        bytes.fromhex("0083dfe30d2ef90c8e") + b"\x09\x08http://%d" % (n % 10) for n in range(2_000)
    ]
    forks = b"".join(b"\xff\xf0\x04%04d" % n + each for n, each in enumerate(promises))
    (archive / "anchors").mkdir()
    path = archive / "anchors" / "3-kept.ots"
    path.write_bytes(begin + digest + forks + promises[0])
    check = only(archive)
    assert check.ok and not check.covers and len(check.message) < 400
    assert "http://4 and 5 more" in check.message
    path.write_bytes(begin + digest + 8 * forks + promises[0])
    check = only(archive)
    assert (check.ok, check.problem) == (False, "anchor_unreadable") and "bytes" in check.message


def test_without_the_library_it_is_not_looked_at_and_nobody_is_asked(
    archive: Path, calendar: LoopbackCalendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgraded(archive, calendar)
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("opentimestamps"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    asked = list(calendar.asked)
    checks = list(check_anchors(archive))
    assert all(each.ok and not each.covers for each in checks)
    assert all("not looked at" in each.message for each in checks)
    for arguments in (["--ots", calendar.url], ["--upgrade"]):
        done = anchor(archive, *arguments)
        assert done.status == 1 and "pip install 'dragoman[ots]'" in done.err
    assert calendar.asked == asked


# -- headers -----------------------------------------------------------------------------------


def test_the_first_block_of_bitcoin_is_read_as_everybody_reads_it() -> None:
    found = BlockHeader.of(bytes.fromhex(GENESIS), 0)
    assert found.hash == "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"
    assert found.time == "2009-01-03T18:15:05Z"


@pytest.mark.parametrize(
    "content",
    [
        b"", b"x" * 79, GENESIS.encode()[:-2], GENESIS.encode() + b"\nblock", b"\xff" * 200,
        GENESIS.replace("7c", "7d").encode(),  # no work was done for it
        header(bytes(32), TIME)[:-8] + struct.pack("<II", 0xFFFFFFFF, 1),
    ],
)  # fmt: skip
def test_what_is_no_header_is_wrong_usage(archive: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "header").write_bytes(content)
    with pytest.raises(UsageError, match="holds no block header"):
        read_headers([tmp_path / "header"])
    done = typed("--archive", str(archive), "verify", "--header", str(tmp_path / "header"))
    assert done.status == 2
