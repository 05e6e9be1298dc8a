"""The power is cut at every step of all that is written: only what was synced is certain then.

Each scenario is cut after every step, every state that the disk may show is written out, and what
had been reported by then must be there. And the other way round: each sync in the code is left out
once, and a scenario must notice. So there is no sync too few, and none that nothing rests on.
"""

from __future__ import annotations

import ast
import contextlib
import errno
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

import dragoman
from dragoman.archive import Archive
from dragoman.archiver.store.repair import repair
from dragoman.archiver.store.store import Store
from dragoman.copying.place import Folder
from dragoman.errors import ArchiveError, FetchError
from dragoman.exchange.files.pending_file import PendingFile
from dragoman.exchange.withheld.openings import openings_beside, read_openings, write_openings
from dragoman.provenance import durable
from dragoman.provenance.anchors import anchor, ots_anchor
from dragoman.provenance.anchors.anchor_check import check_anchors
from dragoman.provenance.anchors.ots_proof import Proof
from dragoman.settings import TEMPLATE
from dragoman.steps.elsewhere import withheld
from dragoman.verify import verify
from dragoman.withholding.withholding import Opening, commitment_to
from tests.archiver.store.test_store import append, as_before, lose_lines, make, warcs
from tests.archiver.store.test_store_imports import CONTENT, import_lines, take_in
from tests.provenance.test_anchor import write_key
from tests.support.disk import Disk, Place, State, Stop, show

# What must hold of a folder that is found after the power is back.
Check = Callable[[Path], None]
# Prepares a folder and says what must hold while it acts; acts; says what must hold from then on.
Scenario = Callable[[Path, Disk], Iterator[Check]]

OPENING = Opening(commitment_to("0f" * 16, "Elçin"), "0f" * 16, "Elçin", "page", "title", (1,))


def problems(folder: Path) -> list[str]:
    return [each.message for each in verify(Store(folder, software="test/0")).problems]


def goes_on(folder: Path, reported: list[str]) -> None:
    """The next append works without help, and nothing is wrong or lost."""
    store = make(folder)
    done = [*reported, *append(store), *append(store, 1, "derived")]
    assert problems(folder) == []
    assert set(done) <= {line.get("id") for _, line in store.entries()}


def holding(reported: list[str]) -> Check:
    held = list(reported)
    return lambda shown: goes_on(shown, held)


# -- records ---------------------------------------------------------------------------------


def a_new_archive(folder: Path, _: Disk) -> Iterator[Check]:
    """The folder itself is new, and the one it is in."""
    place = folder / "new" / "archive"
    yield lambda shown: goes_on(shown / "new" / "archive", [])
    reported = append(make(place))
    yield lambda shown: goes_on(shown / "new" / "archive", reported)


def a_new_archive_in_a_folder_made_by_the_dead(folder: Path, disk: Disk) -> Iterator[Check]:
    (folder / "warc").mkdir(parents=True)
    (folder / "spool").mkdir()
    disk.begin()
    disk.forget(folder)
    disk.forget(folder / "warc")
    yield holding([])
    yield holding(append(make(folder)))


def the_first_file(folder: Path, disk: Disk) -> Iterator[Check]:
    store = make(folder)
    disk.begin()
    yield holding([])
    yield holding(append(store, 2))


def the_first_file_in_a_folder_made_by_the_dead(folder: Path, disk: Disk) -> Iterator[Check]:
    store = make(folder)
    disk.begin()
    disk.forget(folder / "warc")
    yield holding([])
    yield holding(append(store, 2))


def the_same_file(folder: Path, disk: Disk) -> Iterator[Check]:
    store = make(folder)
    reported = append(store, 2)
    disk.begin()
    yield holding(reported)
    yield holding(reported + append(store, 2))


def the_next_file(folder: Path, disk: Disk) -> Iterator[Check]:
    store = make(folder, roll_at=1)
    reported = append(store, 2) + append(store, 1, "derived")
    disk.begin()
    yield holding(reported)
    yield holding(reported + append(store, 2))


def a_write_that_fails(folder: Path, disk: Disk) -> Iterator[Check]:
    """The disk is full when the ledger's lines are there: they are taken back first."""
    store = make(folder)
    reported = append(store, 2)
    disk.begin()
    yield holding(reported)
    with full_at_the_ledger(), pytest.raises(ArchiveError, match="No space left"):
        append(store, 2)
    yield holding(reported)


