"""Copies of an archive: in use, grown, cut, damaged at either end, and in somebody else's place."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from dragoman import Archive
from dragoman.archiver.records.record import json_record
from dragoman.archiver.store.store import Store
from dragoman.copying import sealed_copy
from dragoman.copying.place import Folder
from dragoman.copying.plain_copy import PlainCopy
from dragoman.copying.snapshot import take
from dragoman.errors import CopyFailed
from dragoman.steps.elsewhere.copying import copy_folder
from dragoman.steps.upkeep import verify_folder
from tests.support.evidence_archive import SENTENCES, TITLE, evidence_archive
from tests.support.shell import Done, Shell, shell

__all__ = ["shell"]
KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kudxlxeyq5dfz0z"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "evidence"
    with evidence_archive(folder) as archive:
        (folder / "names.csv").write_text("source,target,authority\n", encoding="utf-8")
        archive.index.close()
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "evidence"))


@pytest.fixture
def key(tmp_path: Path) -> tuple[Path, str]:
    pyrage = pytest.importorskip("pyrage")
    secret = pyrage.x25519.Identity.generate()
    path = tmp_path / "key.txt"
    path.write_text(f"# a key\n{secret}\n", encoding="utf-8")
    return path, str(secret.to_public())


def grow(folder: Path, count: int = 1) -> None:
    store = Store(folder, software="dragoman/test")
    for n in range(count):
        noise = random.Random(n).randbytes(9_000).hex()
        said = {"job": f"job-{n}", "list_sha256": "ab", "state": "begun", "noise": noise}
        store.append([json_record("job", "urn:list", said | {"stamp": None})], "captures")


def held(folder: Path) -> dict[str, bytes]:
    """What a copy has to have: all but what is built anew, or belongs to a program at work."""
    left = ("index.db", ".lock", "spool", "manifest-sha256.txt")
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).as_posix().startswith(left)
    }


def test_a_copy_is_the_same_archive_and_brings_what_is_new(folder: Path, tmp_path: Path) -> None:
    there = tmp_path / "copy"
    first = copy_folder(folder, str(there))
    assert held(there) == held(folder) and first.wrong == ()
    assert verify_folder(there).ok
    assert copy_folder(folder, str(there)).copied.written == 0
    before = sum(map(len, held(folder).values()))
    grow(folder)
    again = copy_folder(folder, str(there))
    assert held(there) == held(folder) and verify_folder(there).ok
    grown = sum(map(len, held(folder).values())) - before
    assert grown < again.copied.written < grown + 2_000  # and the checkpoint anew


def test_sha256sum_checks_a_copy(folder: Path, tmp_path: Path) -> None:
    there = tmp_path / "copy"
    (folder / "imports").mkdir(exist_ok=True)
    copy_folder(folder, str(there))
    check = ["sha256sum", "--strict", "-c", "manifest-sha256.txt"]
    assert subprocess.run(check, cwd=there, check=False, capture_output=True).returncode == 0
    (there / "names.csv").write_text("changed")
    assert subprocess.run(check, cwd=there, check=False, capture_output=True).returncode == 1


def test_what_is_appended_meanwhile_is_in_no_copy_by_half(folder: Path, tmp_path: Path) -> None:
    snapshot = take(Store(folder, software="dragoman/test"))
    before = held(folder)
    grow(folder, 3)
    PlainCopy(snapshot, Folder(tmp_path / "copy"), None).run()
    assert held(tmp_path / "copy") == before
    assert verify_folder(tmp_path / "copy").ok


class Cut(Folder):
    """A folder that fails for good once so many bytes were written to it."""

    def __init__(self, folder: Path, left: int) -> None:
        super().__init__(folder)
        self._left = left

    def _until(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            yield piece[: max(0, self._left)]
            self._left -= len(piece)
            if self._left <= 0:
                raise OSError("the line was cut")

    def write(self, name: str, pieces: Iterable[bytes], *, whole: bool = False) -> None:
        super().write(name, self._until(pieces), whole=whole)

    def append(self, name: str, pieces: Iterable[bytes]) -> None:
        super().append(name, self._until(pieces))


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_copy_that_was_cut_anywhere_is_gone_on_with(
    folder: Path,
    tmp_path: Path,
    encrypted: bool,
    monkeypatch: pytest.MonkeyPatch,
    key: tuple[Path, str],
) -> None:
    monkeypatch.setattr(sealed_copy, "PIECE", 4_000)
    from dragoman.copying.age_border import Identities, Recipients
    from dragoman.copying.bringing_back import bring_back
    from dragoman.copying.checking import check

    there, dice, cuts = tmp_path / "copy", random.Random(7), 0
    for _ in range(25):
        grow(folder)
        snapshot = take(Store(folder, software="dragoman/test"))
        place = Cut(there, dice.randrange(400_000 if encrypted else 30_000))
        try:
            if encrypted:
                sealed_copy.SealedCopy(snapshot, place, Recipients([key[1]]), None).run()
            else:
                PlainCopy(snapshot, place, None).run()
        except CopyFailed as error:
            cuts += 1
            assert "the same command goes on" in error.message
            if (there / "copy-unfinished").exists():
                found = check(Folder(there), snapshot)
                assert [each.kind for each in found.differences] == ["unfinished"]
    assert 3 < cuts < 25
    copy_folder(folder, str(there), encrypt=[key[1]] if encrypted else ())
    if encrypted:
        bring_back(Folder(there), tmp_path / "back", Identities(key[0]))
    back = tmp_path / "back" if encrypted else there
    assert held(back) == held(folder) and verify_folder(back).ok


# -- looking at a copy later ------------------------------------------------------------------


def changed(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a bit": lambda there: changed(next((there / "warc").glob("captures*"))),
    "a file": lambda there: next((there / "warc").glob("derived*")).unlink(),
    "cut": lambda there: (there / "ledger.jsonl").write_bytes((there / "ledger.jsonl").read_bytes()[:-9]),
    "one more": lambda there: (there / "warc" / "captures-20990101000000-00000.warc.gz").write_bytes(b"x"),
    "the list": lambda there: changed(there / "manifest-sha256.txt"),
    "no list": lambda there: (there / "manifest-sha256.txt").unlink(),
}  # fmt: skip


@pytest.mark.parametrize("archive", ["evidence", "none here"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_to_a_copy_is_found(shell: Shell, made: Path, damage: str, archive: str) -> None:
    shutil.copytree(made, shell.folder / "evidence")
    there = shell.folder / "copy"
    assert shell("copy", str(there)).status == 0
    sound = shell("copy", "--check", str(there), archive=archive)
    assert (sound.status, "it is what it was" in sound.out) == (0, True), sound.err
    assert ("not at hand" in sound.err) == (archive != "evidence")
    DAMAGES[damage](there)
    found = shell("copy", "--check", str(there), archive=archive, json=True)
    assert found.status == 3 and found.lines[-1]["ok"] is False, found.err
    assert found.lines[-1]["problems"] == len(found.lines) - 1 > 0


def test_a_change_that_the_list_agrees_with_shows_against_the_archive(
    shell: Shell, made: Path
) -> None:
    """Whoever can write at the other end can write the list anew."""
    shutil.copytree(made, shell.folder / "evidence")
    there = shell.folder / "copy"
    shell("copy", str(there))
    warc = next((there / "warc").glob("captures*"))
    before = hashlib.sha256(warc.read_bytes()).hexdigest()
    changed(warc)
    said = (
        (there / "manifest-sha256.txt")
        .read_text()
        .replace(before, hashlib.sha256(warc.read_bytes()).hexdigest())
    )
    (there / "manifest-sha256.txt").write_text(said)
    assert shell("copy", "--check", str(there), archive="none here").status == 0
    found = shell("copy", "--check", str(there))
    assert found.status == 3 and "not what the archive has" in found.err
    assert "none that this machine wrote" in found.err


def relist(there: Path) -> None:
    """The list made to fit what is there."""
    (there / "manifest-sha256.txt").unlink()
    files = [path for path in there.rglob("*") if path.is_file()]
    digests = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    lines = [f"{each}  {path.relative_to(there).as_posix()}\n" for path, each in digests.items()]
    (there / "manifest-sha256.txt").write_text("".join(lines))


@pytest.mark.parametrize("cut", [False, True])
def test_what_the_list_leaves_out_is_missed_all_the_same(
    shell: Shell, made: Path, cut: bool
) -> None:
    """By the ledger of the copy, which is as the archive's own begins."""
    shutil.copytree(made, shell.folder / "evidence")
    there = shell.folder / "copy"
    shell("copy", str(there))
    warc = next((there / "warc").glob("derived*"))
    warc.write_bytes(warc.read_bytes()[:-100]) if cut else warc.unlink()
    relist(there)
    found = shell("copy", "--check", str(there))
    assert found.status == 3 and f"warc/{warc.name}" in found.err


