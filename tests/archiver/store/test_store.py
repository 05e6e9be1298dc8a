"""The archive on disk: appended to from many sides, killed, cut, filled up, shortened."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import itertools
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from dragoman.archiver.records.record import Record, bare_id, json_record, resource_record
from dragoman.archiver.store import warc_file
from dragoman.archiver.store.store import Store
from dragoman.archiver.store.tail import Tail
from dragoman.errors import ArchiveError
from dragoman.provenance import durable, lock
from dragoman.provenance.ledger import encode_line
from tests.support.disk import Disk, Stop
from tests.support.places import ROOT

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def make(folder: Path, **options: Any) -> Store:
    store = Store(folder, software="test/0", **options)
    store.create()
    return store


def records(count: int = 1, size: int = 10) -> list[Record]:
    noise = random.Random(count * size).randbytes(size).hex()
    return [json_record("k", "http://h/", {"n": n, "noise": noise}) for n in range(count)]


def append(store: Store, count: int = 1, kind: str = "captures", size: int = 10) -> list[str]:
    """The ids that were reported as done."""
    return [entry.id for entry in store.append(records(count, size), kind)]


def audit(folder: Path) -> list[dict[str, Any]]:
    """The ledger's record lines, once everything was checked by means of its own.

    Each line follows the one before; each file is covered from its first byte to its last; each
    stretch is one gzip member with the digest and the record that the line names.
    """
    lines, previous, ends = [], "", dict[str, int]()
    raw = (folder / "ledger.jsonl").read_bytes()
    assert raw.endswith(b"\n")
    for number, line in enumerate(raw.split(b"\n")[:-1]):
        fields = json.loads(line)
        assert (fields["n"], fields["prev"]) == (number, previous)
        previous = hashlib.sha256(line).hexdigest()
        if number:
            lines.append(fields)
    for line in lines:
        data = (folder / line["file"]).read_bytes()
        assert line["offset"] == ends.get(line["file"], 0)
        ends[line["file"]] = line["offset"] + line["length"]
        member = data[line["offset"] : ends[line["file"]]]
        assert hashlib.sha256(member).hexdigest() == line["sha256"]
        plain = gzip.decompress(member)
        assert plain.startswith(b"WARC/1.1\r\n")
        assert f"WARC-Record-ID: <urn:uuid:{line['id']}>\r\n".encode() in plain
        assert f"WARC-Type: {line['type']}\r\n".encode() in plain
    for path in (folder / "warc").iterdir():
        assert path.stat().st_size == ends[f"warc/{path.name}"], path
    assert len({line["id"] for line in lines}) == len(lines)
    return lines


def chained(folder: Path) -> set[str]:
    return {line["id"] for line in audit(folder)}


def aside(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in sorted((folder / "set-aside").glob("*")))


def warcs(folder: Path, kind: str = "captures") -> list[Path]:
    return sorted((folder / "warc").glob(f"{kind}-*"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


# -- appending -------------------------------------------------------------------------------


def test_what_is_appended_is_chained(folder: Path) -> None:
    store = make(folder)
    reported = append(store, 3) + append(store, 2, "derived") + append(store, 1)
    lines = audit(folder)
    assert [line["type"] for line in lines] == (
        ["warcinfo", *["metadata"] * 3, "warcinfo", *["metadata"] * 2, "metadata"]
    )
    assert [line["id"] for line in lines if line["type"] != "warcinfo"] == reported
    assert not any("mark" in line for line in lines)
    assert store.append([], "captures") == []
    assert store.notices == []


def test_entries_are_those_of_the_records_in_order(folder: Path) -> None:
    store = make(folder)
    given = records(4)
    entries = store.append(given, "captures")
    assert [entry.id for entry in entries] == [record.id for record in given]
    entries += store.append(records(2), "derived")
    numbers = {line["id"]: line["n"] for _, line in store.entries() if "id" in line}
    assert [entry.n for entry in entries] == [numbers[entry.id] for entry in entries]
    for entry in entries:
        with (folder / entry.file).open("rb") as stream:
            stream.seek(entry.offset)
            assert hashlib.sha256(stream.read(entry.length)).hexdigest() == entry.sha256


def test_files_roll_and_their_names_sort_as_they_came(folder: Path) -> None:
    store = make(folder, roll_at=3000)
    for _ in range(12):
        append(store, 2, size=300)
    files = warcs(folder)
    assert len(files) > 3
    order = list(dict.fromkeys(line["file"] for line in audit(folder)))
    assert order == [f"warc/{path.name}" for path in files]
    assert all(path.stat().st_size < 6000 for path in files)


def test_a_clock_that_goes_back_does_not_shuffle_the_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(make(folder, roll_at=1))

    class Earlier(warc_file.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return super().now(tz).replace(year=2001)

    monkeypatch.setattr(warc_file, "datetime", Earlier)
    for _ in range(3):
        append(make(folder, roll_at=1))
    order = list(dict.fromkeys(line["file"] for line in audit(folder)))
    assert order == [f"warc/{path.name}" for path in warcs(folder)]
    assert len(order) == 4


def test_threads_share_syncs_and_lose_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = make(folder)
    synced: list[float] = []
    real = os.fsync

    def slow(handle: int) -> None:
        time.sleep(0.002)
        synced.append(time.monotonic())
        real(handle)

    monkeypatch.setattr(os, "fsync", slow)
    kinds = itertools.cycle(["captures", "captures", "derived"])
    with ThreadPoolExecutor(16) as pool:
        jobs = [
            pool.submit(append, store, 2, kind) for kind, _ in zip(kinds, range(120), strict=False)
        ]
        reported = [each for job in jobs for each in job.result()]
    assert len(set(reported)) == 240
    assert set(reported) <= chained(folder)
    assert len(synced) < 200  # alone, each of the 120 would take two


def test_two_processes_at_once(folder: Path) -> None:
    make(folder)
    script = """