@contextlib.contextmanager
def full_at_the_ledger() -> Iterator[None]:
    """The ledger's lines are on the disk, and then it is said to be full."""
    real = durable.sync
    with pytest.MonkeyPatch.context() as patch:

        def full(stream: BinaryIO) -> None:
            real(stream)
            if stream.name.endswith("ledger.jsonl"):
                patch.undo()
                raise OSError(errno.ENOSPC, "No space left on device")

        patch.setattr(durable, "sync", full)
        yield


# -- what a crash left -----------------------------------------------------------------------


def records_of_the_dead(folder: Path, disk: Disk) -> Iterator[Check]:
    """Whole records without lines; nobody knows whether they were synced."""
    store = make(folder, roll_at=1)
    reported = append(store, 2)
    as_before(folder, lambda: append(store, 2))
    disk.begin()
    for path in warcs(folder)[1:]:
        disk.forget(path)
    yield holding(reported)
    yield holding(reported + append(make(folder), 1, "derived"))


def torn_ends(folder: Path, disk: Disk) -> Iterator[Check]:
    """What is no record is set aside, and said to be: it is in one place or the other."""
    reported = append(make(folder))
    with warcs(folder)[0].open("ab") as stream:
        stream.write(b"torn record")
    (folder / "warc" / "captures-99991231235959-00000.warc.gz").write_bytes(b"no record")
    with (folder / "ledger.jsonl").open("ab") as stream:
        stream.write(b'{"torn')
    disk.begin()

    def kept(shown: Path) -> None:
        goes_on(shown, reported)
        aside = b"".join(path.read_bytes() for path in (shown / "set-aside").iterdir())
        for torn in (b"torn record", b"no record", b'{"torn'):
            assert torn in aside

    yield kept
    make(folder).recover()

    def moved(shown: Path) -> None:
        assert problems(shown) == []
        kept(shown)

    yield moved


# -- imports ---------------------------------------------------------------------------------


def a_file_taken_in(folder: Path, disk: Disk) -> Iterator[Check]:
    """It is there under one line or not at all."""
    store = make(folder)
    reported = append(store)
    disk.begin()

    def whole(shown: Path) -> None:
        goes_on(shown, reported)
        assert [line["length"] for line in import_lines(shown)] in ([], [len(CONTENT)])

    yield whole
    take_in(store)

    def there(shown: Path) -> None:
        whole(shown)
        assert import_lines(shown)

    yield there


def an_import_that_fails(folder: Path, disk: Disk) -> Iterator[Check]:
    store = make(folder)
    reported = append(store)
    disk.begin()
    yield holding(reported)
    with full_at_the_ledger(), pytest.raises(ArchiveError, match="No space left"):
        take_in(store)
    yield holding(reported)


def an_import_of_the_dead(folder: Path, disk: Disk) -> Iterator[Check]:
    reported = append(make(folder))
    as_before(folder, lambda: take_in(make(folder)))
    disk.begin()
    disk.forget(folder / "imports" / "made.warc.gz")
    disk.forget(folder / "imports")
    yield holding(reported)
    yield holding(reported + append(make(folder)))


# -- repair ----------------------------------------------------------------------------------


def repaired(folder: Path) -> Iterator[Check]:
    def mended(shown: Path) -> None:
        repair(make_nothing(shown))
        goes_on(shown, [])

    yield mended
    repair(make_nothing(folder))
    yield lambda shown: goes_on(shown, [])


def make_nothing(folder: Path) -> Store:
    return Store(folder, software="test/0")


def lines_lost(folder: Path, disk: Disk) -> Iterator[Check]:
    """Lines that are lost are chained again; the records that they named were never synced."""
    append(make(folder), 4)
    lose_lines(folder, 2)
    disk.begin()
    yield from repaired(folder)


def the_ledger_lost(folder: Path, disk: Disk) -> Iterator[Check]:
    append(make(folder), 2)
    (folder / "ledger.jsonl").unlink()
    disk.begin()
    yield from repaired(folder)


def repaired_records_of_the_dead(folder: Path, disk: Disk) -> Iterator[Check]:
    store = make(folder, roll_at=1)
    append(store, 2)
    as_before(folder, lambda: append(store, 2))
    (folder / "ledger.head").unlink()
    disk.begin()
    disk.forget(warcs(folder)[1])
    yield from repaired(folder)


def a_repaired_import_of_the_dead(folder: Path, disk: Disk) -> Iterator[Check]:
    append(make(folder))
    as_before(folder, lambda: take_in(make(folder)))
    (folder / "ledger.head").unlink()
    disk.begin()
    disk.forget(folder / "imports" / "made.warc.gz")
    disk.forget(folder / "imports")
    yield from repaired(folder)


