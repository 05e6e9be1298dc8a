"""Two archives joined: what both have, what people decided in each, and what an evil one tries."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dragoman.archive import Archive
from dragoman.archiver.records.record import Original, json_record, new_id, revisit_record
from dragoman.archiver.store.store import Store
from dragoman.archiver.web.http_exchange import Exchange
from dragoman.errors import ArchiveError, DamageFound, UsageError
from dragoman.steps.elsewhere import merging
from dragoman.steps.upkeep import anchor_folder, verify_folder
from tests.support.evidence_archive import evidence_archive
from tests.support.merged import with_import
from tests.support.shell import Shell, shell
from tests.support.told_pages import Told, put, records

__all__ = ["shell"]
LINES = [(f"Cümlə {n} deyildi.", f"Sentence {n} was said.") for n in range(1, 5)]


def told(n: int, day: str = "2026-03-01") -> Told:
    return Told(LINES, url=f"https://example.org/{n}", day=day, title=f"Xəbər {n}")


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Two copies of one archive, each gone on with by itself."""
    with Archive(tmp_path / "ours") as archive:
        put(archive, told(1), told(2))
    shutil.copytree(tmp_path / "ours", tmp_path / "theirs")
    for name, n in (("ours", 3), ("theirs", 4)):
        with Archive(tmp_path / name) as archive:
            put(archive, told(n, f"2026-03-0{n}"))
    return tmp_path / "ours", tmp_path / "theirs"


def decide(folder: Path, n: int, text: str, who: str, page: int = 0, state: str = "edited") -> None:
    with Archive(folder) as archive:
        archive.decide(archive.page(archive.page_ids()[page]), n, state, text=text, reviewer=who)


def key_of(folder: Path) -> Path:
    key = Ed25519PrivateKey.generate()
    pem = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    path = folder.with_suffix(".key")
    path.write_bytes(key.private_bytes(*pem, serialization.NoEncryption()))
    return path


def seen(folder: Path) -> Any:
    """What lists and pages show."""
    with Archive(folder) as archive:
        listed = list(archive.list_pages())
        pairs = [
            (page.id, [(pair.target, pair.state, pair.reviewer) for pair in page.pairs("en")])
            for page in archive.pages()
        ]
        return listed, pairs, [each.to_json() for each in archive.conflicts("en")]


def merge(folder: Path, other: Path) -> merging.Merged:
    with Archive(folder) as archive:
        return archive.merge_archive(other)


def sound(folder: Path) -> list[str]:
    report = verify_folder(folder)
    assert report.problems == []
    return report.proofs


# -- joined -----------------------------------------------------------------------------------


def test_in_either_order_it_is_the_same_and_twice_is_once(two: tuple[Path, Path]) -> None:
    ours, theirs = two
    decide(ours, 1, "The first, as we say.", "Aysel")
    decide(theirs, 2, "The second, as they say.", "Rauf", state="approved")
    decide(theirs, 1, "On the page that is theirs.", "Rauf", page=2)
    with Archive(theirs) as archive:
        archive.annotate([archive.page_ids()[0]], note="seen by Rauf", tags=["court"])
    for folder in two:
        anchor_folder(folder, key=key_of(folder))
    before = shutil.copytree(ours, ours.with_name("ours before"))
    merged = merge(ours, theirs)
    assert (merged.pages, merged.decisions, merged.left_out) == (1, 2, {})
    assert merge(theirs, before).pages == 1
    assert seen(ours) == seen(theirs)
    listed, pairs, _ = seen(ours)
    assert len(listed) == 4 and listed[0]["note"] == "seen by Rauf"
    assert [pair[2] for pair in pairs[0][1]] == ["Aysel", "Rauf", None, None]
    for folder in two:
        proofs = sound(folder)
        assert sum("signed" in proof or "anchors/" in proof for proof in proofs) >= 1
        assert any(
            "of archive" in proof and "line" in proof and "ed25519" in proof for proof in proofs
        ), proofs
    ledger = (ours / "ledger.jsonl").read_bytes()
    again = merge(ours, theirs.with_name("ours before"))
    assert again.records == 0 and (ours / "ledger.jsonl").read_bytes() == ledger
    assert merge(ours, theirs).records == 0, "that it merged us is nothing new"
    assert (ours / "ledger.jsonl").read_bytes() == ledger
    with Archive(ours) as archive:
        archive.reindex()
    assert seen(ours) == seen(theirs)