import sys
from pathlib import Path
from tests.archiver.store.test_store import append, make
store = make(Path(sys.argv[1]), roll_at=20_000)
for number in range(40):
    for each in append(store, 2, "captures" if number % 3 else "derived", size=200):
        print(each)
"""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    reported = [line for each in running for line in each.communicate()[0].split()]
    assert [each.returncode for each in running] == [0, 0]
    assert len(reported) == 160
    assert set(reported) <= chained(folder)
    assert len(warcs(folder)) > 1


def test_stores_that_take_turns_see_each_others_files(folder: Path) -> None:
    stores = [make(folder, roll_at=2000) for _ in range(3)]
    for number in range(30):
        append(stores[number % 3], 1, "captures" if number % 2 else "derived", size=200)
    audit(folder)
    assert not any(store.notices for store in stores)


def test_a_lock_that_is_held_is_a_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, other = make(folder), make(folder)
    monkeypatch.setattr(lock, "LOCK_SECONDS", 0.1)
    with other.locked(), pytest.raises(ArchiveError, match="another program"):
        append(store)
    assert len(append(store)) == 1
    audit(folder)


# -- killed at any moment --------------------------------------------------------------------


@forks
def test_killed_twenty_times(folder: Path) -> None:
    """What had been reported is there, and the next append works without help."""
    dice = random.Random(7)
    make(folder)
    reported: list[str] = []
    for _ in range(20):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                store = make(folder, roll_at=30_000)
                while True:
                    kind = dice.choice(["captures", "derived"])
                    for each in append(store, 3, kind, size=dice.choice([10, 5000])):
                        os.write(writer, f"{each}\n".encode())
            finally:
                os._exit(1)
        os.close(writer)
        with os.fdopen(reader) as stream:
            reported.append(stream.readline().strip())  # it is at work
            time.sleep(dice.uniform(0, 0.04))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            reported += [line.strip() for line in stream if line.endswith("\n")]
        after = make(folder, roll_at=30_000)
        reported += append(after) + append(after, kind="derived")
        assert set(reported) <= chained(folder)
    assert len(reported) >= 20 * 5


SITUATIONS: dict[str, tuple[int, Callable[[Store], list[str]]]] = {
    "first file": (10**9, lambda _: []),
    "same file": (10**9, lambda store: append(store, 2)),
    "next file": (1, lambda store: append(store, 2) + append(store, 1, "derived")),
}


def _crash(folder: Path, disk: Disk, situation: str, left: int) -> tuple[list[str], bool]:
    """Begin an archive and crash after `left` steps of an append; what was reported, and whether
    it came to a crash."""
    roll_at, before = SITUATIONS[situation]
    disk.left = -1
    store = make(folder, roll_at=roll_at)
    disk.begin()
    reported = before(store)
    disk.left = left
    try:
        reported += append(store, 2)
    except Stop:
        return reported, True
    finally:
        disk.left = -1
    return reported, False


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_crash_at_every_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, situation: str
) -> None:
    """The process is killed; what it wrote is there."""
    for left in itertools.count():
        folder = tmp_path / str(left)
        with monkeypatch.context() as patch:
            reported, crashed = _crash(folder, Disk(folder, patch), situation, left)
        if not crashed:
            break
        after = make(folder)
        reported += append(after, 1, "derived") + append(after)
        assert set(reported) <= chained(folder)
    assert left >= 10


@pytest.mark.parametrize("situation", SITUATIONS)
def test_an_interruption_at_every_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, situation: str
) -> None:
    """Ctrl-C: the process goes on, with the same store."""
    roll_at, before = SITUATIONS[situation]
    for left in itertools.count():
        folder = tmp_path / str(left)
        with monkeypatch.context() as patch:
            disk = Disk(folder, patch, interrupted=True)
            store = make(folder, roll_at=roll_at)
            reported = before(store)
            disk.left = left
            try:
                append(store, 2)
            except Stop:
                pass
            else:
                break
            finally:
                disk.left = -1
            reported += append(store) + append(store, 1, "derived")
        assert set(reported) <= chained(folder)
    assert left >= 10


@pytest.mark.parametrize("what", ["records", "import"])
def test_what_an_interrupted_write_believed_is_forgotten(
    folder: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Another process may write as many lines meanwhile: then their number tells nothing."""
    store = make(folder)
    append(store, 1, "derived")
    append(store)
    real = Tail.append

    def interrupted(self: Tail, *arguments: Any) -> Any:
        real(self, *arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Tail, "append", interrupted)
        with pytest.raises(KeyboardInterrupt):
            if what == "records":
                append(store, 2, "derived", size=900)
            else:
                (folder / "spool" / "copy").write_bytes(b"bytes")
                digest = hashlib.sha256(b"bytes").hexdigest()
                store.append_import(folder / "spool" / "copy", "a.warc", sha256=digest, length=5)
    append(make(folder), 2 if what == "records" else 1)
    append(store, 1, "derived")
    audit(folder)
    assert store.notices == []
    if what == "import":
        (folder / "imports" / "a.warc").write_bytes(b"bytes")  # another process, killed
        append(store)
        assert b'"type":"import"' in (folder / "ledger.jsonl").read_bytes()