# -- the checkpoint --------------------------------------------------------------------------


def a_note_made_anew(folder: Path, disk: Disk) -> Iterator[Check]:
    """It was gone; from the next append on a crash is told from a loss again."""
    store = make(folder)
    reported = append(store)
    store.checkpoint.unlink()
    disk.begin()
    yield holding(reported)
    reported += append(make(folder))

    def noted(shown: Path) -> None:
        assert (shown / "ledger.head").exists()
        goes_on(shown, reported)

    yield noted


# -- anchors ---------------------------------------------------------------------------------


def anchored(folder: Path) -> Iterator[Check]:
    key = write_key(folder.parent / f"{folder.name}.pem", ed25519.Ed25519PrivateKey.generate())

    def sound(shown: Path) -> None:
        assert all(check.ok for check in check_anchors(shown))

    yield sound
    path = anchor.anchor_with_key(folder, key)

    def there(shown: Path) -> None:
        assert [check.file for check in check_anchors(shown)] == [f"anchors/{path.name}"]
        sound(shown)

    yield there


def an_anchor(folder: Path, disk: Disk) -> Iterator[Check]:
    append(make(folder))
    disk.begin()
    yield from anchored(folder)


def an_anchor_in_a_folder_made_by_the_dead(folder: Path, disk: Disk) -> Iterator[Check]:
    append(make(folder))
    (folder / "anchors").mkdir()
    disk.begin()
    disk.forget(folder / "anchors")
    yield from anchored(folder)


def an_anchor_of_a_line_of_the_dead(folder: Path, disk: Disk) -> Iterator[Check]:
    """The line that is signed was written and never synced."""
    append(make(folder))
    size = (folder / "ledger.jsonl").stat().st_size
    append(make(folder))
    disk.begin()
    disk.forget_end(folder / "ledger.jsonl", size)
    yield from anchored(folder)


def a_time_stamp_that_waits(folder: Path, disk: Disk) -> Iterator[Check]:
    append(make(folder))
    disk.begin()
    yield lambda shown: assert_queue(shown, 0, 1)
    with pytest.raises(FetchError, match="queued"):
        anchor.anchor_with_tsa(folder, "http://127.0.0.1:1/")
    yield lambda shown: assert_queue(shown, 1)


def a_time_stamp_that_waits_no_more(folder: Path, disk: Disk) -> Iterator[Check]:
    append(make(folder))
    with pytest.raises(FetchError, match="queued"):
        anchor.anchor_with_tsa(folder, "http://127.0.0.1:1/")
    disk.begin()
    yield lambda shown: assert_queue(shown, 0, 1)
    anchor._dequeue(folder, anchor.queued(folder)[0])
    yield lambda shown: assert_queue(shown, 0)


def assert_queue(shown: Path, *lengths: int) -> None:
    assert len(anchor.queued(shown)) in lengths
    assert all(check.ok for check in check_anchors(shown))


def promised(folder: Path) -> Iterator[Check]:
    """What a calendar of OpenTimestamps promised, as it answers."""
    pytest.importorskip("opentimestamps", reason="needs the extra ots")
    uri = b"https://calendar.example"
    answer = bytes.fromhex("0083dfe30d2ef90c8e") + bytes([len(uri) + 1, len(uri)]) + uri

    def sound(shown: Path) -> None:
        assert all(check.ok for check in check_anchors(shown))

    yield sound
    statement = anchor.stated(folder)
    proof = Proof.answered(answer, bytes.fromhex(statement.ledger_sha256))
    path = ots_anchor._keep(folder, statement.ledger_line, proof)

    def there(shown: Path) -> None:
        (check,) = check_anchors(shown)
        assert check.ok and check.file == f"anchors/{path.name}" and check.line is not None

    yield there


def a_promise_of_a_calendar(folder: Path, disk: Disk) -> Iterator[Check]:
    append(make(folder))
    disk.begin()
    yield from promised(folder)


def a_promise_in_a_folder_made_by_the_dead(folder: Path, disk: Disk) -> Iterator[Check]:
    append(make(folder))
    (folder / "anchors").mkdir()
    disk.begin()
    disk.forget(folder / "anchors")
    yield from promised(folder)


# -- settings and names ----------------------------------------------------------------------