def test_a_piece_that_the_manifest_leaves_out_is_missed(
    folder: Path, tmp_path: Path, key: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever knows for whom it is encrypted can write a manifest."""
    from dragoman.copying.age_border import Identities, Recipients
    from dragoman.copying.checking import check, manifest_of
    from dragoman.copying.listing import SEALED, read_list, write_list

    monkeypatch.setattr(sealed_copy, "PIECE", 5_000)
    there, identities = tmp_path / "copy", Identities(key[0])
    copy_folder(folder, str(there), encrypt=[key[1]])
    snapshot = take(Store(folder, software="dragoman/test"))
    assert check(Folder(there), snapshot, identities).ok
    digests = read_list((there / SEALED).read_bytes()) or {}
    rows = manifest_of(Folder(there), digests, identities)
    gone = [row for row in rows if row.name.startswith("warc/derived")][-1]
    plain = "".join(row.line() for row in rows if row != gone).encode()
    sealed = Recipients([key[1]]).encrypt(plain)
    name = f"manifest-{hashlib.sha256(sealed).hexdigest()}.age"
    (there / name).write_bytes(sealed)
    kept = {n: d for n, d in digests.items() if not n.startswith("manifest-") and n != gone.blob}
    (there / gone.blob).unlink()
    (there / SEALED).write_bytes(write_list(kept | {name: hashlib.sha256(sealed).hexdigest()}))
    found = check(Folder(there), snapshot, identities)
    assert [each.file for each in found.differences] == [gone.name]


def test_what_an_interruption_left_is_no_damage_and_goes(shell: Shell, made: Path) -> None:
    evidence, there = shell.folder / "evidence", shell.folder / "copy"
    shutil.copytree(made, evidence)
    queue = evidence / "anchors" / "queue.jsonl"
    queue.parent.mkdir(exist_ok=True)
    queue.write_text("asked for later\n")
    assert shell("copy", str(there)).status == 0
    half = there / "anchors" / f".{'0' * 16}.part"
    half.write_text("half")
    assert shell("copy", "--check", str(there)).status == 0
    queue.unlink()  # nothing is waited for any more
    assert shell("copy", str(there)).status == 0
    assert not half.exists() and not (there / "anchors" / "queue.jsonl").exists()
    assert shell("copy", "--check", str(there)).status == 0
    assert held(there) == held(evidence)


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
@pytest.mark.parametrize("encrypted", [False, True])
def test_a_name_that_no_list_can_say_is_named_and_left(
    shell: Shell, made: Path, key: tuple[Path, str], encrypted: bool
) -> None:
    evidence, there = shell.folder / "evidence", shell.folder / "copy"
    shutil.copytree(made, evidence)
    (evidence / "anchors").mkdir(exist_ok=True)
    (evidence / "anchors" / os.fsdecode(b"\xff.json")).write_text("{}")
    done = shell("copy", str(there), *(("--encrypt", key[1]) if encrypted else ()))
    assert done.status == 0 and "no part of the archive: anchors/" in done.err, done.err
    assert shell("copy", "--check", str(there)).status == 0


def test_a_copy_of_another_archive_is_said_to_be_one(shell: Shell, made: Path) -> None:
    shutil.copytree(made, shell.folder / "evidence")
    with Archive(shell.folder / "another") as another:
        note = shell.folder / "note.txt"
        note.write_text("A hearing was held.", encoding="utf-8")
        another.import_file(note)
    shell("copy", str(shell.folder / "copy"))
    of_another = shell("copy", "--check", str(shell.folder / "copy"), archive="another")
    assert of_another.status == 3 and "names another archive" in of_another.err
    own = shell("copy", "--check", str(shell.folder / "copy"))
    assert own.status == 0 and "names another archive" not in own.err


def test_a_copy_that_is_behind_is_what_it_was(shell: Shell, made: Path) -> None:
    shutil.copytree(made, shell.folder / "evidence")
    shell("copy", str(shell.folder / "copy"))
    grow(shell.folder / "evidence", 2)
    (shell.folder / "evidence" / "names.csv").write_text("source,target,authority\nA,B,us\n")
    found = shell("copy", "--check", str(shell.folder / "copy"))
    assert found.status == 0 and "2 records that are newer" in found.err


# -- what is not written over -----------------------------------------------------------------


def refused(done: Done, *words: str) -> None:
    assert done.status in (1, 2) and len(done.err.splitlines()) == 1, done.err
    for word in words:
        assert word in done.err


def test_nothing_of_somebody_elses_is_written_over(
    shell: Shell, made: Path, key: tuple[Path, str]
) -> None:
    evidence = shell.folder / "evidence"
    shutil.copytree(made, evidence)
    other = shell.folder / "letters"
    other.mkdir()
    (other / "letter.txt").write_text("mine")
    refused(shell("copy", str(other)), "letter.txt")
    refused(shell("copy", str(other), "--encrypt", key[1]), "letter.txt")
    refused(shell("copy", str(evidence / "copy")), "name another place")
    refused(shell("copy", str(shell.folder)), "name another place")
    Store(shell.folder / "another", software="dragoman/test").create()
    refused(shell("copy", str(shell.folder / "another")), "another archive")
    deep = shell.folder / "deep"
    deep.mkdir()
    (deep / "ledger.jsonl").write_text("[" * 9_000)
    refused(shell("copy", str(deep)), "another archive")
    assert sorted(path.name for path in other.iterdir()) == ["letter.txt"]


def test_a_copy_that_went_on_by_itself_stays(shell: Shell, made: Path) -> None:
    shutil.copytree(made, shell.folder / "evidence")
    there = shell.folder / "copy"
    shell("copy", str(there))
    grow(there)
    before = held(there)
    refused(shell("copy", str(there)), "has gone on by itself", "merge")
    grow(shell.folder / "evidence", 3)  # longer, and of the same archive
    refused(shell("copy", str(there)), "has gone on by itself")
    assert held(there) == before


@pytest.mark.parametrize("encrypted", [False, True])
def test_damage_comes_over_no_sound_copy(
    shell: Shell, made: Path, key: tuple[Path, str], encrypted: bool
) -> None:
    evidence, there = shell.folder / "evidence", shell.folder / "copy"
    shutil.copytree(made, evidence)
    how = ("--encrypt", key[1]) if encrypted else ()
    assert shell("copy", str(there), *how).status == 0
    before = held(there)
    changed(next((evidence / "warc").glob("captures*")))
    refused(shell("copy", str(there), *how), "not as it was written", "left as it is")
    assert held(there) == before
    done = shell("copy", str(shell.folder / "new"), *how)
    assert done.status == 1 and "copied as it is" in done.err


def test_an_archive_set_back_comes_over_no_newer_encrypted_copy(
    folder: Path, tmp_path: Path, key: tuple[Path, str]
) -> None:
    old = shutil.copytree(folder, tmp_path / "old")
    grow(folder)
    copy_folder(folder, str(tmp_path / "copy"), encrypt=[key[1]])
    with pytest.raises(CopyFailed, match="more than this archive has"):
        copy_folder(old, str(tmp_path / "copy"), encrypt=[key[1]])


# -- encrypted --------------------------------------------------------------------------------


def test_nothing_can_be_read_in_an_encrypted_copy(
    folder: Path, tmp_path: Path, key: tuple[Path, str]
) -> None:
    there = tmp_path / "copy"
    copy_folder(folder, str(there), encrypt=[key[1]])
    seen = b"".join(each.encode() + content for each, content in held(there).items())
    known = [
        TITLE,
        *(side for pair in SENTENCES for side in pair),
        "127.0.0.1",
        "captures",
        "ledger.jsonl",
        "names.csv",
    ]
    for word in known:
        assert word.encode() not in seen, word
    said = (there / "README.txt").read_bytes() + (there / "SHA256SUMS").read_bytes()
    assert key[0].read_bytes().splitlines()[1] not in seen + said and b"dragoman" not in seen + said


def test_a_key_opens_it_and_another_does_not(
    shell: Shell, made: Path, key: tuple[Path, str]
) -> None:
    import pyrage

    shutil.copytree(made, shell.folder / "evidence")
    there, other = str(shell.folder / "copy"), shell.folder / "other.txt"
    other.write_text(str(pyrage.x25519.Identity.generate()))
    assert shell("copy", there, "--encrypt", key[1]).status == 0
    assert shell("copy", "--check", there).status == 0
    assert shell("copy", "--check", there, "--identity", str(key[0])).status == 0
    refused(shell("copy", there, "--restore", str(shell.folder / "no")), "--identity")
    refused(
        shell("copy", there, "--restore", str(shell.folder / "no"), "--identity", str(other)),
        "another key",
    )
    assert (
        shell(
            "copy", there, "--restore", str(shell.folder / "back"), "--identity", str(key[0])
        ).status
        == 0
    )
    assert held(shell.folder / "back") == held(shell.folder / "evidence")
    assert shell("verify", archive="back").status == 0
    changed(next((shell.folder / "copy").glob("[0-9a-f]*.age")))
    assert shell("copy", "--check", there).status == 3
    refused(shell("copy", there, "--restore", str(shell.folder / "b2"), "--identity", str(key[0])))


@pytest.mark.skipif(shutil.which("age") is None, reason="age is not installed")
def test_age_alone_gets_the_archive_out(
    folder: Path, tmp_path: Path, key: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the commands that lie beside the copy, word for word."""
    monkeypatch.setattr(sealed_copy, "PIECE", 5_000)
    there = tmp_path / "copy"
    copy_folder(folder, str(there), encrypt=[key[1]])
    grow(folder)
    copy_folder(folder, str(there), encrypt=[key[1]])
    shutil.copy(key[0], there / "KEY")
    commands = (there / "README.txt").read_text().split("\n\n", 1)[1]
    done = subprocess.run(
        ["sh", "-e", "-c", commands], cwd=there, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (there / "out" / "manifest-sha256.txt").unlink()
    assert held(there / "out") == held(folder) and verify_folder(there / "out").ok


@pytest.mark.parametrize("key_given", ["age1nonsense", "no such file", "ssh-ed25519 AAAA"])
def test_a_key_that_is_none_is_said(shell: Shell, made: Path, key_given: str) -> None:
    pytest.importorskip("pyrage")
    shutil.copytree(made, shell.folder / "evidence")
    done = shell("copy", str(shell.folder / "copy"), "--encrypt", key_given)
    assert done.status == 2 and len(done.err.splitlines()) == 1
    assert not (shell.folder / "copy").exists()


# -- a copy that came from somebody else ------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["../out.txt", "warc/../../out", "/etc/out", "spool/x", "index.db"]
)
def test_a_list_leads_nowhere(shell: Shell, name: str) -> None:
    there = shell.folder / "copy"
    there.mkdir()
    (there / "manifest-sha256.txt").write_text(f"{hashlib.sha256(b'').hexdigest()}  {name}\n")
    refused(shell("copy", str(there), "--restore", str(shell.folder / "deep" / "back")), name)
    assert not list(shell.folder.glob("out*")) and not (shell.folder / "deep" / "out").exists()


def test_a_link_at_the_other_end_is_not_written_through(folder: Path, tmp_path: Path) -> None:
    there, outside = tmp_path / "copy", tmp_path / "outside"
    outside.write_text("mine")
    copy_folder(folder, str(there))
    (there / "names.csv").unlink()
    (there / "names.csv").symlink_to(outside)
    with pytest.raises(Exception, match="a link"):
        copy_folder(folder, str(there))
    assert outside.read_text() == "mine"