def test_a_thread_that_waits_is_told_when_the_writer_is_interrupted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = make(folder)
    entered, go_on = threading.Event(), threading.Event()
    real = durable.sync

    def sync(stream: BinaryIO) -> None:
        if not entered.is_set():
            entered.set()
            go_on.wait(5)
            raise KeyboardInterrupt
        real(stream)

    monkeypatch.setattr(durable, "sync", sync)
    with ThreadPoolExecutor(5) as pool:
        first = pool.submit(append, store)
        entered.wait(5)
        others = [pool.submit(append, store) for _ in range(4)]
        time.sleep(0.05)
        go_on.set()
        with pytest.raises(KeyboardInterrupt):
            first.result()
        reported = [each for job in others for each in job.result()]
    assert len(reported) == 4
    assert set(reported) <= chained(folder)


# -- what a crash leaves ---------------------------------------------------------------------


def lose_lines(folder: Path, count: int) -> None:
    """Take whole lines off the ledger's end."""
    path = folder / "ledger.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-count]))


def as_before(folder: Path, action: Callable[[], object]) -> None:
    """Do something, then put ledger and checkpoint back as after a crash in the middle of it."""
    names = ("ledger.jsonl", "ledger.head")
    before = {name: (folder / name).read_bytes() for name in names}
    action()
    for name, content in before.items():
        (folder / name).write_bytes(content)