def a_name_kept(folder: Path, disk: Disk) -> Iterator[Check]:
    """`names.csv` is people's own: what they wrote stays, and what was added is there."""
    with Archive(folder) as archive:
        archive.add_name("Məmmədov", "Mammadov", "us")
        disk.begin()
        yield lambda shown: assert_names(shown, 1, 2)
        archive.add_name("Əliyev", "Aliyev", "us")
    yield lambda shown: assert_names(shown, 2)


def assert_names(shown: Path, *counts: int) -> None:
    assert len((shown / "names.csv").read_text(encoding="utf-8").splitlines()) - 1 in counts


def settings_to_begin_with(folder: Path, _: Disk) -> Iterator[Check]:
    yield lambda _: None
    Archive(folder).close()

    def whole(shown: Path) -> None:
        assert (shown / "dragoman.toml").read_text(encoding="utf-8") == TEMPLATE

    yield whole


# -- files that go out -----------------------------------------------------------------------


def an_export(folder: Path, disk: Disk) -> Iterator[Check]:
    """What was exported before stays until the new is whole."""
    folder.mkdir()
    path = folder / "pages.html"
    path.write_bytes(b"old and whole")
    disk.begin()
    yield lambda shown: assert_content(shown, b"old and whole", b"new")
    with PendingFile(path) as pending:
        pending.stream.write(b"new")
        pending.commit()
    yield lambda shown: assert_content(shown, b"new")


def assert_content(shown: Path, *contents: bytes) -> None:
    assert (shown / "pages.html").read_bytes() in contents


def an_export_that_withholds(folder: Path, disk: Disk) -> Iterator[Check]:
    """What opens its commitments is there whenever the export is: it can be made by nobody again."""
    folder.mkdir()
    work = folder / "work"
    work.mkdir()
    disk.begin()

    def openable(shown: Path) -> None:
        if (shown / "pages.html").exists():
            assert_content(shown, b"new")
            assert list(read_openings(shown / "pages.html.openings.jsonl")) == [OPENING]

    yield openable
    with PendingFile(work / "pages.html") as pending:
        pending.stream.write(b"new")
        pending.commit()
    write_openings([OPENING], openings_beside(folder / "pages.html"))
    withheld._moved(work / "pages.html", folder)

    def there(shown: Path) -> None:
        assert_content(shown, b"new")
        openable(shown)

    yield there


def a_copy_begun(folder: Path, _: Disk) -> Iterator[Check]:
    """What a place has written stays written."""
    yield lambda _: None
    Folder(folder).write("names.csv", [b"one"])
    yield lambda shown: assert_copied(shown, b"one")


def a_copy_that_grows(folder: Path, disk: Disk) -> Iterator[Check]:
    place = Folder(folder)
    place.write("names.csv", [b"one"])
    disk.begin()
    # Of what was appended any part may be there: it is read back, and gone on with.
    yield lambda shown: assert_begins(shown, b"one")
    place.append("names.csv", [b"two"])
    yield lambda shown: assert_copied(shown, b"onetwo")


def a_copy_of_a_file_anew(folder: Path, disk: Disk) -> Iterator[Check]:
    """What was whole stays whole."""
    place = Folder(folder)
    place.write("names.csv", [b"old"])
    disk.begin()
    yield lambda shown: assert_copied(shown, b"old", b"new")
    place.write("names.csv", [b"new"], whole=True)
    yield lambda shown: assert_copied(shown, b"new")


def a_file_taken_out_of_a_copy(folder: Path, disk: Disk) -> Iterator[Check]:
    place = Folder(folder)
    place.write("names.csv", [b"old"])
    disk.begin()
    yield lambda shown: assert_copied(shown, b"old", None)
    place.remove("names.csv")
    yield lambda shown: assert_copied(shown, None)


def assert_begins(shown: Path, content: bytes) -> None:
    assert (shown / "names.csv").read_bytes().startswith(content)


def assert_copied(shown: Path, *contents: bytes | None) -> None:
    path = shown / "names.csv"
    found = path.read_bytes() if path.exists() else None
    assert found in contents, found


SCENARIOS: list[Scenario] = [
    a_new_archive,
    a_new_archive_in_a_folder_made_by_the_dead,
    the_first_file,
    the_first_file_in_a_folder_made_by_the_dead,
    the_same_file,
    the_next_file,
    a_write_that_fails,
    records_of_the_dead,
    torn_ends,
    a_file_taken_in,
    an_import_that_fails,
    an_import_of_the_dead,
    lines_lost,
    the_ledger_lost,
    repaired_records_of_the_dead,
    a_repaired_import_of_the_dead,
    a_note_made_anew,
    an_anchor,
    an_anchor_in_a_folder_made_by_the_dead,
    an_anchor_of_a_line_of_the_dead,
    a_time_stamp_that_waits,
    a_time_stamp_that_waits_no_more,
    a_promise_of_a_calendar,
    a_promise_in_a_folder_made_by_the_dead,
    a_name_kept,
    settings_to_begin_with,
    an_export,
    an_export_that_withholds,
    a_copy_begun,
    a_copy_that_grows,
    a_copy_of_a_file_anew,
    a_file_taken_out_of_a_copy,
]