def test_what_came_is_found_again_in_a_third(two: tuple[Path, Path], tmp_path: Path) -> None:
    merge(*two)
    with Archive(tmp_path / "third") as archive:
        put(archive, told(9))
    assert merge(tmp_path / "third", two[0]).pages == 4
    assert len(seen(tmp_path / "third")[0]) == 5
    sound(tmp_path / "third")
    assert merge(tmp_path / "third", two[1]).records == 0


def test_an_archive_grows_and_is_merged_again(two: tuple[Path, Path]) -> None:
    ours, theirs = two
    merge(ours, theirs)
    with Archive(theirs) as archive:
        put(archive, told(7, "2026-03-07"))
    assert merge(ours, theirs).pages == 1
    assert len(sound(ours)) == 2


def test_what_an_interruption_left_is_gone_on_with(
    two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = two
    decide(theirs, 1, "Theirs.", "Rauf")
    monkeypatch.setattr(merging, "AT_ONCE", 1)
    append, count = Store.append_merged, []

    def failing(store: Store, members: Any) -> None:
        if len(count) == 2:
            raise ArchiveError("the disk is full")
        count.append(1)
        append(store, members)

    monkeypatch.setattr(Store, "append_merged", failing)
    with pytest.raises(ArchiveError, match="disk is full"):
        merge(ours, theirs)
    monkeypatch.setattr(Store, "append_merged", append)
    assert merge(ours, theirs).records == 2
    sound(ours)
    assert seen(ours)[0][0]["translations"]["en"]["edited"] == 1


# -- people -----------------------------------------------------------------------------------


def test_what_both_decided_is_shown_until_somebody_settles_it(
    shell: Shell, two: tuple[Path, Path]
) -> None:
    decide(two[0], 1, "Ours.", "Aysel")
    decide(two[1], 1, "Theirs.", "Rauf")
    decide(two[0], 2, "The same.", "Aysel")
    decide(two[1], 2, "The same.", "Rauf")
    done = shell("merge", str(two[1]), archive=two[0].name, json=True)
    assert done.status == 0 and done.lines[-1]["disputes"] == 1, done.err
    (dispute, _) = done.lines
    assert (dispute["n"], dispute["ours"]["target"], dispute["theirs"]["reviewer"]) == (
        1,
        "Ours.",
        "Rauf",
    )
    done = shell("conflicts", archive=two[0].name, json=True)
    (conflict,) = [each for each in done.lines if each["kind"] == "decision"]
    assert [each["target"] for each in conflict["targets"]] == ["Ours.", "Theirs."]
    text = shell("merge", str(two[1]), archive=two[0].name)
    assert "Ours. (edited by Aysel)" in text.out and "for people to settle" in text.err
    decide(two[0], 1, "Both.", "Aysel")
    done = shell("merge", str(two[1]), archive=two[0].name, json=True)
    assert [each.get("disputes") for each in done.lines] == [0]
    assert not [
        each
        for each in shell("conflicts", archive=two[0].name, json=True).lines
        if each["kind"] == "decision"
    ]


def test_who_decided_after_the_other_knew_of_it(two: tuple[Path, Path]) -> None:
    """No dispute where one side had the other's decision and made another of it."""
    decide(two[0], 1, "Ours.", "Aysel")
    merge(two[1], two[0])
    decide(two[1], 1, "Better.", "Rauf")
    assert merge(two[0], two[1]).disputes == ()
    assert seen(two[0])[1][0][1][0] == ("Better.", "edited", "Rauf")


@pytest.fixture
def translated(tmp_path: Path) -> tuple[Path, Path]:
    """The page was copied before it was translated; each had it translated, the other later."""
    made = records(told(1))
    with Archive(tmp_path / "ours") as archive:
        archive.store.append(made[:2], "derived")
    shutil.copytree(tmp_path / "ours", tmp_path / "theirs")
    for name, day in (("ours", "2026-04-01"), ("theirs", "2026-04-02")):
        again = records(told(1, day), made[0].id)[2]
        said = json.loads(again.block.getvalue())
        said["dragoman"]["article"] = made[1].id
        kept = json_record(
            "translation", told(1).url, said, record_type="conversion", refers_to=made[1].id
        )
        with Archive(tmp_path / name) as archive:
            archive.store.append([kept], "derived")
    return tmp_path / "ours", tmp_path / "theirs"


def test_reviews_of_two_translations_of_one_article_are_joined(
    translated: tuple[Path, Path],
) -> None:
    """Each read half of it."""
    ours, theirs = translated
    decide(ours, 1, "Ours.", "Aysel")
    decide(theirs, 2, "Theirs.", "Rauf")
    before = shutil.copytree(ours, ours.with_name("before"))
    assert merge(ours, theirs).notes == ()
    merge(theirs, before)
    for folder in translated:
        (pairs,) = [pairs for _, pairs in seen(folder)[1]]
        assert [pair[2] for pair in pairs] == ["Aysel", "Rauf", None, None], folder
        sound(folder)
    assert merge(ours, theirs).disputes == ()


def test_what_was_decided_otherwise_in_two_translations_is_said(
    translated: tuple[Path, Path],
) -> None:
    for n, texts in ((1, ("Ours.", "Theirs.")), (2, ("The same.", "The same."))):
        for folder, text in zip(translated, texts, strict=True):
            decide(folder, n, text, text)
    merged = merge(*translated)
    (note,) = merged.notes
    assert note.startswith("1 sentence(s)") and note.endswith(":1"), note
    assert merge(*translated).notes == ()


# -- files ------------------------------------------------------------------------------------


def test_two_files_of_one_name_are_not_taken_for_each_other(tmp_path: Path) -> None:
    ours, theirs, third = (tmp_path / name for name in ("ours", "theirs", "third"))
    pages = {
        text: with_import(folder, tmp_path, text)
        for folder, text in ((ours, "ours1"), (theirs, "theirs1"), (third, "third1"))
    }
    merge(ours, theirs)
    merge(third, ours)
    merge(third, theirs)
    for folder, count in ((ours, 2), (third, 3)):
        for again in (False, True):
            with Archive(folder) as archive:
                if again:
                    archive.reindex()
                for text, page in pages.items():
                    if page in archive.page_ids():
                        assert text.encode() in archive.page(page).response().body
                        archive.export([page], "wacz", tmp_path / "one.wacz")
                assert len(archive.page_ids()) == count
        sound(folder)


def test_a_wacz_of_ours_brings_the_same(shell: Shell, tmp_path: Path) -> None:
    with evidence_archive(tmp_path / "theirs") as made:
        made.index.close()
    anchor_folder(tmp_path / "theirs", key=key_of(tmp_path / "theirs"))
    with Archive(tmp_path / "theirs") as archive:
        archive.export([made.page, made.failure], "wacz", tmp_path / "out.wacz")
    with Archive(tmp_path / "ours") as archive:
        put(archive, told(1))
    done = shell("merge", "out.wacz", archive="ours", json=True)
    assert done.status == 0 and done.lines[-1]["pages"] == 2, done.err
    assert done.lines[-1]["decisions"] == len(made.decisions)
    ledger = (tmp_path / "ours" / "ledger.jsonl").read_bytes()
    assert shell("merge", "out.wacz", archive="ours").status == 0
    assert (tmp_path / "ours" / "ledger.jsonl").read_bytes() == ledger
    proofs = sound(tmp_path / "ours")
    assert any("signed" in each or "ed25519" in each for each in proofs), proofs
    with Archive(tmp_path / "ours") as archive:
        assert archive.page(made.page).response().body == made.body
    ours, theirs = (dict(seen(tmp_path / name)[1])[made.page] for name in ("ours", "theirs"))
    assert ours == theirs and len(ours) > 1


def test_settings_and_names_stay_there(shell: Shell, two: tuple[Path, Path]) -> None:
    before = (two[0] / "dragoman.toml").read_bytes()
    (two[1] / "dragoman.toml").write_text('[network]\nproxy = "http://evil.invalid:1"\n')
    (two[1] / "names.csv").write_text("source,target,authority\nA,B,c\n")
    done = shell("merge", str(two[1]), archive=two[0].name)
    assert done.status == 0 and "names.csv was not taken" in done.err
    assert (two[0] / "dragoman.toml").read_bytes() == before
    assert not (two[0] / "names.csv").exists()


# -- an archive that lies ---------------------------------------------------------------------


def test_a_ledger_that_is_no_chain_brings_nothing(shell: Shell, two: tuple[Path, Path]) -> None:
    lines = (two[1] / "ledger.jsonl").read_bytes().splitlines(keepends=True)
    (two[1] / "ledger.jsonl").write_bytes(b"".join(lines[:3] + lines[4:]))
    before = (two[0] / "ledger.jsonl").read_bytes()
    done = shell("merge", str(two[1]), archive=two[0].name)
    assert done.status == 3 and "nothing was taken. verify, run on that archive" in done.err
    assert (two[0] / "ledger.jsonl").read_bytes() == before


@pytest.mark.parametrize(("profile", "taken"), [("1.2", False), ("2.0", False), ("1.0", True)])
def test_an_archive_of_a_later_version_brings_nothing_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, profile: str, taken: bool
) -> None:
    with monkeypatch.context() as later, Archive(tmp_path / "ours"):
        later.setattr("dragoman.provenance.ledger.PROFILE", f"dragoman-warc/{profile}")
        with Archive(tmp_path / "theirs") as theirs:
            (tmp_path / "page.html").write_text("<p>Onu dekabrda azad etdilər.</p>", "utf-8")
            list(theirs.import_files([tmp_path / "page.html"]))
    with Archive(tmp_path / "ours") as ours:
        try:
            assert ours.merge_archive(tmp_path / "theirs").records and taken
        except ArchiveError as error:
            assert f"(dragoman-warc/{profile}; this one" in error.message and not taken
            assert "nothing was taken" in error.message