def test_whole_records_without_lines_are_recovered(folder: Path) -> None:
    store = make(folder)
    append(store)
    lost: list[str] = []
    as_before(folder, lambda: lost.extend(append(store, 3)))
    after = make(folder)
    append(after)
    lines = audit(folder)
    assert [line["id"] for line in lines if line.get("mark") == "recovered"] == lost
    assert len(after.notices) == 1
    assert "3 whole record(s)" in after.notices[0]
    assert aside(folder) == b""


@pytest.mark.parametrize("size", [1 << 20, 3_000_000])
def test_a_record_that_is_far_longer_than_its_member_is_recovered(folder: Path, size: int) -> None:
    """Its last bytes are fetched with those of the next: each has to know which are its own."""
    store = make(folder)
    append(store)
    even = [json_record("k", "http://h/", {"n": n, "even": "a" * size}) for n in range(3)]
    as_before(folder, lambda: store.append([*even, *records(2)], "captures"))
    after = make(folder)
    append(after)
    assert sum(line.get("mark") == "recovered" for line in audit(folder)) == 5
    assert aside(folder) == b""


def test_a_store_that_is_open_recovers_what_another_left(folder: Path) -> None:
    store, other = make(folder), make(folder)
    append(store)
    lost: list[str] = []
    as_before(folder, lambda: lost.extend(append(other, 2, "derived")))
    append(store)
    assert set(lost) <= chained(folder)


def test_a_torn_record_is_set_aside(folder: Path) -> None:
    store = make(folder)
    append(store)
    end = warcs(folder)[0].stat().st_size
    as_before(folder, lambda: append(store, 2))
    data = warcs(folder)[0].read_bytes()
    warcs(folder)[0].write_bytes(data[:-1])
    after = make(folder)
    append(after)
    lines = audit(folder)
    assert sum(line.get("mark") == "recovered" for line in lines) == 1
    assert aside(folder)
    assert data[end:-1].endswith(aside(folder))
    assert "set-aside/" in after.notices[0]


@pytest.mark.parametrize(
    "junk", [b"x", b"\0" * 5000, b"\x1f\x8b\x08", gzip.compress(b"no record", mtime=0)]
)
def test_what_is_no_record_is_set_aside(folder: Path, junk: bytes) -> None:
    append(make(folder))
    with warcs(folder)[0].open("ab") as stream:
        stream.write(junk)
    append(make(folder))
    audit(folder)
    assert aside(folder) == junk


def test_a_copy_of_a_record_is_not_recovered(folder: Path) -> None:
    """A crash does not write a record twice; whatever did, it is no second record."""
    append(make(folder))
    line = audit(folder)[-1]
    data = (folder / line["file"]).read_bytes()
    copy = data[line["offset"] :]
    (folder / line["file"]).write_bytes(data + copy)
    append(make(folder))
    audit(folder)
    assert aside(folder) == copy


def test_a_file_that_no_line_names(folder: Path) -> None:
    """The crash came between the first record of a new file and its line."""
    store = make(folder, roll_at=1)
    append(store)
    lost: list[str] = []
    as_before(folder, lambda: lost.extend(append(store, 2)))
    assert len(warcs(folder)) == 2
    append(make(folder))
    lines = audit(folder)
    assert set(lost) <= {line["id"] for line in lines}
    assert sum(line.get("mark") == "recovered" for line in lines) == 3  # with the warcinfo


@pytest.mark.parametrize("kept", [0, 100])
def test_a_file_that_was_only_begun(folder: Path, kept: int) -> None:
    store = make(folder)
    as_before(folder, lambda: append(store))
    data = warcs(folder)[0].read_bytes()
    warcs(folder)[0].write_bytes(data[:kept])
    append(make(folder))
    audit(folder)
    assert len(warcs(folder)) == 1
    assert aside(folder) == data[:kept]