@dataclass(frozen=True)
class Moment:
    """When the power goes: what the disk may show then, and what must hold; who synced before."""

    states: list[State]
    check: Check
    syncs: list[Place]
    done: bool


def cut(scenario: Scenario, folder: Path, left: int, without: Place | None = None) -> Moment:
    """A scenario that is cut after `left` steps, or after the last for -1."""
    with pytest.MonkeyPatch.context() as patch:
        disk = Disk(folder, patch)
        disk.without = without
        running = scenario(folder, disk)
        check = next(running)
        disk.left = left
        disk.syncs.clear()
        with contextlib.suppress(Stop):
            check = next(running)
        disk.left = -1
        states = [dict(each) for each in {tuple(state.items()) for state in disk.states()}]
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(folder.with_name(folder.name + ".held"))
    return Moment(states, check, list(disk.syncs), not disk.stopped)


def moments(scenario: Scenario, folder: Path, without: Place | None = None) -> Iterator[Moment]:
    for left in itertools.count():
        moment = cut(scenario, folder / "cut", left, without)
        yield moment
        if moment.done:
            return


def named(scenario: Scenario) -> str:
    return scenario.__name__


@pytest.mark.parametrize("scenario", SCENARIOS, ids=named)
def test_a_power_cut_at_every_step(tmp_path: Path, scenario: Scenario) -> None:
    tried = 0
    for moment in moments(scenario, tmp_path):
        for state in moment.states:
            look(moment.check, state, tmp_path / "shown")
            tried += 1
    assert tried > 2


def look(check: Check, state: State, shown: Path) -> None:
    show(state, shown)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "fsync", lambda _: None)  # no power is cut here: it saves time
            check(shown)
    finally:
        shutil.rmtree(shown)


@pytest.mark.long
def test_no_sync_is_without_a_reason(tmp_path: Path) -> None:
    """With any one of them left out, some scenario finds what it was for."""
    found: dict[Place, list[Scenario]] = {}
    for scenario in SCENARIOS:
        for place in cut(scenario, tmp_path / "whole", -1).syncs:
            found.setdefault(place, []).append(scenario)
    idle = [
        place
        for place, scenarios in found.items()
        if not _covered(place)
        and not any(_notices(scenario, tmp_path, place) for scenario in dict.fromkeys(scenarios))
    ]
    assert idle == []
    lines = {line.partition(" ")[0] for place in found for line in place}
    assert {each for each in syncing_lines() if each not in lines} == set()


def _covered(place: Place) -> bool:
    """The name of a ledger that was written anew: its checkpoint's is synced next, beside it."""
    return [line.partition(" ")[2] for line in place if "repair.py" in place[-1]][:2] == [
        "sync_folder",
        "_new",
    ]


def _notices(scenario: Scenario, folder: Path, without: Place) -> bool:
    """Most is noticed once all is done; a sync that another follows only in between."""
    moment = cut(scenario, folder / "whole", -1, without)
    return any(
        _fails(each.check, state, folder / "shown")
        for each in itertools.chain([moment], moments(scenario, folder, without))
        for state in each.states
    )


def _fails(check: Check, state: State, shown: Path) -> bool:
    try:
        look(check, state, shown)
    except Exception:  # noqa: BLE001 - however it fails, it noticed
        return True
    return False


# What comes out of another archive is gone on with where it was cut: files are read back before they
# count. Power is not cut here.
ELSEWHERE = ("steps/elsewhere/merging.py",)


def syncing_lines() -> Iterator[str]:
    """Every line of the package that asks `durable`, or the system, to sync."""
    package = Path(dragoman.__file__).parent
    syncing = {each for each in vars(durable) if each not in ("copy", "size_of")} | {"fsync"}
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = ast.unparse(node.func.value)
                if owner in ("durable", "os") and node.func.attr in syncing:
                    name = path.relative_to(package).as_posix()
                    if name not in ELSEWHERE:
                        yield f"{name}:{node.lineno}"