def test_a_damaged_record_stays_out_with_what_rests_on_it(
    shell: Shell, two: tuple[Path, Path]
) -> None:
    with Store(two[1], software="t").locked():
        line = [
            each
            for _, each in Store(two[1], software="t").entries()
            if each.get("type") == "conversion"
        ][-2]
    path = two[1] / line["file"]
    data = bytearray(path.read_bytes())
    data[line["offset"] + line["length"] // 2] ^= 1
    path.write_bytes(data)
    done = shell("merge", str(two[1]), archive=two[0].name, json=True)
    assert done.status == 1 and done.lines[-1]["left_out"] == 2, (
        done.err
    )  # the article, its translation
    assert done.lines[-1]["records"] == 1
    sound(two[0])


def append(folder: Path, kind: str, content: dict[str, Any], **named: Any) -> None:
    store = Store(folder, software="t")
    store.append([json_record(kind, "https://example.org/1", content, **named)], "derived")


def _odd(folder: Path, _: str) -> None:
    append(folder, "decision", {"translation": "x", "segment": -1, "state": "approved"})


def _of_nothing(folder: Path, _: str) -> None:
    said = {"page": "00000000-0000-0000-0000-000000000000", "note": "of no page", "stamp": None}
    append(folder, "annotation", said)


def _under_our_id(folder: Path, ours: str) -> None:
    put_page = {"requested_url": "https://evil.invalid/", "captured_at": "2026-01-01T00:00:00Z"}
    append(folder, "capture", put_page, record_id=ours)


def _on_a_page_of_ours(folder: Path, ours: str) -> None:
    """The other archive has no such record; ours is one, and no translation."""
    said = {
        "translation": ours, "segment": 1, "state": "edited", "text": "x", "reviewer": "Eve",
        "time": "2026-03-09T12:00:00Z",
    }  # fmt: skip
    append(folder, "decision", said)


EVIL: dict[str, Callable[[Path, str], None]] = {
    "of an odd shape": _odd,
    "about what is not there": _of_nothing,
    "under an id of ours": _under_our_id,
    "about another kind of ours": _on_a_page_of_ours,
}


@pytest.mark.parametrize("evil", EVIL)
def test_what_does_not_hold_is_left_out(shell: Shell, two: tuple[Path, Path], evil: str) -> None:
    with Archive(two[0]) as archive:
        page = archive.page_ids()[-1]
        url = archive.page(page).url
    EVIL[evil](two[1], page)
    done = shell("merge", str(two[1]), archive=two[0].name, json=True)
    assert done.status == 1 and done.lines[-1]["left_out"] == 1, done.err
    assert done.lines[-1]["records"] == 3 and "left out" in done.err
    (proof,) = [each for each in sound(two[0]) if "as its ledger" in each]
    found, of_all = re.findall(r"(\d+) of (\d+) records", proof)[0]
    assert int(found) == int(of_all) - 1, proof
    with Archive(two[0]) as archive:
        assert archive.page(page).url == url


def test_what_rests_on_what_is_left_out_is_left_out_however_far(two: tuple[Path, Path]) -> None:
    with Archive(two[1]) as archive:
        page = archive.page_ids()[0]
        translation = archive.page(page).pair(1, "en")[0]
    before = "00000000-0000-0000-0000-000000000000"
    for n in range(5):
        said = {
            "translation": translation, "segment": 1, "state": "edited", "text": "x",
            "reviewer": "Eve", "time": "2026-03-09T12:00:00Z", "carried_from": before,
        }  # fmt: skip
        before = f"00000000-0000-0000-0000-00000000000{n + 1}"
        append(two[1], "decision", said, record_id=before)
    merged = merge(*two)
    assert len(merged.left_out) == 5 and merged.decisions == 0
    sound(two[0])


def test_a_revisit_of_what_is_here_is_held_against_it(tmp_path: Path) -> None:
    with evidence_archive(tmp_path / "ours") as made:
        made.index.close()
    shutil.copytree(tmp_path / "ours", tmp_path / "theirs")
    store = Store(tmp_path / "theirs", software="t")
    original = next(e["id"] for _, e in store.entries() if e.get("type") == "response")
    head, date = b"HTTP/1.1 200 OK\r\n\r\n", "2026-01-01T00:00:00Z"
    again = SimpleNamespace(
        url="https://example.org/1", started=date, block=io.BytesIO(head), header_length=len(head),
        peer=None, protocol="http/1.1", connection={},
    )  # fmt: skip
    lie = Original(original, again.url, date, f"sha256:{'0' * 64}")
    store.append([revisit_record(cast(Exchange, again), new_id(), lie)], "captures")
    assert len(merge(tmp_path / "ours", tmp_path / "theirs").left_out) == 1
    sound(tmp_path / "ours")


def test_a_merging_told_by_another_archive_moves_no_file_of_ours(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    page = with_import(ours, tmp_path, "ours1")
    with_import(theirs, tmp_path, "theirs1")
    said = {
        "archive": "a", "ledger": "imports/crawl.warc.gz", "line": 1, "sha256": "0" * 64, "whole": True,
        "anchors": [], "files": [{"record": page, "was": "imports/crawl.warc.gz", "file": "imports/crawl-2.warc.gz"}], "disputes": [],
        "left_out": [], "stamp": None,
    }  # fmt: skip
    append(theirs, "merge", said)
    merge(ours, theirs)
    with Archive(ours) as archive:
        assert b"ours1" in archive.page(page).response().body
        archive.reindex()
        assert b"ours1" in archive.page(page).response().body
    sound(ours)


@pytest.mark.skipif(os.name == "nt", reason="links are of POSIX")
@pytest.mark.parametrize("name", ["warc", "ledger.jsonl", "imports"])
def test_a_link_is_not_gone_through(two: tuple[Path, Path], tmp_path: Path, name: str) -> None:
    target = two[1] / name
    moved = tmp_path / "outside"
    if target.exists():
        target.rename(moved)
    target.symlink_to(moved)
    with pytest.raises(ArchiveError, match="a link"):
        merge(*two)


def test_what_is_no_archive_is_said(shell: Shell, two: tuple[Path, Path]) -> None:
    (shell.folder / "x.txt").write_text("x")
    assert shell("merge", "x.txt", archive=two[0].name).status == 2
    assert shell("merge", "not there", archive=two[0].name).status == 1
    with pytest.raises(UsageError):
        merge(two[0], two[0])


# -- verify -----------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["ledger.jsonl", "ed25519.json"])
def test_a_change_to_the_evidence_is_found(two: tuple[Path, Path], what: str) -> None:
    anchor_folder(two[1], key=key_of(two[1]))
    merge(*two)
    (path,) = (two[0] / "imports").glob(f"merged-*{what}")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    kinds = {each.kind for each in verify_folder(two[0]).problems}
    assert kinds > {"record_changed"}, kinds


def test_a_cut_ledger_is_told_as_damage(two: tuple[Path, Path]) -> None:
    path = two[1] / "ledger.jsonl"
    path.write_bytes(path.read_bytes() + b'{"n":')  # what a crash left is no line
    assert merge(*two).pages == 1
    path.write_bytes(b"no ledger\n")
    with pytest.raises((DamageFound, ArchiveError)):
        merge(*two)