def test_a_torn_line_is_set_aside(folder: Path) -> None:
    append(make(folder))
    with (folder / "ledger.jsonl").open("ab") as stream:
        stream.write(b'{"file":"warc/captur')
    store = make(folder)
    append(store)
    audit(folder)
    assert aside(folder) == b'{"file":"warc/captur'
    assert "ledger.jsonl" in store.notices[0]


def test_files_that_are_not_ours_are_left_alone(folder: Path, tmp_path: Path) -> None:
    append(make(folder))
    foreign = folder / "warc" / "someone-elses.warc.gz"
    foreign.write_bytes(b"bytes")
    outside = tmp_path / "outside"
    outside.write_bytes(b"precious")
    link = folder / "warc" / "captures-99991231235959-00000.warc.gz"
    link.symlink_to(outside)
    append(make(folder))
    assert foreign.read_bytes() == b"bytes"
    assert outside.read_bytes() == b"precious"
    assert aside(folder) == b""


def test_a_ledger_from_elsewhere_cannot_name_files_outside(folder: Path, tmp_path: Path) -> None:
    """An archive that somebody hands us is hostile input too."""
    outside = tmp_path / "captures-outside"
    precious = b"precious, and just as long as the ledger says"
    outside.write_bytes(precious)
    own = "captures-20260101000000-00000.warc.gz"
    for name in (
        "../captures-outside",
        "warc/../../captures-outside",
        f"warc/{own}/../../../captures-outside",
        str(outside),
    ):
        for length in (5, len(precious)):
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            (folder / "warc" / own).mkdir()
            first = (folder / "ledger.jsonl").read_bytes()
            prev = hashlib.sha256(first[:-1]).hexdigest()
            line = {"file": name, "offset": 0, "length": length, "n": 1, "prev": prev}
            line |= {"id": "x", "type": "metadata", "sha256": "0" * 64}
            with (folder / "ledger.jsonl").open("ab") as stream:
                stream.write(encode_line(line) + b"\n")
            append(make(folder))
            assert outside.read_bytes() == precious
            assert aside(folder) == encode_line(line) + b"\n"


# -- what is no crash ------------------------------------------------------------------------


def states_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


def change_last_line(folder: Path) -> None:
    path = folder / "ledger.jsonl"
    data = path.read_bytes()
    path.write_bytes(data[:-10] + bytes([data[-10] ^ 1]) + data[-9:])


def shorten_both(folder: Path) -> None:
    """The last record is gone from the ledger and from the file, as if it had never been."""
    line = audit(folder)[-1]
    lose_lines(folder, 1)
    os.truncate(folder / line["file"], line["offset"])


def cut_ledger(folder: Path, count: int) -> None:
    path = folder / "ledger.jsonl"
    os.truncate(path, path.stat().st_size - count)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "missing": lambda folder: (folder / "ledger.jsonl").unlink(),
    "empty": lambda folder: (folder / "ledger.jsonl").write_bytes(b""),
    "one line less": lambda folder: lose_lines(folder, 1),
    "three lines less": lambda folder: lose_lines(folder, 3),
    "the first line only": lambda folder: lose_lines(folder, len(audit(folder))),
    "the last line feed": lambda folder: cut_ledger(folder, 1),
    "half a line": lambda folder: cut_ledger(folder, 150),
    "one line more than half": lambda folder: cut_ledger(folder, 500),
    "another last line": change_last_line,
    "ledger and file": shorten_both,
    "another ledger": lambda folder: shutil.copy(
        make(folder.parent / "other").ledger, folder / "ledger.jsonl"
    ),
}


@pytest.mark.parametrize("open_before", [False, True])
@pytest.mark.parametrize("case", DAMAGE)
def test_a_missing_or_shortened_ledger_stops_appends(
    folder: Path, case: str, open_before: bool
) -> None:
    store = make(folder)
    append(store, 4)
    append(store, 2, "derived")
    DAMAGE[case](folder)
    before = states_of(folder)
    with pytest.raises(ArchiveError, match="dragoman repair"):
        append(store if open_before else make(folder))
    with pytest.raises(ArchiveError, match="dragoman repair"):
        append(store if open_before else make(folder), 1, "derived")
    assert states_of(folder) == before


def test_a_checkpoint_that_is_gone_matters_only_after_a_crash(folder: Path) -> None:
    store = make(folder)
    append(store)
    store.checkpoint.unlink()
    append(make(folder))
    audit(folder)
    assert store.checkpoint.exists()
    lose_lines(folder, 1)
    store.checkpoint.unlink()
    before = states_of(folder)
    with pytest.raises(ArchiveError, match="dragoman repair"):
        append(make(folder))
    assert states_of(folder) == before


def test_an_old_checkpoint_is_still_true(folder: Path) -> None:
    store = make(folder)
    old = store.checkpoint.read_bytes()
    append(store, 3)
    store.checkpoint.write_bytes(old)
    append(make(folder))
    audit(folder)
    assert not (folder / "set-aside").exists()


def test_a_torn_checkpoint_says_that_there_was_a_crash(folder: Path) -> None:
    store = make(folder)
    lost: list[str] = []
    append(store)
    as_before(folder, lambda: lost.extend(append(store, 2)))
    store.checkpoint.write_bytes(b"\0" * 512)
    append(make(folder))
    assert set(lost) <= chained(folder)


def test_a_torn_checkpoint_is_no_reason_to_cut_a_damaged_ledger(folder: Path) -> None:
    store = make(folder)
    append(store, 5)
    ledger = (folder / "ledger.jsonl").read_bytes()
    (folder / "ledger.jsonl").write_bytes(
        ledger.replace(b'"type":"metadata"', b'"type":"metadatA"', 1)
    )
    store.checkpoint.write_bytes(b"torn")
    before = states_of(folder)
    with pytest.raises(ArchiveError, match="dragoman repair"):
        append(make(folder))
    assert states_of(folder) == before


def test_damage_in_the_middle_of_the_ledger_stays_and_stops_nothing(folder: Path) -> None:
    """`verify` says what is wrong; people in a hurry go on capturing."""
    append(make(folder), 5)
    path = folder / "ledger.jsonl"
    damaged = path.read_bytes().replace(b'"type":"metadata"', b'"type":"metadatA"', 1)
    path.write_bytes(damaged)
    reported = append(make(folder))
    assert path.read_bytes().startswith(damaged)
    assert reported[0].encode() in path.read_bytes()


@pytest.mark.parametrize("left", [None, 0, 200])
def test_a_warc_file_shorter_than_its_lines_is_left_as_it_is(
    folder: Path, left: int | None
) -> None:
    append(make(folder), 3)
    (path,) = warcs(folder)
    if left is None:
        path.unlink()
    else:
        os.truncate(path, left)
    store = make(folder)
    reported = append(store)
    assert path.name in store.notices[0]
    assert "dragoman verify" in store.notices[0]
    assert path.exists() is (left is not None)
    if left is not None:
        assert path.stat().st_size == left
    last = json.loads((folder / "ledger.jsonl").read_bytes().splitlines()[-1])
    assert last["id"] == reported[0]
    assert last["file"] != f"warc/{path.name}"
    assert last["file"] > f"warc/{path.name}"
    append(make(folder))
    assert len(store.notices) == 1


def test_records_without_a_ledger_are_not_begun_anew(folder: Path) -> None:
    append(make(folder))
    for name in ("ledger.jsonl", "ledger.head"):
        (folder / name).unlink()
    with pytest.raises(ArchiveError, match="dragoman repair"):
        make(folder)
    shutil.rmtree(folder / "warc")
    make(folder)
    (folder / "ledger.jsonl").unlink()
    (folder / "imports").mkdir()
    (folder / "imports" / "x.warc").write_bytes(b"x")
    with pytest.raises(ArchiveError, match="dragoman repair"):
        make(folder)


# -- no room, no right -----------------------------------------------------------------------


def in_a_child(action: Callable[[], None]) -> str:
    """Run `action` in a forked child; what it said, or the error it ended with."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            action()
            os.write(writer, b"done")
        except BaseException as error:  # noqa: BLE001 - told to the parent
            os.write(writer, f"{type(error).__name__}: {error}".encode())
        finally:
            os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as stream:
        return stream.read()


@contextlib.contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """No file may grow past `size`: how a full disk looks to the one who writes."""
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("spare", [0, 1, 200, 1000])
@pytest.mark.parametrize("full", ["warc", "ledger"])
def test_a_disk_that_fills_up(folder: Path, spare: int, full: str) -> None:
    """One sentence, nothing damaged, and with room again it goes on."""
    store = make(folder)
    reported = append(store, 1, size=1000 if full == "warc" else 1)
    grown = warcs(folder)[0] if full == "warc" else folder / "ledger.jsonl"
    before = states_of(folder)
    with (
        file_size_limit(grown.stat().st_size + spare),
        pytest.raises(ArchiveError, match="what was reported done before is safe"),
    ):
        append(store, 30)
    assert states_of(folder) == before
    reported += append(store, 30)
    assert set(reported) <= chained(folder)
    assert not any("mark" in line for line in audit(folder))
    assert store.notices == []


def test_a_disk_that_is_full_when_a_file_is_begun(folder: Path) -> None:
    store = make(folder)
    before = states_of(folder)
    with file_size_limit(100), pytest.raises(ArchiveError):
        append(store)
    assert states_of(folder) == before
    append(store)
    audit(folder)


def test_a_disk_that_is_full_before_anything_is_appended(folder: Path) -> None:
    """What is compressed waits in a spool, which needs room as well."""
    store = make(folder)
    large = resource_record(random.Random(1).randbytes(2_000_000), "urn:x", "text/plain")
    with file_size_limit(1_000_000), pytest.raises(ArchiveError, match="nothing more can be"):
        store.append([*records(), large], "captures")
    append(store)
    assert len(audit(folder)) == 2
    assert list((folder / "spool").iterdir()) == []


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder that another user can come to; pytest's own are closed to all but one."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@forks
@pytest.mark.parametrize("what", ["folder", "ledger", "warc", "everything"])
def test_without_the_right_to_write(reachable: Path, what: str) -> None:
    folder = reachable / "archive"
    reported = append(make(folder))
    closed = {
        "folder": [folder],
        "ledger": [folder / "ledger.jsonl"],
        "warc": [folder / "warc", *warcs(folder)],
        "everything": [*folder.rglob("*"), folder],
    }[what]
    before = states_of(folder)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o777)
    for path in closed:
        path.chmod(0o555)

    def attempt() -> None:
        if os.getuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        append(make(folder))

    said = in_a_child(attempt)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o777)
    if what == "folder":
        # the lock file is there already, and nothing new is needed beside it
        assert said == "done"
    else:
        assert said.startswith("ArchiveError: nothing more can be written"), said
        assert "Permission denied" in said
        assert states_of(folder) == before
    append(make(folder))
    assert set(reported) <= chained(folder)


@forks
def test_a_folder_that_cannot_be_made(reachable: Path) -> None:
    reachable.chmod(0o555)

    def attempt() -> None:
        if os.getuid() == 0:
            os.setuid(65534)
        make(reachable / "archive")

    said = in_a_child(attempt)
    assert said.startswith("ArchiveError: the archive ")
    assert said.endswith("cannot be written: Permission denied")
    reachable.chmod(0o755)
    (reachable / "file").write_bytes(b"")
    with pytest.raises(ArchiveError):
        make(reachable / "file")


def test_ids_in_headers_and_in_the_ledger_are_the_same_words(folder: Path) -> None:
    store = make(folder)
    (record,) = records()
    (entry,) = store.append([record], "captures")
    assert bare_id(dict(record.headers)["WARC-Record-ID"]) == entry.id
